"""Figures of districts and practices, in words, a picture and tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from urllib.parse import quote_plus

from markupsafe import Markup

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import date_text, plural
from weald.services.requests.measuring import definitions
from weald.services.requests.models import CHANNELS, LEVELS
from weald.services.requests.presenters.staff.board.national import Definition, definition
from weald.services.requests.presenters.staff.words import CHANNELS as CHANNEL_WORDS
from weald.services.requests.presenters.staff.words import LEVELS as LEVEL_WORDS
from weald.services.requests.queries.figures import Figure, Measured

WEEKS = (1, 4, 13)
FEW = "1 to 7"
CONTROL = (
    "So that nobody can be recognised, a count of 1 to 7 is not told, every other is rounded to the nearest 5, totals too, each "
    "from the true number: parts need not add up to their total. This is the rule of NHS England for Hospital Episode Statistics. "
    "Rates and shares are reckoned from the rounded counts; one that rests on a count of 1 to 7 is “not told”. A dash: there was nothing to count."
)


REGISTERED = "Registered: people registered today. Promises are those that fell due in these weeks."
AGAINST = (
    "“More” and “fewer” than all districts are differences of more than three standard deviations of a count that is left to chance, "
    "and more than rounding could make. “Alike” may be chance: do not rank those. Age and deprivation are not allowed for: an older district asks for more."
)


@dataclass(frozen=True, slots=True)
class Period:
    """A way to choose another stretch of weeks."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page shows."""

    periods: tuple[Period, ...]
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
    rows: list[Figure], measured: list[Measured], weeks: int, since: date, until: date, area: str, today: date
) -> Figures:
    """Word the page as it stands `today`; `area` is the district whose practices are shown, if it is one."""
    totals = [one for one in rows if not one.dimension]
    districts = sorted(
        (one for one in totals if one.area and one.practice is None), key=lambda one: -(_rate(one) or -1)
    )
    everywhere = [one for one in totals if one.area is None]
    online = {one.area: one.asked for one in rows if (one.dimension, one.value) == ("channel", "online")}
    chosen = area if area in {one.area for one in districts} else ""
    last = min(until - timedelta(days=1), today)
    sent = f"from {date_text(since)} to {date_text(last)}" if since < last else f"on {date_text(last)}"
    if until > today:
        sent += " (this week is not over)"
    about = f"Source: requests in Weald that were sent {sent}. About everybody registered with, or asking, a practice in the district, by any channel."
    counted = f"Source: stories of requests and appointments in Weald of those that fell due {sent}. About everybody registered with, or asking, a practice in the district."
    there = f"&area={quote_plus(chosen)}" if chosen else ""
    return Figures(
        periods=tuple(
            Period(plural(one, "week"), f"{url('staff_figures')}?weeks={one}{there}", one == weeks)
            for one in WEEKS
        ),
        districts=_districts(districts, everywhere, online, weeks, f"{about} {REGISTERED} {AGAINST}"),
        mix=_mix(rows),
        about=about,
        counted=counted,
        practices=_practices([one for one in totals if one.practice and one.area == chosen], chosen)
        if chosen
        else None,
        national=_national(
            [one for one in measured if one.practice is None],
            "District",
            lambda one: one.area or "All districts",
        ),
        national_here=_national(
            [one for one in measured if one.practice and one.area == chosen],
            "Practice",
            lambda one: one.practice or "",
        )
        if chosen
        else None,
        definitions=tuple(map(definition, definitions().measures)),
        area=chosen,
        control=CONTROL,
        file=f"{url('staff_figures_file')}?weeks={weeks}",
    )


def _districts(
    districts: list[Figure],
    everywhere: list[Figure],
    online: dict[str | None, int | None],
    weeks: int,
    caption: str,
) -> Markup:
    rates = [_rate(one) for one in districts]
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
        *(
            ui.Column(text, number=True)
            for text in ("Requests", "Registered", "For 1,000", "Promises kept", "Online")
        ),
        "Against all",
    )
    lines = [
        (
            ui.link(one.area, f"{url('staff_figures')}?weeks={weeks}&area={quote_plus(one.area)}")
            if one.area
            else "All districts",
            _count(one.asked),
            _count(one.registered),
            _rated(one),
            _kept(one),
            _share(online.get(one.area, 0), one.asked),
            _against(one, everywhere[0]) if one.area and everywhere else "–",
        )
        for one in (*districts, *everywhere)
    ]
    title = f"Requests, promises and channel by district, {plural(weeks, 'week')}"
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
                _part(told.get((area, dimension, value), 0), told.get((area, "", "")))
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
            _count(one.asked),
            _count(one.registered),
            _rated(one),
            _kept(one),
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


def _count(count: int | None) -> str:
    return FEW if count is None else f"{count:,}"


def _rate(one: Figure) -> float | None:
    return None if one.asked is None or not one.registered else 1000 * one.asked / one.registered


def _rated(one: Figure) -> str:
    rate = _rate(one)
    if rate is not None:
        return f"{rate:.0f}"
    return "–" if one.registered == 0 else "not told"


def _against(one: Figure, everywhere: Figure) -> str:
    """Whether a district asks more or less than all do, beyond chance and rounding; a count is rounded by 2 at most."""
    usual = _rate(everywhere)
    if one.asked is None or not one.registered or usual is None:
        return "not told"
    expected = one.registered * usual / 1000
    margin = 3 * sqrt(expected) + 2 * (1 + usual / 1000)
    if abs(one.asked - expected) <= margin:
        return "alike"
    return "more" if one.asked > expected else "fewer"


def _part(part: int | None, whole: int | None) -> str:
    return f"{_count(part)} ({_share(part, whole)})" if part and whole else _count(part)


def _kept(one: Figure) -> str:
    if one.kept is None or one.broken is None:
        return "not told"
    decided = one.kept + one.broken
    return f"{round(100 * one.kept / decided)}%" if decided else "–"


def _share(part: int | None, whole: int | None) -> str:
    """Of counts that are rounded each for itself a part can seem more than its whole."""
    if part is None or whole is None:
        return "not told"
    return f"{min(100, round(100 * part / whole))}%" if whole else "–"
