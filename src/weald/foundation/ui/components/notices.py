"""What tells a person something: errors, advice by urgency, confirmations."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from weald.foundation.ui.components.markup import (
    CROSS,
    TICK,
    Body,
    Caller,
    content,
    error_html,
    heading_tag,
    html,
    memoised,
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


def warning_callout(heading: str, body: Body = "", *, level: int = 2, caller: Caller = None) -> Markup:
    """Something that matters before going on, on yellow."""
    said = "" if "important" in heading.lower() else "Important: "
    title = (
        f'<h{level} class="nhsuk-card__heading nhsuk-heading-m"><span role="text">'
        f'<span class="nhsuk-u-visually-hidden">{said}</span>{escape(heading)}</span></h{level}>'
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


def card(
    heading: str,
    body: Body = "",
    *,
    href: str = "",
    level: int = 2,
    feature: bool = False,
    caller: Caller = None,
) -> Markup:
    """A box with a heading; with `href` all of it can be pressed."""
    if href:
        title = (
            f'<h{level} class="nhsuk-card__heading nhsuk-heading-m">'
            f'<a class="nhsuk-card__link" href="{escape(href)}">{escape(heading)}</a></h{level}>'
        )
    else:
        title = heading_tag(level, heading, "nhsuk-card__heading nhsuk-heading-m")
    kind = " nhsuk-card--clickable" if href else " nhsuk-card--feature" if feature else ""
    return html(
        f'<div class="nhsuk-card{kind}"><div class="nhsuk-card__content">{title}'
        f"{content(body, caller)}</div></div>"
    )


def details(summary: str, body: Body = "", *, open: bool = False, caller: Caller = None) -> Markup:
    """More for those who want it, behind one line that opens."""
    return html(_details(summary, content(body, caller), "nhsuk-details", open))


def expander(summary: str, body: Body = "", *, open: bool = False, caller: Caller = None) -> Markup:
    """Like details, in a box: for a longer section of a page."""
    return html(_details(summary, content(body, caller), "nhsuk-details nhsuk-expander", open))


def _details(summary: str, inner: str, classes: str, opened: bool) -> str:
    return (
        f'<details class="{classes}"{" open" if opened else ""}><summary class="nhsuk-details__summary">'
        f'<span class="nhsuk-details__summary-text">{escape(summary)}</span></summary>'
        f'<div class="nhsuk-details__text">{inner}</div></details>'
    )


def panel(heading: str, body: Body = "", *, level: int = 1, caller: Caller = None) -> Markup:
    """It is done: the green panel of a confirmation page."""
    inner = content(body, caller)
    title = heading_tag(level, heading, "nhsuk-panel__heading")
    return html(
        f'<div class="nhsuk-panel">{title}'
        f"{f'<div class="nhsuk-panel__body">{inner}</div>' if inner else ''}</div>"
    )


def banner(
    text: str,
    body: Body = "",
    *,
    success: bool = False,
    title: str = "",
    id: str = "banner",
    caller: Caller = None,
) -> Markup:
    """Something about the whole service, or (`success`) about what was just done, above the content."""
    heading = title or (_("Success") if success else _("Important"))
    return html(
        f'<div class="nhsuk-notification-banner{" nhsuk-notification-banner--success" if success else ""}"'
        f' role="{"alert" if success else "region"}" aria-labelledby="{escape(id)}-title">'
        f'<div class="nhsuk-notification-banner__header"><h2 class="nhsuk-notification-banner__title"'
        f' id="{escape(id)}-title">{escape(heading)}</h2></div><div class="nhsuk-notification-banner__content">'
        f'<p class="nhsuk-notification-banner__heading">{escape(text)}</p>{content(body, caller)}</div></div>'
    )


@memoised
def do_list(items: tuple[str, ...], heading: str = marked("Do"), *, level: int = 3) -> Markup:
    """What helps, with ticks."""
    return html(_ticked(items, heading, level, "tick", TICK, ""))


@memoised
def dont_list(items: tuple[str, ...], heading: str = marked("Don’t"), *, level: int = 3) -> Markup:
    """What to leave, with crosses; each line is written to follow the words "do not"."""
    return html(_ticked(items, heading, level, "cross", CROSS, _("do not") + " "))


def _ticked(items: tuple[str, ...], heading: str, level: int, kind: str, mark: str, before: str) -> str:
    lines = "".join(f"<li>{mark}{before}{escape(item)}</li>" for item in items)
    return (
        '<div class="nhsuk-card nhsuk-card--feature"><div class="nhsuk-card__content">'
        f"{heading_tag(level, _(heading), 'nhsuk-card__heading nhsuk-heading-m')}"
        f'<ul class="nhsuk-list nhsuk-list--{kind}" role="list">{lines}</ul></div></div>'
    )
