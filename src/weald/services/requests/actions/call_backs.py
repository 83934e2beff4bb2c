"""Better, the same, or worse? Asked when the time has come, by message or by phone, and acted on whoever writes the answer
down. Nobody is lost on the way: what was promised waits, was asked, stands on the call list, or has its answer."""

from datetime import datetime, timedelta
from uuid import UUID

from weald.engines.promises import URGENT
from weald.foundation.access import Basis, actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import time_text, weekday_text
from weald.services.messages import queries as messages
from weald.services.messages.actions import call_backs
from weald.services.messages.models import HOW
from weald.services.messages.queries import CallBackRow
from weald.services.requests.actions.care import NEXT_CALL
from weald.services.requests.actions.holding import (
    Line,
    NoSuchRequest,
    load,
    mine,
    refuse_closed,
    refuse_held_by_other,
    story_key,
    write,
)
from weald.services.requests.actions.safety_net import answer_within, ask_later, by_day
from weald.services.requests.actions.telling import tell
from weald.services.requests.marks import BACK, KEPT, MAY_BE_EMERGENCY
from weald.services.requests.queries.care import RequestRow, request_row
from weald.services.requests.reach import reach

AFTER = {
    "PT4H": timedelta(hours=4),
    "P1D": timedelta(days=1),
    "P2D": timedelta(days=2),
    "P3D": timedelta(days=3),
    "P7D": timedelta(days=7),
    "P14D": timedelta(days=14),
}
"""After how long staff can have somebody asked."""


def ask_again(*, request: UUID, version: int, after: str, note: str, key: str, now: datetime) -> None:
    """Staff promise to ask: after one of `AFTER`; `note` tells whoever phones what to listen for."""
    asked = load(request, "requests.call", version, key)
    if asked is None:
        return
    refuse_closed(asked)
    refuse_held_by_other(asked)
    if after not in AFTER:
        raise Refused("Choose after how long from the list.")
    if not ask_later(
        request=request, organisation=asked.organisation, after=AFTER[after], note=note, now=now
    ):
        raise Refused("We ask them at that time already.")
    told = f"We will ask you how you are on {weekday_text(by_day(now + AFTER[after]))}."
    changes = mine(now) if asked.owner is None else {}
    write(asked, "requests.ask_again", Line("ask_again", told, note), key=key, now=now, changes=changes)


def ask_due(*, now: datetime, most: int = 50) -> int:
    """The job: ask everybody whose time has come, and put on the call list whom no message reaches or who did not answer.
    What it is late with, as after an outage, waits for the morning where it would wake somebody and is not urgent. Returns
    how many it looked at."""
    found = call_backs.due(now=now, most=most)
    for one in found:
        asked = request_row(one.request)
        if asked is None or _died(asked):
            call_backs.end(call_back=one.id, now=now)
        elif one.state == "asked":
            call_backs.to_call(call_back=one.id, now=by_day(now))
            _note(
                asked,
                Line("not_answered", note="They did not answer how they are. Call them."),
                str(one.id),
                now,
            )
        elif asked.contact_by == "phone" or not reach(asked.contact_by, asked.phone, asked.email)[1]:
            call_backs.to_call(call_back=one.id, now=by_day(now))
            _note(asked, Line("to_call", note="It is time to ask how they are. Call them."), str(one.id), now)
        elif (morning := by_day(now)) != now and asked.level not in URGENT:
            call_backs.wait(call_back=one.id, until=morning)
        else:
            call_backs.asked(call_back=one.id, answer_by=by_day(now + answer_within(asked.level)), now=now)
            _note(
                asked,
                Line("asked", told="We asked you how you are: better, the same, or worse?"),
                str(one.id),
                now,
            )
            tell(asked, "call_back", key=str(one.id), now=now, link=True)
    return len(found)


def open_call_back(request: UUID) -> CallBackRow | None:
    """The call-back that can be answered now: the latest one that was asked, or is to be phoned, or had its answer."""
    return next(
        (one for one in reversed(messages.call_backs(request)) if one.state in {"asked", "to_call", "done"}),
        None,
    )


# Worse comes on top at once, opens what was closed, and nothing that somebody else marked is written over by less.
_WORSE = f"""
update requests_request set version = version + 1, wants = case when wants = 'danger' then wants else 'worse' end,
    due_at = case when state in ('closed', 'booked') then %(now)s else least(due_at, %(now)s) end,
    closed_at = null, outcome = '',
    returned = case when {BACK} then '{MAY_BE_EMERGENCY}' else returned end,
    state = case when state <> 'closed' and not {BACK} then state
        when confirmed_at is null then 'waiting' else 'confirmed' end,
    serving = case when state = 'closed' then null else serving end
where id = %(request)s returning 1
"""
_BETTER = f"""
update requests_request set version = version + 1, wants = case when {KEPT} then wants when wants = 'call' then '' else wants end
where id = %(request)s returning 1
"""
TOLD = {
    "better": "You told us that you are better.",
    "same": "You told us that you are the same.",
    "worse": "You told us that you are worse. A clinician will look at this first.",
}


