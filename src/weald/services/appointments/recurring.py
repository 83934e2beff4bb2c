"""Where the weeks of a template fall, by the clocks of London. Pure: nothing here asks for the time or the database.

Clocks change at 1am UTC, on the last Sundays of March and October (Summer Time Order 2002). A time that they skip is taken
as the moment at which they skip it, one that they show twice as the first of the two. So one session begins exactly when
the one before it ends, on such a night too, and a session holds the slots for which there is really time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from weald.foundation.ui.wording import LONDON

LONGEST = timedelta(hours=12)
"""A session that people are booked in; leave may last longer."""
WEEK = timedelta(days=7)
MOST_WEEKS = 8
"""Every how many weeks a line may recur, and how many weeks are published in one step."""
COMES_ROUND = 56
"""Weeks after which any two lines stand to each other as at the beginning: no two numbers up to 8 have a larger common multiple."""


def moment(day: date, clock: time) -> datetime:
    """The moment, in UTC, at which clocks in London show this time on this day."""
    shown = datetime.combine(day, clock.replace(fold=0), LONDON)
    at = shown.astimezone(UTC)
    if at.astimezone(LONDON).replace(tzinfo=None) != shown.replace(tzinfo=None):
        return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    return at


def week_of(day: date) -> date:
    """The Monday of the week that a day is in."""
    return day - timedelta(days=day.weekday())


def moment_after(start: datetime, clock: time) -> datetime:
    """The first moment from `start` on at which clocks in London show this time: the same day, or the next one."""
    day = start.astimezone(LONDON).date()
    same = moment(day, clock)
    return same if same >= start else moment(day + timedelta(days=1), clock)


def stretch(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """From when to when, in UTC; what ends no later than it starts ends on the next day."""
    over = timedelta(days=ends <= starts)
    return moment(day, starts), moment(day + over, ends)


def slot_starts(
    starts_at: datetime, ends_at: datetime, minutes: int, travel_minutes: int = 0
) -> Iterator[datetime]:
    """When the slots of a session begin: each lasts `minutes`, and the way to the next one lies after it. The last must be
    over when the session is; the way home is not part of it. By elapsed time, whatever the clocks do."""
    at, last = starts_at.astimezone(UTC), ends_at.astimezone(UTC) - timedelta(minutes=minutes)
    while at <= last:
        yield at
        at += timedelta(minutes=minutes + travel_minutes)


@dataclass(frozen=True, slots=True)
class Pattern:
    """When a line of a template is held: a day of the week (0 is Monday), London wall time, every so many weeks from
    `first_week` (a Monday), until `last_day`."""

    weekday: int
    starts: time
    ends: time
    every_weeks: int = 1
    first_week: date | None = None
    last_day: date | None = None

    @property
    def minutes(self) -> int:
        """How long it lasts by the clock; what ends no later than it starts ends on the next day."""
        begin, end = (datetime.combine(date.min, one) for one in (self.starts, self.ends))
        return int((end - begin).total_seconds() // 60) + (1440 if self.ends <= self.starts else 0)

    def day(self, monday: date) -> date | None:
        """The day on which it is held in the week that begins on `monday`; None in a week without it."""
        day = monday + timedelta(days=self.weekday)
        if self.last_day is not None and day > self.last_day:
            return None
        if self.first_week is None:
            return day
        weeks = (monday - self.first_week).days // 7
        return day if weeks >= 0 and weeks % self.every_weeks == 0 else None

    def meets(self, other: "Pattern", since: date) -> bool:
        """Whether both are ever held at the same time, from the week that begins on `since` on."""
        return next(self.meetings(other, since), None) is not None

    def meetings(self, other: "Pattern", since: date) -> Iterator[date]:
        """The days on which it is held and the other at the same time, in order, from the week that begins on `since` on."""
        shifts = [weeks for weeks in (-1, 0, 1) if self._overlaps(other, weeks)]
        if not shifts:
            return
        begin = max(one for one in (since, self.first_week, other.first_week) if one is not None)
        for monday in (begin + turn * WEEK for turn in range(-1, COMES_ROUND)):
            day = self.day(monday)
            if day and any(
                other.day(monday + weeks * WEEK) and max(monday, monday + weeks * WEEK) >= begin
                for weeks in shifts
            ):
                yield day

    def _overlaps(self, other: "Pattern", weeks: int) -> bool:
        """Whether it overlaps the other's session of so many weeks later, in minutes of the week."""
        mine, theirs = (
            one.weekday * 1440 + one.starts.hour * 60 + one.starts.minute for one in (self, other)
        )
        theirs += weeks * 7 * 1440
        return mine < theirs + other.minutes and theirs < mine + self.minutes
