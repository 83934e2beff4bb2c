"""The waiting list: join it, leave it, take or decline the time that is held.

Somebody may join who has no time yet, or who has a later one: accepting then moves it. Nobody loses their place by not
answering.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from weald.foundation.access import Basis, actor, authorise, program, query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.appointments import actions as appointments
from weald.services.appointments import queries as booked
from weald.services.appointments.actions import Booked, holds
from weald.services.appointments.held import HeldRow
from weald.services.library import policies
from weald.services.messages.actions import take_back
from weald.services.requests.actions import places
from weald.services.requests.actions.booking import CLOSED, refuse_begun, say_booked, why_not
from weald.services.requests.actions.holding import Line
from weald.services.requests.actions.offering import NAME, notice_key
from weald.services.requests.actions.places import NO_CALL
from weald.services.requests.actions.stories import add_line
from weald.services.requests.queries.care import RequestRow, request_row
from weald.services.requests.queries.offers import asked
from weald.services.requests.queries.waiting import Wishes
from weald.services.requests.words import GO_YOURSELF

# Joined again, it is the same place, with what suits them now.
_JOIN = f"""
insert into requests_waiting (id, organisation, request_id, person, modes, weekdays, parts, own_only, earliest, latest, since,
    state, lapsed, added_by, ended_why)
values (%(id)s, %(organisation)s, %(request)s, %(person)s, %(modes)s, %(weekdays)s, %(parts)s, %(own_only)s, %(earliest)s,
    %(latest)s, %(now)s, 'waiting', 0, %(by)s, '')
on conflict (request_id) where state <> 'ended' do update set modes = excluded.modes, weekdays = excluded.weekdays,
    parts = excluded.parts, own_only = excluded.own_only, earliest = excluded.earliest, latest = excluded.latest,
    state = 'waiting', lapsed = 0, looked_at = null, {NO_CALL}
