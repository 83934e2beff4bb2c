"""Two people who want each other's time, at the same moment: a slot that is taken is not waited for, and both keep what they had."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from tests import given
from tests.services.requests.test_waiting_at_once import at_once
from tests.services.requests.waiters import NOW, Queue, taken
from weald.foundation.access import acting
from weald.services.appointments.actions import SlotTaken, cancel
from weald.services.requests.actions import booking

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.slow]


def test_two_who_want_each_others_time_are_both_told_that_it_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at, both_gave_back = Queue(slots=2), threading.Barrier(2, timeout=1)

    def cancel_and_meet(**values: Any) -> bool:
        """Whoever gave the own time back waits until the other one has too: the moment at which a circle would close."""
        done = cancel(**values)
        with suppress(threading.BrokenBarrierError):
            both_gave_back.wait()
        return done

    def moves(request: UUID, to: UUID) -> Callable[[], None]:
        def press() -> None:
            with acting(given.person(request)):
                booking.move(request=request, slot=to, key=f"move{request}", now=NOW)

        return press

    monkeypatch.setattr(booking.appointments, "cancel", cancel_and_meet)
    faults = at_once([moves(at.first[0], at.slots[1]), moves(at.first[1], at.slots[0])])
    assert [type(fault) for fault in faults] == [SlotTaken, SlotTaken]
    assert [taken(slot) for slot in at.slots] == [(1, 1), (1, 1)]
