"""What was told to whom, and what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import msgspec
from orjson import loads

import weald
from weald.foundation.access import query


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """How far one notice came: `by` which way, and waiting, sent, failed or withdrawn."""

    by: str
    state: str


_NOTICE = """
select by, case when delivered_at is not null then 'sent' when failed_at is not null then 'failed'
    when sent_at is not null then 'sent' when withdrawn_at is not null then 'withdrawn' else 'waiting' end
from messages_notification where key = any(%s) order by made_at desc, id desc limit 1
"""


def notice(keys: Iterable[str]) -> NoticeRow | None:
    """The newest of the notices with these keys, as far as the actor may see it; None where nothing was to be sent."""
    rows = query(_NOTICE, [list(keys)])
    return NoticeRow(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file of a message, without its content."""

    id: UUID
    message: UUID
    kind: str
    size: int
    width: int | None
    height: int | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. `told` says how far the notice of it came: '', waiting, sent, delivered or failed."""

    id: UUID
    sender: str
    by: str
    body: str
    at: datetime
    asks_photo: bool
    heard: tuple[str, ...]
    read_at: datetime | None
    told: str
    told_by: str
    files: tuple[AttachmentRow, ...]


_MESSAGES = """
select m.id, m.sender, m.by, m.body, m.at, m.asks_photo, m.heard, m.read_at,
    case when n.id is null then '' when n.delivered_at is not null then 'delivered' when n.failed_at is not null then 'failed'
        when n.sent_at is not null then 'sent' else 'waiting' end,
    coalesce(nullif(n.delivered_by, ''), n.by, ''),
    exists (select 1 from messages_attachment a where a.request_id = m.request_id and a.message_id = m.id)
from messages_message m left join lateral (
    select * from messages_notification n where n.key = 'message:' || m.id limit 1
) n on true
where m.request_id = %s order by m.at, m.id
"""
"""The notice of each message is looked up by its key: joined at large, row security would look at every notice first."""
_FILES = "select id, message_id, kind, size, width, height, pages from messages_attachment where request_id = %s order by id"


def conversation(request: UUID) -> tuple[MessageRow, ...]:
    """The messages of a request, oldest first."""
    rows = query(_MESSAGES, [request])
    files: dict[UUID, list[AttachmentRow]] = {}
    if any(row[-1] for row in rows):
        for one in query(_FILES, [request]):
            files.setdefault(one[1], []).append(AttachmentRow(*one))
    return tuple(
        MessageRow(*row[:6], tuple(loads(row[6])), *row[7:-1], tuple(files.get(row[0], ())))  # type: ignore[call-arg]  # the columns stand in the order of the fields
        for row in rows
    )


def replies_until(request: UUID) -> datetime | None:
    """Until when the person may answer a closed request; None where they may not."""
    rows = query("select replies_until from messages_conversation where request_id = %s", [request])
    return rows[0][0] if rows else None


def words_of_person(request: UUID) -> str:
    """All that the person has written in this conversation."""
    rows = query(
        "select body from messages_message where request_id = %s and sender = 'person' order by at, id",
        [request],
    )
    return " ".join(body for (body,) in rows)


def photo_asked(request: UUID) -> bool:
    """Whether a clinician has asked for a photo in this conversation."""
    return bool(
        query("select 1 from messages_message where request_id = %s and asks_photo limit 1", [request])
    )


@dataclass(frozen=True, slots=True)
class File:
    """A file, with its content."""

    id: UUID
    request: UUID
    kind: str
    media_type: str
    body: bytes


def attachment(identifier: UUID) -> File | None:
    """A file that the actor may see, or None."""
    rows = query(
        "select id, request_id, kind, media_type, body from messages_attachment where id = %s", [identifier]
    )
    if not rows:
        return None
    return File(*rows[0][:4], bytes(rows[0][4]))  # type: ignore[call-arg]  # the columns stand in the order of the fields


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A text that staff can put into a message; `own` ones belong to the practice."""

    name: str
    body: str
    own: bool


@cache
def _built_in() -> tuple[TemplateRow, ...]:
    path = Path(next(iter(weald.__path__))) / "content" / "messages" / "templates.yaml"
    found = msgspec.yaml.decode(path.read_bytes(), type=dict[str, str])
    return tuple(TemplateRow(name, body.strip(), False) for name, body in found.items())


def templates(organisation: UUID) -> tuple[TemplateRow, ...]:
    """The texts of an organisation, then those that come with the program; an own one stands in for one of the same name."""
    rows = query(
        "select name, body from messages_template where organisation = %s order by name", [organisation]
    )
    own = tuple(TemplateRow(name, body, True) for name, body in rows)
    names = {one.name for one in own}
    return (*own, *(one for one in _built_in() if one.name not in names))


@dataclass(frozen=True, slots=True)
class CallBackRow:
    """A promise to ask again, and what came of it."""

    id: UUID
    request: UUID
    due_at: datetime
    note: str
    set_by: str
    state: str
    next_at: datetime
    asked_at: datetime | None
    tries: int
    answer: str
    answered_at: datetime | None


CALL_BACK = "id, request_id, due_at, note, set_by, state, next_at, asked_at, tries, answer, answered_at"


def call_backs(request: UUID) -> tuple[CallBackRow, ...]:
    """The call-backs of a request that ask how somebody is, the next one first."""
    rows = query(
        f"select {CALL_BACK} from messages_callback where request_id = %s and appointment is null order by due_at",
        [request],
    )
    return tuple(CallBackRow(*row) for row in rows)