returning since = %(now)s
"""


def join(*, request: UUID, wishes: Wishes, now: datetime) -> None:
    """Put a request on the waiting list, or say anew what suits its person; they keep their place in line.

    Raises Refused where the request needs no time of the practice, or its person waits for too many already: then staff
    may still put them on.
    """
    row = _mine(request)
    if row.state == "referred" or row.service in GO_YOURSELF or row.level == "now":
        raise Refused("There is no waiting list for this. Your page says who can help you.")
    if wishes.earliest and wishes.latest and wishes.latest < wishes.earliest:
        raise Refused("The last day must not be before the first day.")
    if wishes.latest and wishes.latest < wall(now).date():
        raise Refused("The last day has passed. Choose a later one, or leave it empty.")
    most = policies.waiting().most_waiting
    if actor().basis is Basis.PERSON and _others(request) >= most:
        raise Refused(
            f"You wait for {most} times already. Leave one of these lists first, or phone your practice."
        )
    new = query(
        _JOIN,
        {
            "id": uuid7(now), "organisation": row.organisation, "request": request, "person": row.person,
            "modes": list(wishes.modes), "weekdays": list(wishes.weekdays), "parts": list(wishes.parts),
            "own_only": wishes.own_only, "earliest": wishes.earliest, "latest": wishes.latest, "now": now,
            "by": actor().name,
        },
    )[0][0]  # fmt: skip
    if new:
        told = "You are on the waiting list. We will tell you when a time comes free that suits you."
        add_line(
            request=request, organisation=row.organisation, key=f"waits:{now.isoformat()}", now=now,
            line=Line("waits", told=told),
        )  # fmt: skip
    record("requests.wait", [request], "joined" if new else "wishes changed")


def leave(*, request: UUID, now: datetime) -> None:
    """Take a request from the waiting list; a time that is held for it goes to the next. Repeated, it changes nothing."""
    row = _mine(request)
    held = places.held_alone(request)
    if held is not None and held.state == "held":
        _give_back(row, held, now)
    if places.end(request=request, why="left", now=now):
        add_line(
            request=request, organisation=row.organisation, key=f"left:{now.isoformat()}", now=now,
            line=Line("left_list", told="You are not on the waiting list any more."),
        )  # fmt: skip
        record("requests.wait", [request], "left")


def accept(*, request: UUID, hold: UUID, now: datetime) -> Booked:
    """Take the time that is held. An appointment that they have is given back for it: both together or neither.

    Raises Refused where it is not held for them any more, or they are booked another at this moment.
    """
    key = f"hold:{hold}"
    if done := appointments.made_with(key=key, request=request):
        return done
    row = _mine(request)
    places.held_alone(request)
    try:
        with transaction.atomic():  # refused, the time that they have stays theirs
            old = booked.of_request(request)
            moves = old is not None and old.state == "booked"
            if old is not None and moves:
                refuse_begun(old, now)
                appointments.cancel(appointment=old.appointment, now=now, why="moved to a time that was held")
            made = holds.accept(hold=hold, request=request, key=key, now=now)
    except Refused:
        if done := appointments.made_with(key=key, request=request):  # pressed twice at the same moment
            return done
        raise
    except IntegrityError as fault:
        raise Refused(why_not(fault)) from fault
    take_back(keys=[notice_key(row.id, hold)], why="answered", now=now)
    say_booked(asked(request), made, "moved" if moves else "booked", now, knows=True)
    places.end(request=request, why="booked", now=now)
    return made


def decline(*, request: UUID, hold: UUID, now: datetime) -> None:
    """Say no to the time that is held: it goes to the next at once, and the person keeps their place."""
    row, held = _mine(request), places.held_alone(request)
    if held is not None and held.id == hold and _give_back(row, held, now):
        query(
            f"update requests_waiting set lapsed = 0, {NO_CALL} where request_id = %s and state <> 'ended'",
            [request],
        )
        add_line(
            request=request, organisation=row.organisation, key=f"declined:{hold}", now=now,
            line=Line("declined", told="You said no to a time that came free. You keep your place on the waiting list."),
        )  # fmt: skip


def resume(*, request: UUID, now: datetime) -> None:
    """They still wait: after several offers that nobody answered, offers are made again."""
    _mine(request)
    query(
        f"update requests_waiting set state = 'waiting', lapsed = 0, looked_at = null, {NO_CALL}"
        " where request_id = %s and state = 'paused'",
        [request],
    )
    record("requests.wait", [request], "still waits")


def _give_back(row: RequestRow, held: HeldRow, now: datetime) -> bool:
    take_back(keys=[notice_key(row.id, held.id)], why="answered", now=now)
    return holds.end(hold=held.id, state="declined", now=now)


def _mine(request: UUID) -> RequestRow:
    """The request, open, and of the actor: its person, or staff of its practice who may book."""
    row = request_row(request)
    if row is None:
        raise Refused("This request cannot be found.")
    if actor().basis is not Basis.PERSON:
        authorise(actor(), "requests.book", row.organisation)
    if row.state == "closed":
        raise Refused(CLOSED)
    return row


# Whom nobody has matched is known by contact and date of birth. Until the transaction ends nobody else joins for the same
# person: those who press at the same moment are counted one after the other.
_ALONE = """
select pg_advisory_xact_lock(hashtextextended('waits: ' || coalesce(person::text, concat_ws('|', phone, email, birth_date)), 0))
from requests_request where id = %s
"""
_OTHERS = """
select count(*) from requests_request own
join requests_request r on r.id <> own.id and case when own.person is not null then r.person = own.person
    else r.person is null and r.birth_date is not distinct from own.birth_date and r.phone = own.phone
        and (own.phone <> '' or own.email <> '' and r.email = own.email) end
join requests_waiting w on w.request_id = r.id and w.state <> 'ended'
where own.id = %s and not exists (select 1 from requests_waiting z where z.request_id = own.id and z.state <> 'ended')
"""


def _others(request: UUID) -> int:
    """For how many other requests its person waits, whichever of them the actor may see: they learn no more than that.
    None count where this one waits already: then nobody joins."""
    with program(NAME):
        query(_ALONE, [request])
        return int(query(_OTHERS, [request])[0][0])
