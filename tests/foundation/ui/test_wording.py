"""Times, ages and lengths as people say them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from weald.foundation.ui import wording

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (utc(2026, 11, 21, 14, 30), "today at 2:30pm"),
        (utc(2026, 11, 22, 9), "tomorrow at 9am"),
        (utc(2026, 11, 20, 12), "yesterday at midday"),
        (utc(2026, 11, 23, 0), "Monday 23 November at midnight"),
        (utc(2027, 1, 4, 8, 5), "Monday 4 January 2027 at 8:05am"),
        # Summer time: half past seven in the evening is the next day's nothing, and 23:30 UTC is past midnight.
        (utc(2027, 7, 1, 18, 30), "Thursday 1 July 2027 at 7:30pm"),
        (utc(2027, 7, 1, 23, 30), "Friday 2 July 2027 at 12:30am"),
    ],
)
def test_moments(moment: datetime, expected: str) -> None:
    assert wording.when(moment, NOW) == expected


def test_a_day_lasts_from_midnight_to_midnight_in_london() -> None:
    assert wording.midnight(date(2026, 11, 21)) == utc(2026, 11, 21)
    assert wording.midnight(date(2027, 7, 1)) == utc(2027, 6, 30, 23)
    # The clocks go forward on 28 March 2027, at one in the morning: that day has 23 hours.
    assert wording.next_midnight(utc(2027, 3, 28, 0, 30)) == utc(2027, 3, 28, 23)
    assert wording.next_midnight(utc(2027, 7, 1, 23, 30)) == utc(2027, 7, 2, 23)


def test_limits_and_days() -> None:
    assert wording.by_when(utc(2026, 11, 21, 18, 30), NOW) == "by 6:30pm today"
    assert wording.by_when(utc(2026, 11, 23, 18, 30), NOW) == "by 6:30pm on Monday 23 November"
    assert wording.by_date_and_time(utc(2026, 11, 21, 18, 30), NOW) == "by 6:30pm on Saturday 21 November"
    assert wording.date_and_time(utc(2026, 11, 22, 12), NOW) == "Sunday 22 November at midday"
    assert wording.date_and_time(utc(2027, 1, 4, 9), NOW) == "Monday 4 January 2027 at 9am"
    assert wording.date_text(date(2026, 11, 21)) == "21 November 2026"
    assert wording.date_text(utc(2027, 6, 30, 23, 30)) == "1 July 2027"
    assert wording.weekday_text(date(2026, 11, 21)) == "Saturday 21 November"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        wording.time_text(datetime(2026, 11, 21))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2026, 11, 21), "0 days"),
        (date(2026, 11, 20), "1 day"),
        (date(2026, 10, 25), "27 days"),
        (date(2026, 10, 24), "4 weeks"),
        (date(2026, 8, 22), "13 weeks"),
        (date(2026, 8, 21), "3 months"),
        (date(2024, 11, 22), "23 months"),
        (date(2024, 11, 21), "2 years"),
        (date(1992, 11, 22), "33 years"),
    ],
)
def test_ages(born: date, expected: str) -> None:
    assert wording.age_text(born, date(2026, 11, 21)) == expected


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(ValueError, match="future"):
        wording.age_text(date(2026, 11, 22), date(2026, 11, 21))


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        ("PT30M", "30 minutes"),
        ("PT4H", "4 hours"),
        ("PT1H30M", "1 hour 30 minutes"),
        ("P7D", "7 days"),
        ("P2W", "14 days"),
        ("P1DT6H", "1 day 6 hours"),
        ("P7DT6H", "7 days"),
        ("PT0M", "less than a minute"),
        (timedelta(minutes=-3), "3 minutes"),
    ],
)
def test_lengths(length: Any, expected: str) -> None:
    assert wording.duration_text(length) == expected


@pytest.mark.parametrize("length", ["", "P", "PT", "4 hours", "P1Y"])
def test_lengths_that_are_none(length: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        wording.duration_text(length)


def test_numbers() -> None:
    assert wording.plural(1, "day") == "1 day"
    assert wording.plural(2, "child", "children") == "2 children"
    assert wording.plural(1200, "slot") == "1,200 slots"
    assert wording.nhs_number_text("9990000018") == "999 000 0018"
    assert wording.nhs_number_text("unknown") == "unknown"
    assert wording.joined(["a", "b", "c"]) == "a, b and c"
    assert wording.joined(("a",)) == "a"
    assert wording.joined(("a", "b"), "or") == "a or b"
