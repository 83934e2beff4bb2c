"""The conversation on a request: its person and staff write to each other until it is closed, and a while longer where
staff allow it. What a person writes raises the request, and is listened to for signs of danger; it never lowers anything."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.language import _
from weald.foundation.ui.wording import wall
from weald.services.directory import queries as directory
from weald.services.messages import queries as messages
from weald.services.messages.actions import conversation as said
from weald.services.messages.attachments import Cleaned
from weald.services.requests import attaching
from weald.services.requests.actions.holding import (
    Line,
    NoSuchRequest,
    done,
    load,
    mine,
    refuse_closed,
    refuse_held_by_other,
    story_key,
    write,
)
from weald.services.requests.actions.telling import tell
from weald.services.requests.due import due_at
from weald.services.requests.listening import claims, labels, listen
from weald.services.requests.marks import AT_ONCE, BACK, KEPT, MAY_BE_EMERGENCY, after_staff
from weald.services.requests.queries.care import RequestRow, decisions, request_row
from weald.services.requests.queries.conversation import answers
from weald.services.requests.queries.requests import OwnRequest, own

REPLIES = timedelta(days=14)
"""For how long a closed request can be answered where staff allow it: as long as a private link lives."""

CLOSED = "This request is closed, so your message was not sent. If you need help, ask again from your practice’s page."
CALL_999 = "If it is an emergency, call 999 now."


# A mark of danger stays; what comes in for a request that only waited for its appointment, or was closed, is owed an
# answer by the end of the next core period, and nothing that is owed one sooner has to wait longer.
_WROTE = f"""
with changed as (
    update requests_request set version = version + 1,
        wants = case when {KEPT} then wants else %(mark)s end,
        due_at = case when state in ('closed', 'booked') then case when %(mark)s = 'danger' then %(now)s else %(due)s end
            when %(mark)s = 'danger' then least(due_at, %(now)s) else least(due_at, %(due)s) end,
        returned = case when {BACK} and %(mark)s = 'danger' then '{MAY_BE_EMERGENCY}' else returned end,
        state = case when state <> 'closed' and not ({BACK} and %(mark)s = 'danger') then state
            when confirmed_at is null then 'waiting' else 'confirmed' end,
        serving = case when state = 'closed' then null else serving end,
        closed_at = null, outcome = ''
    where id = %(request)s and (state <> 'closed' or %(reopens)s)
        and not exists (select 1 from requests_entry where key = %(key)s)
    returning id, organisation
)
insert into requests_entry (organisation, request_id, at, by, kind, told, note, key)
select organisation, id, %(now)s, %(by)s, 'wrote', %(told)s, %(note)s, %(key)s from changed
on conflict (key) do nothing returning 1
"""


def send(
    *, request: UUID, body: str, key: str, now: datetime, files: Sequence[Cleaned] = (), row: OwnRequest | None = None
) -> None:  # fmt: skip
    """A person's message, with files. The same `key` again is the same message. `row` is the request, where it is read already.

    It opens a closed request again where staff allowed replies. Raises Refused where they did not, where there is neither
    text nor file, and for files that may not be sent here.
    """
    mine_ = row or own(request)
    if mine_ is None:
        raise NoSuchRequest("This request cannot be found.")
    if not body.strip() and not files:
        raise Refused(_("Write your message."))
    heard = _listen(mine_, body, now)
    reopens = mine_.state == "closed" and may_answer(request, now)
    if mine_.state == "closed" and not reopens:
        raise Refused(f"{CALL_999} {CLOSED}" if heard else CLOSED)
    if files:
        _refuse_files(mine_, body, now)
    practice = directory.practice_by_id(mine_.organisation)
    written = query(
        _WROTE,
        {
            "request": request, "now": now, "by": actor().name, "mark": "danger" if heard else "reply",
            "due": due_at("soon", "P7D", now, practice.hours), "reopens": reopens,
            "told": "You wrote to us. Your request is open again." if reopens else "You wrote to us.",
            "note": f"Words that can be signs of danger: {'; '.join(labels(heard))}." if heard else "",
            "key": story_key(request, f"wrote:{key}"),
        },
    )  # fmt: skip
    if not written:
        if done(request, f"wrote:{key}"):
            return
        # Somebody closed it since it was read.
        raise Refused(f"{CALL_999} {CLOSED}" if heard else CLOSED)
    said.add(
        organisation=mine_.organisation, request=request, sender="person", body=body, key=key, now=now,
        heard=heard, files=files,
    )  # fmt: skip
    record("requests.send_message", [request])


def may_answer(request: UUID, now: datetime) -> bool:
    """Whether a closed request can still be answered."""
    until = messages.replies_until(request)
    return until is not None and now < until


def _listen(row: OwnRequest, body: str, now: datetime) -> tuple[str, ...]:
    claimed = claims(body)
    if not claimed:
        return ()
    return listen(
        claimed, problem=row.problem, level=row.decision.level, answers=answers(row.id), born=row.birth_date,
        sex=row.sex, for_whom=row.for_whom, now=now,
    )  # fmt: skip


def _refuse_files(row: OwnRequest, body: str, now: datetime) -> None:
    allowed = attaching.rule(
        problem=row.problem, words=f"{row.words} {messages.words_of_person(row.id)} {body}", born=row.birth_date, today=wall(now).date(),
        asked=messages.photo_asked(row.id),
    )  # fmt: skip
    if not allowed.allowed:
        raise Refused(allowed.sentence)


def reply(
    *, request: UUID, version: int | None, text: str, key: str, now: datetime, asks_photo: bool = False
) -> None:
    """Write to the person: it stands in the conversation, and a notice that names no problem says so. The request stays open.

    Whoever holds a request that was referred writes too. Where nobody has it, the writer takes it.
    """
    asked, decides = _to_write(request, version, key)
    if asked is None:
        return
    added = said.add(
        organisation=asked.organisation, request=request, sender="staff", body=text, key=key, now=now,
        asks_photo=asks_photo,
    )  # fmt: skip
    takes = asked.owner is None and actor().party == asked.organisation == asked.holder
    left = after_staff(asked.wants, decides=decides)
    changes = {"wants": left} | _runs_anew(asked, left, now) | (mine(now) if takes else {})
    line = Line("reply", told="We wrote to you. Read it in your messages.")
    write(asked, "requests.reply", line, key=key, now=now, changes=changes)
    said.mark_read(request=request, sender="person", now=now)
    tell(asked, "message", key=key, named=f"message:{added}", now=now, link=True)


def ask_for_photo(*, request: UUID, version: int | None, text: str, key: str, now: datetime) -> None:
    """A clinician asks for a photo: from then on the person may add one, whatever the request is about.

    Raises Refused where the request may be about an intimate part of the body of somebody under 18: never.
    """
    asked = request_row(request)
    if asked is None:
        raise NoSuchRequest("This request cannot be found.")
    authorise(actor(), "referrals.consult" if _holds_for_others(asked) else "requests.decide")
    if not attaching.may_ask(asked, f"{messages.words_of_person(request)} {text}", wall(now).date()):
        raise Refused(
            "You cannot ask for a photo here: this may be about an intimate part of the body, and the person is under 18 or"
            " their age is not known. See them instead."
        )
    reply(request=request, version=version, text=text, key=key, now=now, asks_photo=True)


def seen(*, request: UUID, version: int, key: str, now: datetime) -> None:
    """Take the mark away without writing: they were phoned, or there is nothing to answer. Danger is for those who decide."""
    asked = load(request, "requests.message", version, key)
    if asked is None:
        return
    refuse_closed(asked)
    refuse_held_by_other(asked)
    if not asked.wants:
        raise Refused("There is nothing to answer.")
    left = after_staff(asked.wants, decides=_decides(asked))
    if left:
        raise Refused("Only a clinician can take this mark away. Hand it over to one now.")
    said.mark_read(request=request, sender="person", now=now)
    changes = {"wants": ""} | _runs_anew(asked, left, now) | (mine(now) if asked.owner is None else {})
    write(asked, "requests.seen", Line("seen"), key=key, now=now, changes=changes, why=asked.wants)


def _runs_anew(asked: RequestRow, left: str, now: datetime) -> dict[str, Any]:
    """The time to answer, where staff answered what had made it due at once: it runs anew, as the decision says. What was
    owed before the alarm came stays overdue."""
    by_alarm = "select 1 from requests_entry where request_id = %s and kind in ('wrote', 'worse') and at = %s"
    if asked.wants not in AT_ONCE or left or not query(by_alarm, [asked.id, asked.due_at]):
        return {}
    hours = directory.practice_by_id(asked.organisation).hours
    return {"due_at": due_at(asked.level, decisions(asked.id)[-1].within, now, hours)}


def read_by(side: str, *, request: UUID, now: datetime) -> None:
    """Note that `side` (person or staff) has opened the conversation: what the other side wrote is read."""
    said.mark_read(request=request, sender="person" if side == "staff" else "staff", now=now)


def _to_write(request: UUID, version: int | None, key: str) -> tuple[RequestRow | None, bool]:
    """The open request, where the actor may write on it, and whether they may decide; None where this key wrote before."""
    asked = request_row(request)
    if asked is not None and _holds_for_others(asked):
        authorise(actor(), "referrals.consult")
        refuse_closed(asked)
        return (None if done(request, key) else asked), True
    asked = load(request, "requests.message", version, key)
    if asked is not None:
        refuse_closed(asked)
        refuse_held_by_other(asked)
    return asked, asked is not None and _decides(asked)


def _holds_for_others(asked: RequestRow) -> bool:
    return asked.holder != asked.organisation and actor().party == asked.holder


def _decides(asked: RequestRow) -> bool:
    try:
        authorise(
            actor(), "requests.decide" if asked.kind == "clinical" else "requests.resolve_administrative"
        )
    except Refused:
        return False
    return True
