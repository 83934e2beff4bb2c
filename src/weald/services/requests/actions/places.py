"""Somebody's place on the waiting list, as far as joining, offering and phoning share it."""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import query

NO_CALL = "call_since = null, call_next_at = null"
"""SQL that takes a place off the call list."""


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
