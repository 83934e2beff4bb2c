"""What counts as kept: a table of stories, and a plain reference that reads the story backwards and forwards by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weald.engines.promises import (
    ANSWERS,
    REACHED,
    Interrupt,
    Line,
    Promise,
    interrupts,
    is_answer,
    periods,
    standing,
)
from weald.engines.promises.keeping import RETURNS, WITHDRAWN

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def told(
    line: int, made: float, due: float, cause: str = "sent", level: str = "soon", at_once: bool = False
) -> Promise:
    return Promise(line, at(made), at(due), level, cause, at_once)


def line(number: int, hours: float, kind: str, by_staff: bool = True) -> Line:
    return Line(number, at(hours), kind, by_staff)


SENT = line(1, 0, "sent", by_staff=False)


def how(promises: list[Promise], lines: list[Line], now: float = 100) -> list[str]:
    return [standing(one, at(now)) for one in periods(promises, [SENT, *lines])]


@pytest.mark.parametrize(
    ("what", "lines", "now", "said"),
    [
        ("nothing yet", [], 4, "open"),
        ("the very moment", [], 5, "open"),
        ("nobody answered", [], 6, "broken"),
        ("answered in time", [line(2, 4, "confirmed")], 100, "kept"),
        ("answered at the moment that is due", [line(2, 5, "reply")], 100, "kept"),
        ("answered late", [line(2, 6, "reply")], 100, "broken"),
        ("answered twice: the first counts", [line(2, 4, "reply"), line(3, 9, "resolved")], 100, "kept"),
        ("a call that nobody answered is none", [line(2, 4, "call")], 100, "broken"),
        ("taken by somebody is none", [line(2, 4, "taken")], 100, "broken"),
        ("reached by phone", [line(2, 4, "same")], 100, "kept"),
        ("the person says how they are: no answer of ours", [line(2, 4, "same", by_staff=False)], 100, "broken"),
        ("a time was booked by the person", [line(2, 1, "booked", by_staff=False)], 100, "kept"),
        ("booked, then cancelled and booked again", [line(2, 1, "booked"), line(3, 2, "cancelled"), line(4, 9, "booked")], 100, "kept"),
        ("moved by us", [line(2, 1, "booked"), line(3, 2, "moved")], 100, "kept"),
        ("advice that ends it", [line(2, 4, "advised")], 100, "kept"),
        ("taken back in time", [line(2, 4, "closed", by_staff=False)], 100, "withdrawn"),
        ("taken back after we were late", [line(2, 6, "closed", by_staff=False)], 100, "broken"),
        ("the person died in time", [line(2, 4, "died")], 100, "withdrawn"),
        ("closed by the person, then an answer", [line(2, 4, "closed", by_staff=False), line(3, 4.5, "reply")], 100, "withdrawn"),
    ],
)  # fmt: skip
def test_a_promise_of_five_hours(what: str, lines: list[Line], now: float, said: str) -> None:
    assert how([told(1, 0, 5)], lines, now) == [said], what


@pytest.mark.parametrize(
    ("level", "starts", "by_staff", "said", "own"),
    [
        ("today", 5, False, "kept", True),
        ("today", 6, False, "broken", False),  # help was due by then: nobody has answered them
        ("today", 6, True, "kept", False),  # staff decided that it may be later, and answer for it
        ("soon", 6, False, "kept", True),  # an answer was due by then, the help itself within days
    ],
)
def test_a_time_that_somebody_takes_by_themselves(
    level: str, starts: float, by_staff: bool, said: str, own: bool
) -> None:
    taken = Line(2, at(1), "booked", by_staff, at(starts))
    [found] = periods([told(1, 0, 5, level=level)], [SENT, taken])
    assert (standing(found, at(100)), found.own) == (said, own)


def test_who_took_a_later_time_by_themselves_is_answered_by_whoever_reaches_them() -> None:
    taken, reached = Line(2, at(1), "booked", False, at(20)), line(3, 4, "reply")
    [found] = periods([told(1, 0, 5, level="today")], [SENT, taken, reached])
    assert (standing(found, at(100)), found.answered_at) == ("kept", at(4))


def test_who_writes_again_after_an_answer_is_promised_another() -> None:
    lines = [line(2, 1, "resolved"), line(3, 20, "wrote", by_staff=False), line(4, 40, "reply")]
    assert how([told(1, 0, 5), told(3, 20, 30, "wrote")], lines) == ["kept", "broken"]


def test_who_writes_again_before_an_answer_still_waits_for_the_first_promise() -> None:
    lines = [line(2, 3, "wrote", by_staff=False), line(3, 7, "reply")]
    assert how([told(1, 0, 5), told(2, 3, 24, "wrote")], lines) == ["broken"]


def test_a_promise_that_is_raised_before_an_answer_holds_at_once() -> None:
    assert how([told(1, 0, 50), told(2, 1, 5, "escalated")], [line(2, 1, "escalated"), line(3, 6, "reply")]) == ["broken"]  # fmt: skip


def test_changing_the_decision_is_the_answer_and_opens_nothing() -> None:
    assert how([told(1, 0, 5), told(2, 2, 50, "changed")], [line(2, 2, "changed")]) == ["kept"]


def test_an_appointment_that_was_missed_opens_a_new_promise() -> None:
    lines = [line(2, 1, "booked"), line(3, 30, "did_not_attend"), line(4, 35, "booked")]
    assert how([told(1, 0, 5), told(3, 30, 40, "did_not_attend")], lines) == ["kept", "kept"]


def test_a_time_that_had_passed_when_it_was_told_is_no_promise() -> None:
    found = periods([told(3, 30, 5, "cancelled")], [line(3, 30, "cancelled")])
    assert [standing(one, at(100)) for one in found] == ["at_once"]


def test_danger_is_urgent_at_once_and_no_promise() -> None:
    """A promise of two days; a message of danger after one hour, answered in twenty minutes."""
    promises = [told(1, 0, 48), told(2, 1, 1, "wrote", at_once=True), told(3, 1.33, 48, "reply")]
    lines = [line(2, 1, "wrote", by_staff=False), line(3, 1.33, "reply")]
    assert how(promises, lines) == ["kept"]
    assert interrupts(promises, [SENT, *lines]) == (Interrupt(at(1), at(1.33)),)


def test_danger_that_nobody_answers_breaks_the_promise_only_when_that_is_due() -> None:
    promises = [told(1, 0, 48), told(2, 1, 1, "wrote", at_once=True)]
    lines = [line(2, 1, "wrote", by_staff=False)]
    assert how(promises, lines, now=20) == ["open"]
    assert how(promises, lines, now=49) == ["broken"]
    assert interrupts(promises, lines) == (Interrupt(at(1), None),)


def test_what_is_life_threatening_from_the_start_has_no_time_to_keep() -> None:
    promises, lines = [told(1, 0, 0, level="now", at_once=True)], [line(2, 0.2, "confirmed")]
    assert how(promises, lines) == ["at_once"]
    assert interrupts(promises, lines) == (Interrupt(at(0), at(0.2)),)


@pytest.mark.parametrize(
    ("kind", "dealt_with"),
    [
        ("reply", True), ("photo_asked", True), ("referred", True), ("resolved", True), ("treated", True), ("attended", True),
        ("same", True), ("better", True),
        ("confirmed", False), ("changed", False), ("booked", False), ("call", False), ("taken", False), ("closed", False),
    ],
)  # fmt: skip
def test_which_lines_are_help_by_themselves(kind: str, dealt_with: bool) -> None:
    [found] = periods([told(1, 0, 5)], [SENT, line(2, 1, kind)])
    assert (found.dealt_at == at(1)) is dealt_with
    assert dealt_with or found.dealt_at is None


def test_what_is_urgent_twice_without_an_answer_is_urgent_since_the_first() -> None:
    promises = [told(1, 0, 48), told(2, 1, 1, "wrote", at_once=True), told(3, 2, 2, "wrote", at_once=True)]
    lines = [line(2, 1, "wrote", by_staff=False), line(3, 2, "wrote", by_staff=False)]
    assert interrupts(promises, lines) == (Interrupt(at(1), None),)


def test_a_new_promise_with_a_time_to_keep_ends_what_was_urgent_at_once() -> None:
    promises = [told(1, 0, 0, level="now", at_once=True), told(2, 1, 9, "raised", level="today")]
    assert interrupts(promises, [SENT]) == (Interrupt(at(0), at(1)),)


def test_what_staff_found_less_urgent_is_promised_by_the_time_that_they_told() -> None:
    """Life-threatening at first; an hour later a clinician finds that today will do, and tells by when."""
    promises = [told(1, 0, 0, level="now", at_once=True), told(2, 1, 9, "changed", level="today")]
    changed = line(2, 1, "changed")
    assert how(promises, [changed]) == ["at_once", "broken"]
    assert how(promises, [changed], now=5) == ["at_once", "open"]
    assert how(promises, [changed, line(3, 8, "reply")]) == ["at_once", "kept"]
    assert how(promises, [changed, line(3, 10, "reply")]) == ["at_once", "broken"]
    [_, second] = periods(promises, [SENT, changed])
    assert (second.since, second.due_at, second.level) == (at(1), at(9), "today")


# A plain reference: walk through the story once, with a list of what was told while nobody had answered.


def reference(promises: list[Promise], lines: list[Line], now: datetime) -> list[str]:
    found: list[str] = []
    numbers = sorted({one.line for one in promises} | {one.line for one in lines})
    waiting, times, answered, ended = False, [], None, None

    def close() -> None:
        if not waiting:
            return
        due = min(times) if times else None
        if due is None:
            found.append("at_once")
        elif answered and answered <= due:
            found.append("kept")
        elif ended and ended <= due:
            found.append("withdrawn")
        elif not answered and now <= due:
            found.append("open")
        else:
            found.append("broken")

    for number in numbers:
        for one in (each for each in lines if each.line == number):
            if waiting and not answered and not ended:
                if is_answer(one):
                    answered = one.at
                elif one.kind in WITHDRAWN:
                    ended = one.at
            elif waiting and not ended and one.kind in WITHDRAWN:
                ended = one.at
        for told_ in (each for each in promises if each.line == number):
            real = not told_.at_once and told_.due_at >= told_.made_at
            first = bool(answered and not ended and not times and real)
            if not waiting or ((answered or ended) and (told_.cause in RETURNS or first)):
                close()
                waiting, times, answered, ended = True, [], None, None
                times += [told_.due_at] if real else []
            elif not answered and not ended and real:
                times.append(told_.due_at)
    close()
    return found


KINDS = sorted(ANSWERS | REACHED | WITHDRAWN | {"taken", "call", "wrote", "advised", "seen"})
CAUSES = sorted(RETURNS | {"changed", "reply", "seen"})
HOURS = st.integers(0, 20)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Promise], list[Line]]:
    """A story in order: the first promise, and then lines, some of which tell a time."""
    times = sorted(draw(st.lists(HOURS, min_size=1, max_size=7)))
    lines = [
        Line(n, at(h), draw(st.sampled_from(KINDS)), draw(st.booleans()))
        for n, h in enumerate(times, start=2)
    ]
    promises = [told(1, 0, draw(HOURS), at_once=draw(st.booleans()))]
    for one in lines:
        if draw(st.booleans()):
            due = one.at + timedelta(hours=draw(st.integers(-5, 15)))
            promises.append(
                Promise(one.line, one.at, due, "soon", draw(st.sampled_from(CAUSES)), draw(st.booleans()))
            )
    return promises, [SENT, *lines]  # fmt: skip


@given(stories(), HOURS)
def test_it_agrees_with_the_plain_reference(story: tuple[list[Promise], list[Line]], now: int) -> None:
    promises, lines = story
    assert [standing(one, at(now)) for one in periods(promises, lines)] == reference(promises, lines, at(now))


@given(stories(), st.integers(1, 15))
def test_no_later_time_told_without_an_answer_makes_a_broken_promise_kept(
    story: tuple[list[Promise], list[Line]], more: int
) -> None:
    promises, lines = story
    before = periods(promises, lines)
    last = max([one.line for one in lines])
    later = Promise(last + 1, at(21), at(21 + more), "soon", "sent", False)
    after = periods([*promises, later], lines)
    for old, new in zip(before, after, strict=False):
        if old.due_at is not None:
            assert new.due_at is not None
            assert new.due_at <= old.due_at


@given(stories())
def test_the_order_in_which_rows_are_read_changes_nothing(story: tuple[list[Promise], list[Line]]) -> None:
    promises, lines = story
    assert periods(promises, lines) == periods(promises, reversed(lines))
    assert interrupts(promises, lines) == interrupts(reversed(promises), lines) or len(
        {one.line for one in promises}
    ) < len(promises)
