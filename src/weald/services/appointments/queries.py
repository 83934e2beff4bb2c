"""What is free, and what is booked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from weald.engines.matching import FreeSlot
from weald.foundation.access import query

__all__ = [
    "AppointmentRow",
    "FreeSlot",
    "earliest_free_slots",
    "free_slots",
    "last_professional",
    "of_request",
    "on_duty",
]


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment as its pages show it."""

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


LONGEST_SESSION = timedelta(hours=12)
"""How far back an open list that still runs can have begun."""

_FREE = """
select id, organisation, professional, professional_name, service, place, kind, mode, starts_at, ends_at, capacity - taken
from appointments_slot
where taken < capacity and organisation = any(%(organisations)s) and service = any(%(services)s)
  and starts_at >= %(reach)s and starts_at < %(until)s
  and (starts_at >= %(since)s or (kind <> 'slot' and ends_at > %(since)s))
"""
_IN_ORDER = " order by starts_at, professional_name limit %(limit)s"

# Of one day, place, role, mode and kind the earliest are the best, whatever else is weighed; the person's own professional is
# counted apart, so that the times of somebody they know are not crowded out.
_EARLIEST = f"""
select id, organisation, professional, professional_name, service, place, kind, mode, starts_at, ends_at, room from (
    select free.*, row_number() over (
        partition by organisation, service, mode, kind, (starts_at at time zone 'Europe/London')::date,
            professional is not distinct from %(known)s
        order by starts_at, professional_name
    ) as place_in_line
    from ({_FREE}) free (id, organisation, professional, professional_name, service, place, kind, mode, starts_at, ends_at, room)
) lined_up where place_in_line <= %(each)s
order by starts_at, professional_name
"""


def free_slots(
    organisations: Iterable[UUID],
    services: Iterable[str],
    since: datetime,
    until: datetime,
    limit: int = 2000,
) -> list[FreeSlot]:
    """Free slots of these organisations and services that start in [since, until), earliest first, in one query.

    Duty lists, call-back windows and home visits are open until they end, so that one under way is listed too.
    Slots are live: what is listed was free when the statement ran.
    """
    return _free(_FREE + _IN_ORDER, organisations, services, since, until, {"limit": limit})


def earliest_free_slots(
    organisations: Iterable[UUID],
    services: Iterable[str],
    since: datetime,
    until: datetime,
    *,
    each: int,
    known: UUID | None = None,
) -> list[FreeSlot]:
    """As `free_slots`, but of each day, place, role, mode and kind only the `each` earliest, and as many with the
    professional `known`: what a short list of offers can be made of, without reading two weeks of slots."""
    return _free(_EARLIEST, organisations, services, since, until, {"each": each, "known": known})


def _free(
    statement: str,
    organisations: Iterable[UUID],
    services: Iterable[str],
    since: datetime,
    until: datetime,
    more: dict[str, Any],
) -> list[FreeSlot]:
    values: dict[str, Any] = {
        "organisations": list(organisations),
        "services": list(services),
        "since": since,
        "reach": since - LONGEST_SESSION,
        "until": until,
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [FreeSlot(*row) for row in cursor.fetchall()]


_ROW = (
    "select id, request_id, organisation, slot_id, state, service, professional, professional_name, place, kind, mode,"
    " starts_at, ends_at from appointments_appointment"
)


def of_request(request: UUID) -> AppointmentRow | None:
    """The appointment that is ahead for a request, else the newest that was kept or missed; None without one."""
    rows = query(
        _ROW
        + " where request_id = %s and state <> 'cancelled' order by (state in ('booked', 'arrived')) desc, starts_at desc limit 1",
        [request],
    )
    return AppointmentRow(*rows[0]) if rows else None


def last_professional(person: UUID, before: datetime) -> UUID | None:
    """Whom a person saw last, for continuity."""
    rows = query(
        "select professional from appointments_appointment where person = %s and starts_at < %s"
        " and state in ('arrived', 'attended') order by starts_at desc limit 1",
        [person, before],
    )
    return rows[0][0] if rows else None


def on_duty(organisation: UUID, since: datetime, until: datetime) -> list[tuple[UUID, str, str, datetime]]:
    """Who works in [since, until): professional, name, service and the end of their last session."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select professional, professional_name, service, max(ends_at) from appointments_session"
            " where organisation = %s and starts_at < %s and ends_at > %s group by 1, 2, 3 order by 2",
            [organisation, until, since],
        )
        return list(cursor.fetchall())
