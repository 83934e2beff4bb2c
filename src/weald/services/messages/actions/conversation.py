"""Write down what was said, who has read it, and until when somebody may answer. Authority is checked by the room above,
which knows the request; row security holds everybody to the requests that they see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from orjson import dumps

from weald.foundation.access import actor, query
from weald.foundation.database.identifiers import uuid7
from weald.services.messages.attachments import Cleaned

_ADD = """
insert into messages_message (id, organisation, request_id, sender, by, identity, body, at, key, asks_photo, heard)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (key) do nothing returning id
"""
_ATTACH = """
insert into messages_attachment (id, message_id, organisation, request_id, kind, media_type, body, size, sha256, width,
    height, pages, scanned_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def add(
    *,
    organisation: UUID,
    request: UUID,
    sender: str,
    body: str,
    key: str,
    now: datetime,
    asks_photo: bool = False,
    heard: Sequence[str] = (),
    files: Sequence[Cleaned] = (),
) -> UUID | None:
    """Add one message with its files; `sender` is person or staff. None where this key added it before."""
    who = actor()
    rows = query(
        _ADD,
        [
            uuid7(now), organisation, request, sender, who.name, who.identity, body, now, f"{request}:{key}",
            asks_photo, dumps(list(heard)).decode(),
        ],
    )  # fmt: skip
    if not rows:
        return None
    message: UUID = rows[0][0]
    for one in files:
        query(
            _ATTACH,
            [
                uuid7(now), message, organisation, request, one.kind, one.media_type, one.body, len(one.body),
                one.sha256, one.width, one.height, one.pages, now,
            ],
        )  # fmt: skip
    return message


def mark_read(*, request: UUID, sender: str, now: datetime) -> int:
    """Note that everything which `sender` wrote has now been read by the other side; returns how many were unread."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update messages_message set read_at = %s where request_id = %s and sender = %s and read_at is null",
            [now, request, sender],
        )
        return int(cursor.rowcount)


def allow_replies(*, organisation: UUID, request: UUID, until: datetime | None) -> None:
    """Say until when a closed request may be answered, or, with None, that it may not."""
    query(
        "insert into messages_conversation (request_id, organisation, replies_until) values (%s, %s, %s)"
        " on conflict (request_id) do update set replies_until = excluded.replies_until",
        [request, organisation, until],
    )
