"""One day of an organisation: what is full, and who is booked when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query


@dataclass(frozen=True, slots=True)
class FullSlot:
    """A time on which no place is free: `extra` of its people were given one beyond its capacity. With double time it is two that
    follow each other, of which one is full, and the figures are of the fuller one."""

    slot: UUID
    professional_name: str
    service: str
    kind: str
    mode: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    extra: int


_FULL = """
select s.id, s.professional_name, s.service, s.kind, s.mode, s.starts_at, coalesce(n.ends_at, s.ends_at), fuller.*
from appointments_slot s
left join appointments_slot n on %(double)s and s.kind = 'slot' and n.session_id = s.session_id and n.starts_at = s.ends_at
    and n.capacity > 0
cross join lateral (select one.capacity, one.taken, one.extra from appointments_slot one where one.id in (s.id, n.id)
    order by one.taken - one.capacity desc, one.starts_at limit 1) fuller
where s.organisation = %(party)s and s.starts_at >= %(since)s and s.starts_at < %(until)s and s.ends_at > %(now)s
    and s.capacity > 0 and fuller.taken >= fuller.capacity and (not %(double)s or s.kind <> 'slot' or n.id is not null)
order by s.professional_name, s.professional, s.starts_at
"""


def full(since: datetime, until: datetime, now: datetime, *, double: bool = False) -> list[FullSlot]:
    """The full times of the actor's organisation that start in [since, until) and are not over, by professional and time; with
    `double` each is two slots long."""
    values = {"party": actor().party, "since": since, "until": until, "now": now, "double": double}
    return [FullSlot(*row) for row in query(_FULL, values)]


@dataclass(frozen=True, slots=True)
class DayRow:
    """An appointment of the day, in which room, and why it was given beyond what was free (empty where it was not); `since` when its
    state is what it is."""

    id: UUID
    request: UUID
    state: str
    service: str
    professional: UUID
    professional_name: str
    room: str
    kind: str
    mode: str
    starts_at: datetime
    ends_at: datetime
    overbooked_why: str
    since: datetime


def appointments(since: datetime, until: datetime) -> list[DayRow]:
    """The appointments at the actor's organisation that start in [since, until), by professional and time, as far as the
    actor may see them."""
    rows = query(
        "select a.id, a.request_id, a.state, a.service, a.professional, a.professional_name, coalesce(room.name, ''), a.kind, a.mode,"
        " a.starts_at, a.ends_at, a.overbooked_why, a.changed_at from appointments_appointment a"
        " join appointments_slot slot on slot.id = a.slot_id join appointments_session s on s.id = slot.session_id"
        " left join directory_room room on room.id = s.room"
        " where a.organisation = %s and a.starts_at >= %s and a.starts_at < %s and a.state <> 'cancelled'"
        " order by a.professional_name, a.professional, a.starts_at, a.id",
        [actor().party, since, until],
    )
    return [DayRow(*row) for row in rows]
