"""What staff do with a request: confirm or change its decision, call, note who came, resolve, reopen.

Software proposed; these verbs decide. None of them lets urgency fall unnoticed, and only `resolve` closes.
Where nobody has the request, the verb takes it; where somebody else has it, it is refused.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from orjson import dumps

from weald.engines.promises import URGENT
from weald.engines.triage import LEVELS
from weald.foundation.access import actor, authorise, query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import joined, time_text
from weald.services.appointments import actions as appointments
from weald.services.appointments import queries as booked
from weald.services.directory import queries as directory
from weald.services.library import content
from weald.services.messages.actions.conversation import allow_replies
from weald.services.requests.actions import calling
from weald.services.requests.actions.conversation import REPLIES
from weald.services.requests.actions.holding import (
    Line,
    NoSuchRequest,
    done,
    load,
    mine,
    refuse_closed,
    refuse_held_by_other,
    refuse_referred,
    write,
)
from weald.services.requests.actions.safety_net import after_advice
from weald.services.requests.actions.telling import tell
from weald.services.requests.due import anew, due_at
from weald.services.requests.marks import AT_ONCE
from weald.services.requests.queries.care import RequestRow, decisions, request_row
from weald.services.requests.queries.promises import promises
from weald.services.requests.words import GO_YOURSELF, level_words, service_words

OUTCOMES = {
    "advice_given": "Advice given",
    "seen": "Seen or spoken to",
    "prescribed": "Prescription sent",
    "pharmacy": "A pharmacy will help",
    "referred": "Referred to somebody else",
    "emergency_care": "Went to 999 or A&E",
    "done": "What they asked for is done",
    "not_needed": "They say that they need no more help",
    "same_as_another": "The same as another request",
}
"""How a request can end. A call that nobody answered is not among them: it never closes."""


class NeedsSure(Refused):
    """A red flag would be lowered: ask a second time."""


def confirm(*, request: UUID, version: int, key: str, now: datetime) -> None:
    """Agree with the decision and tell the person; in a staff-first practice offers then open to them.

    Raises Refused while they may be in danger: it would tell them to wait as long as before.
    """
    asked = _to_decide(request, version, key)
    if asked is None:
        return
    if asked.confirmed_at is not None:
        raise Refused("This decision is confirmed already.")
    if not may_confirm(asked):
        raise Refused(
            "They may be in danger since this was decided. Call them, then decide anew or say that it is seen to."
        )
    held = decisions(request)[-1]
    _decided(asked, "confirmed", f"Your practice has read your request. {held.text}", asked.service, now, key)


def may_confirm(asked: RequestRow) -> bool:
    """Whether what was decided may still be told: not to somebody who wrote of danger since, or is worse."""
    return asked.level == "now" or asked.wants not in AT_ONCE


def change(
    *, request: UUID, version: int, level: str, service: str, reason: str, sure: bool, key: str, now: datetime
) -> None:
    """Decide differently, with a reason. The original stays in the story.

    Raising is free. Raises NeedsSure where a red flag would be lowered and nobody was asked twice (`sure`).
    """
    asked = _to_decide(request, version, key)
    if asked is None:
        return
    promise = promises(content.current()).get(level)
    if promise is None:
        raise Refused("Choose how soon from the list.")
    if service not in promise.texts:
        could = joined([service_words(one) for one in promise.texts], "or")
        raise Refused(f"We cannot promise {service_words(service)} {level_words(level)}. Choose {could}.")
    if not reason.strip():
        raise Refused("Say why you decide differently.")
    if (level, service) == (asked.level, asked.service):
        raise Refused("That is the decision already. Confirm it, or choose another one.")
    lower = LEVELS.index(level) > LEVELS.index(asked.level)
    if lower and asked.red_flag and not sure:
        raise NeedsSure(
            "This lowers a decision that a red flag made. Tick that you are sure, and send it again."
        )
    due = due_at(level, promise.within, now, directory.practice_by_id(asked.organisation).hours)
    changes = {"level": level, "service": service, "due_at": due if lower else min(due, asked.due_at)}
    raised = LEVELS.index(level) < LEVELS.index(asked.level)
    if asked.state == "booked" and not raised:
        # The appointment stands; a raised decision brings the request back, because the appointment may be too late.
        changes["state"] = "booked"
    text = promise.texts[service]
    told = f"Your practice has read your request and decided: {text}"
    _decided(asked, "changed", told, service, now, key, changes=changes, note=reason)
    add_decision(
        asked, level=level, service=service, within=promise.within, text=text, keeps_advice=True, reason=reason, now=now
    )  # fmt: skip


def call_missed(*, request: UUID, version: int, note: str, key: str, now: datetime) -> None:
    """Note a call that nobody answered, and tell the person. It never closes a request and never moves its due time."""
    asked = load(request, "requests.call", version, key)
    if asked is None:
        return
    refuse_closed(asked)
    refuse_held_by_other(asked)
    tries = asked.calls_tried + 1
    phone = directory.practice_by_id(asked.organisation).phone
    next_ = (
        "We will try again."
        if tries < 3 or not phone
        else f"We will try again. You can also call us: {phone}."
    )
    told = f"We tried to call you at {time_text(now)}. {next_}"
    changes = {"calls_tried": tries} | _taking(asked, now)
    write(
        asked,
        "requests.call",
        Line("call", told, note),
        key=key,
        now=now,
        changes=changes,
        why=f"try {tries}",
    )
    calling.ended(calling.of(request))
    tell(asked, "call_missed", key=key, now=now, values={"next": next_})


def attendance(*, request: UUID, state: str, key: str, now: datetime) -> None:
    """Note that the person arrived, attended or did not attend. Whoever did not is owed an answer again; noted as attended
    after that, it is taken back, and the request stands as after any appointment."""
    asked = request_row(request)
    if asked is None:
        raise NoSuchRequest("This request cannot be found.")
    # The organisation that serves notes it too; row security has let only those two see the request.
    authorise(actor(), "requests.book")
    if done(request, key):
        return
    row = booked.of_request(request)
    if row is None:
        raise Refused("There is no appointment.")
    appointments.note_attendance(appointment=row.appointment, state=state, now=now)
    changes: dict[str, Any] = {}
    told = ""
    if state == "did_not_attend" and asked.state == "booked":
        changes = {"state": "waiting" if asked.confirmed_at is None else "confirmed", "serving": None}
        if asked.wants not in AT_ONCE:
            hours, within = directory.practice_by_id(asked.organisation).hours, decisions(request)[-1].within
            changes["due_at"] = anew(asked.due_at, asked.level, within, now, hours)
        told = "You did not come to your appointment. Your request stays open: you can choose another time."
    if row.state == "did_not_attend":
        told = "We noted that you did not come to your appointment. That was wrong, and we have put it right."
        if asked.state in {"waiting", "confirmed"}:
            changes = {"state": "booked", "serving": row.organisation}
    write(
        asked,
        "requests.attendance",
        Line(state, told=told),
        key=key,
        now=now,
        changes=changes,
        why=f"{state}, not {row.state}" if row.state == "did_not_attend" else state,
    )


def resolve(
    *, request: UUID, version: int, outcome: str, note: str, key: str, now: datetime, replies: bool = False
) -> None:
    """Close a request with an outcome and a note that the person reads. The only verb that closes. With `replies` the person
    can write back for a while, which opens it again."""
    asked = load(request, "requests.read", version, key)
    if asked is None:
        return
    authorise(actor(), _settles(asked))
    refuse_closed(asked)
    refuse_held_by_other(asked)
    if outcome not in OUTCOMES:
        raise Refused("Choose how it ended from the list.")
    if not note.strip():
        raise Refused("Write in plain words what you tell the person.")
    row = booked.of_request(request)
    if row is not None and row.state in {"booked", "arrived"}:
        raise Refused(
            "There is an appointment ahead. Mark it as attended, or cancel it, before you close the request."
        )
    changes = {"state": "closed", "closed_at": now, "outcome": outcome, "wants": ""} | _taking(asked, now)
    write(
        asked, "requests.resolve", Line("resolved", told=note), key=key, now=now, changes=changes, why=outcome
    )
    allow_replies(request=request, organisation=asked.organisation, until=now + REPLIES if replies else None)
    calling.ended(calling.of(request))
    tell(asked, "resolved", key=key, now=now)


def reopen(*, request: UUID, version: int, reason: str, key: str, now: datetime) -> None:
    """Open a closed request again; the actor has it, and its time to answer runs anew."""
    asked = load(request, "requests.read", version, key)
    if asked is None:
        return
    authorise(actor(), _settles(asked))
    if asked.state != "closed":
        raise Refused("This request is open already.")
    if not reason.strip():
        raise Refused("Say why you open it again.")
    within = decisions(request)[-1].within
    changes = {
        "state": "waiting", "closed_at": None, "outcome": "", "confirmed_at": None, "calls_tried": 0,
        "serving": None, "returned": "",
        "due_at": due_at(asked.level, within, now, directory.practice_by_id(asked.organisation).hours),
    } | mine(now)  # fmt: skip
    line = Line("reopened", "Your practice has opened your request again.", reason)
    write(asked, "requests.reopen", line, key=key, now=now, changes=changes)


NEXT_CALL = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))


def next_step(asked: RequestRow, tries: int) -> str:
    """What to do after so many unanswered calls; urgent requests end with somebody going to look, never with nothing."""
    if tries < 3:
        return f"Try again in about {int(NEXT_CALL[tries - 1].total_seconds() // 60)} minutes."
    if asked.level in URGENT or asked.red_flag:
        return "Ask the duty clinician now whether somebody must go and look (welfare check)."
    return "Send a message, and try at another time of day."


def _to_decide(request: UUID, version: int, key: str) -> RequestRow | None:
    """The open request, where the actor may decide on it and nobody else has it."""
    asked = load(request, "requests.read", version, key)
    if asked is None:
        return None
    authorise(actor(), "requests.decide" if asked.kind == "clinical" else "requests.resolve_administrative")
    refuse_closed(asked)
    refuse_referred(asked)
    refuse_held_by_other(asked)
    return asked


def _settles(asked: RequestRow) -> str:
    return "requests.resolve" if asked.kind == "clinical" else "requests.resolve_administrative"


def _taking(asked: RequestRow, now: datetime) -> dict[str, Any]:
    return mine(now) if asked.owner is None and asked.state != "referred" else {}


def _decided(
    asked: RequestRow, kind: str, told: str, service: str, now: datetime, key: str, *,
    changes: dict[str, Any] | None = None, note: str = "",
) -> None:  # fmt: skip
    """Staff have decided: the state that follows, the line that the person reads, and the notice."""
    level = str((changes or {}).get("level", asked.level))
    # Somebody in danger may never come to rest on the list of those who have advice.
    goes_alone = service in GO_YOURSELF and level != "now"
    changes = {
        "state": "booked" if asked.state == "booked" and kind == "confirmed"
        else "advised" if goes_alone else "confirmed",
        "confirmed_at": now,
    } | _taking(asked, now) | (changes or {})  # fmt: skip
    write(asked, f"requests.{kind}", Line(kind, told, note), key=key, now=now, changes=changes, why=note)
    if goes_alone and level != "now":
        after_advice(request=asked.id, organisation=asked.organisation, problem=asked.problem, now=now)
    choose = not goes_alone and level != "now" and changes["state"] != "booked"
    next_ = "You can now choose a time." if choose else "See what to do."
    tell(asked, "decision_confirmed", key=key, now=now, values={"next": next_}, link=True)


def add_decision(
    asked: RequestRow, *, level: str, service: str, within: str, text: str, keeps_advice: bool, reason: str, now: datetime
) -> None:  # fmt: skip
    """The row of a decision by staff. The safety net of the one before it goes on: it belongs to the problem; and so does
    its advice, where that `keeps_advice`."""
    who, before = actor(), decisions(asked.id)[-1]
    advice = before.advice if keeps_advice else []
    query(
        "with decided as (insert into requests_decision (organisation, request_id, at, by, identity, level, service, within,"
        " text, rule, because, ruled_out, safety_net, advice, release, reason)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '[]', '[]', %s, %s, %s, %s) returning request_id, within)"
        " update requests_request r set within = d.within from decided d where r.id = d.request_id",
        [
            asked.organisation, asked.id, now, who.name, who.identity, level, service, within, text,
            dumps(before.safety_net).decode(), dumps(advice).decode(), before.release, reason,
        ],
    )  # fmt: skip
