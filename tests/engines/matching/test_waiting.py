"""Who is offered a time that comes free, for how long it is held, and when people are reminded."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weald.engines.matching import FreeSlot, Need, PolicyError
from weald.engines.matching.reminding import read_reminders, reminder_due
from weald.engines.matching.waiting import (
    RANK,
    Awake,
    Freed,
    Hours,
    Waiter,
    asked_later,
    best,
    ends_for_good,
    fits,
    held_until,
    in_order,
    read_waiting,
    told_at,
    waking,
)
from weald.services.library import policies

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OWN = UUID(int=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = policies.waiting()
RULES_TEXT = (policies.POLICIES / "waiting.yaml").read_bytes()


def slot(starts_at: datetime = NOW + 3 * DAY, **columns: object) -> Freed:
    time = FreeSlot(
        uuid4(), OWN, uuid4(), "Dr Reed", "gp", "Hop Lane", "slot", "face_to_face", starts_at, starts_at + timedelta(minutes=10)
    )  # fmt: skip
    return Freed(time, **columns)  # type: ignore[arg-type]


def waiter(
    level: str = "soon", due: timedelta = 7 * DAY, since: timedelta = timedelta(), **columns: object
) -> Waiter:
    return Waiter(uuid4(), Need(level, "gp", NOW + due, OWN), NOW + since, **columns)  # type: ignore[arg-type]


waiters = st.lists(
    st.builds(
        waiter, st.sampled_from(["soon", "routine", "self_care"]),
        st.timedeltas(timedelta(), 20 * DAY), st.timedeltas(-20 * DAY, timedelta()),
    ), max_size=12,
)  # fmt: skip


@given(waiters)
def test_need_comes_first_then_the_wait_and_the_order_of_asking_never_matters(found: list[Waiter]) -> None:
    ordered = in_order(found)
    assert ordered == in_order(reversed(found))
    for one, after in pairwise(ordered):
        assert (RANK[one.need.level], one.need.due_at, one.since) <= (
            RANK[after.need.level], after.need.due_at, after.since,
        )  # fmt: skip


def test_a_time_to_answer_that_runs_anew_takes_no_turn_away() -> None:
    again, later = waiter(due=14 * DAY, due_first=NOW - 2 * DAY), waiter(due=7 * DAY, since=-DAY)
    assert in_order([later, again]) == [again, later]
    assert in_order([waiter(level="routine", due_first=NOW - 9 * DAY), later])[0] == later


@given(waiters)
def test_nobody_is_offered_what_they_do_not_want_and_nobody_else_is_left_out(found: list[Waiter]) -> None:
    freed = slot()
    chosen = best(freed, found, policies.matching(), NOW)
    assert {one.entry for one in chosen} == {one.entry for one in found}
    assert best(freed, [waiter(better_than=freed.time.starts_at)], policies.matching(), NOW) == []
    assert best(freed, [waiter(clinic="Flu")], policies.matching(), NOW) == []
    assert best(slot(clinic="Flu"), [waiter()], policies.matching(), NOW) == []
    assert best(slot(NOW + 60 * DAY), [waiter("routine")], policies.matching(), NOW)


THURSDAY = (NOW + 3 * DAY).date()


@pytest.mark.parametrize(
    ("wants", "suits"),
    [
        ({}, True),
        ({"weekdays": frozenset({3})}, True),
        ({"weekdays": frozenset({3, 5})}, True),
        ({"weekdays": frozenset({2, 4})}, False),
        ({"parts": frozenset({"morning"})}, True),
        ({"parts": frozenset({"afternoon", "evening"})}, False),
        ({"earliest": THURSDAY}, True),
        ({"earliest": THURSDAY + DAY}, False),
        ({"earliest": THURSDAY - DAY}, True),
        ({"latest": THURSDAY}, True),
        ({"latest": THURSDAY - DAY}, False),
        ({"latest": THURSDAY + DAY}, True),
        ({"earliest": THURSDAY - DAY, "latest": THURSDAY + DAY}, True),
        ({"earliest": THURSDAY + DAY, "latest": THURSDAY + 2 * DAY}, False),
        ({"own_only": True}, True),
        ({"better_than": NOW + 3 * DAY + HOUR}, True),
        ({"better_than": NOW + 3 * DAY}, False),
        ({"services": frozenset({"gp"})}, True),
        ({"services": frozenset({"nurse"})}, False),
        ({"weekdays": frozenset({3}), "parts": frozenset({"evening"})}, False),
    ],
)  # fmt: skip
def test_what_somebody_prefers_says_which_times_suit_them(wants: dict[str, object], suits: bool) -> None:
    """The time is on a Thursday at ten in the morning, at their own practice."""
    assert fits(waiter(**wants), slot(), policies.matching(), NOW) is suits  # type: ignore[arg-type]


def test_the_day_of_a_time_is_the_day_in_london() -> None:
    late = datetime(2026, 6, 24, 23, 30, tzinfo=UTC)  # half past midnight on Thursday the 25th there
    wants = {"weekdays": frozenset({3}), "earliest": late.date() + DAY, "latest": late.date() + DAY}
    assert fits(waiter("routine", due=400 * DAY, **wants), slot(late), policies.matching(), late - DAY)  # type: ignore[arg-type]
    assert not fits(waiter("routine", weekdays=frozenset({2})), slot(late), policies.matching(), late - DAY)


def test_whoever_wants_their_own_practice_is_not_offered_a_neighbour() -> None:
    hub = UUID(int=2)
    need = Need("soon", "gp", NOW + 7 * DAY, OWN, neighbourhood=frozenset({hub}))
    there = replace(slot(), time=replace(slot().time, organisation=hub))
    stranger = replace(slot(), time=replace(slot().time, organisation=UUID(int=3)))
    policy = policies.matching()
    assert fits(Waiter(uuid4(), need, NOW), there, policy, NOW)
    assert not fits(Waiter(uuid4(), need, NOW, own_only=True), there, policy, NOW)
    assert not fits(Waiter(uuid4(), need, NOW), stranger, policy, NOW)


@pytest.mark.parametrize(("level", "offered"), [("today", True), ("soon", False)])
def test_a_time_that_is_kept_for_today_is_given_to_nobody_who_can_wait(level: str, offered: bool) -> None:
    soon, policy = NOW + 3 * HOUR, policies.matching()
    kept = slot(soon, kept_until=NOW + HOUR)
    assert fits(waiter(level, due=4 * HOUR), kept, policy, NOW) is offered
    assert fits(waiter(level, due=4 * HOUR), kept, policy, NOW + HOUR)


def test_the_second_half_of_a_double_time_is_kept_for_today_as_well() -> None:
    kept = slot(second_kept_until=NOW + HOUR)
    kept = replace(kept, time=replace(kept.time, second=uuid4()))
    single, policy = Need("soon", "gp", NOW + 7 * DAY, OWN), policies.matching()
    double = Waiter(uuid4(), replace(single, needs=frozenset({"longer_slot"})), NOW)
    assert fits(Waiter(uuid4(), single, NOW), kept, policy, NOW)
    assert not fits(double, kept, policy, NOW)
    assert fits(double, kept, policy, NOW + HOUR)


def test_a_time_that_is_given_by_invitation_goes_to_nobody_who_was_not_invited() -> None:
    group = slot(category="Group Consultation and Group Education")
    invited = waiter(services=frozenset({"gp"}))
    assert best(group, [waiter()], policies.matching(), NOW) == []
    assert best(group, [waiter(), invited], policies.matching(), NOW) == [invited]


def test_what_is_urgent_is_not_offered_a_time_after_it_is_due() -> None:
    """Somebody who needs help today, and took a time next week, would look answered."""
    policy = policies.matching()
    assert best(slot(NOW + 9 * DAY), [waiter("today", due=4 * HOUR)], policy, NOW) == []
    assert best(slot(NOW + 3 * HOUR), [waiter("today", due=4 * HOUR)], policy, NOW)


def test_ranking_knows_nothing_of_missed_appointments() -> None:
    """The rule of decision 31, in the types: there is no place where a prediction could stand."""
    known = {one.name for kind in (Need, Waiter, FreeSlot, Freed) for one in fields(kind)}
    assert not [
        name
        for name in known
        if any(word in name for word in ("attend", "miss", "no_show", "risk", "predict"))
    ]


@given(
    st.timedeltas(timedelta(), 30 * DAY),
    st.timedeltas(timedelta(), 365 * DAY).map(lambda ahead: NOW + ahead),
)
def test_a_time_is_held_for_so_long_that_somebody_awake_can_answer(ahead: timedelta, now: datetime) -> None:
    starts, awake = now + ahead, waking(now, RULES.quiet, 40)
    until = held_until(starts, now, awake, RULES)
    if until is None:
        assert awake.between(now, starts - RULES.lead) < RULES.least
        return
    assert now < until <= starts - RULES.lead
    assert awake.between(now, until) >= RULES.least
    longest = max(one.lasts for one in RULES.held)
    assert awake.between(now, until) <= longest


@given(
    st.timedeltas(timedelta(), 30 * DAY),
    st.timedeltas(timedelta(), 365 * DAY).map(lambda ahead: NOW + ahead),
)
def test_held_on_for_somebody_unasked_it_ends_for_good_when_no_time_to_ask_them_is_left(
    ahead: timedelta, now: datetime
) -> None:
    starts, awake = now + ahead, waking(now, RULES.quiet, 40)
    until = held_until(starts, now, awake, RULES)
    if until is None:
        return
    while not ends_for_good(starts, until, awake, RULES):
        later = asked_later(starts, until, awake, RULES)
        assert later is not None
        assert later > until
        until = later
    assert until <= starts - RULES.lead
    assert not awake.between(until, starts - RULES.lead - RULES.least)


@pytest.mark.parametrize(
    ("ahead", "held"),
    [
        (HOUR, HOUR / 4),  # three quarters of an hour before it begins it is given up
        (4 * HOUR, HOUR / 2),
        (4 * HOUR + HOUR / 60, HOUR),
        (DAY, HOUR),
        (DAY + HOUR, 4 * HOUR),
        (3 * DAY, 4 * HOUR),
        (3 * DAY + HOUR, DAY - HOUR),  # twelve: eleven of this waking day, one of the next
        (HOUR - HOUR / 60, None),
    ],
)
def test_the_sooner_a_time_is_the_shorter_it_is_held(ahead: timedelta, held: timedelta | None) -> None:
    until = held_until(NOW + ahead, NOW, waking(NOW, RULES.quiet, 40), RULES)
    assert until == (None if held is None else NOW + held)


def test_the_night_does_not_count_and_messages_wait_for_the_morning() -> None:
    night = NOW.replace(hour=23)
    assert held_until(NOW + 2 * DAY, night, waking(night, RULES.quiet), RULES) == NOW.replace(hour=12) + DAY
    assert told_at(night, RULES.quiet) == NOW.replace(hour=8) + DAY
    assert told_at(NOW, RULES.quiet) == NOW
    assert held_until(NOW.replace(hour=8, minute=50) + DAY, night, waking(night, RULES.quiet), RULES) is None


def test_when_the_clocks_change_the_waking_day_is_by_london_clocks() -> None:
    saturday = datetime(
        2026, 10, 24, 23, 0, tzinfo=UTC
    )  # midnight in London, an hour before the clocks go back twice
    assert told_at(saturday, RULES.quiet) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    spring = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    assert told_at(spring, RULES.quiet) == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


def test_what_is_left_of_a_span_counts() -> None:
    awake = Awake(((NOW, NOW + HOUR), (NOW + 3 * HOUR, NOW + 5 * HOUR)))
    assert awake.after(NOW + HOUR / 2, HOUR) == NOW + 3 * HOUR + HOUR / 2
    assert awake.after(NOW, 9 * HOUR) is None
    assert awake.between(NOW, NOW + 4 * HOUR) == 2 * HOUR


@pytest.mark.parametrize(
    "wrong",
    [
        b"held: []", b"not: [yaml", RULES_TEXT.replace(b"begins: 21", b"begins: 3"),
        RULES_TEXT.replace(b"PT4H, lasts", b"P9D, lasts"), RULES_TEXT.replace(b"most_unanswered: 3", b"most_unanswered: 0"),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_used_is_refused_with_a_sentence(wrong: bytes) -> None:
    with pytest.raises(PolicyError, match="waiting list"):
        read_waiting(wrong)


REMINDERS = policies.reminders()


@pytest.mark.parametrize(
    ("booked", "now", "due"),
    [
        (-20 * DAY, NOW, None),  # five days ahead
        (-20 * DAY, NOW + 2 * DAY, 3),
        (-20 * DAY, NOW + 2 * DAY - 2 * HOUR, None),  # eight in the morning, before the hours begin
        (-20 * DAY, NOW + 3 * DAY, 3),  # still owed, where the supplier was away
        (-20 * DAY, NOW + 4 * DAY, 1),
        (-20 * DAY, NOW + 4 * DAY + 11 * HOUR, None),  # nine in the evening
        (-20 * DAY, NOW + 5 * DAY - HOUR / 2, 1),
        (-20 * DAY, NOW + 5 * DAY + 2 * HOUR, None),  # an hour before it
        (2 * DAY + HOUR, NOW + 3 * DAY, None),  # booked after the first was due: the second is theirs
        (2 * DAY + HOUR, NOW + 4 * DAY, 1),
        (
            4 * DAY + 3 * HOUR,
            NOW + 4 * DAY + 3 * HOUR,
            None,
        ),  # booked a day before, after the hour of the last one
        (4 * DAY + 5 * HOUR, NOW + 5 * DAY - HOUR, None),  # booked less than a day before
        (-20 * DAY, NOW + 5 * DAY, 1),  # three hours before it, to the minute
    ],
)
def test_when_somebody_is_reminded(booked: timedelta, now: datetime, due: int | None) -> None:
    assert reminder_due(NOW + booked, NOW + 5 * DAY + 3 * HOUR, now, REMINDERS) == due


def test_a_policy_of_reminders_that_cannot_be_used_is_refused() -> None:
    text = (policies.POLICIES / "reminders.yaml").read_bytes()
    for wrong in (
        text.replace(b"[3, 1]", b"[15]"), text.replace(b"[3, 1]", b"[3, 0]"), text.replace(b"[3, 1]", b"[]"),
        text.replace(b"begins: 9", b"begins: 20"), text.replace(b"begins: 9", b"begins: -1"), text.replace(b"ends: 20", b"ends: 24"),
        b"hours: 3",
    ):  # fmt: skip
        with pytest.raises(PolicyError, match="reminders"):
            read_reminders(wrong)
    assert Hours(9, 20) == read_reminders(text).hours
    assert read_reminders(text.replace(b"[3, 1]", b"[14, 1]")).days_before == (14, 1)
    assert read_reminders(text.replace(b"begins: 9, ends: 20", b"begins: 0, ends: 23")).hours == Hours(0, 23)
