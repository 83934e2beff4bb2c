"""A place beyond what is free: by staff, with a reason, counted apart, and given back apart."""

import threading
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Actor, Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments import queries
from weald.services.appointments.actions import SlotTaken, book, cancel
from weald.services.appointments.actions.overbooking import overbook

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW


@pytest.fixture
def ward() -> Ward:
    return Ward()


def slot_of(ward: Ward, capacity: int = 1) -> UUID:
    with acting(given.SYSTEM):
        [slot] = given.slots(ward.practice, capacity=capacity)
    return slot


def usual(ward: Ward, slot: UUID) -> UUID:
    """Somebody books as usual; gives their appointment."""
    with acting(given.SYSTEM):
        [request] = given.requests(ward.practice)
        return book(
            slot=slot, request=request, responsible=ward.practice, person=None, key=str(uuid4()), now=NOW
        ).appointment


def beyond(
    ward: Ward, slot: UUID, *, why: str = "Needs a wound check today", who: Actor | None = None
) -> UUID:
    """Staff add somebody; gives their appointment."""
    with acting(given.SYSTEM):
        [request] = given.requests(ward.practice)
    with acting(who or ward.desk):
        return overbook(
            slot=slot,
            request=request,
            responsible=ward.practice,
            person=None,
            why=why,
            key=str(uuid4()),
            now=NOW,
        ).appointment


def counts(slot: UUID) -> tuple[int, int, int]:
    with acting(given.SYSTEM):
        return query("select capacity, taken, extra from appointments_slot where id = %s", [slot])[0]  # type: ignore[return-value]


def given_back(appointment: UUID) -> None:
    with acting(given.SYSTEM):
        assert cancel(appointment=appointment, now=NOW)


@pytest.mark.parametrize("capacity", [1, 3])
def test_a_full_time_takes_one_more_with_a_reason(ward: Ward, capacity: int) -> None:
    slot = slot_of(ward, capacity)
    for _ in range(capacity):
        usual(ward, slot)
    appointment = beyond(ward, slot)
    assert counts(slot) == (capacity, capacity + 1, 1)
    with acting(given.SYSTEM):
        kept = query(
            "select sole, overbooked_why, booked_by from appointments_appointment where id = %s",
            [appointment],
        )
        assert kept == [(False, "Needs a wound check today", "Priya Shah")]
        assert query("select why from access_auditrow where verb = 'appointments.overbook'") == [
            ("Needs a wound check today",)
        ]
    with pytest.raises(SlotTaken):
        usual(ward, slot)


@pytest.mark.parametrize("first", ["usual", "beyond"])
def test_whoever_cancels_first_nobody_else_is_given_the_place_of_somebody(ward: Ward, first: str) -> None:
    slot = slot_of(ward)
    appointments = {"usual": usual(ward, slot), "beyond": beyond(ward, slot)}
    given_back(appointments.pop(first))
    assert counts(slot) == (1, 1, 1 if first == "usual" else 0)
    with acting(given.SYSTEM):
        assert queries.free_slots([ward.practice], ["gp"], NOW, NOW + timedelta(days=1)) == []
    given_back(appointments.popitem()[1])
    assert counts(slot) == (1, 0, 0)
    usual(ward, slot)


def test_the_same_key_gives_the_same_place(ward: Ward) -> None:
    slot = slot_of(ward)
    usual(ward, slot)
    with acting(given.SYSTEM):
        [request] = given.requests(ward.practice)
    made = []
    for _ in range(2):
        with acting(ward.reed):
            made.append(
                overbook(slot=slot, request=request, responsible=ward.practice, person=None, why="x", key="once", now=NOW)
            )  # fmt: skip
    assert made[0].appointment == made[1].appointment
    assert counts(slot) == (1, 2, 1)


def test_what_cannot_be_is_refused_in_a_sentence(ward: Ward) -> None:
    slot = slot_of(ward)
    with pytest.raises(Refused, match="come free"):
        beyond(ward, slot)
    usual(ward, slot)
    for why in ("", "   "):
        with pytest.raises(Refused, match="Say why"):
            beyond(ward, slot, why=why)
    with pytest.raises(Refused, match="another organisation"):
        beyond(ward, slot, who=ward.outsider)
    with pytest.raises(Refused, match="does not exist"):
        beyond(ward, uuid4())
    with pytest.raises(Forbidden):
        beyond(ward, slot, who=ward.somebody("Pat Lee", "planner"))
    with acting(given.SYSTEM):
        query("update appointments_slot set ends_at = %s, starts_at = %s", [NOW, NOW - timedelta(minutes=10)])
    with pytest.raises(Refused, match="has passed"):
        beyond(ward, slot)
    assert counts(slot) == (1, 1, 0)


CLIENTS = 12


@pytest.mark.slow
def test_many_clients_book_overbook_and_cancel_one_time_at_once(ward: Ward) -> None:
    """Whatever the order: `taken` is who has a place, `extra` is who has one beyond, and at most one has the usual place."""
    slot = slot_of(ward)
    usual(ward, slot)
    begin, faults = threading.Barrier(CLIENTS), []

    def client(number: int) -> None:
        begin.wait()
        try:
            for turn in range(5):
                mine = None
                with suppress(SlotTaken, Refused):
                    mine = usual(ward, slot) if number % 3 == 0 else beyond(ward, slot)
                if mine and (number + turn) % 2:
                    given_back(mine)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with acting(given.SYSTEM):
        [(usually, over)] = query(
            "select count(*) filter (where overbooked_why = ''), count(*) filter (where overbooked_why <> '')"
            " from appointments_appointment where state = 'booked'"
        )
    capacity, taken, extra = counts(slot)
    assert (taken, extra) == (usually + over, over)
    assert usually <= capacity
    assert over, "nobody was added beyond: the test has lost its sense"
