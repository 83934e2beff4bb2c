"""Asking somebody again: set, asked, put on the call list, answered. A call-back that was set ends with an answer, or
when its person has died.

waiting ── its time has come ──> asked (a message went out) ── no answer in time ──> to_call
   └─────── nothing written reaches them ──────────────────────────────────────────────┘
any of them ── better, same or worse ──> done

A call that tells somebody of their time, because no message does, begins on the call list and is ended when they know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query
from weald.foundation.database.identifiers import uuid7
from weald.services.messages.models import HOW


@dataclass(frozen=True, slots=True)
class Due:
    """A call-back that the job looks at."""

    id: UUID
    organisation: UUID
    request: UUID
    state: str


def ask_later(*, organisation: UUID, request: UUID, due_at: datetime, note: str, now: datetime) -> bool:
    """Promise to ask at `due_at`; False where that very time was set before."""
    return bool(
        query(
            "insert into messages_callback (id, organisation, request_id, due_at, note, set_by, set_at, state, next_at,"
            " tries, answer, answered_by) values (%s, %s, %s, %s, %s, %s, %s, 'waiting', %s, 0, '', '')"
            " on conflict (request_id, due_at) do nothing returning 1",
            [uuid7(now), organisation, request, due_at, note, actor().name, now, due_at],
        )
    )


def due(*, now: datetime, most: int) -> Sequence[Due]:
    """What the job has to look at, held for this transaction; another worker passes over it."""
    rows = query(
        "select id, organisation, request_id, state from messages_callback"
        " where state in ('waiting', 'asked') and next_at <= %s order by next_at limit %s for update skip locked",
        [now, most],
    )
    return [Due(*row) for row in rows]


def asked(*, call_back: UUID, answer_by: datetime, now: datetime) -> None:
    """A message went out; whoever has not answered by then is phoned."""
    query(
        "update messages_callback set state = 'asked', asked_at = %s, next_at = %s where id = %s and state = 'waiting'",
        [now, answer_by, call_back],
    )


def wait(*, call_back: UUID, until: datetime) -> None:
    """Its time came when nobody may be woken: the job looks at it again then."""
    query("update messages_callback set next_at = %s where id = %s and state = 'waiting'", [until, call_back])


def to_call(*, call_back: UUID, now: datetime) -> None:
    """Put it on the call list."""
    query(
        "update messages_callback set state = 'to_call', next_at = %s where id = %s and state in ('waiting', 'asked')",
        [now, call_back],
    )


def tell(
    *, organisation: UUID, request: UUID, appointment: UUID, happened: str, first_at: datetime, now: datetime
) -> None:
    """Put somebody on the call list who is to be told of this time: it was booked, moved or cancelled (`happened`) for them, and no
    message can say so. What they were to be told before holds no more."""
    told(request=request, now=now)
    query(
        "insert into messages_callback (id, organisation, request_id, appointment, due_at, note, set_by, set_at, state, next_at,"
        " tries, answer, answered_by) values (%s, %s, %s, %s, %s, %s, %s, %s, 'to_call', %s, 0, '', '')"
        " on conflict (request_id, due_at) do update set appointment = excluded.appointment, note = excluded.note,"
        " state = 'to_call', next_at = excluded.next_at, tries = 0 where messages_callback.appointment is not null",
        [uuid7(now), organisation, request, appointment, now, happened, actor().name, now, first_at],
    )  # fmt: skip


def told(*, request: UUID, now: datetime) -> bool:
    """They know of their time: nobody needs to phone them about it. False where nobody did."""
    return bool(
        query(
            "update messages_callback set state = 'ended', next_at = %s"
            " where request_id = %s and appointment is not null and state = 'to_call' returning 1",
            [now, request],
        )
    )


def not_reached(*, call_back: UUID, tries: int, again_at: datetime) -> bool:
    """Note a call that nobody answered, after `tries` earlier ones; it stays on the list. False where it was noted already."""
    return bool(
        query(
            "update messages_callback set tries = tries + 1, next_at = %s"
            " where id = %s and state = 'to_call' and tries = %s returning 1",
            [again_at, call_back, tries],
        )
    )


def answer(*, call_back: UUID, how: str, now: datetime) -> bool:
    """Write down better, same or worse; False where it has an answer that is as bad or worse already.

    A later answer may only be a worse one: what somebody said about danger is not taken back by a second press.
    """
    return bool(
        query(
            "update messages_callback set state = 'done', answer = %s, answered_at = %s, answered_by = %s"
            " where id = %s and (state <> 'done' or array_position(%s, answer) < array_position(%s, %s::text)) returning 1",
            [how, now, actor().name, call_back, list(HOW), list(HOW), how],
        )
    )


def end(*, call_back: UUID, now: datetime) -> None:
    """The person has died: nobody asks any more."""
    query(
        "update messages_callback set state = 'ended', next_at = %s where id = %s and state <> 'done'",
        [now, call_back],
    )
