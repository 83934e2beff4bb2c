"""The sessions that a practice keeps: a week as it is published, one session, the template, and who is booked in a session."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from uuid import UUID

from weald.foundation.access import actor, query
from weald.foundation.ui.wording import LONDON


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A published session, with how many places it has and how many are taken."""

    id: UUID
    organisation: UUID
    professional: UUID
    professional_name: str
    service: str
    place: str
    kind: str
    mode: str
    starts_at: datetime
    ends_at: datetime
    slot_minutes: int
    capacity: int
    places: int
    taken: int


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """One line of the template."""

    id: UUID
    professional: UUID
    professional_name: str
    service: str
    premises: UUID | None
    place: str
    kind: str
    mode: str
    category: str
    setting: str
    weekday: int
    starts: time
    ends: time
    slot_minutes: int
    capacity: int


@dataclass(frozen=True, slots=True)
class BookedRow:
    """Somebody's appointment in a session."""

    appointment: UUID
    request: UUID
    starts_at: datetime
    ends_at: datetime
    state: str


_SESSION = """
select s.id, s.organisation, s.professional, s.professional_name, s.service, s.place, s.kind, s.mode, s.starts_at, s.ends_at,
    s.slot_minutes, s.capacity, coalesce(sum(slot.capacity), 0)::int, coalesce(sum(slot.taken), 0)::int
from appointments_session s left join appointments_slot slot on slot.session_id = s.id
where s.organisation = %s and s.cancelled_at is null and
"""


def week(monday: date) -> list[SessionRow]:
    """The sessions of the actor's organisation in the week that begins on `monday`, in order."""
    since = datetime.combine(monday, time.min, LONDON)
    until = datetime.combine(monday + timedelta(days=7), time.min, LONDON)
    rows = query(
        f"{_SESSION} s.ends_at > %s and s.starts_at >= %s and s.starts_at < %s group by s.id"
        " order by s.starts_at, s.professional_name",
        [actor().party, since, since, until],
    )
    return [SessionRow(*row) for row in rows]


def session(id: UUID) -> SessionRow | None:
    """One session of the actor's organisation that is not cancelled, or None."""
    rows = query(f"{_SESSION} s.id = %s group by s.id", [actor().party, id])
    return SessionRow(*rows[0]) if rows else None


def booked(session: UUID, since: datetime) -> list[BookedRow]:
    """Who is booked in the slots of a session that end after `since`, as far as the actor may see them."""
    rows = query(
        "select a.id, a.request_id, a.starts_at, a.ends_at, a.state from appointments_appointment a"
        " join appointments_slot slot on slot.id in (a.slot_id, a.second_slot_id)"
        " where slot.session_id = %s and slot.ends_at > %s and a.state <> 'cancelled'"
        " group by a.id order by a.starts_at, a.id",
        [session, since],
    )
    return [BookedRow(*row) for row in rows]


def weekly() -> list[WeeklyRow]:
    """The template of the actor's organisation, in the order of the week."""
    rows = query(
        f"select {', '.join(one.name for one in fields(WeeklyRow))} from appointments_weeklysession where organisation = %s"
        " order by weekday, starts, professional_name",
        [actor().party],
    )
    return [WeeklyRow(*row) for row in rows]
