"""What a person chooses from: radios, checkboxes, a list. Remembered: choices come from content."""

from typing import NamedTuple

from markupsafe import Markup, escape

from weald.foundation.ui.components.markup import (
    described_by,
    error_html,
    fieldset_html,
    group,
    hint_html,
    html,
    label_html,
    memoised,
)
from weald.foundation.ui.language import _, marked


class Choice(NamedTuple):
    """One answer: the value that is sent, the words that are read, and a hint under them."""

    value: str
    text: str
    hint: str = ""


NONE = Choice("none", marked("No, none of these"))
UNSURE = Choice("unsure", marked("I’m not sure"))


def _item(kind: str, name: str, index: int, choice: Choice, chosen: bool, exclusive: bool) -> str:
    # The first keeps the plain name as id, so that the error summary's link lands on it.
    id_ = name if index == 0 else f"{name}-{index + 1}"
    hint = f'<div class="nhsuk-hint nhsuk-{kind}__hint" id="{escape(id_)}-item-hint">{escape(_(choice.hint))}</div>'
    return (
        f'<div class="nhsuk-{kind}__item"><input class="nhsuk-{kind}__input" id="{escape(id_)}"'
        f' name="{escape(name)}" type="{"radio" if kind == "radios" else "checkbox"}"'
        f' value="{escape(choice.value)}"{" checked" if chosen else ""}'
        f"{' data-exclusive' if exclusive else ''}"
        f"{described_by(f'{id_}-item-hint') if choice.hint else ''}>"
        f'<label class="nhsuk-label nhsuk-{kind}__label" for="{escape(id_)}">{escape(_(choice.text))}</label>'
        f"{hint if choice.hint else ''}</div>"
    )


def _or(kind: str) -> str:
    return f'<div class="nhsuk-{kind}__divider">{escape(_("or"))}</div>'


@memoised
def radios(
    name: str,
    legend: str,
    choices: tuple[Choice, ...],
    *,
    value: str = "",
    hint: str = "",
    error: str = "",
    size: str = "",
    heading: bool = False,
    inline: bool = False,
    small: bool = False,
    apart: str = "",
) -> Markup:
    """One of several answers. `apart` is the value before which the word "or" stands (usually "unsure");
    `inline` puts two short answers side by side, `small` is for staff."""
    items = "".join(
        (_or("radios") if apart and choice.value == apart else "")
        + _item("radios", name, index, choice, choice.value == value, False)
        for index, choice in enumerate(choices)
    )
    inner = (
        hint_html(name, hint)
        + error_html(name, error)
        + f'<div class="nhsuk-radios{" nhsuk-radios--inline" if inline else ""}{" nhsuk-radios--small" if small else ""}">{items}</div>'
    )
    describe = described_by(f"{name}-hint" if hint else "", f"{name}-error" if error else "")
    return html(group(fieldset_html(legend, inner, size=size, heading=heading, describe=describe), error))


@memoised
def radios_in_sections(
    name: str,
    legend: str,
    sections: tuple[tuple[str, tuple[Choice, ...]], ...],
    last: Choice,
    *,
    value: str = "",
    hint: str = "",
    error: str = "",
    size: str = "",
    heading: bool = False,
) -> Markup:
    """One of very many answers, in sections that open; the one that holds `value` is open. `last` stands below them all, after an
    "or", and the link of the error summary leads to it: it can always be seen."""
    number = 1
    parts: list[str] = []
    for title, choices in sections:
        items = ""
        for choice in choices:
            items += _item("radios", name, number, choice, choice.value == value, False)
            number += 1
        opened = " open" if any(choice.value == value for choice in choices) else ""
        parts.append(
            f'<details class="nhsuk-details nhsuk-expander"{opened}><summary class="nhsuk-details__summary">'
            f'<span class="nhsuk-details__summary-text">{escape(_(title))}</span></summary>'
            f'<div class="nhsuk-details__text"><div class="nhsuk-radios">{items}</div></div></details>'
        )
    inner = (
        hint_html(name, hint)
        + error_html(name, error)
        + "".join(parts)
        + f'<div class="nhsuk-radios">{_or("radios")}'
        + _item("radios", name, 0, last, last.value == value, False)
        + "</div>"
    )
    describe = described_by(f"{name}-hint" if hint else "", f"{name}-error" if error else "")
    return html(group(fieldset_html(legend, inner, size=size, heading=heading, describe=describe), error))


@memoised
def checkboxes(
    name: str,
    legend: str,
    choices: tuple[Choice, ...],
    *,
    values: tuple[str, ...] = (),
    exclusive: tuple[Choice, ...] = (),
    hint: str = "",
    error: str = "",
    size: str = "",
    heading: bool = False,
    small: bool = False,
) -> Markup:
    """Any number of answers, then after an "or" those that exclude all others (`NONE`, `UNSURE`). Choosing an
    exclusive one clears the others where `weald/exclusive.js` runs; the form checks it again without."""
    items = "".join(
        _item("checkboxes", name, index, choice, choice.value in values, False)
        for index, choice in enumerate(choices)
    )
    if exclusive:
        items += _or("checkboxes") + "".join(
            _item("checkboxes", name, len(choices) + index, choice, choice.value in values, True)
            for index, choice in enumerate(exclusive)
        )
    inner = (
        hint_html(name, hint)
        + error_html(name, error)
        + f'<div class="nhsuk-checkboxes{" nhsuk-checkboxes--small" if small else ""}">{items}</div>'
    )
    describe = described_by(f"{name}-hint" if hint else "", f"{name}-error" if error else "")
    return html(group(fieldset_html(legend, inner, size=size, heading=heading, describe=describe), error))


@memoised
def select(
    name: str,
    label: str,
    choices: tuple[Choice, ...],
    *,
    value: str = "",
    hint: str = "",
    error: str = "",
) -> Markup:
    """One of many from a list that opens. Radios are easier to use up to about ten."""
    options = "".join(
        f'<option value="{escape(choice.value)}"{" selected" if choice.value == value else ""}>'
        f"{escape(choice.text)}</option>"
        for choice in choices
    )
    describe = described_by(f"{name}-hint" if hint else "", f"{name}-error" if error else "")
    failed = " nhsuk-select--error" if error else ""
    return html(
        group(
            label_html(name, label, "", False)
            + hint_html(name, hint)
            + error_html(name, error)
            + f'<select class="nhsuk-select{failed}" id="{escape(name)}"'
            f' name="{escape(name)}"{describe}>{options}</select>',
            error,
        )
    )
