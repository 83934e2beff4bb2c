"""The national measures: every edge of each definition as a table, and a plain reference of the days."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weald.engines.promises import (
    Asked,
    MeasureError,
    Period,
    Result,
    Seen,
    asked,
    band,
    days_from_booking,
    read_measures,
    seen,
)
from weald.services.requests.measuring import CoreHours

LONDON = ZoneInfo("Europe/London")
FILE = Path(__file__).parents[3] / "src/weald/content/measures/access.yaml"
MEASURES = {one.id: one for one in read_measures(FILE.read_bytes()).measures}
CORE = CoreHours(
    frozenset(
        {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)}
    )
)
MET, MISSED, OPEN = Result("met"), Result("missed"), Result("open")
"""What a row can be."""


def london(text: str) -> datetime:
    """`2026-11-23 09:00`, by the clock in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def waited(
    since: str, answered: str = "", *, dealt: str = "", ended: str = "", why: str = "closed"
) -> Period:
    start = london(since)
    return Period(
        start, start + timedelta(days=9), "soon", london(answered) if answered else None,
        london(dealt) if dealt else None, london(ended) if ended else None, why if ended else "",
    )  # fmt: skip


NOW = london("2027-06-01 12:00")


@pytest.mark.parametrize(
    ("what", "period", "said"),
    [
        ("in core hours: until the end of the next day", waited("2026-11-23 09:00", "2026-11-24 18:30"), MET),
        ("a second later", waited("2026-11-23 09:00", "2026-11-24 18:30:01"), MISSED),
        ("as the doors open", waited("2026-11-23 08:00", "2026-11-24 18:30"), MET),
        ("at 18:29 it is still today’s", waited("2026-11-23 18:29", "2026-11-24 18:30"), MET),
        ("at 18:30 core hours are over: the next one is tomorrow’s", waited("2026-11-23 18:30", "2026-11-24 18:30"), MET),
        ("in the evening: not the day after tomorrow", waited("2026-11-23 20:00", "2026-11-25 09:00"), MISSED),
        ("before opening: today", waited("2026-11-23 07:59", "2026-11-23 18:30"), MET),
        ("before opening: not tomorrow", waited("2026-11-23 07:59", "2026-11-24 08:00"), MISSED),
        ("Friday: until Monday evening", waited("2026-11-27 10:00", "2026-11-30 18:30"), MET),
        ("Friday night: Monday", waited("2026-11-27 19:00", "2026-11-30 18:30"), MET),
        ("Saturday: Monday", waited("2026-11-28 11:00", "2026-11-30 18:30"), MET),
        ("Saturday: not Tuesday", waited("2026-11-28 11:00", "2026-12-01 09:00"), MISSED),
        ("an answer on a Saturday is one", waited("2026-11-27 19:00", "2026-11-28 09:00"), MET),
        ("Christmas Eve 2026: until the 29th, as the 28th is a bank holiday", waited("2026-12-24 10:00", "2026-12-29 18:30"), MET),
        ("Maundy Thursday 2027: until Tuesday", waited("2027-03-25 17:00", "2027-03-30 18:30"), MET),
        ("clocks go forward on the Sunday between", waited("2027-03-26 12:00", "2027-03-30 18:30"), MET),
        ("clocks go back on the Sunday between: 18:30 by the clock", waited("2026-10-23 10:00", "2026-10-26 18:30"), MET),
        ("and not 19:00, which is 18:30 as it was before", waited("2026-10-23 10:00", "2026-10-26 18:31"), MISSED),
        ("closed for training on Tuesday: core hours go on", waited("2026-11-23 09:00", "2026-11-25 09:00"), MISSED),
        ("never answered", waited("2026-11-23 09:00"), MISSED),
        ("taken back in time", waited("2026-11-23 09:00", ended="2026-11-24 12:00"), Result("left_out", "closed")),
        ("the person died", waited("2026-11-23 09:00", ended="2026-11-24 12:00", why="died"), Result("left_out", "died")),
        ("taken back too late", waited("2026-11-23 09:00", ended="2026-11-25 12:00"), MISSED),
        ("answered, then taken back", waited("2026-11-23 09:00", "2026-11-23 10:00", ended="2026-11-23 11:00"), MET),
    ],
)  # fmt: skip
def test_answered_by_the_end_of_the_next_core_period(what: str, period: Period, said: Result) -> None:
    for level in ("soon", "routine", "self_care"):
        assert asked(MEASURES["answered_by_next_core_period"], Asked(period, level), CORE, NOW) == said, what


