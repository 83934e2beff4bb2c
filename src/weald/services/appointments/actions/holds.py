"""A place is held for somebody for a stated time: taken, turned into their appointment, or given back.

A held place counts as taken, so that nobody else is given it, and at no moment in between is it free: holding is one statement,
and so is turning a hold into an appointment. A request has one hold at a time, and is offered a slot once.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from orjson import dumps

from weald.foundation.access import actor, query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.services.appointments.actions.booking import Booked
from weald.services.appointments.events import SlotFreed

# Rows that somebody else works on are passed over instead of waited for: nobody waits in a circle, and the job looks again.
_HOLD = """
with locked as (
    select id from appointments_slot
    where id = any(%(slots)s) and taken < capacity and starts_at > %(now)s
    order by starts_at for update skip locked
), place as (
    update appointments_slot s set taken = taken + 1
    from locked l where s.id = l.id and (select count(*) from locked) = cardinality(%(slots)s)
    returning s.*
)
insert into appointments_hold (id, organisation, responsible, request_id, person, slot_id, second_slot_id, state, told_by,
    made_at, until)
select %(id)s, a.organisation, %(responsible)s, %(request)s, %(person)s, a.id, b.id, 'held', %(told_by)s, %(now)s, %(until)s
from place a left join place b on b.id <> a.id where a.id = %(first)s
returning id
"""


def hold(
    *,
    slots: Sequence[UUID],
    request: UUID,
    responsible: UUID,
    person: UUID | None,
    told_by: str,
    until: datetime,
    now: datetime,
) -> UUID | None:
    """Hold a slot, or two that follow each other, for a request; None where there is no room any more, somebody else works
    on it just now, the request has a hold already, or was offered this slot before."""
    values = {
        "id": uuid7(now), "slots": list(slots), "first": slots[0], "request": request, "responsible": responsible,
        "person": person, "told_by": told_by, "until": until, "now": now,
    }  # fmt: skip
    try:
        with transaction.atomic():
            made = query(_HOLD, values)
    except IntegrityError:
        return None
    if not made:
        return None
    record("appointments.hold", [request, made[0][0]])
    return UUID(str(made[0][0]))


_ACCEPT = """
with hold as (
    update appointments_hold set state = 'accepted', ended_at = %(now)s
    where id = %(hold)s and request_id = %(request)s and state = 'held' and until > %(now)s
    returning *
), made as (
    insert into appointments_appointment (id, organisation, responsible, request_id, person, slot_id, second_slot_id, key,
        sole, state, service, professional, professional_name, place, kind, mode, starts_at, ends_at, booked_by)
    select %(id)s, h.organisation, h.responsible, h.request_id, h.person, a.id, b.id, %(key)s, a.capacity = 1, 'booked',
        a.service, a.professional, a.professional_name, a.place, a.kind, a.mode, a.starts_at,
        coalesce(b.ends_at, a.ends_at), %(name)s
    from hold h join appointments_slot a on a.id = h.slot_id left join appointments_slot b on b.id = h.second_slot_id
    returning id, starts_at, ends_at, professional_name, place, mode, service, kind, organisation
), trace as (
    insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
    select %(name)s, %(basis)s, %(identity)s, %(party)s, 'appointments.book', %(subjects)s, 'a place that was held' from made
)
select * from made
"""


def accept(*, hold: UUID, request: UUID, key: str, now: datetime) -> Booked:
    """Turn the held place into the request's appointment, in one statement: it was never free in between.

    Raises Refused where it is not held for them any more.
    """
    who, identifier = actor(), uuid7(now)
    made = query(
        _ACCEPT,
        {
            "hold": hold, "request": request, "key": key, "id": identifier, "now": now, "name": who.name,
            "basis": who.basis.value, "identity": who.identity, "party": who.party,
            "subjects": dumps([str(request), str(identifier)]).decode(),
        },
    )  # fmt: skip
    if not made:
        raise Refused("This time is not held for you any more. You keep your place on the waiting list.")
    return Booked(*made[0])


_END = """
with ended as (
    update appointments_hold set state = %(state)s, ended_at = %(now)s where id = %(hold)s and state = 'held'
    returning id, slot_id, second_slot_id, request_id
), freed as (
    update appointments_slot s set taken = taken - 1 from ended e where s.id in (e.slot_id, e.second_slot_id)
)
select slot_id, second_slot_id, request_id from ended
"""


def end(*, hold: UUID, state: str, now: datetime) -> bool:
    """Give a held place back (`declined`, `lapsed` or `withdrawn`), in one statement; it goes to the next at once. False
    where it was not held any more."""
    ended = query(_END, {"hold": hold, "state": state, "now": now})
    for slot, second, request in ended:
        record("appointments.end_hold", [request, hold], state)
        append(SlotFreed(key=f"hold:{hold}", slot=slot, second=second, by=request, at=now))
    return bool(ended)


def prolong(*, hold: UUID, told_by: str, until: datetime) -> bool:
    """Hold a place for longer, and say how its person is told now; never for less long than they were told. False where it is
    not held any more."""
    return bool(
        query(
            "update appointments_hold set told_by = %s, until = greatest(until, %s) where id = %s and state = 'held' returning 1",
            [told_by, until, hold],
        )
    )


def withdraw(*, session: UUID, ends_after: datetime, starts_before: datetime, now: datetime) -> int:
    """Take back the holds on slots of a session that touch this time, because it is cut; returns how many.
    Nobody else is offered these."""
    ended = query(
        "with ended as (update appointments_hold h set state = 'withdrawn', ended_at = %s from appointments_slot a"
        " where a.session_id = %s and a.ends_at > %s and a.starts_at < %s and a.id in (h.slot_id, h.second_slot_id) and h.state = 'held'"
        " returning h.id, h.slot_id, h.second_slot_id), freed as (update appointments_slot s set taken = taken - 1"
        " from ended e where s.id in (e.slot_id, e.second_slot_id)) select id from ended",
        [now, session, ends_after, starts_before],
    )
    if ended:
        record("appointments.withdraw_holds", [row[0] for row in ended], "session cut")
    return len(ended)
