"""Booking by whoever holds a request, in two statements: one reads what they may have, one gives it to them.

Each is a transaction of its own and says itself who acts, so nothing waits for this process while a slot is locked. What
was read is read again by the statement that writes (the version of the request, what the slot says): where something
changed in between, or the slot is not to be had, nothing was written, and the caller asks `booking.book`, which says why.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError
from psycopg.errors import SerializationFailure

from weald.foundation.access import Actor, at_once
from weald.foundation.database.identifiers import uuid7
from weald.foundation.ui.wording import date_and_time
from weald.services.appointments.actions import Booked
from weald.services.messages.actions.outbox import texts
from weald.services.requests.actions.booking import in_words, told
from weald.services.requests.queries.offers import ASKED, CHOSEN, Asked, Chosen, asked_of
from weald.services.requests.reach import reach
from weald.services.requests.words import told_place


@dataclass(frozen=True, slots=True)
class Device:
    """What opens a request without its link: the device that sent it, after `sent_after`."""

    hash: bytes
    sent_after: datetime


_READ = f"""
select r.*, s.professional_name, s.place, s.mode, {CHOSEN} from (
    select {ASKED}, version from requests_held(%(basis)s, %(name)s, %(party)s, %(subject)s, %(identity)s, %(request)s)
    where %(device)s::bytea is null or (device_hash = %(device)s and sent_at > %(sent_after)s)
) r, appointments_slot s where s.id = %(slot)s
"""
# Clinics are for those who are invited: the empty name is of all other slots.
_BOOK = """
select id, starts_at, ends_at, professional_name, place, mode, service, kind, organisation from requests_book(
    %(basis)s, %(name)s, %(party)s, %(subject)s, %(identity)s, %(request)s, %(version)s, %(responsible)s, %(person)s,
    %(id)s, %(slot)s, %(key)s, %(now)s, %(urgent)s, %(slots_needed)s, %(services)s, %(organisations)s,
    null, null, null, '', 'booked', %(told)s, %(starts_at)s, %(professional_name)s, %(place)s, %(mode)s,
    %(notice)s, %(by)s, %(to)s, %(body)s)
"""


def book(
    *, who: Actor, device: Device | None, request: UUID, slot: UUID, key: str, now: datetime
) -> Booked | None:
    """Give the slot to the request for the person who holds it, by their `device` or, without one, by their link.

    None where that could not be done at once: `booking.book` then says why, or does it after all. Nothing was written.
    """
    values: dict[str, Any] = {
        "request": request, "slot": slot, "device": device and device.hash, "sent_after": device and device.sent_after,
    }  # fmt: skip
    rows = at_once(who, _READ, values)
    if not rows:
        return None
    *row, professional_name, place, mode = rows[0][: -len(fields(Chosen))]
    *columns, version = row
    found, chosen = asked_of(columns), Chosen(*rows[0][-len(fields(Chosen)) :])
    if not _is_ready(found) or not chosen.is_for(found) or found.is_too_late(chosen.starts_at):
        return None
    by, to = reach(found.contact_by, found.phone, found.email)
    may_have = found.may_have(found.services, now)
    words = in_words(
        found, date_and_time(chosen.starts_at, now), professional_name, told_place(chosen.kind, mode, place)
    )
    values |= {
        "version": version, "responsible": found.organisation, "person": found.person, "id": uuid7(now), "key": key,
        "now": now, "urgent": found.urgent, "slots_needed": found.slots_needed, "services": [one for _, one in may_have],
        "organisations": [one for one, _ in may_have], "told": told("booked", words), "starts_at": chosen.starts_at,
        "professional_name": professional_name, "place": place, "mode": mode, "notice": uuid7(now), "by": by, "to": to,
        "body": texts()["booked"].format_map(words),
    }  # fmt: skip
    try:
        made = at_once(who, _BOOK, values)
    except IntegrityError:  # it has a time already, or this very press of the button arrived twice
        return None
    except OperationalError as fault:
        if isinstance(fault.__cause__, SerializationFailure):  # the request or the slot changed meanwhile
            return None
        raise
    return Booked(*made[0]) if made else None


def _is_ready(found: Asked) -> bool:
    """Whether the person may book by the rules alone; an invitation has its own, which `booking.book` reads."""
    return (
        found.state not in {"closed", "referred"}
        and (found.self_service or found.confirmed)
        and found.invitation is None
    )