def answer(*, request: UUID, call_back: UUID, how: str, now: datetime) -> bool:
    """Write down how somebody is: they themself, or staff who phoned them. Returns whether it changed anything: an answer
    can be followed only by a worse one. Worse returns the request to the top."""
    asked = request_row(request)
    if asked is None or call_back not in {one.id for one in messages.call_backs(request)}:
        raise NoSuchRequest("This request cannot be found.")
    if actor().basis is Basis.STAFF:
        authorise(actor(), "requests.call", asked.organisation)
    if how not in HOW:
        raise Refused("Choose better, the same, or worse.")
    if not call_backs.answer(call_back=call_back, how=how, now=now):
        return False
    # The line comes first: what is promised from then on is dated by it.
    _note(asked, Line(how, told=TOLD[how]), f"{call_back}:{how}", now)
    query(_WORSE if how == "worse" else _BETTER, {"request": request, "now": now})
    record("requests.answer_call_back", [request], how)
    return True


def not_reached(*, request: UUID, call_back: UUID, tries: int, now: datetime) -> None:
    """Note a call from the list that nobody answered, the one after `tries` others. It stays on the list for another try."""
    asked = request_row(request)
    if asked is None:
        raise NoSuchRequest("This request cannot be found.")
    authorise(actor(), "requests.call", asked.organisation)
    again = by_day(now + NEXT_CALL[min(tries, len(NEXT_CALL) - 1)])
    if call_backs.not_reached(call_back=call_back, tries=tries, again_at=again):
        how = any(one.id == call_back for one in messages.call_backs(request))
        about = "to ask how you are" if how else "about your appointment"
        line = Line("call", told=f"We tried to call you at {time_text(now)} {about}. We will try again.")
        _note(asked, line, f"{call_back}:call:{tries}", now)
        record("requests.call", [request], f"call-back, try {tries + 1}")


def told(*, request: UUID, call_back: UUID, now: datetime) -> bool:
    """Staff have told somebody on the phone of the time that was booked or moved for them; False where that was noted already."""
    asked = request_row(request)
    if asked is None:
        raise NoSuchRequest("This request cannot be found.")
    authorise(actor(), "requests.call", asked.organisation)
    if not call_backs.told(request=request, now=now):
        return False
    _note(asked, Line("called", told="We told you on the phone about your appointment."), str(call_back), now)
    record("requests.call", [request], "told of their time")
    return True


# Whoever notes it second adds nothing, and what came after the notice (a message, a danger) is not taken away.
_KNOWS = "update requests_request set wants = '', version = version + 1 where id = %s and wants = 'call' and state <> 'closed' returning 1"
_TRIED = (
    "update requests_request set calls_tried = calls_tried + 1, version = version + 1"
    " where id = %s and wants = 'call' and state <> 'closed' and calls_tried = %s returning 1"
)


def knows_now(*, request: UUID, now: datetime) -> bool:
    """Staff have told somebody on the phone what a notice did not; False where that was noted already. Nobody takes the request
    by it: whoever decides still reads it."""
    asked = _phoned(request)
    if not query(_KNOWS, [request]):
        return False
    line = Line("called", told="We told you on the phone what our message could not.")
    _note(asked, line, f"knows:{asked.version}", now)
    record("requests.call", [request], "told what no notice told")
    return True


def still_not_told(*, request: UUID, tries: int, now: datetime) -> bool:
    """Note a call that nobody answered, the one after `tries` others, to somebody whom a notice did not reach: they stay on the
    list. False where it was noted already."""
    asked = _phoned(request)
    if not query(_TRIED, [request, tries]):
        return False
    line = Line("call", told=f"We tried to call you at {time_text(now)}. We will try again.")
    _note(asked, line, f"untold:{asked.version}", now)
    record("requests.call", [request], f"not told, try {tries + 1}")
    return True


def _phoned(request: UUID) -> RequestRow:
    """The request about which staff phone, where the actor's practice holds it."""
    asked = request_row(request)
    if asked is None or asked.holder != actor().party:
        raise NoSuchRequest("This request cannot be found.")
    authorise(actor(), "requests.call", asked.organisation)
    return asked


def _note(asked: RequestRow, line: Line, key: str, now: datetime) -> None:
    """A line of the story that changes nothing else; the same key adds nothing."""
    who = actor()
    query(
        "insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (key) do nothing",
        [
            asked.organisation, asked.id, now, who.name, who.identity, line.kind, line.told, line.note,
            story_key(asked.id, f"{line.kind}:{key}"),
        ],
    )  # fmt: skip


def _died(asked: RequestRow) -> bool:
    return bool(
        asked.person
        and query("select 1 from people_person where id = %s and died_on is not null", [asked.person])
    )
