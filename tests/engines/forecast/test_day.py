"""The forecast of a day: worked by hand, held to its promises by any history, and tried on months that it has not seen."""

from datetime import UTC, date, datetime, timedelta
from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weald.engines.forecast import Calendar, Forecast, at_most, forecast, kind_of, rest_of_day
from weald.engines.forecast.day import HALF_LIFE, LEANS

MONDAY = date(2026, 11, 23)
PLAIN = Calendar()
CHRISTMAS = Calendar(closed=frozenset({date(2026, 12, 25), date(2026, 12, 28)}))


def day_of(**hours: float) -> list[float]:
    return [hours.get(f"at_{hour}", 0) for hour in range(24)]


def made(day: date, history: dict[date, list[float]], calendar: Calendar = PLAIN) -> Forecast:
    found = forecast(day, history, calendar)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (MONDAY, "0"),
        (date(2026, 12, 24), "3"),
        (date(2026, 12, 25), "closed"),
        (date(2026, 12, 26), "5"),  # a Saturday
        (date(2026, 12, 28), "closed"),
        (date(2026, 12, 29), "0"),  # a Tuesday, after three days on which nobody was there
        (date(2026, 12, 30), "2"),
    ],
)
def test_of_what_kind_a_day_is(day: date, kind: str) -> None:
    assert kind_of(day, CHRISTMAS) == kind


def test_by_hand() -> None:
    """Two Mondays of 10 and 20 at eight o'clock; the nearer counts more; the shape is the same, so it leans on nothing."""
    near, far = MONDAY - timedelta(weeks=1), MONDAY - timedelta(weeks=5)
    found = made(MONDAY, {near: day_of(at_8=20), far: day_of(at_8=10)})
    weights = 0.5 ** (1 / HALF_LIFE), 0.5 ** (5 / HALF_LIFE)
    mean = (20 * weights[0] + 10 * weights[1]) / sum(weights)
    assert found.hours[8].mean == pytest.approx(mean)
    assert found.mean == pytest.approx(mean)
    assert (found.alike, found.days) == (2, 2)
    # moments: mean 15, variance 50, so r = 15² / (50 - 15)
    assert found.likeness == pytest.approx(225 / 35)


def test_one_monday_leans_on_the_shape_of_other_days() -> None:
    past = MONDAY - timedelta(weeks=1)
    found = made(MONDAY, {past: day_of(at_8=12), past + timedelta(days=1): day_of(at_12=12)})
    weight, other = 0.5 ** (1 / HALF_LIFE), 0.5 ** (6 / 7 / HALF_LIFE)
    noon = LEANS * 12 * (other / (weight + other)) / (weight + LEANS)
    assert found.hours[12].mean == pytest.approx(noon)
    assert found.mean == pytest.approx(12)


def test_the_day_after_a_holiday_is_like_a_monday() -> None:
    history = {
        date(2026, 12, 21): day_of(at_9=50),
        date(2026, 12, 22): day_of(at_9=20),
        date(2026, 12, 15): day_of(at_9=20),
    }
    tuesday = date(2026, 12, 29)
    assert made(tuesday, history, CHRISTMAS).mean == pytest.approx(50)
    assert made(tuesday, history).mean == pytest.approx(20)
    assert forecast(date(2026, 12, 25), history, CHRISTMAS) is None  # no other holiday is known


def test_nothing_known_is_no_forecast() -> None:
    assert forecast(MONDAY, {}, PLAIN) is None
    assert (
        forecast(MONDAY, {MONDAY: day_of(at_8=5), MONDAY - timedelta(weeks=13): day_of(at_8=5)}, PLAIN)
        is None
    )


@pytest.mark.parametrize(("day", "hour", "times"), [(date(2026, 10, 25), 1, 2), (date(2027, 3, 28), 1, 0)])
def test_the_night_of_the_clocks_has_an_hour_twice_or_not_at_all(day: date, hour: int, times: int) -> None:
    always = Calendar(frozenset(range(7)))
    history = {day - timedelta(weeks=week): [1.0] * 24 for week in range(1, 5)}
    found = made(day, history, always)
    assert [round(one.mean, 6) for one in found.hours] == [times if each == hour else 1 for each in range(24)]
    # and a week later, the long or short day itself is history
    after = made(
        day + timedelta(weeks=1), {day: [float(times) if each == hour else 1.0 for each in range(24)]}, always
    )
    assert after.hours[0].mean == pytest.approx(after.mean / 24 if times else after.mean / 23)