def test_what_is_not_due_yet_is_open() -> None:
    row = Asked(waited("2026-11-23 09:00"), "soon")
    assert asked(MEASURES["answered_by_next_core_period"], row, CORE, london("2026-11-24 18:30")) == OPEN
    assert asked(MEASURES["answered_by_next_core_period"], row, CORE, london("2026-11-24 18:31")) == MISSED


@pytest.mark.parametrize("level", ["now", "today"])
def test_urgent_requests_are_in_the_other_measure(level: str) -> None:
    row = Asked(waited("2026-11-23 09:00"), level)
    assert asked(MEASURES["answered_by_next_core_period"], row, CORE, NOW) is None


def test_life_threatening_and_not_urgent_requests_are_not_counted_as_urgent() -> None:
    for level in ("now", "soon", "routine", "self_care"):
        row = Asked(waited("2026-11-23 09:00"), level)
        assert asked(MEASURES["urgent_same_day"], row, CORE, NOW) is None


@pytest.mark.parametrize(
    ("what", "period", "seen_on", "urgent_from", "said"),
    [
        ("a decision alone is no help", waited("2026-11-23 09:00", "2026-11-23 10:00"), (), "", MISSED),
        ("a reply is", waited("2026-11-23 09:00", "2026-11-23 10:00", dealt="2026-11-23 10:00"), (), "", MET),
        ("help that comes after the decision", waited("2026-11-23 09:00", "2026-11-23 10:00", dealt="2026-11-23 18:00"), (), "", MET),
        ("in the evening of the same day", waited("2026-11-23 09:00", "2026-11-23 23:59", dealt="2026-11-23 23:59"), (), "", MET),
        ("past midnight", waited("2026-11-23 09:00", "2026-11-24 00:00", dealt="2026-11-24 00:00"), (), "", MISSED),
        ("seen on the day", waited("2026-11-23 09:00", "2026-11-23 09:10"), ("2026-11-23 16:00",), "", MET),
        ("booked for tomorrow", waited("2026-11-23 09:00", "2026-11-23 09:10"), ("2026-11-24 08:30",), "", MISSED),
        ("seen before they asked", waited("2026-11-23 09:00"), ("2026-11-23 08:30",), "", MISSED),
        ("two appointments: the sooner one counts", waited("2026-11-23 09:00", "2026-11-23 09:10"), ("2026-11-25 09:00", "2026-11-23 17:00"), "", MET),
        ("asked at 18:30: tomorrow", waited("2026-11-23 18:30", "2026-11-24 09:00", dealt="2026-11-24 09:00"), (), "", MET),
        ("asked at 18:29: today", waited("2026-11-23 18:29", "2026-11-24 09:00", dealt="2026-11-24 09:00"), (), "", MISSED),
        ("asked on Saturday: Monday", waited("2026-11-28 09:00", "2026-11-30 15:00", dealt="2026-11-30 15:00"), (), "", MET),
        ("asked on Saturday, helped on Sunday", waited("2026-11-28 09:00", "2026-11-29 15:00", dealt="2026-11-29 15:00"), (), "", MET),
        ("on Christmas Day: the 29th", waited("2026-12-25 09:00", "2026-12-29 15:00", dealt="2026-12-29 15:00"), (), "", MET),
        ("urgent only since Tuesday", waited("2026-11-23 09:00", "2026-11-24 10:00", dealt="2026-11-24 11:00"), (), "2026-11-24 10:00", MET),
        ("urgent since Tuesday, helped on Wednesday", waited("2026-11-23 09:00", "2026-11-24 10:00", dealt="2026-11-25 11:00"), (), "2026-11-24 10:00", MISSED),
        ("taken back that day", waited("2026-11-23 09:00", ended="2026-11-23 12:00"), (), "", Result("left_out", "closed")),
        ("taken back on the next", waited("2026-11-23 09:00", ended="2026-11-24 12:00"), (), "", MISSED),
        ("never", waited("2026-11-23 09:00"), (), "", MISSED),
    ],
)  # fmt: skip
def test_urgent_and_dealt_with_on_the_same_day(
    what: str, period: Period, seen_on: tuple[str, ...], urgent_from: str, said: Result
) -> None:
    row = Asked(period, "today", london(urgent_from) if urgent_from else None, tuple(map(london, seen_on)))
    assert asked(MEASURES["urgent_same_day"], row, CORE, NOW) == said, what


