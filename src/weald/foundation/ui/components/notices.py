"""What tells a person something: errors, advice by urgency, confirmations."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from weald.foundation.ui.components.markup import (
    Body,
    Caller,
    content,
    error_html,
    html,
)
from weald.foundation.ui.language import _, marked


class FieldError(NamedTuple):
    """What is wrong with one field: its name, the sentence that says what to do, and the id to jump to."""

    field: str
    sentence: str
    anchor: str


CARE = {
    "non_urgent": ("non-urgent", marked("Non-urgent advice")),
    "urgent": ("urgent", marked("Urgent advice")),
    "emergency": ("emergency", marked("Immediate action required")),
}


def error_summary(errors: Iterable[FieldError], title: str = marked("There is a problem")) -> Markup:
    """Every error at the top of the page, each a link to its field. Nothing when there are none."""
    lines = "".join(
        f'<li><a href="#{escape(one.anchor)}">{escape(_(one.sentence))}</a></li>'
        if one.anchor
        else f"<li>{escape(_(one.sentence))}</li>"
        for one in errors
    )
    if not lines:
        return html("")
    # tabindex and autofocus put a screen reader on the summary without a script.
    return html(
        '<div class="nhsuk-error-summary" tabindex="-1" autofocus><div role="alert">'
        f'<h2 class="nhsuk-error-summary__heading">{escape(_(title))}</h2>'
        '<div class="nhsuk-error-summary__body"><ul class="nhsuk-list nhsuk-error-summary__list">'
        f"{lines}</ul></div></div></div>"
    )


def error_message(name: str, sentence: str) -> Markup:
    """The error above a field that no other component draws; its id is `<name>-error`."""
    return html(error_html(name, sentence))


def inset(body: Body = "", *, caller: Caller = None) -> Markup:
    """Something worth noticing, set in from the side."""
    return html(
        f'<div class="nhsuk-inset-text"><span class="nhsuk-u-visually-hidden">{escape(_("Information:"))} </span>'
        f"{content(body, caller)}</div>"
    )


def warning_callout(heading: str, body: Body = "", *, caller: Caller = None) -> Markup:
    """Something that matters before going on, on yellow."""
    said = "" if "important" in heading.lower() else "Important: "
    title = (
        '<h2 class="nhsuk-card__heading nhsuk-heading-m"><span role="text">'
        f'<span class="nhsuk-u-visually-hidden">{said}</span>{escape(heading)}</span></h2>'
    )
    return html(
        f'<div class="nhsuk-card nhsuk-card--warning"><div class="nhsuk-card__content">{title}'
        f"{content(body, caller)}</div></div>"
    )


def care_card(kind: str, heading: str, body: Body = "", *, level: int = 2, caller: Caller = None) -> Markup:
    """What to do and how soon: `kind` is non_urgent (blue), urgent (red) or emergency (red and black). The colour
    is said in words to a screen reader."""
    slug, said = CARE[kind]
    return html(
        f'<div class="nhsuk-card nhsuk-card--care nhsuk-card--care--{slug}">'
        f'<div class="nhsuk-card__heading-container"><h{level} class="nhsuk-card__heading"><span role="text">'
        f'<span class="nhsuk-u-visually-hidden">{escape(_(said))}: </span>{escape(heading)}</span></h{level}>'
        '<span class="nhsuk-card--care__arrow" aria-hidden="true"></span></div>'
        f'<div class="nhsuk-card__content">{content(body, caller)}</div></div>'
    )


def card(heading: str, body: Body = "", *, caller: Caller = None) -> Markup:
    """A box with a heading that stands out."""
    return html(
        '<div class="nhsuk-card nhsuk-card--feature"><div class="nhsuk-card__content">'
        f'<h2 class="nhsuk-card__heading nhsuk-heading-m">{escape(heading)}</h2>{content(body, caller)}</div></div>'
    )


def details(summary: str, body: Body = "", *, open: bool = False, caller: Caller = None) -> Markup:
    """More for those who want it, behind one line that opens."""
    return html(
        f'<details class="nhsuk-details"{" open" if open else ""}><summary class="nhsuk-details__summary">'
        f'<span class="nhsuk-details__summary-text">{escape(summary)}</span></summary>'
        f'<div class="nhsuk-details__text">{content(body, caller)}</div></details>'
    )


def panel(heading: str, body: Body = "", *, caller: Caller = None) -> Markup:
    """It is done: the green panel of a confirmation page."""
    inner = content(body, caller)
    return html(
        f'<div class="nhsuk-panel"><h1 class="nhsuk-panel__heading">{escape(heading)}</h1>'
        f"{f'<div class="nhsuk-panel__body">{inner}</div>' if inner else ''}</div>"
    )


def banner(text: str) -> Markup:
    """What was just done, above the content."""
    return html(
        '<div class="nhsuk-notification-banner nhsuk-notification-banner--success" role="alert"'
        ' aria-labelledby="banner-title"><div class="nhsuk-notification-banner__header">'
        f'<h2 class="nhsuk-notification-banner__title" id="banner-title">{escape(_("Success"))}</h2></div>'
        '<div class="nhsuk-notification-banner__content">'
        f'<p class="nhsuk-notification-banner__heading">{escape(text)}</p></div></div>'
    )
