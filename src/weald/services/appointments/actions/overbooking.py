"""A place beyond a slot's capacity: deliberately, by staff, with a reason that stays with the appointment."""

from datetime import datetime
from uuid import UUID

from orjson import dumps

from weald.foundation.access import actor, authorise, query
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.appointments.actions.booking import Booked, made_with

LONGEST_REASON = 200

# Only a slot that is full, of the own organisation, that is neither over nor withdrawn. The place that is given beyond
# capacity is counted in `extra`, so that the check of the table holds, and goes back with `taken` when it is cancelled.
_OVERBOOK = """
with place as (
    update appointments_slot s set taken = taken + 1, extra = extra + 1
    where s.id = %(slot)s and s.organisation = %(party)s and s.capacity > 0 and s.taken >= s.capacity and s.ends_at > %(now)s
      and not exists (select 1 from appointments_appointment a where a.key = %(key)s)
    returning s.*
), made as (
    insert into appointments_appointment (id, organisation, responsible, request_id, person, slot_id, key, sole, state,
        service, professional, professional_name, place, kind, mode, starts_at, ends_at, booked_by, overbooked_why)
    select %(id)s, organisation, %(responsible)s, %(request)s, %(person)s, id, %(key)s, false, 'booked',
        service, professional, professional_name, place, kind, mode, starts_at, ends_at, %(name)s, %(why)s
    from place
    returning id, starts_at, ends_at, professional_name, place, mode, service, kind, organisation
), trace as (
    insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
    select %(name)s, %(basis)s, %(identity)s, %(party)s, 'appointments.overbook', %(subjects)s, %(why)s from made
)
select * from made
"""


def overbook(
    *, slot: UUID, request: UUID, responsible: UUID, person: UUID | None, why: str, key: str, now: datetime
) -> Booked:
    """Give the request a place on a slot that is full, in one statement. Repeated with the same key it gives the same
    appointment. Raises Refused without a reason, and where the slot is not full, is over, withdrawn, or another
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
            "subjects": dumps([str(request), str(identifier)]).decode(),
        },
    )  # fmt: skip
    if made:
        return Booked(*made[0])
    if earlier := made_with(key=key, request=request):
        return earlier
    raise _why_not(slot, now)


def _why_not(slot: UUID, now: datetime) -> Refused:
    found = query(
        "select organisation, capacity, taken, ends_at from appointments_slot where id = %s", [slot]
    )
    if not found or found[0][1] == 0:
        return Refused("That time does not exist any more. Choose another one.")
    organisation, capacity, taken, ends_at = found[0]
    if organisation != actor().party:
        return Refused("That time is another organisation’s. Only they can give a place beyond what is free.")
    if ends_at <= now:
        return Refused("That time has passed. Choose another one.")
    if taken < capacity:
        return Refused("That time has just come free. Book it as usual.")
    return Refused("That place could not be given. Look at the times again.")
