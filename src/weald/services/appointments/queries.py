"""What is free, and what is booked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from weald.engines.matching import FreeSlot
from weald.foundation.access import query
from weald.services.appointments.models import AWAY

__all__ = [
    "AppointmentRow",
    "FreeSlot",
    "ahead_of",
    "free_slots",
    "last_professional",
    "of_request",
    "on_duty",
]


def ahead_until(kind: str, starts_at: datetime, ends_at: datetime) -> datetime:
    """Until when a time is still to come: a window as long as it runs."""
    return starts_at if kind == "slot" else ends_at


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment as its pages show it; `overbooked_why` is what staff said who gave it beyond what was free, and for staff
    alone."""

    appointment: UUID
    request: UUID
    organisation: UUID
    slot: UUID
    state: str
    service: str
    professional: UUID
    professional_name: str
    place: str
    kind: str
    mode: str
    starts_at: datetime
    ends_at: datetime
    overbooked_why: str

    def begun(self, now: datetime) -> bool:
        """Whether its time has come, from when its person changes it no more; a list on which they wait to be called, once it
        is over."""
        return ahead_until(self.kind, self.starts_at, self.ends_at) <= now


LONGEST_SESSION = timedelta(hours=12)
"""How far back an open list that still runs can have begun."""

_FREE = """
select id, organisation, professional, professional_name, service, place, kind, mode, starts_at, ends_at, capacity - taken
from appointments_slot
where taken < capacity and organisation = any(%(organisations)s) and service = any(%(services)s) and clinic = ''
  and category <> all(%(besides)s) and (kept_until is null or kept_until <= %(now)s or %(urgent)s)
  and starts_at >= %(reach)s and starts_at < %(until)s
  and (starts_at >= %(since)s or (kind <> 'slot' and ends_at > %(since)s))
"""
# The same for whoever needs double time or no steps: a slot only with the free one after it in its session, and only
# premises that are known to be step-free; what is not in a building, and open lists, as they are.
_FREE_FOR = """
select s.id, s.organisation, s.professional, s.professional_name, s.service, s.place, s.kind, s.mode, s.starts_at,
    coalesce(after.ends_at, s.ends_at) as ends_at, s.capacity - s.taken as room, after.id as second,
    coalesce(site.step_free, false) as step_free
from appointments_slot s
left join appointments_slot after on %(double)s and s.kind = 'slot'
    and after.session_id = s.session_id and after.starts_at = s.ends_at and after.taken < after.capacity
    and (after.kept_until is null or after.kept_until <= %(now)s or %(urgent)s)
join appointments_session on_ on on_.id = s.session_id
left join directory_premises site on site.id = on_.premises
where s.taken < s.capacity and s.organisation = any(%(organisations)s) and s.service = any(%(services)s) and s.clinic = ''
  and s.category <> all(%(besides)s) and (s.kept_until is null or s.kept_until <= %(now)s or %(urgent)s)
  and s.starts_at >= %(reach)s and s.starts_at < %(until)s
  and (s.starts_at >= %(since)s or (s.kind <> 'slot' and s.ends_at > %(since)s))
  and (not %(double)s or s.kind <> 'slot' or after.id is not null)
  and (not %(step_free)s or s.mode <> 'face_to_face' or s.kind = 'home_visit' or site.step_free)
"""
_IN_ORDER = " order by starts_at, professional_name limit %(limit)s"


def free_slots(
    organisations: Iterable[UUID],
    services: Iterable[str],
    since: datetime,
    until: datetime,
    limit: int = 2000,
    *,
    now: datetime | None = None,
    urgent: bool = False,
    double: bool = False,
    step_free: bool = False,
    besides: Iterable[str] = (),
) -> list[FreeSlot]:
    """Free slots of these organisations and services that start in [since, until), earliest first, in one query.

    What is kept for today is listed only for an `urgent` request, or once it is released at `now` (without it, `since`).
    Nothing of the
    categories `besides` is listed. With `double` each is two slots long, with `step_free` in a building without steps. Duty lists, call-back windows and
    home visits are open until they end, so that one under way is listed too; clinics are for those who are invited.
    Slots are live: what is listed was free when the statement ran.
    """
    values: dict[str, Any] = {
        "organisations": list(organisations), "services": list(services), "since": since, "until": until,
        "reach": since - LONGEST_SESSION, "now": now or since, "urgent": urgent, "limit": limit, "double": double,
        "step_free": step_free, "besides": list(besides),
    }  # fmt: skip
    statement = _FREE_FOR if double or step_free else _FREE
    with connection.cursor() as cursor:
        cursor.execute(statement + _IN_ORDER, values)
        return [FreeSlot(*row) for row in cursor.fetchall()]


_ROW = (
    "select id, request_id, organisation, slot_id, state, service, professional, professional_name, place, kind, mode,"
    " starts_at, ends_at, case when current_setting('weald.basis', true) = 'person' then '' else overbooked_why end"
    " from appointments_appointment"
)


def of_request(request: UUID) -> AppointmentRow | None:
    """The appointment that is ahead for a request, else the newest that was kept or missed; None without one."""
    rows = query(
        _ROW
        + " where request_id = %s and state <> 'cancelled' order by (state in ('booked', 'arrived')) desc, starts_at desc limit 1",
        [request],
    )
    return AppointmentRow(*rows[0]) if rows else None


def ahead_of(person: UUID, now: datetime) -> tuple[AppointmentRow, ...]:
    """The appointments that a person has ahead, soonest first."""
    rows = query(
        _ROW
        + " where person = %s and state in ('booked', 'arrived') and ends_at > %s order by starts_at limit 20",
        [person, now],
    )
    return tuple(AppointmentRow(*row) for row in rows)


def last_professional(person: UUID, before: datetime) -> UUID | None:
    """Whom a person saw last, for continuity."""
    rows = query(
        "select professional from appointments_appointment where person = %s and starts_at < %s"
        " and state in ('arrived', 'attended') order by starts_at desc limit 1",
        [person, before],
    )
    return rows[0][0] if rows else None


def on_duty(organisation: UUID, since: datetime, until: datetime) -> list[tuple[UUID, str, str, datetime]]:
    """Who sees people in [since, until), not on leave or in protected time: professional, name, service and the end of their last session."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select professional, professional_name, service, max(ends_at) from appointments_session"
            " where organisation = %s and starts_at < %s and ends_at > %s and cancelled_at is null and not (kind = any(%s))"
            " group by 1, 2, 3 order by 2",
            [organisation, until, since, list(AWAY)],
        )
        return list(cursor.fetchall())
