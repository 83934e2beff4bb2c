"""A million attempts at slots that others want at the same moment (`make soak`); a few thousand otherwise."""

import multiprocessing
import os
import queue

import pytest

from tests import given
from tests.services.requests import contenders
from tests.services.requests.contenders import CLIENTS, PROCESSES, THREADS, Report
from weald.foundation.access import acting, query

ATTEMPTS = int(os.environ.get("CONTENDED", "3072"))


@pytest.mark.slow
def test_no_slot_is_given_twice_and_no_free_one_refused(
    committed_db: None, server_environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every client tries every slot. Each slot has one winner, and nobody was refused before a winner had begun to ask."""
    for name, value in server_environ.items():
        monkeypatch.setenv(name, value)
    practice = given.practice()
    with acting(given.SYSTEM):
        per_day = 144
        slots = [
            slot for _ in range(-(-ATTEMPTS // CLIENTS // per_day)) for slot in given.slots(practice, per_day)
        ][: max(1, ATTEMPTS // CLIENTS)]
        asking = given.requests(practice, CLIENTS)
    context = multiprocessing.get_context("spawn")
    begin, reports = context.Barrier(CLIENTS), context.Queue()
    processes = [
        context.Process(
            target=contenders.run,
            args=(number, slots, asking[number * THREADS : (number + 1) * THREADS], begin, reports),
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    found: list[Report] = []
    while len(found) < len(processes):
        try:
            found.append(reports.get(timeout=5))
        except queue.Empty:
            ended = [process.exitcode for process in processes]
            assert not any(ended), f"a process of clients died: {ended}"
    for process in processes:
        process.join()
    assert not [fault for one in found for fault in one.faults]
    attempts = sum(seen.attempts for one in found for seen in one.seen.values())
    assert attempts == len(slots) * CLIENTS
    won = {slot: sum(one.seen[slot].won for one in found) for slot in slots}
    assert set(won.values()) == {1}, "a slot was given twice, or nobody got it"
    too_soon = [
        slot
        for slot in slots
        if min(one.seen[slot].refused for one in found) < min(one.seen[slot].began for one in found)
    ]
    assert not too_soon, "somebody was refused while the slot was free"
    winners = [sum(one.seen[slot].won for slot in slots) for one in found]
    assert sum(map(bool, winners)) > 1, f"the processes did not meet: {winners}"
    with acting(given.SYSTEM):
        assert query("select count(*), count(distinct slot_id) from appointments_appointment") == [
            (len(slots), len(slots))
        ]
        assert query("select min(taken), max(taken) from appointments_slot where id = any(%s)", [slots]) == [
            (1, 1)
        ]
        for table, kind in (("requests_entry", "kind"), ("messages_notification", "template")):
            assert query(f"select count(*) from {table} where {kind} = 'booked'") == [(len(slots),)]
