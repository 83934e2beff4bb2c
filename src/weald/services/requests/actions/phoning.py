"""Whoever waits for a time and whom no message reaches is phoned: they stand on the call list until somebody has told them.

What they are phoned about is what is true at that moment: a time that is held for them, that they left some unanswered on
several days, or new times that suit them. Nobody loses a time that is held because nobody phoned: it is held on, while the
next one could still use it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from weald.engines.matching.waiting import asked_later
from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import time_text, wall
from weald.services.appointments import actions as appointments
from weald.services.appointments import queries as booked
from weald.services.appointments.actions import Booked, holds
from weald.services.appointments.held import HeldRow
from weald.services.library import policies
from weald.services.messages.events import NotDelivered
from weald.services.requests.actions import booking, places
from weald.services.requests.actions.care import NEXT_CALL
from weald.services.requests.actions.holding import Line, NoSuchRequest
from weald.services.requests.actions.places import NO_CALL
from weald.services.requests.actions.safety_net import by_day
from weald.services.requests.actions.stories import add_line
from weald.services.requests.queries.care import RequestRow, request_row
from weald.services.requests.queries.waiting import open_hours

GONE = "They are not on the call list for this any more: somebody has phoned them, or they answered themself."


def to_call(*, request: UUID, now: datetime, times: Sequence[UUID] = ()) -> None:
    """Put somebody who waits on the call list, about something that nobody has told them: the time that is held for them, or
    these new ones."""
    query(
        "update requests_waiting set call_since = %s, call_next_at = %s, calls = 0, call_times = %s"
        " where request_id = %s and state <> 'ended'",
        [now, by_day(now), list(times), request],
    )


def times(*, request: UUID, times: Sequence[UUID]) -> None:
    """The new times of which somebody on the call list is to be told, as they are now; where none is left they are not phoned."""
    query(
        "update requests_waiting set call_times = %(times)s,"
        " call_since = case when %(times)s::uuid[] <> '{}' then call_since end,"
        " call_next_at = case when %(times)s::uuid[] <> '{}' then call_next_at end"
        " where request_id = %(request)s and state = 'waiting'",
        {"times": list(times), "request": request},
    )


def hold_on(held: HeldRow, now: datetime) -> bool:
    """Hold a time on for somebody whom nobody has asked, for staff to phone; False where it is too late for that."""
    until = asked_later(held.starts_at, now, open_hours(held.responsible, now), policies.waiting())
    if until is None or until <= now or not holds.prolong(hold=held.id, told_by="phone", until=until):
        return False
    if held.told_by != "phone":
        to_call(request=held.request, now=now)
    return True


_SILENT = """
update requests_waiting set lapsed = lapsed + 1, lapsed_on = %(today)s,
    state = case when lapsed + 1 >= %(most)s then 'paused' else state end
