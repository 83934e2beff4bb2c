"""Cut a session in which people are booked: each is moved in the same step, or nothing happens."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, authorise
from weald.services.appointments.actions import sessions
from weald.services.requests.actions import booking


def cut(*, session: UUID, at: datetime, moves: Mapping[UUID, UUID], key: str, now: datetime) -> int:
    """Move each request of `moves` to its new slot and let the session end at `at`; gives how many people were moved.

    Every person is told their new time. Raises StillBooked where somebody else is booked there (they may have booked a
    moment ago), SlotTaken where a chosen time is gone: then the whole step is undone with its transaction.
    """
    authorise(actor(), sessions.VERB)
    for request, slot in moves.items():
        booking.move(request=request, slot=slot, key=f"{key}:{request}", now=now)
    sessions.cut(session=session, at=at, now=now)
    return len(moves)
