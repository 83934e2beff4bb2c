"""A time is freed while people wait, by many clients at once: one gets it, nobody is told twice, nothing is lost."""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections

from tests import given
from tests.services.requests.waiters import NOW, Queue, asked, hold_of, rows, sends, taken
from weald.foundation.access import acting
from weald.foundation.refusal import Refused
from weald.services.requests.actions import booking, offering, phoning, waiting

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.slow]


def at_once(work: Iterable[Callable[[], object]]) -> list[BaseException]:
    """Everything at the same moment, each as a client with a connection of its own; the faults that came of it."""
    tasks, faults = list(work), []
    begin = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        begin.wait()
        try:
            task()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def answers(request: UUID) -> Callable[[], None]:
    """Somebody who takes whatever is held for them, pressing twice."""

    def press() -> None:
        found = hold_of(request)
        if found is not None:
            for _ in range(2):
                with acting(given.person(request)):
                    waiting.accept(request=request, hold=found.id, now=NOW)

    return press


def test_a_slot_freed_while_three_wait_goes_to_exactly_one_of_them() -> None:
    at = Queue()
    three = [at.waits(at=NOW + timedelta(seconds=turn)) for turn in range(3)]
    with acting(given.SYSTEM):
        grabbers = asked(at.practice, 4)

    def grabs(request: UUID) -> Callable[[], None]:
        def press() -> None:
            with acting(given.person(request)):
                booking.book(request=request, slot=at.slots[0], key=f"g{request}", now=NOW)

        return press

    def job() -> None:
        with acting(given.SYSTEM):
            offering.look(now=NOW)

    faults = at_once([at.cancels, *(grabs(one) for one in grabbers), job, job])
    assert all(isinstance(fault, Refused) for fault in faults), faults
    assert len(faults) == len(grabbers), "somebody took the time from those who wait"
    held = [hold_of(one) for one in three]
    assert [one is not None for one in held] == [True, False, False]
    assert taken(at.slots[0]) == (1, 1)
    faults = at_once([press for one in three for press in (answers(one), answers(one), answers(one))])
    assert not faults
    assert taken(at.slots[0]) == (1, 1)
    assert rows("select count(*) from appointments_appointment where state = 'booked'") == [(1,)]
    assert rows("select count(*) from messages_notification where template = 'offer_held'") == [(1,)]


def test_ten_freed_at_once_are_held_for_ten_people_in_their_order() -> None:
    at = Queue(10)
    waits = [at.waits(at=NOW + timedelta(seconds=turn)) for turn in range(12)]
    assert not at_once([lambda turn=turn: at.cancels(turn) for turn in range(10)])
    with acting(given.SYSTEM):  # who was passed over because somebody else worked on their row comes now
        while offering.look(now=NOW):
            pass
    held = [hold_of(one) for one in waits]
    slots = [one.slot for one in held if one is not None]
    assert len(slots) == len(set(slots)) == 10
    assert [one is not None for one in held] == [True] * 10 + [False] * 2
    assert {taken(slot) for slot in at.slots} == {(1, 1)}


def test_yes_and_the_end_of_holding_at_the_same_moment_leave_one_of_them() -> None:
    at = Queue(4)
    waits = [at.waits() for _ in range(4)]
    for turn in range(4):
        at.cancels(turn)
    sends()
    held = [hold_of(one) for one in waits]
    until = min(one.until for one in held if one)

    def says_yes(request: UUID, hold: UUID) -> Callable[[], None]:
        def press() -> None:
            with acting(given.person(request)):
                waiting.accept(request=request, hold=hold, now=until - timedelta(seconds=1))

        return press

    def lapses() -> None:
        with acting(given.SYSTEM):
            offering.lapse(now=until)

    faults = at_once([*(says_yes(one.request, one.id) for one in held if one), lapses, lapses])
    assert all(isinstance(fault, Refused) for fault in faults), faults
    booked = rows("select count(*) from appointments_appointment where state = 'booked'")[0][0]
    live = rows("select count(*) from appointments_hold where state = 'held'")[0][0]
    assert booked + len(faults) == 4
    assert rows("select sum(taken) from appointments_slot") == [(booked + live,)]


def test_a_patient_who_wants_forty_holds_has_one() -> None:
    at = Queue(10)
    greedy = at.waits()
    others = [at.waits(at=NOW + timedelta(minutes=1)) for _ in range(3)]
    for turn in range(10):
        at.cancels(turn)

    def joins() -> None:
        with acting(given.person(greedy)):
            waiting.join(request=greedy, wishes=waiting.Wishes(), now=NOW)

    def looks() -> None:
        with acting(given.SYSTEM):
            offering.look(now=NOW)

    assert not at_once([joins, looks] * 20)
    assert rows(
        "select count(*) from appointments_hold where request_id = %s and state = 'held'", greedy
    ) == [(1,)]
    assert rows("select count(*) from requests_waiting where request_id = %s", greedy) == [(1,)]
    assert all(hold_of(one) for one in others)
    assert rows("select sum(taken) from appointments_slot") == [(4,)]


def test_two_receptionists_who_phoned_the_same_person_book_one_time() -> None:
    at = Queue()
    waits = at.waits(phone="+441632960001", email="", contact_by="phone")
    with acting(given.SYSTEM):
        new = at.publish(4, starts_at=at.starts + timedelta(hours=1))
        phoning.to_call(request=waits, now=NOW, times=new)

    def books(slot: UUID) -> Callable[[], None]:
        def press() -> None:
            with acting(given.staff(at.practice, "receptionist")):
                phoning.take(request=waits, slot=slot, key=f"k{slot}", now=NOW)

        return press

    faults = at_once([books(slot) for slot in new])
    assert all(isinstance(fault, Refused) for fault in faults), faults
    assert len(faults) == len(new) - 1
    assert sum(taken(slot)[0] for slot in new) == 1
    assert rows(
        "select count(*) from appointments_appointment where request_id = %s and state = 'booked'", waits
    ) == [(1,)]
