"""The waiting list: a time that comes free is held at once for the best fit by need then wait, then for the next."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests import given
from tests.services.requests.waiters import NOW, Queue, asked, booked_at, hold_of, rows, sends, taken
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments import queries as appointments
from weald.services.requests.actions import booking, offering, own, waiting
from weald.services.requests.queries.waiting import Wishes, own_place

pytestmark = pytest.mark.usefixtures("committed_db")

HOUR = timedelta(hours=1)


def test_a_freed_time_is_held_at_once_for_the_greatest_need_then_the_longest_wait() -> None:
    at = Queue()
    at.waits(at=NOW - 5 * HOUR, level="routine")
    longest = at.waits(at=NOW - 3 * HOUR)
    at.waits(at=NOW - 2 * HOUR)
    at.cancels()
    found = hold_of(longest)
    assert found is not None
    assert (found.slot, taken(at.slots[0])) == (at.slots[0], (1, 1))
    assert found.until == NOW + timedelta(hours=4)
    [(template, body)] = rows(
        "select template, body from messages_notification where request_id = %s", longest
    )
    assert template == "offer_held"
    assert "held for you until Monday 23 November at 2:03pm" in body
    assert "back" not in body


def test_nobody_else_is_shown_or_given_what_is_held() -> None:
    at = Queue()
    waits = at.waits()
    at.cancels()
    with acting(given.SYSTEM):
        [other] = asked(at.practice)
    with acting(given.person(other)), pytest.raises(booking.SlotTaken):
        booking.book(request=other, slot=at.slots[0], key="x", now=NOW)
    assert hold_of(waits)


def test_accepting_makes_it_the_appointment_and_leaves_the_list() -> None:
    at = Queue()
    waits = at.waits()
    at.cancels()
    found = hold_of(waits)
    assert found
    with acting(given.person(waits)):
        made = waiting.accept(request=waits, hold=found.id, now=NOW + HOUR)
        again = waiting.accept(request=waits, hold=found.id, now=NOW + HOUR)
        assert made.appointment == again.appointment
        assert own_place(waits).since is None
    assert taken(at.slots[0]) == (1, 1)
    assert rows("select state from requests_request where id = %s", waits) == [("booked",)]
    assert [row[0] for row in rows("select kind from requests_entry where request_id = %s order by id", waits)] == [
        "waits", "offered", "booked",
    ]  # fmt: skip


def test_declined_it_goes_to_the_next_and_the_place_on_the_list_is_kept() -> None:
    at = Queue()
    first, second = at.waits(), at.waits(at=NOW + timedelta(seconds=1))
    at.cancels()
    found = hold_of(first)
    assert found
    with acting(given.person(first)):
        waiting.decline(request=first, hold=found.id, now=NOW + HOUR)
        waiting.decline(request=first, hold=found.id, now=NOW + HOUR)
        assert own_place(first).state == "waiting"
    assert hold_of(first) is None
    assert hold_of(second)
    assert taken(at.slots[0]) == (1, 1)


def test_unanswered_it_goes_to_the_next_and_nobody_loses_their_place() -> None:
    at = Queue()
    first, second = at.waits(), at.waits(at=NOW + timedelta(seconds=1))
    at.cancels()
    found = hold_of(first)
    assert found
    sends()
    with acting(given.SYSTEM):
        assert offering.lapse(now=found.until - timedelta(seconds=1)) == 0
        assert offering.lapse(now=found.until) == 1
    assert hold_of(second)
    with acting(given.person(first)):
        assert own_place(first).state == "waiting"
        with pytest.raises(Refused, match="not held for you any more"):
            waiting.accept(request=first, hold=found.id, now=found.until)
    with acting(given.SYSTEM):  # what was lapsed is not offered again to the same person
        offering.look(now=found.until)
    assert hold_of(first) is None


def test_several_of_one_day_that_somebody_at_work_does_not_answer_count_once() -> None:
    at = Queue(5, starts_at=NOW + 3 * HOUR)
    waits = at.waits()
    for turn in range(4):
        at.cancels(turn)
        found = hold_of(waits)
        assert found, "the next one is offered to them all the same"
        assert found.until == NOW + HOUR / 2, "at so short notice it is held for half an hour"
        sends()
        with acting(given.SYSTEM):
            offering.lapse(now=found.until)
    counted = "select state, lapsed, lapsed_on from requests_waiting where request_id = %s"
    assert rows(counted, waits) == [("waiting", 1, NOW.date())]
    rows("update requests_waiting set lapsed_on = lapsed_on - 1 where request_id = %s returning 1", waits)
    at.cancels(4)
    found = hold_of(waits)
    assert found
    sends()
    with acting(given.SYSTEM):
        offering.lapse(now=found.until)
    assert rows(counted, waits) == [("waiting", 2, NOW.date())]


def test_after_three_days_on_which_nobody_answered_staff_ask_and_the_place_is_kept() -> None:
    at = Queue(3)
    waits = at.waits()
    at.leaves_unanswered(waits)
    since = rows("select state, since from requests_waiting where request_id = %s", waits)
    assert since == [("paused", NOW)]
    with acting(given.staff(at.practice, "receptionist")):
        waiting.resume(request=waits, now=NOW)
    assert rows("select state, since from requests_waiting where request_id = %s", waits) == [
        ("waiting", NOW)
    ]


def test_whoever_has_a_later_time_is_moved_by_accepting_and_it_is_offered_on() -> None:
    at = Queue()
    with acting(given.SYSTEM):
        [late] = at.publish(1, starts_at=at.starts + timedelta(days=2))
        [mover] = asked(at.practice)
    with acting(given.person(mover)):
        booking.book(request=mover, slot=late, key="a", now=NOW - HOUR)
    booked_at(NOW - HOUR)
    with acting(given.person(mover)):
        waiting.join(request=mover, wishes=Wishes(), now=NOW)
    third = at.waits(at=NOW + timedelta(minutes=1))
    at.cancels()
    found = hold_of(mover)
    assert found
    with acting(given.person(mover)):
        waiting.accept(request=mover, hold=found.id, now=NOW + HOUR)
        row = appointments.of_request(mover)
        assert row is not None
        assert row.slot == at.slots[0]
    freed_on = hold_of(third)
    assert freed_on
    assert freed_on.slot == late


def test_only_an_earlier_time_is_offered_to_who_has_one() -> None:
    at = Queue()
    with acting(given.SYSTEM):
        [early] = at.publish(1, starts_at=at.starts - timedelta(days=1))
        [has] = asked(at.practice)
    with acting(given.person(has)):
        booking.book(request=has, slot=early, key="a", now=NOW - HOUR)
    booked_at(NOW - HOUR)
    with acting(given.person(has)):
        waiting.join(request=has, wishes=Wishes(), now=NOW)
    at.cancels()
    assert hold_of(has) is None
    assert taken(at.slots[0]) == (0, 1)


@pytest.mark.parametrize(
    ("columns", "suits"),
    [
        ({"wishes": Wishes(modes=("phone",))}, False),
        ({"wishes": Wishes(modes=("face_to_face", "phone"))}, True),
        ({"wishes": Wishes(weekdays=(0, 1))}, False),
        ({"wishes": Wishes(weekdays=(3,), parts=("morning",))}, True),
        ({"wishes": Wishes(parts=("afternoon",))}, False),
        ({"wishes": Wishes(earliest=(NOW + timedelta(days=4)).date())}, False),
        ({"wishes": Wishes(latest=(NOW + timedelta(days=2)).date())}, False),
        ({"needs": ["step_free"]}, False),
        ({"needs": ["interpreter"]}, False),
        ({"service": "nurse"}, True),  # a GP can give what a nurse can
        ({"service": "social_prescriber"}, False),
        ({"self_service": False}, False),
        ({"self_service": False, "confirmed_at": NOW, "state": "confirmed"}, True),
    ],
)  # fmt: skip
def test_what_somebody_wishes_and_needs_is_respected(columns: dict[str, Any], suits: bool) -> None:
    at = Queue()
    waits = at.waits(**columns)
    at.cancels()
    assert (hold_of(waits) is not None) is suits
    assert taken(at.slots[0]) == (1 if suits else 0, 1)


def test_double_time_is_held_as_two_slots_once_both_are_free() -> None:
    at = Queue(2)
    waits = at.waits(needs=["interpreter"])
    at.cancels(1)
    assert hold_of(waits) is None
    at.cancels(0)
    found = hold_of(waits)
    assert found
    assert [taken(slot) for slot in at.slots] == [(1, 1), (1, 1)]
    with acting(given.person(waits)):
        waiting.accept(request=waits, hold=found.id, now=NOW)
        row = appointments.of_request(waits)
        assert row is not None
        assert row.ends_at - row.starts_at == timedelta(minutes=20)


def test_a_time_kept_for_today_is_offered_only_to_who_needs_help_today() -> None:
    at = Queue()
    with acting(given.SYSTEM):
        query("update appointments_slot set kept_until = %s", [NOW + timedelta(days=2)])
    soon, today = at.waits(), at.waits(level="today", at=NOW + HOUR, due_at=NOW + timedelta(days=4))
    at.cancels()
    assert hold_of(soon) is None
    assert hold_of(today)


@pytest.mark.parametrize("kept", [0, 1])
def test_double_time_of_which_one_part_is_kept_for_today_is_held_only_for_who_needs_help_today(
    kept: int,
) -> None:
    at = Queue(2)
    with acting(given.SYSTEM):
        query(
            "update appointments_slot set kept_until = %s where id = %s",
            [NOW + timedelta(days=2), at.slots[kept]],
        )
    waits = at.waits(needs=["interpreter"])
    at.cancels(1)
    at.cancels(0)
    assert hold_of(waits) is None
    with acting(given.SYSTEM):
        offering.look(now=NOW + timedelta(minutes=1))
    assert hold_of(waits) is None
    assert [taken(slot) for slot in at.slots] == [(0, 1)] * 2
    with acting(given.SYSTEM):  # the day has come: it is not kept any more
        offering.look(now=NOW + timedelta(days=2, minutes=1))
    assert hold_of(waits)
    assert [taken(slot) for slot in at.slots] == [(1, 1)] * 2


def test_the_hub_is_offered_to_its_neighbourhood_and_not_to_whoever_wants_their_own_practice() -> None:
    at = Queue()
    with acting(given.SYSTEM):
        [slot] = at.publish(1, organisation=at.hub)
        [first] = asked(at.practice)
    with acting(given.person(first)):
        booking.book(request=first, slot=slot, key="b", now=NOW)
    picky = at.waits(wishes=Wishes(own_only=True))
    easy = at.waits(at=NOW + HOUR)
    with acting(given.person(first)):
        booking.cancel(request=first, now=NOW + HOUR)
    assert hold_of(picky) is None
    found = hold_of(easy)
    assert found
    assert found.slot == slot


def test_the_job_holds_what_came_free_and_ends_what_is_over() -> None:
    at = Queue()
    with acting(given.SYSTEM):
        [one, other] = at.publish(2, starts_at=at.starts + HOUR)
        query(
            "update appointments_slot set kept_until = %s where id = %s",
            [NOW + timedelta(minutes=30), other],
        )
    waits, closed, booked = at.waits(), at.waits(), at.waits()
    with acting(given.person(closed)):
        own.no_longer_needed(request=closed, note="", now=NOW)
    with acting(given.person(booked)):
        booking.book(request=booked, slot=one, key="b", now=NOW + HOUR)
    booked_at(NOW + HOUR)
    with acting(given.SYSTEM):
        assert offering.look(now=NOW + HOUR) == 1
    found = hold_of(waits)
    assert found
    assert found.slot == other
    states = dict(rows("select request_id, ended_why from requests_waiting"))
    assert states == {waits: "", closed: "closed", booked: "booked"}


def told_of_new(request: UUID) -> int:
    return len(
        rows("select 1 from messages_notification where template = 'new_times' and request_id = %s", request)
    )


def test_ordinary_times_that_were_free_when_somebody_joined_stay_free_for_everybody() -> None:
    at = Queue(slots=2)
    later_one = at.first[1]  # whose own time is the later one of two: any other on that morning is earlier
    with acting(given.SYSTEM):
        ordinary = at.publish(6, starts_at=at.starts - HOUR)
    booked_at(NOW - HOUR)
    with acting(given.person(later_one)):
        waiting.join(request=later_one, wishes=Wishes(), now=NOW)
    others = [at.waits() for _ in range(3)]
    with acting(given.SYSTEM):
        assert offering.look(now=NOW + HOUR) == 0
        assert offering.look(now=NOW + 2 * HOUR) == 0
    assert [taken(slot) for slot in ordinary] == [(0, 1)] * 6
    assert not any(map(told_of_new, (later_one, *others)))  # they saw them when they joined
    with acting(given.SYSTEM):
        [visitor] = asked(at.practice)
    with acting(given.person(visitor)):
        booking.book(request=visitor, slot=ordinary[0], key="v", now=NOW + 2 * HOUR)


def test_new_times_stay_free_and_whoever_waits_is_told_once_a_day_of_those_that_suit() -> None:
    at, joined = Queue(), given.NOW - HOUR  # what `publish` makes is made at given.NOW
    waits = at.waits(at=joined)
    friday = at.waits(at=joined, wishes=Wishes(weekdays=(4,)))
    phone_only = at.waits(at=joined, wishes=Wishes(modes=("phone",)))
    with acting(given.SYSTEM):
        new = at.publish(4, starts_at=at.starts + HOUR)
        for hours in (1, 2, 20):
            assert offering.look(now=NOW + hours * HOUR) == 0
    assert [taken(slot) for slot in new] == [(0, 1)] * 4
    assert [told_of_new(one) for one in (waits, friday, phone_only)] == [1, 0, 0]
    [(body,)] = rows("select body from messages_notification where template = 'new_times'")
    assert "none is held" in body
    assert "/r/" in body
    with acting(given.SYSTEM):
        offering.look(now=NOW + 30 * HOUR)  # nothing was published since
    assert told_of_new(waits) == 1


def test_what_the_event_missed_is_held_by_the_job_for_those_who_waited_then() -> None:
    at = Queue()
    waits = at.waits()
    with acting(given.SYSTEM):  # given back, and nobody heard of it
        query(
            "update appointments_appointment set state = 'cancelled', changed_at = %s where request_id = %s",
            [NOW + HOUR, at.first[0]],
        )
        query("update appointments_slot set taken = 0 where id = %s", [at.slots[0]])
        query("update requests_request set state = 'waiting' where id = %s", [at.first[0]])
    late = at.waits(at=NOW + 2 * HOUR, level="today", due_at=NOW + timedelta(days=4))
    with acting(given.SYSTEM):
        query("update requests_waiting set state = 'paused' where request_id = %s", [waits])
        assert offering.look(now=NOW + 2 * HOUR) == 0  # free when the other one joined: it was theirs to take
        query("update requests_waiting set state = 'waiting' where request_id = %s", [waits])
        query("update requests_waiting set state = 'paused' where request_id = %s", [late])
        assert offering.look(now=NOW + 2 * HOUR) == 1
    assert hold_of(waits)


def test_a_hold_that_is_in_vain_goes_on() -> None:
    at = Queue()
    waits = at.waits()
    at.cancels()
    with acting(given.SYSTEM):
        [other] = at.publish(1, starts_at=at.starts + HOUR)
    with acting(given.person(waits)):
        booking.book(request=waits, slot=other, key="b", now=NOW + HOUR)
    booked_at(NOW + HOUR)
    with acting(given.SYSTEM):
        assert offering.lapse(now=NOW + HOUR) == 1
    assert hold_of(waits) is None
    assert taken(at.slots[0]) == (0, 1)


def test_at_night_nothing_is_sent_and_no_time_of_holding_runs() -> None:
    at = Queue()
    waits = at.waits()
    night = NOW.replace(hour=23)
    at.cancels(now=night)
    found = hold_of(waits)
    assert found
    assert found.until == night.replace(hour=12, minute=0) + timedelta(days=1)
    [(not_before,)] = rows("select not_before from messages_notification where template = 'offer_held'")
    assert not_before == night.replace(hour=8, minute=0) + timedelta(days=1)


def test_whoever_cannot_be_reached_in_writing_is_ranked_alike_and_phoned() -> None:
    at = Queue()
    phoned = at.waits(phone="+441632960001", email="", contact_by="phone")
    at.waits(at=NOW + HOUR)
    at.cancels()
    found = hold_of(phoned)
    assert found
    assert found.told_by == "phone"
    with acting(given.staff(at.practice, "receptionist")):
        waiting.accept(request=phoned, hold=found.id, now=NOW)
    assert rows("select state from requests_request where id = %s", phoned) == [("booked",)]


def test_joining_again_keeps_the_place_and_nobody_waits_for_too_many() -> None:
    at = Queue()
    waits = at.waits()
    with acting(given.person(waits)):
        waiting.join(request=waits, wishes=Wishes(parts=("evening",)), now=NOW + HOUR)
        place = own_place(waits)
        assert place.wishes is not None
        assert (place.since, place.wishes.parts) == (NOW, ("evening",))
    with acting(given.person(waits)):
        waiting.leave(request=waits, now=NOW)
        waiting.leave(request=waits, now=NOW)
        assert own_place(waits).since is None


def test_another_person_cannot_answer_for_somebody() -> None:
    at = Queue()
    waits, other = at.waits(), at.waits(at=NOW + HOUR)
    at.cancels()
    found = hold_of(waits)
    assert found
    with acting(given.person(other)), pytest.raises(Refused):
        waiting.accept(request=other, hold=found.id, now=NOW)
    with acting(given.person(other)), pytest.raises(Refused):
        waiting.accept(request=waits, hold=found.id, now=NOW)
    with acting(given.person(other)):
        waiting.decline(request=other, hold=found.id, now=NOW)
    assert hold_of(waits)