def test_a_day_without_24_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="24"):
        forecast(MONDAY, {MONDAY - timedelta(weeks=1): [1.0] * 23}, PLAIN)


@pytest.mark.parametrize(
    ("mean", "likeness", "share", "count"),
    [
        (0, 5, 0.9, 0),
        (4, inf, 0.5, 4),
        (4, inf, 0.9, 7),
        (4, 2, 0.9, 9),
        (30, inf, 0.9, 37),
        (30, 10, 0.9, 45),
    ],
)
def test_quantiles_of_published_distributions(mean: float, likeness: float, share: float, count: int) -> None:
    """Poisson by the tables; negative binomial by its sum of chances, worked out in fractions."""
    assert at_most(mean, likeness, share) == count


@pytest.mark.parametrize(("mean", "likeness", "share"), [(-1, 1, 0.5), (1, 0, 0.5), (1, 1, 1.0)])
def test_what_is_no_distribution_is_refused(mean: float, likeness: float, share: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        at_most(mean, likeness, share)


counts = st.lists(st.integers(0, 30), min_size=24, max_size=24)
histories = st.dictionaries(
    st.integers(1, 84).map(lambda ago: MONDAY - timedelta(days=ago)), counts, min_size=1, max_size=40
)


@given(histories)
def test_any_history(history: dict[date, list[float]]) -> None:
    found = forecast(MONDAY, history, PLAIN)
    if found is None:
        assert not any(PLAIN.is_open(day) for day in history)
        return
    assert all(0 <= one.low <= one.high and one.mean >= 0 for one in found.hours)
    totals = [sum(history[day]) for day in history if PLAIN.is_open(day)]
    assert min(totals) - 1e-6 <= found.mean <= max(totals) + 1e-6


@given(histories, st.integers(0, 23), st.integers(0, 200), st.integers(0, 200))
def test_the_rest_shrinks_with_the_day_and_grows_with_what_came(
    history: dict[date, list[float]], hour: int, came: int, more: int
) -> None:
    found = forecast(MONDAY, history, PLAIN)
    if found is None:
        return
    at = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
    rest, busier = rest_of_day(found, at, came), rest_of_day(found, at, came + more)
    assert 0 <= rest.mean <= busier.mean + 1e-9
    assert (
        rest_of_day(found, at, came).mean >= rest_of_day(found, at + timedelta(minutes=29), came).mean - 1e-9
    )
    assert rest_of_day(found, at.replace(hour=0, minute=0), 0).mean == pytest.approx(found.mean)


def test_another_day_has_no_rest() -> None:
    found = made(MONDAY, {MONDAY - timedelta(weeks=1): day_of(at_8=5)})
    with pytest.raises(ValueError, match="another day"):
        rest_of_day(found, datetime(2026, 11, 24, 9, tzinfo=UTC), 0)


SHAPE = [0] * 8 + [9, 7, 6, 4, 3, 4, 4, 3, 3, 2, 1] + [0] * 5
WEEKDAYS = [1.3, 1.0, 0.9, 0.95, 1.1]


def a_day(day: date, random: Random) -> list[float]:
    """One day of a made-up practice: its own luck for the day, then each request by chance."""
    luck = random.gammavariate(25, 1 / 25) * WEEKDAYS[day.weekday()]
    return [float(sum(random.random() < 0.01 for _ in range(int(100 * rate * luck)))) for rate in SHAPE]


def test_backtest_on_days_that_it_has_not_seen() -> None:
    """Half a year of a made-up practice: eight of ten hours and days lie in the interval, about; and it errs less than last
    week's count does."""
    random = Random(5)
    days = [day for ago in range(250, 0, -1) if (day := MONDAY - timedelta(days=ago)).weekday() < 5]
    known = {day: a_day(day, random) for day in days}
    inside, hours, ours, naive = 0, 0, 0.0, 0.0
    for day in days[60:]:
        found = made(day, {past: counts for past, counts in known.items() if past < day})
        for hour in range(8, 19):
            one, came = found.hours[hour], known[day][hour]
            inside += one.low <= came <= one.high
            hours += 1
            ours += abs(came - one.mean)
            naive += abs(came - known[day - timedelta(weeks=1)][hour])
    assert 0.78 <= inside / hours <= 0.95, (
        inside / hours
    )  # counts are whole: an interval holds a little more than it must
    assert ours < 0.85 * naive
