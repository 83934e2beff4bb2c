"""Sessions on the nights on which clocks change, over midnight, on 29 February, and weeks that recur."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as of
from hypothesis import strategies as some

from weald.foundation.ui.wording import LONDON, time_text, wall
from weald.services.appointments.recurring import (
    Pattern,
    moment,
    moment_after,
    slot_starts,
    stretch,
    week_of,
)

FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)
"""Nights on which clocks go from 1am to 2am, and from 2am to 1am."""
ORDINARY = date(2026, 11, 24)
LEAP = date(2028, 2, 29)

TABLE = [
    # day, from, to, minutes → slots, as clocks in London show their starts
    (ORDINARY, time(0, 30), time(3), 30, ["00:30", "01:00", "01:30", "02:00", "02:30"]),
    (FORWARD, time(0, 30), time(3), 30, ["00:30", "02:00", "02:30"]),
    (BACK, time(0, 30), time(3), 30, ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00", "02:30"]),
    (FORWARD, time(1), time(2), 10, []),  # clocks skip all of it
    (BACK, time(1), time(2), 30, ["01:00", "01:30", "01:00", "01:30"]),
    (FORWARD - timedelta(days=1), time(22), time(3), 60, ["22:00", "23:00", "00:00", "02:00"]),
    (BACK - timedelta(days=1), time(22), time(3), 60, ["22:00", "23:00", "00:00", "01:00", "01:00", "02:00"]),
    (ORDINARY, time(22), time(2), 60, ["22:00", "23:00", "00:00", "01:00"]),
    (LEAP, time(23), time(1), 60, ["23:00", "00:00"]),
    (date(2027, 12, 31), time(23), time(1), 60, ["23:00", "00:00"]),
]


@pytest.mark.parametrize(("day", "starts", "ends", "minutes", "shown"), TABLE)
def test_a_session_holds_the_slots_for_which_there_is_time(
    day: date, starts: time, ends: time, minutes: int, shown: list[str]
) -> None:
    begins, over = stretch(day, starts, ends)
    slots = list(slot_starts(begins, over, minutes))
    assert [f"{wall(at):%H:%M}" for at in slots] == shown
    assert slots == sorted(set(slots))
    assert all(later - earlier == timedelta(minutes=minutes) for earlier, later in pairwise(slots))


def test_a_session_after_midnight_on_the_leap_day_ends_in_march() -> None:
    begins, over = stretch(LEAP, time(22), time(2))
    assert (wall(begins).date(), wall(over).date()) == (LEAP, date(2028, 3, 1))


days = some.dates(date(2026, 1, 1), date(2030, 12, 31)) | some.sampled_from(
    [FORWARD, BACK, FORWARD - timedelta(days=1), LEAP]
)
clocks = some.times().map(lambda one: one.replace(second=0, microsecond=0))


@of(days, some.lists(clocks, min_size=1, max_size=6, unique=True))
def test_sessions_that_follow_each_other_leave_no_gap_and_share_no_minute(
    day: date, cuts: list[time]
) -> None:
    """Whatever the day, the pieces of a day are the day: 23, 24 or 25 hours, without a minute twice or left out."""
    marks = [moment(day, time.min), *(moment(day, at) for at in sorted(cuts))]
    marks.append(moment(day + timedelta(days=1), time.min))
    assert marks == sorted(marks)
    whole = datetime.combine(day + timedelta(days=1), time.min, LONDON).astimezone(UTC) - datetime.combine(
        day, time.min, LONDON
    ).astimezone(UTC)
    assert marks[-1] - marks[0] == whole


@of(days, clocks)
def test_a_time_that_clocks_show_is_that_moment(day: date, clock: time) -> None:
    at = wall(moment(day, clock))
    skipped = day.month == 3 and day.weekday() == 6 and day.day > 24 and clock.hour == 1
    assert at.replace(tzinfo=None) == (
        datetime.combine(day, time(2)) if skipped else datetime.combine(day, clock)
    )


@of(days, clocks, clocks)
def test_a_clock_time_within_a_session_lies_within_a_day_of_its_start(
    day: date, starts: time, clock: time
) -> None:
    begin = moment(day, starts)
    assert begin <= moment_after(begin, clock) <= begin + timedelta(hours=25)


@of(
    days,
    clocks,
    some.integers(1, 12 * 60),
    some.integers(1, 120),
    some.integers(0, 60),
)
def test_slots_lie_in_their_session_with_the_way_between_them(
    day: date, starts: time, length: int, minutes: int, travel: int
) -> None:
    begin = moment(day, starts)
    end = begin + timedelta(minutes=length)
    slots = list(slot_starts(begin, end, minutes, travel))
    assert all(begin <= at and at + timedelta(minutes=minutes) <= end for at in slots)
    assert all(later - earlier == timedelta(minutes=minutes + travel) for earlier, later in pairwise(slots))
    left = length - (len(slots) * (minutes + travel) - travel if slots else 0)
    assert left < minutes + (travel if slots else 0)  # no other whole slot fits


MONDAY = date(2026, 11, 23)
patterns = some.builds(
    Pattern,
    weekday=some.integers(0, 6),
    starts=clocks,
    ends=clocks,
    every_weeks=some.integers(1, 8),
    first_week=some.integers(0, 20).map(lambda weeks: MONDAY + timedelta(weeks=weeks)),
    last_day=some.none() | some.integers(0, 400).map(lambda days_later: MONDAY + timedelta(days=days_later)),
).filter(lambda one: one.starts != one.ends)


@of(patterns, patterns)
def test_two_lines_meet_when_any_of_their_sessions_do(one: Pattern, other: Pattern) -> None:
    """The quick answer is that of looking at every week of three years."""

    def held(pattern: Pattern) -> list[tuple[datetime, datetime]]:
        found = []
        for week in range(-1, 160):
            if day := pattern.day(MONDAY + timedelta(weeks=week)):
                begin = datetime.combine(day, pattern.starts)
                found.append((begin, begin + timedelta(minutes=pattern.minutes)))
        return found

    theirs = held(other)
    meet = any(begin < till and since < end for begin, end in held(one) for since, till in theirs)
    assert one.meets(other, MONDAY) is meet
    assert other.meets(one, MONDAY) is meet
    days = (
        begin.date()
        for begin, end in held(one)
        if any(begin < till and since < end for since, till in theirs)
    )
    assert next(one.meetings(other, MONDAY), None) == next(days, None)


def test_every_other_week_begins_with_its_first_and_ends_on_its_last_day() -> None:
    line = Pattern(1, time(9), time(12), 2, date(2028, 2, 14), LEAP)
    held = [line.day(week_of(date(2028, 2, 1)) + timedelta(weeks=turn)) for turn in range(8)]
    assert [day for day in held if day] == [date(2028, 2, 15), LEAP]


def test_the_hour_that_clocks_show_twice_says_which_it_is() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert time_text(first) == "1:30am, before the clocks go back"
    assert time_text(second) == "1:30am, after the clocks go back"
    assert time_text(second + timedelta(hours=1)) == "2:30am"
    assert [time_text(datetime(2027, 3, 28, hour, 30, tzinfo=UTC)) for hour in (0, 1)] == [
        "12:30am",
        "2:30am",
    ]
    assert time_text(datetime(2026, 11, 24, 1, 30, tzinfo=UTC)) == "1:30am"