def test_an_urgent_request_is_open_until_its_day_is_over() -> None:
    row = Asked(waited("2026-11-23 09:00"), "today")
    assert asked(MEASURES["urgent_same_day"], row, CORE, london("2026-11-23 23:59")) == OPEN
    assert asked(MEASURES["urgent_same_day"], row, CORE, london("2026-11-24 00:00")) == MISSED
    # An appointment that is still ahead has not helped yet.
    booked = Asked(waited("2026-11-23 09:00"), "today", None, (london("2026-11-23 16:00"),))
    assert asked(MEASURES["urgent_same_day"], booked, CORE, london("2026-11-23 15:59")) == OPEN
    assert asked(MEASURES["urgent_same_day"], booked, CORE, london("2026-11-23 16:00")) == MET


def visit(booked: str, starts: str, **said: object) -> Seen:
    values: dict[str, object] = {
        "state": "attended", "category": "General Consultation Routine", "level": "routine", "serving": True,
        "responsible": True,
    } | said  # fmt: skip
    return Seen(london(booked), london(starts), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "row", "said"),
    [
        # same day, 7 days, 14 days
        ("the same day", visit("2026-11-23 09:00", "2026-11-23 16:00"), "met met met"),
        ("minutes after midnight is the next day", visit("2026-11-22 23:59", "2026-11-23 08:00"), "missed met met"),
        ("seven days", visit("2026-11-16 23:59", "2026-11-23 08:00"), "missed met met"),
        ("eight days, though less than 168 hours and a day", visit("2026-11-15 23:59", "2026-11-23 08:00"), "missed missed met"),
        ("fourteen days", visit("2026-11-09 08:00", "2026-11-23 18:00"), "missed missed met"),
        ("fifteen days", visit("2026-11-08 08:00", "2026-11-23 08:00"), "missed missed missed"),
        ("a weekend and bank holidays count as days", visit("2026-12-23 08:00", "2026-12-30 08:00"), "missed met met"),
        ("over the change of the clocks", visit("2026-10-18 23:30", "2026-10-25 00:30"), "missed met met"),
        ("over the change in spring", visit("2027-03-14 00:30", "2027-03-28 23:30"), "missed missed met"),
        ("did not attend", visit("2026-11-16 09:00", "2026-11-23 08:00", state="did_not_attend"), "missed met met"),
        ("of unknown status", visit("2026-11-16 09:00", "2026-11-23 08:00", state="booked"), "missed met met"),
        ("cancelled", visit("2026-11-16 09:00", "2026-11-23 08:00", state="cancelled"), "- - -"),
        ("cancelled and booked again: the new booking counts", visit("2026-11-22 09:00", "2026-11-23 08:00"), "missed met met"),
        ("moved by us, as by them: GPAD knows the new booking alone", visit("2026-11-20 09:00", "2026-11-30 08:00"), "missed missed met"),
        ("written down after its day", visit("2026-11-24 09:00", "2026-11-23 08:00"), "left_out left_out left_out"),
        ("a hub sees our patient", visit("2026-11-20 09:00", "2026-11-23 08:00", serving=False), "- met -"),
        ("we see a neighbour’s patient", visit("2026-11-20 09:00", "2026-11-23 08:00", responsible=False), "missed - met"),
        ("urgent", visit("2026-11-20 09:00", "2026-11-23 08:00", level="today"), "missed - met"),
    ],
)  # fmt: skip
def test_appointments_by_days_from_booking(what: str, row: Seen, said: str) -> None:
    found = [seen(MEASURES[one], row) for one in ("gpad_same_day", "non_urgent_7_days", "gpad_14_days")]
    assert " ".join(one.result if one else "-" for one in found) == said, what


def test_acc_08_counts_eight_categories_and_leaves_the_others_out() -> None:
    measure = MEASURES["acc_08"]
    assert len(measure.categories) == 8
    late = visit("2026-11-01 09:00", "2026-11-23 08:00")
    assert seen(measure, late) == MISSED
    assert seen(measure, visit("2026-11-01 09:00", "2026-11-23 08:00", category="Planned Clinics")) is None
    for category in measure.categories:
        assert seen(measure, visit("2026-11-09 09:00", "2026-11-23 08:00", category=category)) == MET


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "Same day"), (1, "1 day"), (2, "2 to 7 days"), (7, "2 to 7 days"), (8, "8 to 14 days"), (14, "8 to 14 days"),
     (15, "15 to 21 days"), (21, "15 to 21 days"), (22, "22 to 28 days"), (28, "22 to 28 days"), (29, "More than 28 days"), (None, "Unknown")],
)  # fmt: skip
def test_the_bands_of_the_national_statistic(days: int | None, name: str) -> None:
    assert band(days) == name


MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def end_by_hand(at: datetime, holidays: frozenset[date]) -> datetime:
    """The end of the next core period, minute by rule: the first evening of a working day after the present period."""
    wall = at.astimezone(LONDON)
    working = [
        day for ahead in range(15)
        if (day := wall.date() + timedelta(days=ahead)).weekday() < 5 and day not in holidays
    ]  # fmt: skip
    opens = [datetime(day.year, day.month, day.day, 8, 0, tzinfo=LONDON) for day in working]
    closes = [datetime(day.year, day.month, day.day, 18, 30, tzinfo=LONDON) for day in working]
    running = [one for one, end in zip(opens, closes, strict=True) if one <= at < end]
    after = [end for one, end in zip(opens, closes, strict=True) if one > at]
    assert len(running) < 2
    return after[0].astimezone(UTC)


@given(MOMENTS, st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=3))
def test_the_calendar_agrees_with_the_rule_by_hand(at: datetime, holidays: set[date]) -> None:
    found = CoreHours(frozenset(holidays)).end_of_next_core_period(at)
    assert found == end_by_hand(at, frozenset(holidays))


@given(MOMENTS, MOMENTS)
def test_days_are_those_of_the_calendar_in_london(booked: datetime, starts: datetime) -> None:
    row = Seen(booked, starts, "attended", "", "routine", serving=True, responsible=True)
    by_hand = starts.astimezone(LONDON).date().toordinal() - booked.astimezone(LONDON).date().toordinal()
    assert days_from_booking(row) == (by_hand if by_hand >= 0 else None)
    for measure, most in (("gpad_same_day", 0), ("non_urgent_7_days", 7), ("gpad_14_days", 14)):
        found = seen(MEASURES[measure], row)
        assert found is not None
        assert found.result == ("left_out" if by_hand < 0 else "met" if by_hand <= most else "missed")


@given(MOMENTS, st.integers(0, 200), st.booleans())
def test_an_earlier_answer_is_never_worse(since: datetime, hours: int, urgent: bool) -> None:
    measure = MEASURES["urgent_same_day" if urgent else "answered_by_next_core_period"]
    level = "today" if urgent else "soon"

    def of(more: int) -> str:
        then = since + timedelta(hours=more)
        found = asked(
            measure, Asked(Period(since, then, level, then, then), level), CORE, since + timedelta(days=99)
        )
        assert found is not None
        return found.result

    assert (of(hours + 24), of(hours)) != ("met", "missed")


def test_every_definition_says_where_it_was_read() -> None:
    for one in MEASURES.values():
        assert all(
            source.url.startswith("https://") and source.checked and source.seen for source in one.sources
        )
        assert one.definition
        assert one.reading


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("measures: {}", "names no measure"),
        ("measures: {a: {of: requests}}", "say for which levels"),
        ("measures: {a: {of: requests, met: dealt_with_same_day}}", "say for which levels"),
        ("measures: {a: {of: requests, levels: [today], met: never}}", "say for which levels"),
        ("measures: {a: {of: requests, levels: [today], met: dealt_with_same_day}}", "title is missing"),
        ("measures: {a: {days: 3}}", "not of nothing"),
        ("measures: {a: {of: appointments, days: 3}}", "say whose book"),
        ("measures: {a: {of: letters}}", "requests or of appointments"),
        ("measures: {a: {of: appointments, book: serving, days: 3}}", "title is missing"),
    ],
)
def test_a_definition_that_cannot_be_used_says_so(text: str, says: str) -> None:
    with pytest.raises(MeasureError, match=says):
        read_measures(text.encode())


def test_a_measure_is_asked_about_what_it_is_of() -> None:
    measure = MEASURES["acc_08"]
    with pytest.raises(MeasureError, match="not about requests"):
        asked(measure, Asked(waited("2026-11-23 09:00"), "soon"), CORE, NOW)
    with pytest.raises(MeasureError, match="not about appointments"):
        seen(MEASURES["urgent_same_day"], visit("2026-11-23 09:00", "2026-11-23 10:00"))
