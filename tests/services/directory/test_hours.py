"""Opening hours: tables of days that are easy to get wrong, then laws that hold for all hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from weald.services.directory.calendar import bank_holidays
from weald.services.directory.hours import (
    CORE_WEEK,
    LONDON,
    Hours,
    end_of_day_for_urgent,
    end_of_next_core_period,
    is_open,
    next_closing,
    next_opening,
)

CORE = Hours(CORE_WEEK, bank_holidays())
LUNCH = Hours(tuple((day, *part) for day in range(5) for part in ((time(8), time(12)), (time(14), time(18)))))
MIDNIGHT = Hours(tuple((day, time(0), time(23, 59)) for day in range(7)))
NIGHT = Hours(((6, time(1, 15), time(1, 45)),))  # Sundays, in the hour that the clocks skip or repeat


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "opening", "closing", "urgent", "answered"),
    [
        # Tuesday, in the middle of the day
        ("2026-11-17T10:00", "2026-11-17T10:00", "2026-11-17T18:30", "2026-11-17T18:30", "2026-11-18T18:30"),
        # the first and the last moment
        ("2026-11-17T08:00", "2026-11-17T08:00", "2026-11-17T18:30", "2026-11-17T18:30", "2026-11-18T18:30"),
        ("2026-11-17T18:30", "2026-11-18T08:00", "2026-11-18T18:30", "2026-11-18T18:30", "2026-11-18T18:30"),
        # before it opens, and around midnight
        ("2026-11-17T07:59", "2026-11-17T08:00", "2026-11-17T18:30", "2026-11-17T18:30", "2026-11-17T18:30"),
        ("2026-11-17T23:59", "2026-11-18T08:00", "2026-11-18T18:30", "2026-11-18T18:30", "2026-11-18T18:30"),
        ("2026-11-18T00:00", "2026-11-18T08:00", "2026-11-18T18:30", "2026-11-18T18:30", "2026-11-18T18:30"),
        # Friday afternoon, Saturday
        ("2026-11-20T16:00", "2026-11-20T16:00", "2026-11-20T18:30", "2026-11-20T18:30", "2026-11-23T18:30"),
        ("2026-11-21T12:00", "2026-11-23T08:00", "2026-11-23T18:30", "2026-11-23T18:30", "2026-11-23T18:30"),
        # Christmas Eve: then Christmas Day, a weekend and the substitute day
        ("2026-12-24T09:00", "2026-12-24T09:00", "2026-12-24T18:30", "2026-12-24T18:30", "2026-12-29T18:30"),
        ("2026-12-25T09:00", "2026-12-29T08:00", "2026-12-29T18:30", "2026-12-29T18:30", "2026-12-29T18:30"),
        # the weekend on which summer time begins, and the one on which it ends
        ("2027-03-27T20:00", "2027-03-30T08:00", "2027-03-30T18:30", "2027-03-30T18:30", "2027-03-30T18:30"),
        ("2026-10-23T18:00", "2026-10-23T18:00", "2026-10-23T18:30", "2026-10-23T18:30", "2026-10-26T18:30"),
    ],
)
def test_core_hours(at: str, opening: str, closing: str, urgent: str, answered: str) -> None:
    moment = london(at)
    assert next_opening(CORE, moment) == london(opening)
    assert next_closing(CORE, moment) == london(closing)
    assert end_of_day_for_urgent(CORE, moment) == london(urgent)
    assert end_of_next_core_period(CORE, moment) == london(answered)
    assert is_open(CORE, moment) == (opening == at)


def test_a_lunch_break_closes_the_door_but_does_not_end_the_period() -> None:
    noon = london("2026-11-17T12:30")
    assert not is_open(LUNCH, noon)
    assert next_opening(LUNCH, noon) == london("2026-11-17T14:00")
    assert next_closing(LUNCH, london("2026-11-17T09:00")) == london("2026-11-17T12:00")
    assert end_of_day_for_urgent(LUNCH, london("2026-11-17T09:00")) == london("2026-11-17T18:00")
    assert end_of_next_core_period(LUNCH, noon) == london("2026-11-18T18:00")


def test_a_day_that_begins_at_midnight() -> None:
    assert is_open(MIDNIGHT, london("2026-11-18T00:00"))
    assert not is_open(MIDNIGHT, london("2026-11-17T23:59"))
    assert next_opening(MIDNIGHT, london("2026-11-17T23:59:30")) == london("2026-11-18T00:00")
    assert end_of_next_core_period(MIDNIGHT, london("2026-11-18T00:00")) == london("2026-11-19T23:59")


@pytest.mark.parametrize(
    ("at", "utc"), [("2026-11-17T07:00", "2026-11-17T08:00"), ("2026-07-14T07:00", "2026-07-14T07:00")]
)
def test_eight_in_the_morning_is_wall_time(at: str, utc: str) -> None:
    assert next_opening(CORE, london(at)) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_where_the_clocks_repeat_an_hour_it_is_open_in_both() -> None:
    assert is_open(NIGHT, datetime(2026, 10, 25, 0, 20, tzinfo=UTC))
    assert is_open(NIGHT, datetime(2026, 10, 25, 1, 20, tzinfo=UTC))
    assert next_closing(NIGHT, datetime(2026, 10, 25, 0, 20, tzinfo=UTC)) == datetime(
        2026, 10, 25, 1, 45, tzinfo=UTC
    )


def test_where_the_clocks_skip_an_hour_it_opens_all_the_same() -> None:
    opening = next_opening(NIGHT, datetime(2027, 3, 28, 0, 0, tzinfo=UTC))
    assert opening == datetime(2027, 3, 28, 1, 15, tzinfo=UTC)
    assert next_closing(NIGHT, opening) - opening == timedelta(minutes=30)


@pytest.mark.parametrize(
    "weekly",
    [
        (),
        ((7, time(8), time(9)),),
        ((0, time(9), time(9)),),
        ((0, time(9), time(8)),),
        ((0, time(8), time(12)), (0, time(11), time(15))),
    ],
)
def test_impossible_hours_are_refused(weekly: tuple[tuple[int, time, time], ...]) -> None:
    with pytest.raises(ValueError, match="Opening hours"):
        Hours(weekly)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(CORE, datetime(2026, 11, 17, 10))  # noqa: DTZ001  the point of this test


def test_hours_that_only_fall_on_holidays_never_open() -> None:
    mondays = frozenset(date(2026, 11, 16) + timedelta(weeks=week) for week in range(60))
    with pytest.raises(ValueError, match="do not open"):
        next_opening(Hours(((0, time(8), time(9)),), mondays), london("2026-11-17T10:00"))


minutes = some.integers(0, 23 * 60 + 59)


@some.composite
def any_hours(draw: some.DrawFn) -> Hours:
    weekly = []
    for day in draw(some.sets(some.integers(0, 6), min_size=1)):
        cuts = sorted(draw(some.sets(minutes, min_size=2, max_size=4)))
        weekly += [
            (day, time(a // 60, a % 60), time(b // 60, b % 60))
            for a, b in zip(cuts[::2], cuts[1::2], strict=False)
        ]
    start = date(2026, 1, 1)
    holidays = draw(some.sets(some.integers(0, 700), max_size=6))
    early = draw(some.dictionaries(some.integers(0, 700), minutes, max_size=9))
    return Hours(
        tuple(weekly),
        frozenset(start + timedelta(days=day) for day in holidays),
        tuple((start + timedelta(days=day), time(at // 60, at % 60)) for day, at in early.items()),
    )


moments = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001


@given(any_hours(), moments)
def test_laws_of_opening(hours: Hours, at: datetime) -> None:
    opening, closing = next_opening(hours, at), next_closing(hours, at)
    assert at <= opening < closing
    assert is_open(hours, opening)
    assert not is_open(hours, closing) or next_closing(hours, closing) > closing
    assert is_open(hours, at) == (opening == at)
    if opening > at:
        assert not is_open(hours, at + (opening - at) / 2)


@given(any_hours(), moments, minutes)
def test_closing_early_closes_the_rest_of_that_day_and_nothing_else(
    hours: Hours, at: datetime, minute: int
) -> None:
    usual = Hours(hours.weekly, hours.holidays)
    day, closes = at.astimezone(LONDON).date(), time(minute // 60, minute % 60)
    early = Hours(hours.weekly, hours.holidays, ((day, closes),))
    still = at < datetime.combine(day, closes.replace(fold=1), LONDON).astimezone(UTC)
    assert is_open(early, at) == (is_open(usual, at) and still)
    for other in (at - timedelta(days=1), at + timedelta(days=1)):
        assert is_open(early, other) == is_open(usual, other)


@given(any_hours(), moments)
def test_laws_of_promises(hours: Hours, at: datetime) -> None:
    urgent, answered = end_of_day_for_urgent(hours, at), end_of_next_core_period(hours, at)
    assert at < next_closing(hours, at) <= urgent <= answered
    assert urgent.astimezone(LONDON).date() not in hours.holidays
    assert answered == urgent or answered == end_of_day_for_urgent(hours, urgent)
    if is_open(hours, at):
        assert answered > urgent


@given(any_hours(), moments, some.timedeltas(timedelta(0), timedelta(days=9)))
def test_asking_later_never_promises_earlier(hours: Hours, at: datetime, later: timedelta) -> None:
    for promise in (next_opening, next_closing, end_of_day_for_urgent, end_of_next_core_period):
        assert promise(hours, at) <= promise(hours, at + later)


def _easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _monday(year: int, month: int, which: int) -> date:
    days = [date(year, month, 1) + timedelta(days=day) for day in range(31)]
    return [day for day in days if day.month == month and day.weekday() == 0][which]


@pytest.mark.parametrize("year", sorted({day.year for day in bank_holidays()}))
def test_the_calendar_follows_the_rules_of_england_and_wales(year: int) -> None:
    expected = {
        _easter(year) - timedelta(days=2),
        _easter(year) + timedelta(days=1),
        _monday(year, 5, 0),
        _monday(year, 5, -1),
        _monday(year, 8, -1),
    }
    for month, day in ((1, 1), (12, 25), (12, 26)):
        holiday = date(year, month, day)
        while holiday.weekday() > 4 or (holiday in expected and day == 26):
            holiday += timedelta(days=1)
        expected.add(holiday)
    assert {day for day in bank_holidays() if day.year == year} == expected | {date(year, 12, 25)}
