"""Verbs of appointments: book, move, cancel, and note who came.

Booking is one SQL statement, a function of the database: it takes a place on the slot by a conditional update and writes
the appointment and the audit row with it. Two constraints stand behind it: a slot is never fuller than its capacity, and a slot for one
is never held by two. Nothing is locked wider than the slot. Whoever needs double time is given two slots of a session
that follow each other, in one statement as well: both or neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from weald.foundation.access import Forbidden, actor, authorise, query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.services.appointments.events import SlotFreed


class SlotTaken(Refused):
    """Somebody was faster, or the time has passed; other times can be offered."""


@dataclass(frozen=True, slots=True)
class Only:
    """What an invitation allows: modes, slots that begin in [since, until), and the clinic that it is to. None allows any."""

    modes: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    clinic: str | None = None

    def allows(self, mode: str, starts_at: datetime, clinic: str) -> bool:
        """Whether a slot is one of them; the booking statement asks the same."""
        return (
            (self.modes is None or mode in self.modes)
            and (self.since is None or starts_at >= self.since)
            and (self.until is None or starts_at < self.until)
            and self.clinic in (None, clinic)
        )


ANY = Only()


@dataclass(frozen=True)
class Booked:
    """An appointment as its person reads it."""

    appointment: UUID
    starts_at: datetime
    ends_at: datetime
    professional_name: str
    place: str
    mode: str
    service: str
    kind: str
    organisation: UUID
    new: bool = True
    """False where the verb was repeated and the appointment was there already."""


# `appointments_book` stands in the migrations 0010 and 0012 of this room: its conditions hold whatever identifier was sent.
_BOOK = """
select id, starts_at, ends_at, professional_name, place, mode, service, kind, organisation from appointments_book(
    %(id)s, %(slot)s, %(request)s, %(responsible)s, %(person)s, %(key)s, %(now)s, %(urgent)s, %(slots_needed)s,
    %(services)s, %(organisations)s, %(modes)s, %(since)s, %(until)s, %(clinic)s)
"""

_BY_KEY = (
    "select id, starts_at, ends_at, professional_name, place, mode, service, kind, organisation"
    " from appointments_appointment where key = %s and request_id = %s and state <> 'cancelled'"
)


def book(
    *,
    slot: UUID,
    request: UUID,
    responsible: UUID,
    person: UUID | None,
    key: str,
    now: datetime,
    places: Sequence[tuple[UUID, str]] | None = None,
    slots_needed: int = 1,
    urgent: bool = False,
    only: Only = ANY,
) -> Booked:
    """Give the slot to the request, in one statement. Repeated with the same key it returns the same appointment.

    `places` are pairs of an organisation and a service ("": any) that may be had there, where not everything may, and
    `only` is what an invitation allows. `slots_needed` is 2 for double time:
    the slot and the one after it in its session, both or neither. `urgent` is a request decided `now` or `today`: only
    those are given a time that is kept for them, until it is released. Raises SlotTaken where no place is left or the time
    has passed, Forbidden where the slot is not one that may be had.
    """
    made = query(
        _BOOK,
        {
            "id": uuid7(now), "slot": slot, "now": now, "key": key, "responsible": responsible, "request": request,
            "person": person, "slots_needed": slots_needed, "urgent": urgent,
            "services": None if places is None else [service for _, service in places],
            "organisations": None if places is None else [organisation for organisation, _ in places],
            "modes": None if only.modes is None else list(only.modes), "since": only.since, "until": only.until,
            "clinic": only.clinic,
        },
    )  # fmt: skip
    if made:
        return Booked(*made[0])
    if earlier := made_with(key=key, request=request):
        return earlier
    raise _why_not(slot, key, places, slots_needed, None if urgent else now, only)


def made_with(*, key: str, request: UUID) -> Booked | None:
    """The appointment that this key made for this request before, if it did."""
    made = query(_BY_KEY, [key, request])
    return replace(Booked(*made[0]), new=False) if made else None


def _why_not(
    slot: UUID,
    key: str,
    places: Sequence[tuple[UUID, str]] | None,
    slots_needed: int,
    waits_at: datetime | None,
    only: Only,
) -> Refused:
    """Taken, kept and forbidden are told apart; `waits_at` is the present for a request that can wait, else None."""
    found = query(
        "select service, organisation, kept_until, mode, starts_at, clinic from appointments_slot where id = %s",
        [slot],
    )
    if not found:
        return Refused("That time does not exist any more. Choose another one.")
    service, organisation, kept_until, mode, starts_at, clinic = found[0]
    given = places is None or (organisation, service) in places or (organisation, "") in places
    if not given or not only.allows(mode, starts_at, clinic):
        return Forbidden("That time is not one of those offered to you. Choose one from the list.")
    if query("select 1 from appointments_appointment where key = %s", [key]):
        return Refused("That appointment was cancelled. Choose a time again.")
    if waits_at and kept_until and kept_until > waits_at:
        return SlotTaken("That time is kept for people who need help today. Choose another one.")
    if slots_needed == 2:
        return SlotTaken("That time is not free for long enough any more. Choose another one.")
    return SlotTaken("That time has just been taken. Choose another one.")


# What the appointment held is given back in the statement that cancels, so that neither can happen without the other. One of two
# slots that were overbooked may have been free: it has nothing beyond its capacity to give back.
_CANCEL = """
with ended as (
    update appointments_appointment set state = 'cancelled', changed_at = %(now)s
    where id = %(appointment)s and state in ('booked', 'arrived')
    returning id, slot_id, second_slot_id, request_id, (overbooked_why <> '')::int as over
), freed as (
    update appointments_slot s set taken = taken - 1, extra = extra - least(over, extra) from ended where s.id = ended.slot_id
), freed_second as (
    update appointments_slot s set taken = taken - 1, extra = extra - least(over, extra) from ended where s.id = ended.second_slot_id
), trace as (
    insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
    select %(name)s, %(basis)s, %(identity)s, %(party)s, 'appointments.cancel',
        jsonb_build_array(request_id, id), %(why)s from ended
)
select slot_id, second_slot_id, request_id from ended
"""


def cancel(*, appointment: UUID, now: datetime, why: str = "") -> bool:
    """Cancel and free the place, in one statement; False where it was not ahead any more."""
    who = actor()
    values = {
        "appointment": appointment, "now": now, "why": why, "name": who.name, "basis": who.basis.value,
        "identity": who.identity, "party": who.party,
    }  # fmt: skip
    ended = query(_CANCEL, values)
    for slot, second, request in ended:
        append(SlotFreed(key=str(appointment), slot=slot, second=second, by=request, at=now))
    return bool(ended)


# Whoever was noted as not having come may have come after all.
_COMES_AFTER = {
    "arrived": ("booked",),
    "attended": ("booked", "arrived", "did_not_attend"),
    "did_not_attend": ("booked",),
}


def note_attendance(*, appointment: UUID, state: str, now: datetime) -> None:
    """Note that the person arrived, attended, or did not attend. Raises Refused where that cannot follow."""
    authorise(actor(), "requests.book")
    if state not in _COMES_AFTER:
        raise Refused("Choose arrived, attended or did not attend.")
    changed = query(
        "update appointments_appointment set state = %s, changed_at = %s"
        " where id = %s and state = any(%s) and (%s <> 'did_not_attend' or ends_at <= %s) returning 1",
        [state, now, appointment, list(_COMES_AFTER[state]), state, now],
    )
    if not changed:
        raise Refused(
            "This appointment was cancelled or noted already, or its time has not passed yet. Read it again."
        )
    record(f"appointments.{state}", [appointment])
