"""Figures of districts and practices, in words, a picture and tables."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from math import sqrt
from urllib.parse import urlencode

from markupsafe import Markup

from weald.engines.triage import LEVELS
from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import date_text, plural
from weald.services.requests.measuring import definitions
from weald.services.requests.models import CHANNELS
from weald.services.requests.presenters.staff.board.national import Definition, definition
from weald.services.requests.presenters.staff.figures import beside as side
from weald.services.requests.presenters.staff.figures.compared import Place, measures, places
from weald.services.requests.presenters.staff.figures.words import (
    CONTROL,
    count,
    kept,
    part,
    rate,
    rated,
    share,
)
from weald.services.requests.presenters.staff.words import CHANNELS as CHANNEL_WORDS
from weald.services.requests.presenters.staff.words import LEVELS as LEVEL_WORDS
from weald.services.requests.queries.figures import Figure, Measured

WEEKS = (1, 4, 13)
REGISTERED = "Registered: people registered today."
PROMISES = "Promises are those that fell due in these weeks."
AGAINST = (
    "“More” and “fewer” than all districts are differences of more than three standard deviations of a count that is left to chance, "
    "and more than rounding could make. “Alike” may be chance: do not rank those."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: how many weeks, the district whose practices are shown, what districts are in order of, and the
    two that stand beside each other. What is no district counts as nothing."""

    weeks: int
    area: str = ""
    order: str = ""
    one: str = ""
    other: str = ""

    def href(self, **changes: object) -> str:
        """The address of the page with these changes."""
        said = asdict(replace(self, **changes))  # type: ignore[arg-type]
        return f"{url('staff_figures')}?{urlencode({name: value for name, value in said.items() if value})}"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to look at the page otherwise."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """The form that sets two districts beside each other."""

    districts: tuple[ui.Choice, ...]
    one: str
    other: str
    hidden: tuple[tuple[str, str], ...]
    error: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page shows."""

    periods: tuple[Way, ...]
    orders: tuple[Way, ...]
    glance: Markup
    sources: Markup
    beside: side.Beside | None
    choosing: Choosing
    cannot: tuple[str, ...]
    districts: Markup
    mix: Markup
    practices: Markup | None
    national: Markup
    national_here: Markup | None
    definitions: tuple[Definition, ...]
    area: str
    control: str
    about: str
    counted: str
    file: str


def stretch(weeks: str, today: date, *, demonstration: bool) -> tuple[int, date, date]:
    """How many weeks, from which Monday to before which. Only weeks that are over: a running one changes while somebody
    looks, and a change is a person. In the demonstration, where nobody is real, the running week is counted too."""
    count = int(weeks) if weeks in map(str, WEEKS) else 4
    monday = today - timedelta(days=today.weekday())
    until = monday + timedelta(days=7) if demonstration else monday
    return count, until - timedelta(days=7 * count), until


def figures(
    rows: list[Figure],
    measured: list[Measured],
    asked: Asked,
    since: date,
    until: date,
    today: date,
    *,
    demonstration: bool = False,
) -> Figures:
    """Word the page as it stands `today`."""
    each, everywhere = places(rows)
    named = {place.name: place for place in each}
    asked = replace(
        asked, area=asked.area if asked.area in named else "", order=side.order_of(asked.order),
    )  # fmt: skip
    last = min(until - timedelta(days=1), today)
    sent = f"from {date_text(since)} to {date_text(last)}" if since < last else f"on {date_text(last)}"
    if until > today:
        sent += " (this week is not over)"
    about = f"Source: requests in Weald that were sent {sent}. About everybody registered with, or asking, a practice in the district, by any channel."
    counted = f"Source: stories of requests and appointments in Weald of those that fell due {sent}. About everybody registered with, or asking, a practice in the district."
    one, other = named.get(asked.one), named.get(asked.other)
    two = (one, other) if one and other and one != other else None
    choosing = _choosing(asked, each, two is not None)
    asked = asked if two else replace(asked, one="", other="")
    linked = {name: ui.link(name, f"{asked.href(area=name)}#practices") for name in named}
    return Figures(
        periods=tuple(
            Way(plural(weeks, "week"), asked.href(weeks=weeks), weeks == asked.weeks) for weeks in WEEKS
        ),
        orders=tuple(
            Way(text, asked.href(order=order), order == asked.order)
            for text, order in (("Name", side.NAME), *((one.short, one.id) for one in measures()))
        ),
        glance=side.glance(each, everywhere, asked.order, linked),
        sources=side.sources(f"{about} {REGISTERED} {PROMISES} {side.TODAY}"),
        beside=side.beside(*two, each, everywhere, f"{about} {PROMISES} {side.DIFFER} {side.NOT_ADJUSTED}")
        if two
        else None,
        choosing=choosing,
        cannot=(*side.CANNOT, *_nowhere(rows), *([side.MADE_UP] if demonstration else [])),
        districts=_districts(
            [place.counts for place in side.in_order(each, "requests")],
            [everywhere.counts] if everywhere else [],
            {line.area: line.asked for line in rows if (line.dimension, line.value) == ("channel", "online")},
            asked.weeks,
            f"{about} {REGISTERED} {AGAINST}",
        ),
        mix=_mix(rows),
        about=about,
        counted=counted,
        practices=_practices(
            [line for line in rows if not line.dimension and line.practice and line.area == asked.area],
            asked.area,
        )
        if asked.area
        else None,
        national=_national(
            [one for one in measured if one.practice is None],
            "District",
            lambda one: one.area or "All districts",
        ),
        national_here=_national(
            [one for one in measured if one.practice and one.area == asked.area],
            "Practice",
            lambda one: one.practice or "",
        )
        if asked.area
        else None,
        definitions=tuple(map(definition, definitions().measures)),
        area=asked.area,
        control=CONTROL,
        file=f"{url('staff_figures_file')}?weeks={asked.weeks}",
    )


