"""Many clients at once: never two on one slot, nobody refused who asked for a free one, nothing half written."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from django.db import connections

from tests import given
from weald.foundation.access import acting, query
from weald.services.appointments import actions
from weald.services.appointments.actions import SlotTaken


def book(slot: UUID, request: UUID, practice: UUID) -> actions.Booked:
    return actions.book(
        slot=slot, request=request, responsible=practice, person=None, key=str(uuid4()), now=given.NOW
    )


CLIENTS, SLOTS = 64, 60


@pytest.mark.slow
def test_sixty_four_clients_at_sixty_slots(committed_db: None) -> None:
    """Every client tries every slot, all at once: each slot has one winner, and no free slot is refused."""
    practice = given.practice()
    with acting(given.SYSTEM):
        contested = given.slots(practice, SLOTS)
        asking = given.requests(practice, CLIENTS * SLOTS)
    won: Counter[UUID] = Counter()
    faults: list[BaseException] = []
    begin = threading.Barrier(CLIENTS)

    def client(number: int) -> None:
        begin.wait()
        try:
            for turn in range(SLOTS):
                slot = contested[(number + turn) % SLOTS]
                try:
                    with acting(given.SYSTEM):
                        book(slot, asking[number * SLOTS + turn], practice)
                    won[slot] += 1
                except SlotTaken:
                    pass
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
    assert won == dict.fromkeys(contested, 1)
    with acting(given.SYSTEM):
        assert query("select count(*), count(distinct slot_id) from appointments_appointment") == [
            (SLOTS, SLOTS)
        ]
        assert query("select min(taken), max(taken) from appointments_slot") == [(1, 1)]


DIES = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "weald.site.settings"
django.setup()
from uuid import UUID
from tests import given
from weald.foundation.access import acting
from weald.services.appointments import actions
slot, request, practice = (UUID(text) for text in sys.argv[1:])
with acting(given.SYSTEM):
    actions.book(slot=slot, request=request, responsible=practice, person=None, key="dies", now=given.NOW)
    print("booked", flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_a_client_that_dies_before_the_commit_leaves_nothing(
    committed_db: None, server_environ: dict[str, str]
) -> None:
    """Killed between the statement and the commit: the slot is free again, and the next client gets it."""
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice)
        one, two = given.requests(practice, 2)
    dying = subprocess.Popen(
        [sys.executable, "-c", DIES, str(slot), str(one), str(practice)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=server_environ | {"PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert dying.stdout is not None
    assert dying.stdout.readline() == b"booked\n"
    dying.send_signal(signal.SIGKILL)
    dying.wait()
    with acting(given.SYSTEM):
        book(slot, two, practice)  # waits for the server to notice the death, then finds the slot free
        assert query("select request_id from appointments_appointment") == [(two,)]
        assert query("select taken from appointments_slot") == [(1,)]


@pytest.mark.slow
def test_double_and_single_time_at_the_same_slots(committed_db: None) -> None:
    """Half of the clients want two slots that follow each other, half want one: no slot is held twice, none is left half
    taken, and whoever was refused had really something in the way."""
    clients, slots = 32, 30
    practice = given.practice()
    with acting(given.SYSTEM):
        contested = given.slots(practice, slots)
        asking = given.requests(practice, clients * slots)
    faults: list[BaseException] = []
    begin = threading.Barrier(clients)

    def client(number: int) -> None:
        begin.wait()
        try:
            for turn in range(slots):
                slot, request = contested[(number * 7 + turn) % slots], asking[number * slots + turn]
                try:
                    with acting(given.SYSTEM):
                        actions.book(
                            slot=slot, request=request, responsible=practice, person=None, key=str(uuid4()),
                            now=given.NOW, slots_needed=2 if number % 2 else 1,
                        )  # fmt: skip
                except SlotTaken:
                    pass
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with acting(given.SYSTEM):
        held = Counter(
            row[0]
            for row in query(
                "select unnest(array_remove(array[slot_id, second_slot_id], null)) from appointments_appointment"
            )
        )
        full = dict(query("select id, taken from appointments_slot"))
        pairs = query("select count(*) from appointments_appointment where second_slot_id is not null")[0][0]
    # Every slot was tried by somebody who wants one: none can be left.
    assert held == full == dict.fromkeys(contested, 1)
    assert pairs, "nobody had double time: the test has lost its sense"


@pytest.mark.parametrize("commits", [False, True])
def test_a_pair_that_waits_for_a_slot_takes_both_when_it_comes_free(
    committed_db: None, commits: bool
) -> None:
    """Somebody holds the second slot in a transaction that is undone: who waited is not refused. When it commits, they
    are, and the first slot stays free."""
    practice = given.practice()
    with acting(given.SYSTEM):
        first, second = given.slots(practice, 2)
        one, two = given.requests(practice, 2)
    outcome: list[object] = []

    def wants_both() -> None:
        try:
            with acting(given.SYSTEM):
                outcome.append(
                    actions.book(
                        slot=first, request=two, responsible=practice, person=None, key=str(uuid4()), now=given.NOW,
                        slots_needed=2,
                    )
                )  # fmt: skip
        except BaseException as fault:
            outcome.append(fault)
        finally:
            connections.close_all()

    waiting = threading.Thread(target=wants_both)
    with suppress(KeyError), acting(given.SYSTEM):
        book(second, one, practice)
        waiting.start()
        _until_somebody_waits()
        if not commits:
            raise KeyError("this is undone")
    waiting.join()
    assert isinstance(outcome[0], SlotTaken if commits else actions.Booked), outcome
    with acting(given.SYSTEM):
        rows = query("select id, taken from appointments_slot")
        assert dict(rows) == ({first: 0, second: 1} if commits else {first: 1, second: 1})


def _until_somebody_waits() -> None:
    while not query(
        "select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
    ):
        threading.Event().wait(0.02)
