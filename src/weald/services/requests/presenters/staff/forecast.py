"""Today's need for help today against what there is, in words, pictures and tables; the template decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf

from markupsafe import Markup

from weald.engines.forecast import Expected
from weald.foundation.access import Actor
from weald.foundation.ui import components as ui
from weald.foundation.ui.wording import plural, time_text, wall, weekday_text
from weald.services.directory.frame import may
from weald.services.directory.queries import Practice
from weald.services.requests.presenters.staff.words import service_name
from weald.services.requests.queries.demand import Demand, Hour

NOBODY = Hour(0, 0, 0, 0)
KNOWN = 4
"""From so many earlier days of its kind on a day's forecast is told as one: fewer say too little about nine of ten such days."""


@dataclass(frozen=True, slots=True)
class Number:
    """One figure of the day."""

    count: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page shows."""

    numbers: tuple[Number, ...]
    verdict: str
    need: Markup | None
    capacity: Markup | None
    services: Markup | None
    how: str
    kept: int
    release: str
    may_set: bool


def forecast(practice: Practice, demand: Mapping[str, Demand], who: Actor, now: datetime) -> Shown:
    """Word the day: `demand` by service, all of them together at the empty name."""
    whole = demand[""]
    span = _span(whole)
    where = f"{practice.name}, {time_text(now)} on {weekday_text(now)}"
    free = sum(one.free for one in whole.hours.values())
    kept = sum(one.kept for one in whole.hours.values())
    return Shown(
        numbers=_numbers(whole, free, kept),
        verdict=_verdict(whole, free),
        need=_need(whole, span, where) if span else None,
        capacity=_capacity(whole, span, where) if span and whole.hours else None,
        services=_services(demand),
        how=_how(whole),
        kept=kept,
        release=_release(whole, kept),
        may_set=may(who, "practice.settings"),
    )


def title(now: datetime) -> str:
    """`Need for help today: Monday 23 November`."""
    return f"Need for help today: {weekday_text(wall(now))}"


def _numbers(whole: Demand, free: int, kept: int) -> tuple[Number, ...]:
    known = _known(whole)
    listed = sum(one.listed for one in whole.hours.values())
    of = f", of about {whole.expected.mean:.0f} expected" if whole.expected and known else ""
    rest = (
        (Number(f"{whole.rest.low}–{whole.rest.high}", "more expected by midnight"),)
        if whole.rest and known
        else ()
    )
    return (
        Number(str(sum(whole.arrived.values())), f"asked so far and need help today{of}"),
        *rest,
        Number(str(whole.waiting), "wait for a time today"),
        Number(
            str(free),
            f"times still free today, {listed} of them places on lists"
            if listed
            else "times still free today",
        ),
        Number(str(kept), "of these kept for whoever needs help today"),
    )


def _known(whole: Demand) -> bool:
    """Whether enough days like this one are known to say what it will bring."""
    return whole.expected is not None and whole.expected.alike >= KNOWN


def _release(whole: Demand, kept: int) -> str:
    """What giving the kept times to everybody would mean."""
    times = plural(kept, "time that is", "times that are")
    more = f"{plural(whole.waiting, 'person waits', 'people wait')} for a time today" + (
        f", and {whole.rest.low} to {whole.rest.high} more are expected to need one"
        if whole.rest and _known(whole)
        else ""
    )
    return (
        f"Anybody could then book the {times} kept until midnight. {more}: they would take whatever is left. "
        "This cannot be taken back."
    )


def _verdict(whole: Demand, free: int) -> str:
    if whole.rest is None:
        return "Nothing is known of earlier days yet, so nothing is forecast, and no kept time is released early."
    need = whole.waiting + whole.rest.mean
    most = whole.waiting + whole.rest.high
    if free >= need and not _known(whole):
        days = whole.expected.alike if whole.expected else 0
        return (
            f"{plural(free, 'time is', 'times are')} free, and {plural(whole.waiting, 'person waits', 'people wait')} for one. "
            f"Of days like this one {days or 'none'} {'is' if days < 2 else 'are'} known: too few to say how many more will ask."
        )
    if free >= most:
        return f"The {plural(free, 'free time')} will do, even if more ask than on nine of ten such days."
    if free >= need:
        return (
            f"The {plural(free, 'free time')} will probably do. On a busy day {most - free} would be missing."
        )
    return (
        f"About {need - free:.0f} {'time is' if round(need - free) == 1 else 'times are'} missing for the rest of today. "
        "The hub and those with an agreement are offered; add a session, or ask a colleague."
    )


def _span(whole: Demand) -> range:
    hours = [*whole.arrived, *whole.hours]
    if whole.expected:
        hours += [hour for hour, one in enumerate(whole.expected.hours) if one.mean >= 0.05]
    return range(min(hours), max(hours) + 1) if hours else range(0)


def _hours(whole: Demand, span: range) -> list[Expected]:
    return [whole.expected.hours[hour] if whole.expected else Expected(0, 0, 0) for hour in span]


def _need(whole: Demand, span: range, where: str) -> Markup:
    expected, arrived = _hours(whole, span), [whole.arrived.get(hour, 0) for hour in span]
    usual = [one.mean for one in expected] if whole.expected else []
    between = [(float(one.low), float(one.high)) for one in expected] if whole.expected else []
    words = f"{plural(sum(arrived), 'request')} so far, {sum(usual):.0f} expected in the day"
    picture = ui.stacked_columns(
        "need", "Requests that need help today, by hour", words, [str(hour) for hour in span],
        [ui.Series("Came in", tuple(map(float, arrived)))], usual=usual, between=between,
    )  # fmt: skip
    table = ui.table(
        "Requests that need help today, by hour",
        ("Hour", ui.Column("Came in", number=True), ui.Column("Expected", number=True), ui.Column("In 8 of 10", number=True)),
        [
            (f"{hour:02}–{hour + 1:02}", str(count), *((f"{one.mean:.1f}", f"{one.low}–{one.high}") if whole.expected else ("–", "–")))
            for hour, count, one in zip(span, arrived, expected, strict=True)
        ],
        first_is_heading=True,
    )  # fmt: skip
    caption = (
        f"Source: requests that were decided “today” at {where}, hours of the clock in London. About everybody who asked "
        "this practice for help, by any channel."
    )
    if usual:
        caption += " The line is what is expected; the dotted upright spans eight of ten such hours."
    return ui.figure(
        "Need, as a table", caption, picture, table, ui.key(("Came in",), usual="Expected" if usual else "")
    )


def _capacity(whole: Demand, span: range, where: str) -> Markup:
    hours, expected = [whole.hours.get(hour, NOBODY) for hour in span], _hours(whole, span)
    series = [
        ui.Series("Taken or over", tuple(float(one.places - one.free) for one in hours)),
        ui.Series("Free for everybody", tuple(float(one.free - one.kept) for one in hours)),
        ui.Series("Kept for today", tuple(float(one.kept) for one in hours)),
    ]
    names = tuple(one.text for one in series)
    words = "; ".join(f"{one.text}: {sum(one.values):.0f}" for one in series)
    picture = ui.stacked_columns(
        "capacity", "Times of the practice today, by hour", words, [str(hour) for hour in span], series,
        usual=[one.mean for one in expected] if whole.expected else [],
    )  # fmt: skip
    table = ui.table(
        "Times of the practice today, by hour",
        ("Hour", *(ui.Column(name, number=True) for name in names), ui.Column("All", number=True)),
        [
            (f"{hour:02}–{hour + 1:02}", *(f"{one.values[index]:.0f}" for one in series), str(hours[index].places))
            for index, hour in enumerate(span)
        ],
        first_is_heading=True,
    )  # fmt: skip
    caption = (
        f"Source: published sessions at {where}, hours of the clock in London. About all times of today but duty lists, "
        "call-back windows, home visits and clinics."
    )
    if whole.expected:
        caption += " The line is how many are expected to need help today."
    usual = "Expected need" if whole.expected else ""
    return ui.figure("Times, as a table", caption, picture, table, ui.key(names, usual=usual))


def _services(demand: Mapping[str, Demand]) -> Markup | None:
    rows = [
        (
            service_name(service), str(sum(one.arrived.values())), str(one.waiting),
            f"{one.rest.low}–{one.rest.high}" if one.rest else "–", str(sum(hour.free for hour in one.hours.values())),
            str(sum(hour.kept for hour in one.hours.values())),
        )
        for service, one in demand.items() if service
    ]  # fmt: skip
    if not rows:
        return None
    columns = ("Came in", "Wait for a time", "More expected", "Times free", "Of these kept")
    return ui.scrolling(
        "Today, by profession",
        ui.table(
            "Today, by profession", ("With", *(ui.Column(text, number=True) for text in columns)), rows, first_is_heading=True,
        ),
    )  # fmt: skip


def _how(whole: Demand) -> str:
    if whole.expected is None:
        return ""
    made = whole.expected
    alike = (
        f"{plural(made.alike, 'earlier day')} of this kind"
        if made.alike
        else "no earlier day of this kind, so of all open days"
    )
    spread = (
        "Days differ no more than by chance"
        if made.likeness == inf
        else f"Days differ by about {100 / made.likeness**0.5:.0f}% beyond chance"
    )
    return (
        f"Made of {alike} within twelve weeks ({plural(made.days, 'day')} known in all); the nearer a day, the more it counts: "
        "half as much for every four weeks. The first open day after a bank holiday is taken for a Monday. "
        f"{spread}; when today runs above or below what was expected, the rest of the day is expected to follow."
    )
