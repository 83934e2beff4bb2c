"""What is laid out in rows: answers to check, tables, lists, tags."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from weald.foundation.ui.components.markup import html, memoised
from weald.foundation.ui.language import _, marked


class Row(NamedTuple):
    """One line of a summary list. `value` may hold line breaks. With `href` it can be changed; `about` completes
    the link for a screen reader ("Change your date of birth")."""

    key: str
    value: str | Markup
    href: str = ""
    about: str = ""
    action: str = marked("Change")


class Column(NamedTuple):
    """The head of a table's column; `number` aligns it to the right."""

    text: str
    number: bool = False


COLOURS = frozenset(
    ("white", "grey", "green", "aqua-green", "blue", "purple", "pink", "red", "orange", "yellow")
)


def _inside(key: str) -> str:
    """A row's key as it stands inside a sentence: "NHS number" keeps its capitals."""
    return " ".join(word if word.isupper() else word.lower() for word in key.split())


def summary_list(rows: Iterable[Row]) -> Markup:
    """Questions and answers, each with its change link."""
    rows = tuple(rows)
    actions = any(row.href for row in rows)
    lines = []
    for row in rows:
        about = f'<span class="nhsuk-u-visually-hidden"> {escape(row.about or _inside(row.key))}</span>'
        change = (
            f'<dd class="nhsuk-summary-list__actions"><a href="{escape(row.href)}">{escape(_(row.action))}{about}</a></dd>'
            if row.href
            else ""
        )
        alone = " nhsuk-summary-list__row--no-actions" if actions and not row.href else ""
        lines.append(
            f'<div class="nhsuk-summary-list__row{alone}"><dt class="nhsuk-summary-list__key">{escape(row.key)}</dt>'
            f'<dd class="nhsuk-summary-list__value">{_value(row.value)}</dd>{change}</div>'
        )
    return html(f'<dl class="nhsuk-summary-list">{"".join(lines)}</dl>')


def _value(value: str | Markup) -> str:
    if isinstance(value, Markup):
        return str(value)
    return str(typed(value)) if value else ""


def typed(text: str) -> Markup:
    """What somebody typed: its lines kept, and its direction found from its own letters, so that Arabic or Hebrew
    reads as it should and cannot disturb what stands around it."""
    return html(f'<bdi class="weald-typed" dir="auto">{escape(text)}</bdi>')


@memoised
def tag(text: str, colour: str = "") -> Markup:
    """A short state in capitals of colour. The word says everything, the colour only repeats it."""
    if colour and colour not in COLOURS:
        raise ValueError(f"The design system has no tag in {colour}. It has: {', '.join(sorted(COLOURS))}.")
    return html(
        f'<strong class="nhsuk-tag{f" nhsuk-tag--{colour}" if colour else ""}">{escape(text)}</strong>'
    )


def table(
    caption: str,
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[str | Markup]],
    *,
    first_is_heading: bool = False,
    hide_caption: bool = False,
) -> Markup:
    """A table with a caption; on a phone each row becomes a small card."""
    heads = [column if isinstance(column, Column) else Column(column) for column in columns]
    number = [" nhsuk-table__header--numeric" if head.number else "" for head in heads]
    cells = [" nhsuk-table__cell--numeric" if head.number else "" for head in heads]
    before = [
        f'<span class="nhsuk-table__heading" aria-hidden="true">{escape(head.text)} </span>' for head in heads
    ]
    # As cards on a phone the rows are no table to the browser any more: the roles say that they still are.
    thead = "".join(
        f'<th class="nhsuk-table__header{number[index]}" scope="col" role="columnheader">{escape(head.text)}</th>'
        for index, head in enumerate(heads)
    )
    body = []
    for row in rows:
        line = []
        for index, cell in enumerate(row):
            if index == 0 and first_is_heading:
                line.append(
                    f'<th class="nhsuk-table__header" scope="row" role="rowheader">{before[0]}{escape(cell)}</th>'
                )
            else:
                line.append(
                    f'<td class="nhsuk-table__cell{cells[index]}" role="cell">{before[index]}{escape(cell)}</td>'
                )
        body.append(f'<tr class="nhsuk-table__row" role="row">{"".join(line)}</tr>')
    hidden = " nhsuk-u-visually-hidden" if hide_caption else ""
    return html(
        '<table class="nhsuk-table nhsuk-table--responsive" role="table">'
        f'<caption class="nhsuk-table__caption{hidden}">{escape(caption)}</caption>'
        f'<thead class="nhsuk-table__head" role="rowgroup"><tr class="nhsuk-table__row" role="row">{thead}'
        f'</tr></thead><tbody class="nhsuk-table__body" role="rowgroup">{"".join(body)}</tbody></table>'
    )


def bullets(items: Iterable[str | Markup]) -> Markup:
    """A plain list with bullets."""
    return html(
        f'<ul class="nhsuk-list nhsuk-list--bullet">{"".join(f"<li>{escape(item)}</li>" for item in items)}</ul>'
    )
