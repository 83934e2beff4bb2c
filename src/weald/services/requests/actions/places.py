"""Somebody's place on the waiting list, as far as joining, offering and phoning share it."""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import query
from weald.services.appointments.held import HeldRow, held_for

NO_CALL = "call_since = null, call_next_at = null"
"""SQL that takes a place off the call list."""


def held_alone(request: UUID) -> HeldRow | None:
    """What is held, or was, for a request; until the transaction ends nobody else answers for it or changes its place.

    Whoever answers, books from the call list or notes a call begins with this: what is held first, then the place, and only then
    times, appointments and messages. The job that ends holding takes them in the same order, so nobody waits in a circle.
    """
    held = held_for(request, alone=True)
    query("select 1 from requests_waiting where request_id = %s and state <> 'ended' for update", [request])
    return held


def end(*, request: UUID, why: str, now: datetime) -> bool:
    """End the place of a request: they have `booked` a time, or `left`. Nobody phones them about one any more. False where
    it has none."""
    return bool(
        query(
            f"update requests_waiting set state = 'ended', ended_at = %s, ended_why = %s, {NO_CALL}"
            " where request_id = %s and state <> 'ended' returning 1",
            [now, why, request],
        )
    )
