"""The sessions that a practice keeps: a week as it is published, one session, the template, and who is booked in a session."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from uuid import UUID

from weald.foundation.access import actor, query
from weald.services.appointments.recurring import Pattern, moment


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A published session, with how many places it has and how many are taken."""

    id: UUID
    organisation: UUID
    professional: UUID
    professional_name: str
    service: str
    premises: UUID | None
    room: UUID | None
    room_name: str
    place: str
    kind: str
    mode: str
    category: str
    setting: str
    starts_at: datetime
    ends_at: datetime
    slot_minutes: int
    capacity: int
    travel_minutes: int
    contact_limit: int | None
    clinic: str
    note: str
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
    room: UUID | None
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
    travel_minutes: int
    contact_limit: int | None
    clinic: str
    note: str
    every_weeks: int
    first_week: date | None
    last_day: date | None

    @property
    def pattern(self) -> Pattern:
        """When it is held."""
        return Pattern(self.weekday, self.starts, self.ends, self.every_weeks, self.first_week, self.last_day)


_SESSION = """
select s.id, s.organisation, s.professional, s.professional_name, s.service, s.premises, s.room, coalesce(room.name, ''),
    s.place, s.kind, s.mode, s.category, s.setting, s.starts_at, s.ends_at, s.slot_minutes, s.capacity,
    s.travel_minutes, s.contact_limit, s.clinic, s.note, coalesce(sum(slot.capacity), 0)::int, coalesce(sum(slot.taken), 0)::int
from appointments_session s
left join appointments_slot slot on slot.session_id = s.id
left join directory_room room on room.id = s.room
where s.organisation = %s and s.cancelled_at is null and
"""


def week(monday: date) -> list[SessionRow]:
    """The sessions of the actor's organisation that are held, or still go on, in the week that begins on `monday`, in order."""
    return between(moment(monday, time.min), moment(monday + timedelta(days=7), time.min))


def between(since: datetime, until: datetime, professional: UUID | None = None) -> list[SessionRow]:
    """The sessions of the actor's organisation that touch [since, until), of one professional or of all, in order."""
    rows = query(
        f"{_SESSION} s.ends_at > %s and s.starts_at < %s and (%s::uuid is null or s.professional = %s)"
        " group by s.id, room.id order by s.starts_at, s.professional_name",
        [actor().party, since, until, professional, professional],
    )
    return [SessionRow(*row) for row in rows]


def session(id: UUID) -> SessionRow | None:
    """One session of the actor's organisation that is not cancelled, or None."""
    rows = query(f"{_SESSION} s.id = %s group by s.id, room.id", [actor().party, id])
    return SessionRow(*rows[0]) if rows else None


def weekly() -> list[WeeklyRow]:
    """The template of the actor's organisation, in the order of the week."""
    rows = query(
        f"select {', '.join(one.name for one in fields(WeeklyRow))} from appointments_weeklysession where organisation = %s"
        " order by weekday, starts, professional_name",
        [actor().party],
    )
    return [WeeklyRow(*row) for row in rows]


def contacts(professional: UUID, since: datetime, until: datetime) -> int:
    """How many places a professional has given to people in the actor's organisation, in slots that start in [since, until)."""
    rows = query(
        "select coalesce(sum(taken), 0)::int from appointments_slot"
        " where organisation = %s and professional = %s and starts_at >= %s and starts_at < %s",
        [actor().party, professional, since, until],
    )
    return int(rows[0][0])


@dataclass(frozen=True, slots=True)
class LimitRow:
    """How many contacts a day are safe for one profession here, and whose guidance says so."""

    service: str
    a_day: int
    guidance: str


def limits() -> dict[str, LimitRow]:
    """The safe numbers of contacts of the actor's organisation, by service."""
    rows = query(
        "select service, a_day, guidance from appointments_contactlimit where organisation = %s order by service",
        [actor().party],
    )
    return {row[0]: LimitRow(*row) for row in rows}
