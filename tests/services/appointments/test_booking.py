"""Booking, moving, cancelling and attendance, one at a time."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from tests import given
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments import actions, queries
from weald.services.appointments.actions import SlotTaken

pytestmark = pytest.mark.django_db


def book(
    slot: UUID, request: UUID, practice: UUID, key: str | None = None, **limits: object
) -> actions.Booked:
    return actions.book(
        slot=slot,
        request=request,
        responsible=practice,
        person=None,
        key=key or str(uuid4()),
        now=given.NOW,
        **limits,
    )  # type: ignore[arg-type]


def taken(slot: UUID) -> int:
    return int(query("select taken from appointments_slot where id = %s", [slot])[0][0])


def test_a_booked_slot_is_gone_from_the_list() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        first, second = given.slots(practice, 2)
        [request] = given.requests(practice)
        made = book(first, request, practice)
        until = given.NOW + timedelta(days=1)
        assert [slot.slot for slot in queries.free_slots([practice], ["gp"], given.NOW, until)] == [second]
        row = queries.of_request(request)
        assert row is not None
        assert (row.appointment, row.slot, row.state) == (made.appointment, first, "booked")


def test_the_same_key_again_gives_the_same_appointment() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice)
        [request] = given.requests(practice)
        made, again = book(slot, request, practice, "once"), book(slot, request, practice, "once")
        assert (again.appointment, made.new, again.new) == (made.appointment, True, False)
        assert taken(slot) == 1
        assert query("select count(*) from access_auditrow where verb = 'appointments.book'") == [(1,)]


def test_taken_forbidden_and_vanished_are_told_apart() -> None:
    practice, elsewhere = given.practice(), given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice)
        one, two = given.requests(practice, 2)
        with pytest.raises(Forbidden, match="not one of those offered"):
            book(slot, one, practice, places=[])
        with pytest.raises(Forbidden, match="not one of those offered"):
            book(slot, one, practice, places=[(practice, "nurse"), (elsewhere, "gp"), (elsewhere, "")])
        with pytest.raises(Refused, match="does not exist"):
            book(uuid4(), one, practice)
        book(slot, one, practice, places=[(elsewhere, "nurse"), (practice, "")])
        with pytest.raises(SlotTaken, match="just been taken"):
            book(slot, two, practice)
        assert taken(slot) == 1


def test_a_time_that_has_passed_cannot_be_booked() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(
            practice, starts_at=given.NOW - timedelta(hours=1), ends_at=given.NOW - timedelta(minutes=50)
        )
        [request] = given.requests(practice)
        with pytest.raises(SlotTaken):
            book(slot, request, practice)


def test_a_cancelled_place_can_be_had_again() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice)
        one, two = given.requests(practice, 2)
        made = book(slot, one, practice)
        assert actions.cancel(appointment=made.appointment, now=given.NOW)
        assert not actions.cancel(appointment=made.appointment, now=given.NOW), "cancelled once only"
        assert taken(slot) == 0
        book(slot, two, practice)
        assert taken(slot) == 1


def test_a_duty_list_takes_as_many_as_it_has_room_for() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice, capacity=3, kind="duty_list")
        asking = given.requests(practice, 4)
        for request in asking[:3]:
            book(slot, request, practice)
        with pytest.raises(SlotTaken):
            book(slot, asking[3], practice)


def test_the_database_itself_refuses_a_second_holder_and_an_overfull_slot() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice)
        one, two = given.requests(practice, 2)
        book(slot, one, practice)
        with pytest.raises(IntegrityError), transaction.atomic():
            query("update appointments_slot set taken = 2 where id = %s", [slot])
        query("update appointments_slot set taken = 0 where id = %s", [slot])  # as a faulty program might
        with pytest.raises(IntegrityError, match="appointments_never_two"), transaction.atomic():
            book(slot, two, practice)


def test_nobody_is_in_two_places_at_once() -> None:
    practice = given.practice()
    professional = uuid4()
    with acting(given.SYSTEM):
        given.slots(practice, 6, professional=professional)
        with pytest.raises(Refused, match="two places at once"), transaction.atomic():
            given.slots(practice, 2, professional=professional)


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        ("arrived", "attended", True),
        ("attended", "arrived", False),
        ("arrived", "did_not_attend", False),
        ("arrived", "arrived", False),
    ],
)
def test_attendance_follows_its_order(first: str, second: str, allowed: bool) -> None:
    practice = given.practice()
    with acting(given.staff(practice)):
        [slot] = given.slots(practice)
        [request] = given.requests(practice)
        made = book(slot, request, practice)
        later = given.NOW + timedelta(hours=3)
        actions.note_attendance(appointment=made.appointment, state=first, now=later)
        if allowed:
            actions.note_attendance(appointment=made.appointment, state=second, now=later)
        else:
            with pytest.raises(Refused):
                actions.note_attendance(appointment=made.appointment, state=second, now=later)


def test_nobody_misses_an_appointment_before_its_end() -> None:
    practice = given.practice()
    with acting(given.staff(practice)):
        [slot] = given.slots(practice)
        [request] = given.requests(practice)
        made = book(slot, request, practice)
        with pytest.raises(Refused, match="not passed"):
            actions.note_attendance(appointment=made.appointment, state="did_not_attend", now=given.NOW)


def two(slot: UUID, request: UUID, practice: UUID, key: str | None = None) -> actions.Booked:
    return book(slot, request, practice, key, slots_needed=2)


def test_double_time_takes_two_slots_that_follow_each_other_and_cancelling_gives_both_back() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        first, second, third = given.slots(practice, 3)
        [request] = given.requests(practice)
        made = two(first, request, practice, "once")
        assert made.ends_at - made.starts_at == timedelta(minutes=20)
        assert [taken(one) for one in (first, second, third)] == [1, 1, 0]
        again = two(first, request, practice, "once")
        assert (again.appointment, again.new, taken(second)) == (made.appointment, False, 1)
        assert query("select slot_id, second_slot_id from appointments_appointment") == [(first, second)]
        assert actions.cancel(appointment=made.appointment, now=given.NOW)
        assert [taken(one) for one in (first, second, third)] == [0, 0, 0]


@pytest.mark.parametrize("held", [0, 1])
def test_double_time_is_both_slots_or_neither(held: int) -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        pair = given.slots(practice, 2)
        one, other = given.requests(practice, 2)
        book(pair[held], one, practice)
        with pytest.raises(SlotTaken, match="long enough"):
            two(pair[0], other, practice)
        assert taken(pair[1 - held]) == 0, "the one that was free stays free"


def test_the_last_slot_of_a_session_is_no_double_time() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice)
        given.slots(
            practice, starts_at=given.NOW + timedelta(minutes=70), ends_at=given.NOW + timedelta(minutes=80)
        )
        [request] = given.requests(practice)
        with pytest.raises(SlotTaken):
            two(slot, request, practice)
        assert taken(slot) == 0


def test_one_place_on_an_open_list_is_enough_for_double_time() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice, capacity=3, kind="duty_list")
        [request] = given.requests(practice)
        two(slot, request, practice)
        assert taken(slot) == 1


def test_the_database_itself_refuses_a_second_half_that_is_held() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        first, second = given.slots(practice, 2)
        one, other = given.requests(practice, 2)
        two(first, one, practice)
        with pytest.raises(IntegrityError), transaction.atomic():
            query("update appointments_slot set taken = 2 where id = %s", [second])
        query(
            "update appointments_slot set taken = 0 where id in (%s, %s)", [first, second]
        )  # a faulty program
        with pytest.raises(IntegrityError, match="appointments_never_two"), transaction.atomic():
            two(first, other, practice)
