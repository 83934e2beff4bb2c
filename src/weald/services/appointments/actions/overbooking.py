"""A place beyond a slot's capacity: deliberately, by staff, with a reason that stays with the appointment."""

from datetime import datetime
from uuid import UUID

from orjson import dumps

from weald.foundation.access import actor, authorise, query
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.appointments.actions.booking import Booked, made_with

LONGEST_REASON = 200

# Only a slot that is full, of the own organisation, that is neither over nor withdrawn; for double time that one and the one
# after it, of which one is full. A place that is given beyond capacity is counted in `extra`, so that the check of the table
# holds, and goes back with `taken` when it is cancelled.
_OVERBOOK = """
with place as (
    update appointments_slot s set taken = taken + 1, extra = extra + (s.taken >= s.capacity)::int
    where s.id = %(slot)s and s.organisation = %(party)s and s.capacity > 0 and s.ends_at > %(now)s
      and case when %(double)s and s.kind = 'slot' then exists (
            select 1 from appointments_slot n where n.session_id = s.session_id and n.starts_at = s.ends_at and n.capacity > 0
              and (s.taken >= s.capacity or n.taken >= n.capacity))
          else s.taken >= s.capacity end
      and not exists (select 1 from appointments_appointment a where a.key = %(key)s)
    returning s.*
), after as (
    update appointments_slot n set taken = n.taken + 1, extra = n.extra + (n.taken >= n.capacity)::int
    from place p where %(double)s and p.kind = 'slot' and n.session_id = p.session_id and n.starts_at = p.ends_at and n.capacity > 0
    returning n.id, n.ends_at
), made as (
    insert into appointments_appointment (id, organisation, responsible, request_id, person, slot_id, second_slot_id, key, sole,
        state, service, professional, professional_name, place, kind, mode, starts_at, ends_at, booked_by, overbooked_why)
    select %(id)s, organisation, %(responsible)s, %(request)s, %(person)s, p.id, after.id, %(key)s, false, 'booked',
        service, professional, professional_name, place, kind, mode, starts_at, coalesce(after.ends_at, p.ends_at), %(name)s,
        %(why)s
    from place p left join after on true
    where after.id is not null or not (%(double)s and p.kind = 'slot')
    returning id, starts_at, ends_at, professional_name, place, mode, service, kind, organisation
), trace as (
    insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
    select %(name)s, %(basis)s, %(identity)s, %(party)s, 'appointments.overbook', %(subjects)s, %(why)s from made
)
select * from made
"""


def overbook(
    *,
    slot: UUID,
    request: UUID,
    responsible: UUID,
    person: UUID | None,
    why: str,
    key: str,
    now: datetime,
    slots_needed: int = 1,
) -> Booked:
    """Give the request a place on a slot that is full, in one statement; with `slots_needed` 2 on that slot and the one after
    it in its session, of which one is full. Repeated with the same key it gives the same appointment. Raises Refused without
    a reason, and where the slot is not full, is the last one of a session and two are needed, is over, withdrawn, or another
    organisation's."""
    who, why, identifier = actor(), why.strip(), uuid7(now)
    authorise(who, "requests.book")
    if not why:
        raise Refused("Say why this person is given a place on a full time.")
    if len(why) > LONGEST_REASON:
        raise Refused(f"Say the reason in at most {LONGEST_REASON} characters.")
    made = query(
        _OVERBOOK,
        {
            "slot": slot, "request": request, "responsible": responsible, "person": person, "why": why, "key": key, "now": now,
            "id": identifier, "name": who.name, "basis": who.basis.value, "identity": who.identity, "party": who.party,
            "subjects": dumps([str(request), str(identifier)]).decode(), "double": slots_needed == 2,
        },
    )  # fmt: skip
    if made:
        return Booked(*made[0])
    if earlier := made_with(key=key, request=request):
        return earlier
    raise _why_not(slot, slots_needed, now)


def _why_not(slot: UUID, slots_needed: int, now: datetime) -> Refused:
    found = query(
        "select s.organisation, s.capacity, s.taken, s.ends_at, s.kind <> 'slot' or n.id is not null from appointments_slot s"
        " left join appointments_slot n on n.session_id = s.session_id and n.starts_at = s.ends_at and n.capacity > 0"
        " where s.id = %s",
        [slot],
    )
    if not found or found[0][1] == 0:
        return Refused("That time does not exist any more. Choose another one.")
    organisation, capacity, taken, ends_at, goes_on = found[0]
    if organisation != actor().party:
        return Refused("That time is another organisation’s. Only they can give a place beyond what is free.")
    if ends_at <= now:
        return Refused("That time has passed. Choose another one.")
    if slots_needed == 2 and not goes_on:
        return Refused("They need double time, and no time follows that one. Choose an earlier one.")
    if taken < capacity:
        return Refused("That time has just come free. Book it as usual.")
    return Refused("That place could not be given. Look at the times again.")
