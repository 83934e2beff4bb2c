"""The national measures of access: read from their definitions, and computed from rows as they are defined.

Pure: definitions, rows and the calendar of core hours are arguments. Whatever cannot be counted says why (`left_out`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import yaml

from weald.engines.promises.keeping import Period

LONDON = ZoneInfo("Europe/London")
REQUESTS, APPOINTMENTS = "requests", "appointments"
MET = ("answered_by_next_core_period", "dealt_with_same_day")
BANDS = (
    (0, "Same day"),
    (1, "1 day"),
    (7, "2 to 7 days"),
    (14, "8 to 14 days"),
    (21, "15 to 21 days"),
    (28, "22 to 28 days"),
)
"""The bands of Appointments in General Practice: the longest of each in days, and its name."""
LONGEST = "More than 28 days"


class MeasureError(ValueError):
    """A definition that cannot be used; the sentence says which, and why."""


class Calendar(Protocol):
    """Core hours, as the contract has them."""

    def core_day(self, at: datetime) -> date:
        """The London day of the core-hours period that runs at `at`, or of the next one."""

    def end_of_next_core_period(self, at: datetime) -> datetime:
        """The end of the core-hours period after the one that runs at `at`; outside of core hours, of the next one."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a definition was read, when, and how much of it."""

    title: str
    url: str
    checked: str
    seen: str


@dataclass(frozen=True, slots=True)
class Aim:
    """What somebody asks for: at least so many per cent, by a day, in their words."""

    at_least: int
    by: date
    said: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One definition; see content/measures/access.yaml for its fields."""

    id: str
    title: str
    short: str
    of: str
    definition: str
    reading: str
    since: date
    until: date | None
    sources: tuple[Source, ...]
    levels: frozenset[str]
    met: str = ""
    book: str = ""
    days: int = 0
    categories: frozenset[str] = frozenset()
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A national measure that cannot be computed here."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything in the file."""

    measures: tuple[Measure, ...]
    not_measured: tuple[NotMeasured, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in one of its periods, as a measure of requests looks at it. `level` is what the practice had decided when
    it first answered, or decides now; `urgent_from` when that was known to be urgent; `seen_on` the days of its
    appointments that were not cancelled."""

    period: Period
    level: str
    urgent_from: datetime | None = None
    seen_on: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """An appointment whose time has come. `level` is how its request was decided when it was booked; `serving` and
    `responsible` say whether this organisation is each of the two."""

    booked_at: datetime
    starts_at: datetime
    state: str
    category: str
    level: str
    serving: bool
    responsible: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What a row is for a measure: `met`, `missed`, `left_out` with the reason, or `open`: it is not decided yet."""

    result: str
    why: str = ""


def read_measures(text: bytes) -> Definitions:
    """The definitions of a file. Raises MeasureError with a sentence where one of them cannot be used."""
    said = yaml.safe_load(text)
    if not isinstance(said, dict) or not said.get("measures"):
        raise MeasureError("The file of measures names no measure.")
    return Definitions(
        tuple(_measure(name, one) for name, one in said["measures"].items()),
        tuple(NotMeasured(one["title"], one["why"]) for one in said.get("not_measured", ())),
    )


def asked(measure: Measure, row: Asked, calendar: Calendar, now: datetime) -> Result | None:
    """What a request is for a measure of requests; None where it is not one of those that are counted."""
    if measure.of != REQUESTS:
        raise MeasureError(f"{measure.id} is not about requests.")
    if row.level not in measure.levels:
        return None
    if measure.met == "dealt_with_same_day":
        return _same_day(row, calendar, now)
    period, limit = row.period, calendar.end_of_next_core_period(row.period.since)
    if period.answered_at is not None and period.answered_at <= limit:
        return Result("met")
    if period.ended_at is not None and period.ended_at <= limit:
        return Result("left_out", period.ended)
    return Result("open") if now <= limit and period.answered_at is None else Result("missed")


def seen(measure: Measure, row: Seen) -> Result | None:
    """What an appointment is for a measure of appointments; None where it is not one of those that are counted."""
    if measure.of != APPOINTMENTS:
        raise MeasureError(f"{measure.id} is not about appointments.")
    if row.state == "cancelled" or not (row.serving if measure.book == "serving" else row.responsible):
        return None
    if (measure.levels and row.level not in measure.levels) or (
        measure.categories and row.category not in measure.categories
    ):
        return None
    days = days_from_booking(row)
    if days is None:
        return Result("left_out", "booked_later")
    return Result("met" if days <= measure.days else "missed")


def days_from_booking(row: Seen) -> int | None:
    """Calendar days in London from the booking to the appointment; None where it was booked after its day."""
    days = (_day(row.starts_at) - _day(row.booked_at)).days
    return days if days >= 0 else None


def band(days: int | None) -> str:
    """The band of Appointments in General Practice; None days are of unknown length."""
    if days is None:
        return "Unknown"
    return next((name for longest, name in BANDS if days <= longest), LONGEST)


def _same_day(row: Asked, calendar: Calendar, now: datetime) -> Result:
    """Dealt with by the end of the London day on which the practice had to see that it was urgent."""
    period = row.period
    day = calendar.core_day(row.urgent_from or period.since)
    helped = [at for at in (period.dealt_at, *row.seen_on) if at is not None and at >= period.since]
    if any(_day(at) <= day and at <= now for at in helped):
        return Result("met")
    if period.ended_at is not None and _day(period.ended_at) <= day:
        return Result("left_out", period.ended)
    return Result("open" if _day(now) <= day else "missed")


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _measure(name: str, said: Mapping[str, Any]) -> Measure:
    of, met, book = said.get("of", ""), said.get("met", ""), said.get("book", "")
    if of == REQUESTS and (met not in MET or not said.get("levels")):
        raise MeasureError(f"{name}: say for which levels, and what counts as met ({' or '.join(MET)}).")
    if of == APPOINTMENTS and (
        book not in {"serving", "responsible"} or not isinstance(said.get("days"), int)
    ):
        raise MeasureError(f"{name}: say whose book (serving or responsible) and at most how many days.")
    if of not in {REQUESTS, APPOINTMENTS}:
        raise MeasureError(f"{name}: a measure is of requests or of appointments, not of {of or 'nothing'}.")
    for needed in ("title", "short", "definition", "reading", "sources"):
        if not said.get(needed):
            raise MeasureError(f"{name}: {needed} is missing.")
    aim = said.get("aim")
    return Measure(
        id=name, title=said["title"], short=said["short"], of=of, met=met, book=book, days=said.get("days", 0),
        definition=said["definition"], reading=said["reading"], levels=frozenset(said.get("levels", ())),
        categories=frozenset(said.get("categories", ())), since=date.fromisoformat(said["in_force"]["from"]),
        until=_date(said["in_force"].get("until")), sources=tuple(Source(**one) for one in said["sources"]),
        aim=Aim(aim["at_least"], date.fromisoformat(aim["by"]), aim["said"]) if aim else None,
    )  # fmt: skip


def _date(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
