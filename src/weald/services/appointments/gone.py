"""Who has no role in an organisation any more (an operator ended it at once) and is published there all the same: people may be booked
with them, and others go on booking."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query
from weald.services.appointments.queries import LONGEST_SESSION


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who has left, how many people are booked with them, and how many of their places others can still be given."""

    identity: UUID
    name: str
    people: int
    free: int


def gone(organisation: UUID, now: datetime) -> tuple[Gone, ...]:
    """Everybody of whom anything is published ahead, by name, as far as the actor may see who is booked."""
    rows = query(_GONE, {"here": organisation, "now": now, "reach": LONGEST_SESSION})
    return tuple(Gone(*row) for row in rows)


_GONE = """
select p.identity, p.name, booked.people, places.free
from directory_professional p,
lateral (
    select count(*)::int as people from appointments_appointment
    where organisation = %(here)s and professional = p.id and starts_at > %(now)s - %(reach)s and ends_at > %(now)s
      and state in ('booked', 'arrived')
) booked,
lateral (
    select coalesce(sum(capacity - taken), 0)::int as free from appointments_slot
    where organisation = %(here)s and professional = p.id and starts_at > %(now)s - %(reach)s and ends_at > %(now)s
      and taken < capacity
) places
where p.id in (select professional_id from directory_position where organisation_id = %(here)s)
  and not exists (select 1 from access_rolebinding where identity_id = p.identity and party = %(here)s)
  and p.identity is not null and (booked.people > 0 or places.free > 0)
order by p.name, p.id
"""
