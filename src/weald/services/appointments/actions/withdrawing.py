"""Take somebody out of a time that is being cleared: their place is withdrawn, so that nobody else is given it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query
from weald.services.appointments.gaps import Gap

# A slot that lies outside of what is cleared (the second of two, behind the gap) is free again instead.
_WITHDRAW = """
with ended as (
    update appointments_appointment set state = 'cancelled', changed_at = %(now)s
    where id = %(appointment)s and state in ('booked', 'arrived')
    returning id, slot_id, second_slot_id, request_id, (overbooked_why <> '')::int as over
), gap as (
    select * from unnest(%(sessions)s::uuid[], %(sinces)s::timestamptz[], %(untils)s::timestamptz[]) gap (session, since, until)
), freed as (
    update appointments_slot s set taken = taken - 1, extra = extra - least(over, extra),
        capacity = capacity - (least(over, extra) = 0 and capacity > 0 and exists (
            select 1 from gap g where g.session = s.session_id and s.starts_at < g.until and g.since < s.ends_at))::int
    from ended e where s.id in (e.slot_id, e.second_slot_id)
), trace as (
    insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
    select %(name)s, %(basis)s, %(identity)s, %(party)s, 'appointments.cancel', jsonb_build_array(request_id, id),
        'the time is withdrawn' from ended
)
select 1 from ended
"""


def booked_as(*, appointment: UUID, instead_of: UUID) -> None:
    """Let an appointment that the practice gives instead of one that it withdrew count as booked when that one was: whoever was
    moved has chosen nothing anew, and waited since then."""
    query(
        "update appointments_appointment a set booked_at = least(a.booked_at, b.booked_at)"
        " from appointments_appointment b where a.id = %s and b.id = %s and a.request_id = b.request_id",
        [appointment, instead_of],
    )


def withdraw(*, appointment: UUID, gaps: Sequence[Gap], now: datetime) -> bool:
    """Cancel an appointment and withdraw its place from what is cleared, in one statement: no waiting list is offered it.
    False where it was not ahead any more."""
    who = actor()
    values = {
        "appointment": appointment, "now": now, "name": who.name, "basis": who.basis.value, "identity": who.identity,
        "party": who.party, "sessions": [gap.session for gap in gaps], "sinces": [gap.since for gap in gaps],
        "untils": [gap.until for gap in gaps],
    }  # fmt: skip
    return bool(query(_WITHDRAW, values))