def _choosing(asked: Asked, each: list[Place], found: bool) -> Choosing:
    """The form, with what was chosen; with a sentence where that is not two districts."""
    names = [place.name for place in side.in_order(each, side.NAME)]
    hidden = {"weeks": str(asked.weeks), "area": asked.area, "order": asked.order}
    return Choosing(
        tuple(ui.Choice(name, name) for name in names),
        asked.one if asked.one in names else next(iter(names), ""),
        asked.other if asked.other in names else next(iter(names[1:]), ""),
        tuple((name, value) for name, value in hidden.items() if value),
        "Choose two districts that are not the same." if (asked.one or asked.other) and not found else "",
    )


def _nowhere(rows: list[Figure]) -> tuple[str, ...]:
    """What no district is told of: practices of which the directory does not know theirs."""
    lost = [line for line in rows if line.area == "" and not line.dimension and line.practice is None]
    return tuple(
        f"What was asked of practices for which the directory has no district: {count(line.asked)} requests, in “All districts” alone. Ask whoever runs Weald for districts: the operator’s guide says how they get them."
        for line in lost
        if line.asked != 0
    )


def _districts(
    districts: list[Figure],
    everywhere: list[Figure],
    online: dict[str | None, int | None],
    weeks: int,
    caption: str,
) -> Markup:
    rates = [rate(one) for one in districts]
    labels = [one.area or "" for one in districts]
    said = ["not told" if rate is None else f"{rate:.0f}" for rate in rates]
    words = "; ".join(f"{label} {word}" for label, word in zip(labels, said, strict=True))
    picture = ui.bars(
        "districts",
        f"Requests for 1,000 registered people in {plural(weeks, 'week')}",
        words,
        labels,
        rates,
        said=said,
    )
    columns: tuple[ui.Column | str, ...] = (
        "District",
        *(ui.Column(text, number=True) for text in ("Requests", "Registered", "For 1,000", "Online")),
        "Against all",
    )
    lines = [
        (
            one.area or "All districts",
            count(one.asked),
            count(one.registered),
            rated(one),
            share(online.get(one.area, 0), one.asked),
            _against(one, everywhere[0]) if one.area and everywhere else "–",
        )
        for one in (*districts, *everywhere)
    ]
    title = f"Requests by district, {plural(weeks, 'week')}"
    return ui.figure(
        "Districts, as a table",
        caption,
        picture,
        ui.table(title, columns, lines, first_is_heading=True),
    )


def _mix(rows: list[Figure]) -> Markup:
    """How requests come in and how soon they must be answered, in each district: how many, and which share of its requests."""
    areas = sorted({one.area for one in rows if one.area and one.dimension})
    told = {(one.area, one.dimension, one.value): one.asked for one in rows if one.practice is None}
    kinds = [
        *(
            ("channel", one, CHANNEL_WORDS[one])
            for one in CHANNELS
            if any(value == one for _, _, value in told)
        ),
        *(("level", one, LEVEL_WORDS[one]) for one in LEVELS),
    ]
    lines = [
        (
            area,
            *(
                part(told.get((area, dimension, value), 0), told.get((area, "", "")))
                for dimension, value, _ in kinds
            ),
        )
        for area in areas
    ]
    columns: tuple[ui.Column | str, ...] = (
        "District",
        *(ui.Column(text, number=True) for _, _, text in kinds),
    )
    return ui.table(
        "By channel, and by how soon an answer is needed: requests, and their share of the district’s", columns, lines, first_is_heading=True
    )  # fmt: skip


def _practices(rows: list[Figure], area: str) -> Markup:
    columns: tuple[ui.Column | str, ...] = (
        "Practice",
        *(ui.Column(text, number=True) for text in ("Requests", "Registered", "For 1,000", "Promises kept")),
    )
    lines = [
        (
            one.practice or "",
            count(one.asked),
            count(one.registered),
            rated(one),
            kept(one),
        )
        for one in rows
    ]
    return ui.table(f"Practices in {area}", columns, lines, first_is_heading=True)


def _national(measured: list[Measured], what: str, name: Callable[[Measured], str]) -> Markup:
    """The share of each national measure, a line for each place; how many were counted stands beside it."""
    told = {(name(one), one.measure): one for one in measured}
    places = sorted({name(one) for one in measured}, key=lambda place: (place == "All districts", place))
    columns: tuple[ui.Column | str, ...] = (
        what,
        *(ui.Column(one.short, number=True) for one in definitions().measures),
    )
    lines = [
        (place, *(_measured(told.get((place, one.id))) for one in definitions().measures)) for place in places
    ]
    return ui.table(
        f"National measures by {what.lower()}: the share that met them, and of how many",
        columns, lines, first_is_heading=True,
    )  # fmt: skip


def _measured(one: Measured | None) -> str:
    if one is None or (one.met, one.missed) == (0, 0):
        return "–"
    if one.met is None or one.missed is None:
        return "not told"
    counted = one.met + one.missed
    return f"{round(100 * one.met / counted)}% of {counted:,}"


def _against(one: Figure, everywhere: Figure) -> str:
    """Whether a district asks more or less than all do, beyond chance and rounding; a count is rounded by 2 at most."""
    usual = rate(everywhere)
    if one.asked is None or not one.registered or usual is None:
        return "not told"
    expected = one.registered * usual / 1000
    margin = 3 * sqrt(expected) + 2 * (1 + usual / 1000)
    if abs(one.asked - expected) <= margin:
        return "alike"
    return "more" if one.asked > expected else "fewer"
