"""What a person follows or presses. Not remembered where an address or a number may be somebody's own."""

import re

from markupsafe import Markup, escape

from weald.foundation.ui.components.markup import ARROW_IN_CIRCLE, attributes, html, memoised
from weald.foundation.ui.language import _, marked

BUTTONS = {"": "", "secondary": " nhsuk-button--secondary", "reverse": " nhsuk-button--reverse",
           "warning": " nhsuk-button--warning"}  # fmt: skip
_NUMBERS = re.compile(r"\b(?:111\.nhs\.uk(?:/[a-z-]+)?|111|999)\b")


def button(
    text: str,
    *,
    href: str = "",
    kind: str = "",
    name: str = "",
    value: str = "",
    key: str = "",
    formaction: str = "",
    form: str = "",
) -> Markup:
    """A button that sends its form, or with `href` a link that looks like one. `kind` is "" (green), secondary,
    reverse or warning; `form` is the id of a form that it stands outside of; `key` is a shortcut, handled by the page's own script and announced.

    A second press within a second is ignored where `weald/once.js` runs; the server's idempotency key is what
    counts."""
    classes = f"nhsuk-button{BUTTONS[kind]}"
    keys = attributes(data_key=key, aria_keyshortcuts=key)
    if href:
        return html(f'<a class="{classes}" href="{escape(href)}" draggable="false"{keys}>{escape(text)}</a>')
    rest = attributes(name=name, value=value, formaction=formaction, form=form)
    return html(f'<button class="{classes}" type="submit"{rest}{keys}>{escape(text)}</button>')


def buttons(*each: Markup) -> Markup:
    """Several buttons in a row; one under the other on a phone."""
    return html(f'<div class="nhsuk-button-group">{"".join(each)}</div>')


def link(text: str, href: str, *, hidden: str = "") -> Markup:
    """An ordinary link; `hidden` is said after it to a screen reader, so that no two links sound alike."""
    said = f'<span class="nhsuk-u-visually-hidden"> {escape(hidden)}</span>' if hidden else ""
    return html(f'<a class="nhsuk-link" href="{escape(href)}">{escape(text)}{said}</a>')


def action_link(text: str, href: str) -> Markup:
    """The one thing to do next, with the green arrow."""
    return html(
        f'<a class="nhsuk-action-link" href="{escape(href)}">{ARROW_IN_CIRCLE}'
        f'<span class="nhsuk-action-link__text">{escape(text)}</span></a>'
    )


def back_link(href: str, text: str = marked("Back")) -> Markup:
    """One step back, at the top of the page."""
    return html(f'<a class="nhsuk-back-link" href="{escape(href)}">{escape(_(text))}</a>')


@memoised
def skip_link(href: str = "#maincontent", text: str = marked("Skip to main content")) -> Markup:
    """Lets somebody with a keyboard pass the header."""
    return html(f'<a class="nhsuk-skip-link" href="{escape(href)}">{escape(_(text))}</a>')


def phone_link(number: str) -> Markup:
    """A phone number that a phone dials when it is pressed; shown as given."""
    digits = "".join(one for one in number if one.isdigit() or one == "+")
    return html(f'<a class="nhsuk-link weald-phone" href="tel:{digits}">{escape(number)}</a>')


@memoised
def numbers_linked(sentence: str) -> Markup:
    """A sentence of ours in which whoever reads it on a phone can press 111, 999 and a page of 111.nhs.uk."""
    return html(_NUMBERS.sub(_pressable, str(escape(sentence))))


def _pressable(found: re.Match[str]) -> str:
    number = found[0]
    href = f"tel:{number}" if "." not in number else f"https://{number}{'' if '/' in number else '/'}"
    return f'<a class="nhsuk-link weald-phone" href="{href}">{number}</a>'
