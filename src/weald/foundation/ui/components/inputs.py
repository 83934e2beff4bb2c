"""What a person types into: one line, several lines, a date. Never remembered: the value is theirs."""

from markupsafe import Markup, escape

from weald.foundation.ui.components.markup import (
    attributes,
    described_by,
    error_html,
    fieldset_html,
    group,
    hint_html,
    html,
    label_html,
)
from weald.foundation.ui.language import _, marked

DATE_PARTS = (("day", marked("Day"), 2), ("month", marked("Month"), 2), ("year", marked("Year"), 4))


def text_input(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    error: str = "",
    width: int = 0,
    size: str = "",
    heading: bool = False,
    type: str = "text",
    inputmode: str = "",
    autocomplete: str = "",
    spellcheck: bool | None = None,
    suffix: str = "",
    autofocus: bool = False,
    key: str = "",
) -> Markup:
    """One line of text. `width` is in characters (2, 3, 4, 5, 10, 20, 30; 0 fills the column), `size` the label's
    (s, m, l, xl), `heading` makes the label the page's heading, `suffix` shows a unit such as °C, with
    `autofocus` whoever comes by a key types at once; `key` is a shortcut that enters it, handled by the page's own script and announced."""
    classes = "nhsuk-input" + (f" nhsuk-input--width-{width}" if width else "")
    if error:
        classes += " nhsuk-input--error"
    describe = described_by(f"{name}-hint" if hint else "", f"{name}-error" if error else "")
    field = (
        f'<input class="{classes}" id="{escape(name)}" name="{escape(name)}"'
        + attributes(
            type=type,
            value=value,
            inputmode=inputmode,
            autocomplete=autocomplete,
            spellcheck=None if spellcheck is None else ("true" if spellcheck else "false"),
            dir="auto" if type == "text" and not inputmode else None,
            autofocus=autofocus,
            data_key=key,
            aria_keyshortcuts=key,
        )
        + f"{describe}>"
    )
    if key:
        label = html(f'{escape(label)} <kbd aria-hidden="true">{escape(key)}</kbd>')
    if suffix:
        after = f'<div class="nhsuk-input-wrapper__suffix" aria-hidden="true">{escape(suffix)}</div>'
        field = f'<div class="nhsuk-input-wrapper">{field}{after}</div>'
    return html(
        group(
            label_html(name, label, size, heading) + hint_html(name, hint) + error_html(name, error) + field,
            error,
        )
    )


def textarea(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    error: str = "",
    rows: int = 5,
    most: int = 0,
    size: str = "",
    heading: bool = False,
) -> Markup:
    """Several lines of text. `most` is the number of characters allowed: it is said under the box, and counted
    down where the script `weald/character-count.js` runs. What is typed is never cut off."""
    describe = described_by(
        f"{name}-hint" if hint else "", f"{name}-error" if error else "", f"{name}-most" if most else ""
    )
    failed = " nhsuk-textarea--error" if error else ""
    said = (
        f'<div class="nhsuk-hint weald-count" id="{escape(name)}-most" data-count-for="{escape(name)}"'
        f' data-most="{most}">{escape(_("You can write up to %(most)s characters") % {"most": f"{most:,}"})}</div>'
        if most
        else ""
    )
    # A newline right after the tag is dropped by the browser: written here so that one the person typed stays.
    return html(
        group(
            label_html(name, label, size, heading)
            + hint_html(name, hint)
            + error_html(name, error)
            + f'<textarea class="nhsuk-textarea{failed}" id="{escape(name)}" name="{escape(name)}" rows="{rows}"'
            f' dir="auto"{describe}>\n{escape(value)}</textarea>{said}',
            error,
        )
    )


def date_input(
    name: str,
    legend: str,
    *,
    value: tuple[str, str, str] = ("", "", ""),
    hint: str = "",
    error: str = "",
    wrong: tuple[str, ...] = (),
    size: str = "",
    birthday: bool = False,
) -> Markup:
    """Day, month and year in three boxes named `<name>-day`, `<name>-month`, `<name>-year`, as typed in `value`.
    `wrong` names the boxes that the error is about (all, if empty); `birthday` lets the browser fill them in."""
    faulty = wrong or tuple(part for part, _label, _width in DATE_PARTS)
    items = []
    for (part, label, width), typed in zip(DATE_PARTS, value, strict=True):
        failed = " nhsuk-input--error" if error and part in faulty else ""
        fill = attributes(value=typed, autocomplete=f"bday-{part}" if birthday else None)
        items.append(
            f'<div class="nhsuk-date-input__item"><label class="nhsuk-label nhsuk-date-input__label"'
            f' for="{escape(name)}-{part}">{escape(_(label))}</label><input class="nhsuk-input nhsuk-date-input__input'
            f' nhsuk-input--width-{width}{failed}" id="{escape(name)}-{part}" name="{escape(name)}-{part}"'
            f' type="text" inputmode="numeric"{fill}></div>'
        )
    inner = (
        hint_html(name, hint)
        + error_html(name, error)
        + f'<div class="nhsuk-date-input" id="{escape(name)}">{"".join(items)}</div>'
    )
    describe = described_by(f"{name}-hint" if hint else "", f"{name}-error" if error else "")
    # role="group": some screen readers do not read the hint of a fieldset of text boxes without it.
    return html(
        group(
            fieldset_html(legend, inner, size=size, heading=False, describe=describe, role="group"),
            error,
        )
    )


def hidden_input(name: str, value: str) -> Markup:
    """A value that travels with the form and is not shown."""
    return html(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">')
