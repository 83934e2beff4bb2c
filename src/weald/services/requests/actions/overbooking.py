"""Give a request a place on a time that is full: staff decide it, say why, and the person is told as for any other time."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from weald.foundation.access import actor, authorise
from weald.foundation.refusal import Refused
from weald.services.appointments import actions as appointments
from weald.services.appointments import queries as booked
from weald.services.appointments.actions import Booked
from weald.services.appointments.actions.overbooking import overbook as take
from weald.services.requests.actions.booking import CLOSED, HAS_ONE, say_booked
from weald.services.requests.queries.offers import asked


def overbook(*, request: UUID, slot: UUID, why: str, key: str, now: datetime) -> Booked:
    """Book, or move what is booked, to a slot of the own organisation that is full; whoever needs double time is given the one after
    it as well. The same `key` again gives the same appointment. Raises Refused without a reason, or where the request cannot be booked."""
    found = asked(request)
    authorise(actor(), "requests.book", found.organisation)
    if done := appointments.made_with(key=key, request=request):
        return done
    if found.state in {"closed", "referred"}:
        raise Refused(CLOSED if found.state == "closed" else "A pharmacy has this request now.")
    old = booked.of_request(request)
    moves = old is not None and old.state in {"booked", "arrived"}
    if moves and old is not None:
        if old.state == "arrived":
            raise Refused("They have arrived already: there is nothing to move.")
        appointments.cancel(appointment=old.appointment, now=now, why="moved")
    try:
        made = take(
            slot=slot,
            request=request,
            responsible=found.organisation,
            person=found.person,
            why=why,
            key=key,
            now=now,
            slots_needed=found.slots_needed,
        )
    except IntegrityError as fault:
        raise Refused(HAS_ONE) from fault
    say_booked(found, made, "moved" if moves else "booked", now)
    return made
