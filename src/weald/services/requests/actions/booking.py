"""Book, move and cancel for a request; say that no time suits; ask for a message instead.

The same verbs serve the person and staff: a person may take only what is offered to them, staff any slot of the
practice and its neighbourhood. Each runs in the caller's one transaction, with the request's story and the notice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import IntegrityError

from weald.foundation.access import Basis, actor, authorise, query
from weald.foundation.refusal import Refused
from weald.services.appointments import actions as appointments
from weald.services.appointments import queries as booked
from weald.services.appointments.actions import ANY, Booked, Only, SlotTaken
from weald.services.appointments.gaps import Gap
from weald.services.appointments.queries import AppointmentRow, ahead_until
from weald.services.directory.queries import practice_by_id
from weald.services.messages.actions import call_backs, notify
from weald.services.messages.actions.outbox import GIVE_UP
from weald.services.messages.closing import UNSAID, Because
from weald.services.requests.actions import reminding
from weald.services.requests.actions.holding import Line
from weald.services.requests.actions.safety_net import by_day
from weald.services.requests.actions.stories import OF_CHANGED, add_line
from weald.services.requests.due import anew
from weald.services.requests.marks import KEPT, UNANSWERED
from weald.services.requests.queries.care import decisions
from weald.services.requests.queries.invited import allowed
from weald.services.requests.queries.offers import Asked, asked, choice, must_wait
from weald.services.requests.queries.reached import reached_now
from weald.services.requests.reach import reach
from weald.services.requests.words import told_place, told_time

CLOSED = "This request is closed. Ask for help again if you need to."
HAS_ONE = "This request has a time already. Move or cancel that one first."
BEGUN = (
    "The time of this appointment has come, so you cannot change or cancel it here any more. If you were not seen, or still need"
    " help, write to your practice or phone it."
)
HAS_MANY = (
    "You have booked many appointments that are still to come, as many as one person can book here. To book another one,"
    " phone your practice, or cancel one that you do not need."
)

__all__ = [
    "Booked",
    "SlotTaken",
    "book",
    "cancel",
    "move",
    "no_time_suits",
    "say_place",
    "take_back",
    "wants_message",
]


def book(*, request: UUID, slot: UUID, key: str, now: datetime, knows: bool = False) -> Booked:
    """Give the slot to the request. The same `key` again gives the same appointment. `knows` where its person is told at this
    moment, as on the telephone.

    Raises SlotTaken where somebody was faster, Refused where the request is closed, has a time already, or is not
    ready: in a staff-first practice a person books after staff have confirmed.
    """
    found, made = _take(request, slot, key, now)
    say_booked(found, made, "booked", now, knows=knows)
    return made


def _take(request: UUID, slot: UUID, key: str, now: datetime) -> tuple[Asked, Booked]:
    found = _open_request(request)
    if found.state == "referred":
        raise Refused(
            "A pharmacy has this request now. If it cannot wait, or they cannot help, the practice takes it back."
        )
    by_person = actor().basis is Basis.PERSON
    if by_person and not (found.self_service or found.confirmed):
        raise Refused(
            "The practice reads your request first. You can choose a time once they have confirmed it."
        )
    if not by_person:
        authorise(actor(), "requests.book", found.organisation)
    # Clinics are for those who are invited; an invitation is all that its person may have, also when its link is over.
    services: Sequence[str] | None = found.services if by_person else None
    only = Only(clinic="") if by_person else ANY
    invited = allowed(found.invitation) if by_person and found.invitation is not None else None
    if invited is not None:
        services, only = invited
    elif by_person and (chosen := choice(found, slot)) is not None:
        if not chosen.is_for(found):
            raise SlotTaken("That time has just been taken. Choose another one.")
        if found.is_too_late(chosen.starts_at) and not must_wait(found, now):
            raise SlotTaken(
                "That time is later than help is needed. Choose an earlier one, or tell us that no time suits you."
            )
    try:
        made = appointments.book(
            slot=slot,
            request=request,
            responsible=found.organisation,
            person=found.person,
            key=key,
            now=now,
            places=found.may_have(services, now, agreed=invited is None),
            slots_needed=found.slots_needed,
            urgent=found.urgent,
            only=only,
        )
    except IntegrityError as fault:
        raise Refused(why_not(fault)) from fault
    return found, made


def why_not(fault: IntegrityError) -> str:
    """The sentence for an appointment that the database refused: a further one of this request, or of its person."""
    cause = fault.__cause__
    many = isinstance(cause, psycopg.Error) and cause.diag.constraint_name == "requests_most_ahead"
    return HAS_MANY if many else HAS_ONE


def move(
    *, request: UUID, slot: UUID, key: str, now: datetime, withdrawn: Sequence[Gap] = (), knows: bool = False,
    because: Because = UNSAID,
) -> Booked:  # fmt: skip
    """Change the time: the new one is taken and the old one given back together, or neither. What lies in `withdrawn` is taken
    out of its session and goes to nobody else; then also whoever has arrived is moved. `knows` as in `book`; `because` is told
    before the new time."""
    if done := appointments.made_with(key=key, request=request):
        return done
    old = booked.of_request(request)
    if old is None or old.state not in ({"booked", "arrived"} if withdrawn else {"booked"}):
        raise Refused("There is no appointment to move. Choose a time to book one.")
    refuse_begun(old, now)
    if old.slot == slot:
        raise Refused("That is the time that is booked already. Choose another one.")
    _end(old, withdrawn, "moved", now)
    found, made = _take(request, slot, key, now)
    if withdrawn:
        appointments.booked_as(appointment=made.appointment, instead_of=old.appointment)
    say_booked(found, made, "moved", now, knows=knows, because=because)
    return made


def cancel(*, request: UUID, now: datetime, reason: str = "") -> None:
    """Give the time back. The request stays open and returns to the worklist: nobody is forgotten by cancelling."""
    found = _open_request(request)
    if actor().basis is not Basis.PERSON:
        authorise(actor(), "requests.book", found.organisation)
    old = booked.of_request(request)
    if old is None or old.state not in {"booked", "arrived"}:
        raise Refused("There is no appointment to cancel.")
    refuse_begun(old, now)
    appointments.cancel(appointment=old.appointment, now=now, why=reason)
    hours = practice_by_id(found.organisation).hours
    within = decisions(request)[-1].within if found.due_at < now else ""
    _write(
        _UNBOOKED, request, now,
        {"kind": "cancelled", "key": f"cancelled:{old.appointment}", "note": reason,
         "due": anew(found.due_at, found.level, within, now, hours),
         "told": f"Cancelled: {_time_of(old, now)}."},
    )  # fmt: skip
    reached = _tell_gone(found, old, "cancelled", now)
    if actor().basis is Basis.PERSON:
        call_backs.told(request=request, now=now)
    elif not reached:
        _phone(found, old, "cancelled", now)


def say_place(*, request: UUID, key: str, now: datetime) -> None:
    """Tell whoever is booked that their appointment is in another building now; the same key tells it once."""
    found, held = _open_request(request), booked.of_request(request)
    if held is None:
        raise Refused("There is no appointment any more. Look again who is booked.")
    words = _words(found, held, now)
    add_line(
        request=request, organisation=found.organisation, key=f"moved:{key}", now=now,
        line=Line("moved", told=told("moved to another building", words)),
    )  # fmt: skip
    _tell(found, held, "moved", f"moved:{held.appointment}:{key}", words, now)


def take_back(*, request: UUID, withdrawn: Sequence[Gap], now: datetime, because: Because = UNSAID) -> None:
    """End an appointment that lies in `withdrawn`, or that does not suit, where there is no other time yet: the request is its
    practice's again, due when it was, and its person is told that they will be contacted, and stands on the practice's call list
    until somebody has. `because` is told first."""
    found = _open_request(request)
    old = booked.of_request(request)
    if old is None or not _end(old, withdrawn, "taken back", now):
        raise Refused("There is no appointment to take back. Look again who would be moved.")
    call_backs.told(request=request, now=now)  # the call list has them by their request from now on
    where = practice_by_id(old.organisation).name
    _write(
        _TAKEN_BACK, request, now,
        {"kind": "cancelled", "key": f"cancelled:{old.appointment}",
         "note": f"{where} had to withdraw their time and had no other one. Phone them and find a time.",
         "told": f"{because.spoken} We are sorry: we had to cancel {_time_of(old, now)}. We will contact you about a new time.".strip()},
    )  # fmt: skip
    _tell_gone(found, old, "taken_back", now, because)


def _tell_gone(
    found: Asked, old: AppointmentRow, template: str, now: datetime, because: Because = UNSAID
) -> bool:
    """Put the notice of a time that is gone into the outbox. False where no message can reach them."""
    by, to = reach(*reached_now(found.id, (found.contact_by, found.phone, found.email)))
    notify(
        organisation=found.organisation, request=found.id, key=f"cancelled:{old.appointment}", by=by, to=to,
        template=template, now=now, values=_words(found, old, now), first=because.by(by),
    )  # fmt: skip
    return bool(to)


def _end(old: AppointmentRow, withdrawn: Sequence[Gap], why: str, now: datetime) -> bool:
    """End an appointment: its time goes to the next, or with `withdrawn` to nobody, and then what was to tell of it is taken back
    here. False where it was not ahead any more."""
    if not withdrawn:
        return appointments.cancel(appointment=old.appointment, now=now, why=why)
    reminding.not_needed(appointment=str(old.appointment), now=now)
    return appointments.withdraw(appointment=old.appointment, gaps=withdrawn, now=now)


def refuse_begun(old: AppointmentRow, now: datetime) -> None:
    """What its person was seen at, or missed, is for staff to note: it is history and not theirs to change."""
    if actor().basis is Basis.PERSON and old.begun(now):
        raise Refused(BEGUN)


def no_time_suits(*, request: UUID, note: str, now: datetime) -> None:
    """None of the offered times suits the person: staff find another one."""
    _ask_staff(
        request, "another_time", "You told us that no time suits. Staff will look for another one.", note, now
    )


def wants_message(*, request: UUID, note: str, now: datetime) -> None:
    """The person would rather have a message than an appointment."""
    _ask_staff(request, "message", "You asked for a message instead of an appointment.", note, now)


def _ask_staff(request: UUID, wish: str, told: str, note: str, now: datetime) -> None:
    _open_request(request)
    _write(
        _WANTS,
        request,
        now,
        {"kind": wish, "key": f"{wish}:{request}", "wants": wish, "told": told, "note": note},
    )


def _open_request(request: UUID) -> Asked:
    found = asked(request)
    if found.state == "closed":
        raise Refused(CLOSED)
    return found


# Each verb changes the request and adds to its story in one statement; a key that was used before adds no line.
_BOOKED = f"""
with changed as (
    update requests_request set state = 'booked', serving = %(serving)s, version = version + 1,
        wants = case when {UNANSWERED} then wants else '' end
    where id = %(request)s and state <> 'closed' returning id, organisation
), told as ({OF_CHANGED}) select 1 from changed"""
_UNBOOKED = f"""
with changed as (
    update requests_request set serving = null, version = version + 1,
        due_at = case when due_at < %(now)s and not {KEPT} then %(due)s else due_at end,
        state = case when confirmed_at is null then 'waiting' else 'confirmed' end
    where id = %(request)s and state <> 'closed' returning id, organisation
), told as ({OF_CHANGED}) select 1 from changed"""
_TAKEN_BACK = f"""
with changed as (
    update requests_request set serving = null, version = version + 1,
        wants = case when {UNANSWERED} then wants else 'call' end,
        state = case when confirmed_at is null then 'waiting' else 'confirmed' end
    where id = %(request)s and state <> 'closed' returning id, organisation
), told as ({OF_CHANGED}) select 1 from changed"""
_WANTS = f"""
with changed as (
    update requests_request set wants = case when {KEPT} then wants else %(wants)s end, version = version + 1 where id = %(request)s and state <> 'closed'
    returning id, organisation
), told as ({OF_CHANGED}) select 1 from changed"""


def _write(statement: str, request: UUID, now: datetime, values: dict[str, Any]) -> None:
    who = actor()
    changed = query(
        statement,
        {"request": request, "now": now, "by": who.name, "identity": who.identity, "note": ""} | values,
    )
    if not changed:  # somebody closed it since it was read
        raise Refused(CLOSED)


def _time_of(one: AppointmentRow | Booked, now: datetime) -> str:
    return told_time(one.kind, one.starts_at, one.ends_at, now)


def in_words(found: Asked, when: str, professional_name: str, where: str) -> dict[str, str]:
    """What a notice says of a time: when, with whom, where, and about which request at which practice."""
    return {
        "when": when, "with_whom": professional_name, "where": where, "reference": found.reference,
        "practice": practice_by_id(found.organisation).name,
    }  # fmt: skip


def told(happened: str, words: dict[str, str]) -> str:
    """The line of the story."""
    return f"{happened.capitalize()}: {words['when']} with {words['with_whom']}, {words['where']}."


def say_booked(
    found: Asked,
    made: Booked,
    happened: str,
    now: datetime,
    *,
    knows: bool = False,
    because: Because = UNSAID,
) -> None:
    """Add what happened (booked or moved) to the story, and tell it; what is repeated adds nothing. `knows` as in `book`,
    `because` as in `move`."""
    if not made.new:
        return
    words = _words(found, made, now)
    _write(
        _BOOKED, found.id, now,
        {"kind": happened, "key": f"{happened}:{made.appointment}", "serving": made.organisation,
         "told": f"{because.spoken} {told(happened, words)}".strip()},
    )  # fmt: skip
    knows = knows or actor().basis is Basis.PERSON
    _tell(found, made, happened, f"{happened}:{made.appointment}", words, now, knows=knows, because=because)


def _words(found: Asked, one: AppointmentRow | Booked, now: datetime) -> dict[str, str]:
    return in_words(
        found, _time_of(one, now), one.professional_name, told_place(one.kind, one.mode, one.place)
    )


def _tell(
    found: Asked, one: AppointmentRow | Booked, happened: str, key: str, words: dict[str, str], now: datetime, *,
    knows: bool = False, because: Because = UNSAID,
) -> None:  # fmt: skip
    """Put the notice into the outbox. Whoever does not know (staff did it, and they are not on the line) is to hear of it in time:
    where no message can reach them they are put on the call list, and where one cannot be sent staff hear within hours."""
    by, to = reach(*reached_now(found.id, (found.contact_by, found.phone, found.email)))
    if not knows and not to:
        _phone(found, one, happened, now)
    elif happened == "moved":
        call_backs.told(request=found.id, now=now)
    notify(
        organisation=found.organisation, request=found.id, key=key, by=by, to=to, template=happened, now=now,
        values=words, until=ahead_until(one.kind, one.starts_at, one.ends_at),
        urgent=not knows and (happened == "moved" or one.starts_at < now + GIVE_UP), first=because.by(by),
    )  # fmt: skip


def _phone(found: Asked, one: AppointmentRow | Booked, happened: str, now: datetime) -> None:
    call_backs.tell(
        organisation=found.organisation, request=found.id, appointment=one.appointment, happened=happened,
        first_at=by_day(now), now=now,
    )  # fmt: skip
