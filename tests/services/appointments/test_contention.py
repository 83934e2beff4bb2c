"""Many clients at once: never two on one slot, nobody refused who asked for a free one, nothing half written."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
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
