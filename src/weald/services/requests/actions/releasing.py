"""Kept times that today will not need are given to everybody before their time: as the forecast says, and never more."""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, authorise, query
from weald.foundation.ui.wording import next_midnight
from weald.services.appointments.actions import reserve
from weald.services.directory.queries import practice_by_id
from weald.services.requests.queries.demand import needed


def with_reserve(*, now: datetime) -> list[UUID]:
    """The organisations that keep times today."""
    rows = query(
        "select distinct s.organisation from appointments_reserve r join appointments_slot s on s.organisation = r.organisation"
        " where s.kept_until > %s and s.taken < s.capacity and s.starts_at > %s and s.starts_at < %s",
        [now, now, next_midnight(now)],
    )
    return [row[0] for row in rows]


def release_surplus(*, organisation: UUID, now: datetime) -> int:
    """Release what is kept beyond what the rest of the day is expected to need; gives how many times."""
    authorise(actor(), "requests.release_reserves")
    return reserve.release(
        organisation=organisation,
        needed=needed(practice_by_id(organisation), now),
        until=next_midnight(now),
        now=now,
    )
