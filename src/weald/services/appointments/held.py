"""What is held for whom, and what a slot that came free is like."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import connection

from weald.engines.matching import FreeSlot
from weald.engines.matching.waiting import Freed
from weald.foundation.access import actor, query


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A place that is held for a request."""

    id: UUID
    request: UUID
    responsible: UUID
    slot: UUID
    told_by: str
    until: datetime
    state: str
    organisation: UUID
    service: str
    professional_name: str
    place: str
    kind: str
    mode: str
    starts_at: datetime


_HELD = """
select h.id, h.request_id, h.responsible, h.slot_id, h.told_by, h.until, h.state, h.organisation, a.service,
    a.professional_name, a.place, a.kind, a.mode, a.starts_at
from appointments_hold h join appointments_slot a on a.id = h.slot_id
"""


def held_for(request: UUID, *, alone: bool = False) -> HeldRow | None:
    """The newest place that was held for this request, whatever became of it; None where there was none. With `alone` nobody
    else changes it until the transaction ends."""
    rows = query(
        f"{_HELD} where h.request_id = %s order by (h.state = 'held') desc, h.made_at desc limit 1"
        f"{' for update of h' if alone else ''}",
        [request],
    )
    return HeldRow(*rows[0]) if rows else None


def held_here() -> list[HeldRow]:
    """What is held for requests of the actor's organisation, what runs out first on top."""
    rows = query(
        f"{_HELD} where h.responsible = %s and h.state = 'held' order by h.until limit 500", [actor().party]
    )
    return [HeldRow(*row) for row in rows]


def over(now: datetime, most: int) -> list[HeldRow]:
    """Holds that have run out, held for this transaction; another worker passes over them."""
    rows = query(
        f"{_HELD} where h.state = 'held' and h.until <= %s order by h.until limit %s for update of h skip locked",
        [now, most],
    )
    return [HeldRow(*row) for row in rows]


# The slot, as one for whoever needs a single one, and as the first of two with the free one after it; and the one before
# it, where that is free, as the first of two.
_FREED = """
select s.id, s.organisation, s.professional, s.professional_name, s.service, s.place, s.kind, s.mode, s.starts_at,
    coalesce(after.ends_at, s.ends_at), s.capacity - s.taken, after.id, coalesce(site.step_free, false), s.kept_until,
    after.kept_until, s.clinic, s.category
from appointments_slot f
join appointments_slot s on s.session_id = f.session_id
    and (s.id = f.id or (s.ends_at = f.starts_at and s.kind = 'slot'))
left join appointments_slot after on after.session_id = s.session_id and after.starts_at = s.ends_at
    and after.taken < after.capacity and s.kind = 'slot'
join appointments_session on_ on on_.id = s.session_id
left join directory_premises site on site.id = on_.premises
where f.id = %s and s.taken < s.capacity and s.starts_at > %s
order by (s.id = f.id) desc
"""


def freed(slot: UUID, now: datetime) -> list[Freed]:
    """A slot that has room, as times that it can be part of; nothing where it has none, or begins no more."""
    with connection.cursor() as cursor:
        cursor.execute(_FREED, [slot, now])
        rows = cursor.fetchall()
    names = [one.name for one in fields(FreeSlot)][:13]
    return [Freed(FreeSlot(**dict(zip(names, row[:13], strict=True))), *row[13:]) for row in rows]


@dataclass(frozen=True, slots=True)
class FreeRow:
    """A slot that has room."""

    id: UUID
    professional_name: str
    service: str
    place: str
    mode: str
    starts_at: datetime


def still_free(slots: Iterable[UUID], now: datetime) -> dict[UUID, FreeRow]:
    """Of these slots those that have room and lie ahead."""
    rows = query(
        "select id, professional_name, service, place, mode, starts_at from appointments_slot"
        " where id = any(%s) and taken < capacity and starts_at > %s",
        [list(slots), now],
    )
    return {row[0]: FreeRow(*row) for row in rows}


def who_give(now: datetime) -> list[UUID]:
    """The organisations that give appointments from now on: those with sessions that are not over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from directory_organisation o where exists (select 1 from appointments_session s"
            " where s.organisation = o.id and s.ends_at > %s)",
            [now],
        )
        return [row[0] for row in cursor.fetchall()]
