"""Clinics, and the times that somebody may be given by an invitation alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from weald.engines.matching import FreeSlot
from weald.services.appointments.actions import Only

EACH_DAY, IN_ALL = 6, 60
"""How many times of each day are listed, and in all."""
OF_ONE_DAY = 500
"""How many are listed where somebody asks for all times of one day: more than a neighbourhood has."""

# The earliest of each day; two that follow each other for whoever needs double time, no steps for whoever can climb none.
_ALLOWED = """
select id, organisation, professional, professional_name, service, place, kind, mode, starts_at, ends_at, room, second, step_free
from (
    select s.id, s.organisation, s.professional, s.professional_name, s.service, s.place, s.kind, s.mode, s.starts_at,
        coalesce(after.ends_at, s.ends_at) as ends_at, s.capacity - s.taken as room, after.id as second,
        coalesce(site.step_free, false) as step_free,
        row_number() over (
            partition by (s.starts_at at time zone 'Europe/London')::date order by s.starts_at, s.professional_name
        ) as of_day
    from appointments_slot s
    left join appointments_slot after on %(double)s and s.kind = 'slot' and after.session_id = s.session_id
        and after.starts_at = s.ends_at and after.taken < after.capacity
        and (after.kept_until is null or after.kept_until <= %(now)s or %(urgent)s)
    join appointments_session on_ on on_.id = s.session_id
    left join directory_premises site on site.id = on_.premises
    where s.taken < s.capacity and s.kind = 'slot' and s.organisation = any(%(organisations)s)
      and s.service = any(%(services)s) and s.clinic = %(clinic)s
      and s.starts_at >= greatest(%(now)s, %(since)s) and s.starts_at < %(until)s
      and (%(modes)s::text[] is null or s.mode = any(%(modes)s))
      and (s.kept_until is null or s.kept_until <= %(now)s or %(urgent)s)
      and (not %(double)s or after.id is not null)
      and (not %(step_free)s or s.mode <> 'face_to_face' or site.step_free)
) free where of_day <= %(each)s order by starts_at, professional_name limit %(most)s
"""


def allowed_slots(
    *,
    organisations: Iterable[UUID],
    services: Sequence[str],
    only: Only,
    now: datetime,
    urgent: bool = False,
    double: bool = False,
    step_free: bool = False,
    every: bool = False,
) -> list[FreeSlot]:
    """Free slots within what an invitation allows, in one query: the earliest of each day, or `every` one of a short time."""
    values: dict[str, Any] = {
        "organisations": list(organisations), "services": list(services), "clinic": only.clinic or "", "now": now,
        "since": only.since or now, "until": only.until or datetime.max.replace(tzinfo=now.tzinfo),
        "modes": None if only.modes is None else list(only.modes), "urgent": urgent, "double": double,
        "step_free": step_free, "each": OF_ONE_DAY if every else EACH_DAY,
        "most": OF_ONE_DAY if every else IN_ALL,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ALLOWED, values)
        return [FreeSlot(*row) for row in cursor.fetchall()]


def clinics(organisation: UUID, now: datetime) -> list[tuple[str, int]]:
    """The clinics of an organisation that are to come, and how many places each has free."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select clinic, sum(capacity - taken)::int from appointments_slot where organisation = %s and starts_at > %s"
            " and clinic <> '' group by 1 order by 1",
            [organisation, now],
        )
        return [(name, max(0, free)) for name, free in cursor.fetchall()]
