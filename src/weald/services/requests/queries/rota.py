"""Who would be moved if a session were cut, and which times could be theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weald.engines.matching import FreeSlot
from weald.foundation.access import query
from weald.services.appointments import kept
from weald.services.appointments import queries as appointments
from weald.services.appointments.kept import SessionRow

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Moved:
    """One person who is booked in what would be cut. Without a name where the actor may not see their request."""

    request: UUID
    name: str
    starts_at: datetime
    state: str


def moved(session: UUID, at: datetime) -> list[Moved]:
    """Who is booked in the slots of the session that end after `at`, in order."""
    rows = kept.booked(session, at)
    names = {
        id: f"{given} {family}".strip()
        for id, given, family in query(
            "select id, given_name, family_name from requests_request where id = any(%s)",
            [[row.request for row in rows]],
        )
    }
    return [Moved(row.request, names.get(row.request, ""), row.starts_at, row.state) for row in rows]


def other_times(session: SessionRow, at: datetime, now: datetime, limit: int) -> list[FreeSlot]:
    """The earliest free times of the same organisation, care and way of being seen that are not in what would be cut."""
    free = appointments.free_slots([session.organisation], [session.service], now, session.starts_at + AHEAD)
    return [
        one
        for one in free
        if one.mode == session.mode
        and not (
            one.professional == session.professional and session.starts_at <= one.starts_at and one.ends_at > at
            and one.starts_at < session.ends_at
        )
    ][:limit]  # fmt: skip
