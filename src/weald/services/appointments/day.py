"""One day of an organisation: what is full, and who is booked when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query


@dataclass(frozen=True, slots=True)
class FullSlot:
    """A time on which no place is free: `extra` of its people were given one beyond its capacity."""

    slot: UUID
    professional: UUID
    professional_name: str
    service: str
    place: str
    kind: str
    mode: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    extra: int


def full(since: datetime, until: datetime, now: datetime) -> list[FullSlot]:
    """The full times of the actor's organisation that start in [since, until) and are not over, by professional and time."""
    rows = query(
        "select id, professional, professional_name, service, place, kind, mode, starts_at, ends_at, capacity, taken, extra"
        " from appointments_slot where organisation = %s and starts_at >= %s and starts_at < %s and ends_at > %s"
        " and capacity > 0 and taken >= capacity order by professional_name, professional, starts_at",
        [actor().party, since, until, now],
    )
    return [FullSlot(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class DayRow:
    """An appointment of the day, in which room, and why it was given beyond what was free (empty where it was not)."""

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


def appointments(since: datetime, until: datetime) -> list[DayRow]:
    """The appointments at the actor's organisation that start in [since, until), by professional and time, as far as the
    actor may see them."""
    rows = query(
        "select a.request_id, a.state, a.service, a.professional, a.professional_name, coalesce(room.name, ''), a.kind, a.mode,"
        " a.starts_at, a.ends_at, a.overbooked_why from appointments_appointment a"
        " join appointments_slot slot on slot.id = a.slot_id join appointments_session s on s.id = slot.session_id"
        " left join directory_room room on room.id = s.room"
        " where a.organisation = %s and a.starts_at >= %s and a.starts_at < %s and a.state <> 'cancelled'"
        " order by a.professional_name, a.professional, a.starts_at, a.id",
        [actor().party, since, until],
    )
    return [DayRow(*row) for row in rows]
