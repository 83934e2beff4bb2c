"""One day, hour by hour of the clock in London, from the days like it.

- Days are alike that fall on the same weekday. The first open day after a bank holiday is like a Monday, since people
  saved up what they would have asked; a bank holiday is like other bank holidays.
- The more recent a day, the more it counts: half as much for every `HALF_LIFE` weeks that lie between.
- Where few days are alike, the shape of the day leans on that of all days, as if `LEANS` more days of this weekday had
  had it; without any day alike, the mean of all open days stands in.
- How much days differ among themselves gives the width of the interval: eight of ten hours shall lie within it.
- The clock that is put back makes one hour twice as long, and the one that is put forward takes one away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import inf
from zoneinfo import ZoneInfo

from weald.engines.forecast.spread import at_most

LONDON = ZoneInfo("Europe/London")
HOURS = range(24)
WEEKS = 12
HALF_LIFE = 4.0
LEANS = 2.0
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which weekdays (0 is Monday) somebody is there, and on which days nobody is, whatever the weekday."""

    weekdays: frozenset[int] = frozenset(range(5))
    closed: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Whether somebody is there on this day."""
        return day.weekday() in self.weekdays and day not in self.closed


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one hour, or of several together: the mean, and the interval in which it lies in eight of ten cases."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A day: what each hour of the clock will ask for. `alike` is of how many earlier days like it that was made, `days`
    of how many in all; `likeness` how much days are like each other (infinite: as much as chance allows)."""

    day: date
    hours: tuple[Expected, ...]
    alike: int
    days: int
    likeness: float

    @property
    def mean(self) -> float:
        """What the whole day will ask for."""
        return sum(hour.mean for hour in self.hours)


def kind_of(day: date, calendar: Calendar) -> str:
    """Days of one kind are alike: the name of the kind."""
    if day.weekday() in calendar.weekdays and day in calendar.closed:
        return "closed"
    before = day - timedelta(days=1)
    while before.weekday() not in calendar.weekdays and (day - before).days < 7:
        before -= timedelta(days=1)
    if calendar.is_open(day) and before in calendar.closed:
        return "0"
    return str(day.weekday())


def forecast(day: date, history: Mapping[date, Sequence[float]], calendar: Calendar) -> Forecast | None:
    """What each hour of the day will ask for, by the counts of earlier days: 24 of each, by hour of the clock. A day on which
    nobody asked is written down as zeros; one that is left out is not known. None where no
    earlier day is known on which the practice was as open as on this one.

    Only the `WEEKS` weeks before the day are looked at.
    """
    known = {
        past: _rates(past, counts)
        for past, counts in history.items()
        if timedelta(0) < day - past <= timedelta(weeks=WEEKS)
    }
    kind = kind_of(day, calendar)
    alike = [past for past in known if kind_of(past, calendar) == kind]
    opened = [past for past in known if calendar.is_open(past) == calendar.is_open(day)]
    if not opened:
        return None
    weight = {past: 0.5 ** ((day - past).days / 7 / HALF_LIFE) for past in known}
    lean = LEANS * _mean(alike or opened, known, weight)
    shape = _shape(opened, known, weight)
    whole = sum(weight[past] for past in alike) + LEANS
    rates = [
        (sum(weight[past] * known[past][hour] for past in alike) + lean * shape[hour]) / whole
        for hour in HOURS
    ]
    likeness = _likeness(opened, known, calendar)
    lengths = _lengths(day)
    hours = tuple(_expected(rate * length, likeness) for rate, length in zip(rates, lengths, strict=True))
    return Forecast(day, hours, len(alike), len(known), likeness)


def rest_of_day(made: Forecast, at: datetime, arrived: float) -> Expected:
    """What the rest of the day will ask for after `at`, when `arrived` have asked so far.

    A day that runs above its forecast goes on above it: the rest is scaled by (r + arrived) / (r + expected so far), r being
    the likeness of days. Where days are hardly alike a morning says much about the afternoon, else little.
    """
    wall = at.astimezone(LONDON)
    if wall.date() != made.day:
        raise ValueError("The moment lies on another day than the forecast.")
    into = wall.minute / 60 + wall.second / 3600
    before = sum(hour.mean for hour in made.hours[: wall.hour]) + made.hours[wall.hour].mean * into
    after = max(0.0, made.mean - before)
    if made.likeness == inf:
        return _expected(after, inf)
    return _expected(after * (made.likeness + arrived) / (made.likeness + before), made.likeness + arrived)


def _expected(mean: float, likeness: float) -> Expected:
    return Expected(mean, at_most(mean, likeness, LOW), at_most(mean, likeness, HIGH))


def _rates(day: date, counts: Sequence[float]) -> list[float]:
    if len(counts) != len(HOURS):
        raise ValueError(f"{day} has {len(counts)} hours; give 24, by the clock.")
    return [count / length if length else 0.0 for count, length in zip(counts, _lengths(day), strict=True)]


def _lengths(day: date) -> list[float]:
    """How long each hour of the clock is on this day: 0 where the clock skips it, 2 where it comes twice."""
    starts = datetime.combine(day, time.min, LONDON).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time.min, LONDON).astimezone(UTC)
    if ends - starts == timedelta(hours=24):
        return [1.0] * len(HOURS)
    lengths = [0.0] * len(HOURS)
    while starts < ends:
        lengths[starts.astimezone(LONDON).hour] += 1
        starts += timedelta(hours=1)
    return lengths


def _mean(days: Iterable[date], known: Mapping[date, Sequence[float]], weight: Mapping[date, float]) -> float:
    chosen = list(days)
    whole = sum(weight[day] for day in chosen)
    return sum(weight[day] * sum(known[day]) for day in chosen) / whole if whole else 0.0


def _shape(
    days: Iterable[date], known: Mapping[date, Sequence[float]], weight: Mapping[date, float]
) -> list[float]:
    """The share of each hour in the day; nothing where nobody asked."""
    sums = [0.0] * len(HOURS)
    for day in days:
        for hour in HOURS:
            sums[hour] += weight[day] * known[day][hour]
    whole = sum(sums)
    return [each / whole if whole else 0.0 for each in sums]


def _likeness(days: Sequence[date], known: Mapping[date, Sequence[float]], calendar: Calendar) -> float:
    """The size r at which totals of days of one kind stray from their kind's mean as much as they did (moments): days of
    each kind are compared with the others of it, and a kind of which there is one day tells nothing."""
    above, squares = 0.0, 0.0
    for kind in {kind_of(day, calendar) for day in days}:
        those = [day for day in days if kind_of(day, calendar) == kind]
        if len(those) < 2:
            continue
        mean = sum(sum(known[day]) for day in those) / len(those)
        strays = sum((sum(known[day]) - mean) ** 2 for day in those) / (len(those) - 1)
        above += len(those) * (strays - mean)
        squares += len(those) * mean**2
    return squares / above if above > 0 else inf