where request_id = %(request)s and state = 'waiting' and (lapsed = 0 or lapsed_on is distinct from %(today)s)
returning state = 'paused'
"""


def unanswered(*, request: UUID, counts: bool, now: datetime) -> None:
    """What was held went to the next. Once they were asked on several days and were silent, staff ask what would suit. Several
    offers of one day count once: whoever works, or is ill, cannot answer within half an hour, and says nothing by that."""
    paused = counts and query(
        _SILENT, {"most": policies.waiting().most_unanswered, "request": request, "today": wall(now).date()}
    )
    if paused and paused[0][0]:
        to_call(request=request, now=now)
    else:
        _done(request)


def undelivered(event: NotDelivered) -> bool:
    """A message about a time failed for good, or is late: its person is phoned about that time instead, unless they have
    answered. False where there is nothing of it to be phoned about. In the transaction that gave the message up."""
    template, _, rest = event.key.partition(":")
    if template not in {"offer_held", "new_times"}:
        return False
    held = places.held_alone(event.request)
    about = held is not None and template == "offer_held" and str(held.id) == rest.rpartition(":")[2]
    if held is not None and about and held.state in {"accepted", "declined"}:
        return True  # they answered while it was handed over: they knew without it
    rows = query(
        "select n.raised_at, w.state from messages_notification n join requests_waiting w on w.request_id = n.request_id"
        " where n.key = %s and w.state <> 'ended'",
        [event.key],
    )
    if not rows:
        return False
    now, state = rows[0]
    if template == "offer_held":
        if held is None or not about or held.state != "held":
            return False
        if held.told_by != "phone" and not hold_on(held, now):
            holds.prolong(hold=held.id, told_by="phone", until=held.until)
            to_call(request=event.request, now=now)
    elif state == "waiting" and (held is None or held.state != "held"):
        to_call(request=event.request, now=now)  # which times, the job finds out within a minute
        query("update requests_waiting set looked_at = null where request_id = %s", [event.request])
    add_line(
        request=event.request, organisation=event.organisation, key=f"not_delivered:{event.key}", now=now,
        line=Line("not_delivered", note="A message about a time could not be delivered. They stand on the call list."),
    )  # fmt: skip
    return True


# Staff, with the telephone in their hand.


def not_reached(*, request: UUID, calls: int, now: datetime) -> None:
    """Note a call that nobody answered, the one after `calls` others. They stay on the list; the first one begins the time for
    which what is held for them stays held."""
    row, held = _row(request), places.held_alone(request)
    again = by_day(now + NEXT_CALL[min(calls, len(NEXT_CALL) - 1)])
    if not query(
        "update requests_waiting set calls = calls + 1, call_next_at = %s"
        " where request_id = %s and call_since is not null and calls = %s and state <> 'ended' returning 1",
        [again, request, calls],
    ):
        return
    if calls == 0 and held is not None and held.state == "held" and held.told_by == "phone":
        hold_on(held, now)
    told = f"We tried to call you at {time_text(now)} about a time to be seen. We will try again."
    add_line(
        request=request, organisation=row.organisation, key=f"waiting_call:{now.isoformat()}", now=now,
        line=Line("call", told),
    )  # fmt: skip
    record("requests.call", [request], f"waiting list, try {calls + 1}")


def told(*, request: UUID, wants_none: bool, now: datetime) -> None:
    """They know of the time that is held for them, or of the new ones: they answer later, choose themself, or want none of these
    (`wants_none`) and wait on. They are not phoned about it again."""
    row = _row(request)
    if not _done(request):
        return
    said = "You want none of them." if wants_none else "You can still choose one on this page, or phone us."
    add_line(
        request=request, organisation=row.organisation, key=f"waiting_told:{now.isoformat()}", now=now,
        line=Line("called", f"We told you on the phone about times that may suit you. {said}"),
    )  # fmt: skip
    record("requests.call", [request], "waiting list, told")


def take(*, request: UUID, slot: UUID, key: str, now: datetime) -> Booked:
    """Book one of the new times with somebody on the phone; a later time that they have is given back for it, together or
    neither. The same `key` again gives the same appointment.

    Raises Refused where somebody has answered for them meanwhile, SlotTaken where the time is gone.
    """
    if done := appointments.made_with(key=key, request=request):
        return done
    row = _row(request)
    authorise(actor(), "requests.book", row.organisation)
    places.held_alone(request)
    if not query(
        "select 1 from requests_waiting where request_id = %s and call_since is not null and state <> 'ended'",
        [request],
    ):
        raise Refused(GONE)
    has = booked.of_request(request)
    verb = booking.move if has is not None and has.state == "booked" else booking.book
    made = verb(request=request, slot=slot, key=key, now=now, knows=True)
    places.end(request=request, why="booked", now=now)
    return made


def _done(request: UUID) -> bool:
    """Nobody needs to phone any more; False where nobody did."""
    return bool(
        query(
            f"update requests_waiting set {NO_CALL}, call_times = '{{}}'"
            " where request_id = %s and call_since is not null and state <> 'ended' returning 1",
            [request],
        )
    )


def _row(request: UUID) -> RequestRow:
    row = request_row(request)
    if row is None:
        raise NoSuchRequest("This request cannot be found.")
    authorise(actor(), "requests.call", row.organisation)
    return row
