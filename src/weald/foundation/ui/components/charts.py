"""Pictures of figures, drawn on the server as SVG. Each stands beside its table, and says what it shows in words.

A picture has no style of its own: the classes `chart-1` … `chart-5` give the series their colours in `weald/charts.css`,
in forced colours too. Lengths are units of the drawing, which is about as many pixels wide on a phone.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from weald.foundation.ui.components.markup import html

WIDE, HIGH = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 30, 4, 8, 22
MOST_SERIES = 5


class Series(NamedTuple):
    """What one colour stands for, and its value at each label, none below 0."""

    text: str
    values: tuple[float, ...]


class Strip(NamedTuple):
    """A measure of many places: the value of each that has one, none below 0; those of the two that are looked at; and what the
    highest is called."""

    text: str
    values: tuple[float, ...]
    one: float | None
    other: float | None
    highest: str


def stacked_columns(
    name: str, title: str, words: str, labels: Sequence[str], series: Sequence[Series], *, usual: Sequence[float] = (),
    between: Sequence[tuple[float, float]] = (),
) -> Markup:  # fmt: skip
    """Columns that stand for the sum of their series, one above each label; `usual` draws a line across each column
    at what is usual there, `between` an upright one from the lower to the upper bound of what may be. `name` is unique on the page; `words` say what the picture shows to who does not see it.

    Raises ValueError where the values do not fit the labels, or there are more series than colours.
    """
    _fitting(labels, series, usual)
    if between and len(between) != len(labels):
        raise ValueError("Give a lower and an upper bound for each label, or none.")
    sums = [sum(one.values[index] for one in series) for index in range(len(labels))]
    top = _round_above(max([*sums, *usual, *(upper for _, upper in between), 1]))
    step = (WIDE - LEFT - RIGHT) / max(len(labels), 1)
    scale = (HIGH - TOP - BOTTOM) / top
    floor = HIGH - BOTTOM
    parts = [_grid(top, scale)]
    every = max(1, -(-len(labels) // 8))
    for index, label in enumerate(labels):
        left, height = LEFT + index * step, 0.0
        for colour, one in enumerate(series, start=1):
            tall = one.values[index] * scale
            if tall:
                parts.append(_box(left + step * 0.15, floor - height - tall, step * 0.7, tall, colour))
            height += tall
        if usual:
            level = floor - usual[index] * scale
            parts.append(
                f'<path class="chart-usual" d="M{left + step * 0.04:.1f} {level:.1f}h{step * 0.92:.1f}"/>'
            )
        if between:
            low, high = (floor - bound * scale for bound in between[index])
            parts.append(f'<path class="chart-between" d="M{left + step / 2:.1f} {low:.1f}V{high:.1f}"/>')
        if index % every == 0:
            parts.append(
                f'<text class="chart-label" x="{left + step / 2:.1f}" y="{HIGH - 6}" text-anchor="middle">{escape(label)}</text>'
            )
    return _picture(name, title, words, HIGH, "".join(parts))


def bars(name: str, title: str, words: str, labels: Sequence[str], values: Sequence[float | None], *, said: Sequence[str]) -> Markup:  # fmt: skip
    """One bar to the right for each label, the longest as wide as there is room, with what it is (`said`) behind it.
    A value of None has no bar: it is not known, or not told."""
    _fitting(labels, [Series("", tuple(value or 0 for value in values))], [])
    row, text = 30, 13
    most = max([value for value in values if value is not None] + [0]) or 1
    parts = []
    for index, (label, value, word) in enumerate(zip(labels, values, said, strict=True)):
        top = index * row
        long = 0 if value is None else (WIDE - 90) * value / most
        parts.append(f'<text class="chart-label" x="0" y="{top + text - 2}">{escape(label)}</text>')
        if long:
            parts.append(_box(0, top + text + 2, long, row - text - 6, 1))
        parts.append(
            f'<text class="chart-value" x="{long + 5:.1f}" y="{top + row - 5}">{escape(word)}</text>'
        )
    return _picture(name, title, words, row * len(labels), "".join(parts))


def strips(name: str, title: str, words: str, two: tuple[str, str], rows: Sequence[Strip]) -> Markup:
    """A line for each measure, from nothing to its highest place, with a stroke for every place. The first of the `two` stands on
    the line and points down, the other hangs from it and points up: they are told apart without colours."""
    parts = [
        f'{_mark(8, 14, 1)}<text class="chart-label" x="20" y="13">{escape(two[0])}</text>',
        f'{_mark(8, 22, 2)}<text class="chart-label" x="20" y="31">{escape(two[1])}</text>',
        f'<path class="chart-stroke" d="M{WIDE / 2 + 8:g} 4v12"/>'
        f'<text class="chart-label" x="{WIDE / 2 + 20:g}" y="13">every district</text>',
    ]
    row, first, left = 68, 52, 8
    for index, one in enumerate(rows):
        top = first + index * row
        line, scale = top + 24, (WIDE - 2 * left) / (max(one.values) or 1)
        parts.append(
            f'<text class="chart-value" x="0" y="{top + 4}">{escape(one.text)}</text>'
            f'<path class="chart-grid" d="M{left} {line}H{WIDE - left}"/>'
            f'<text class="chart-label" x="0" y="{line + 26}">0</text>'
            f'<text class="chart-label" x="{WIDE}" y="{line + 26}" text-anchor="end">{escape(one.highest)}</text>'
        )
        parts += [
            f'<path class="chart-stroke" d="M{left + value * scale:.1f} {line - 4}v8"/>'
            for value in one.values
        ]
        parts += [
            _mark(left + value * scale, line, which)
            for which, value in enumerate((one.one, one.other), start=1)
            if value is not None
        ]
    return _picture(name, title, words, first + row * len(rows), "".join(parts))


def key(series: Sequence[str], *, usual: str = "") -> Markup:
    """Which colour stands for what, below a picture; `usual` names its line."""
    swatch = (
        '<svg class="chart-swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">{}</svg>'
    )
    lines = [
        f"<li>{swatch.format(_box(0, 0, 14, 14, colour))} {escape(text)}</li>"
        for colour, text in enumerate(series, start=1)
    ]
    if usual:
        lines.append(f"<li>{swatch.format('<path class="chart-usual" d="M0 7h14"/>')} {escape(usual)}</li>")
    return html(f'<ul class="chart-key">{"".join(lines)}</ul>')


def scrolling(title: str, table: Markup) -> Markup:
    """A table that may be wider than a phone: it scrolls by itself, by keys too. `title` is what it is called aloud."""
    return html(
        f'<div class="chart__table" role="region" tabindex="0" aria-label="{escape(title)}">{table}</div>'
    )


def figure(title: str, caption: str, picture: Markup, table: Markup, below: Markup | str = "") -> Markup:
    """A picture with its table beside it, called `title`, and what it stands on: source, moment, and about whom."""
    return html(
        f'<figure class="chart"><div class="chart__parts"><div class="chart__picture">{picture}{escape(below)}</div>'
        f"{scrolling(title, table)}</div><figcaption>{escape(caption)}</figcaption></figure>"
    )


def _fitting(labels: Sequence[str], series: Sequence[Series], usual: Sequence[float]) -> None:
    if len(series) > MOST_SERIES:
        raise ValueError(f"A picture tells {MOST_SERIES} colours apart, not {len(series)}.")
    if any(len(one.values) != len(labels) for one in series) or (usual and len(usual) != len(labels)):
        raise ValueError("Each series of a picture needs one value for each label.")


def _round_above(value: float) -> float:
    """The next 1, 2 or 5 with noughts that is not below `value`: the top of the scale."""
    size = 1.0
    while True:
        for digit in (1, 2, 5):
            if digit * size >= value:
                return digit * size
        size *= 10


def _grid(top: float, scale: float) -> str:
    """Three lines with their numbers: nothing, half (where it is whole) and the top."""
    lines = []
    for value in (0.0, top / 2, top):
        if value == int(value):
            y = HIGH - BOTTOM - value * scale
            lines.append(
                f'<path class="chart-grid" d="M{LEFT} {y:.1f}H{WIDE - RIGHT}"/>'
                f'<text class="chart-label" x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
            )
    return "".join(lines)


def _box(left: float, top: float, wide: float, high: float, colour: int) -> str:
    return (
        f'<rect class="chart-{colour}" x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'
    )


def _mark(x: float, line: float, which: int) -> str:
    """The first mark is full and stands on the line; the second is hollow and hangs from it."""
    up = -1 if which == 1 else 1
    return f'<path class="chart-mark-{which}" d="M{x:.1f} {line + up}l-6 {10 * up}h12z"/>'


def _picture(name: str, title: str, words: str, high: float, inside: str) -> Markup:
    return html(
        f'<svg class="chart-drawing" role="img" aria-labelledby="{escape(name)}-title {escape(name)}-words"'
        f' viewBox="0 0 {WIDE} {high:g}" focusable="false"><title id="{escape(name)}-title">{escape(title)}</title>'
        f'<desc id="{escape(name)}-words">{escape(words)}</desc>{inside}</svg>'
    )
