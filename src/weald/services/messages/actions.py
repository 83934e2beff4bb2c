"""Put a message into the outbox, and carry the outbox out. Nothing is lost and nothing is told twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import msgspec

import weald
from weald.foundation.access import Actor, Basis, acting, query
from weald.foundation.database.identifiers import uuid7
from weald.foundation.events import append
from weald.services.messages.events import NotDelivered
from weald.services.messages.ports import Supplier, SupplierAway

TRIES = 20
"""About two days with the waits below; then staff are told that the person was not."""


@cache
def _templates() -> dict[str, str]:
    path = Path(next(iter(weald.__path__))) / "content" / "messages" / "en.yaml"
    return msgspec.yaml.decode(path.read_bytes(), type=dict[str, str])


def notify(
    *,
    organisation: UUID,
    request: UUID | None = None,
    person: UUID | None = None,
    key: str,
    by: str,
    to: str,
    template: str,
    values: Mapping[str, str],
    now: datetime,
) -> None:
    """Put one message into the outbox, in the transaction of what it tells of; the same key is told once.

    It is about a `request`, or, where there is none, about a `person`. `by` is sms, email, letter or phone. Whoever
    wants to be phoned, or left no address, gets none: staff call them. The database keeps back what is about somebody
    who died, and what would tell somebody who acts for a person of a request that is hidden from them.
    """
    if by not in {"sms", "email", "letter"} or not to:
        return
    query(
        'insert into messages_notification (id, organisation, request_id, person, key, by, "to", template, body, made_at,'
        " not_before, tries, withdrawn_why) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, '')"
        " on conflict (key) do nothing",
        [
            uuid7(now),
            organisation,
            request,
            person,
            key,
            by,
            to,
            template,
            _templates()[template].format_map(values),
            now,
            now,
        ],
    )


def withdraw(*, requests: Iterable[UUID], person: UUID, why: str, now: datetime) -> int:
    """Take back what was not sent yet about these requests and this person, so that nobody is told; returns how many."""
    return len(
        query(
            "update messages_notification set withdrawn_at = %s, withdrawn_why = %s"
            " where (request_id = any(%s) or person = %s) and sent_at is null and withdrawn_at is null returning 1",
            [now, why, list(requests), person],
        )
    )


# What waits longest; another worker passes over what this one holds.
_NEXT = """
select id, key, by, "to", body, tries, organisation, request_id from messages_notification
where sent_at is null and failed_at is null and withdrawn_at is null and not_before <= %s
order by not_before limit %s for update skip locked
"""
_SENT = r"""
update messages_notification set sent_at = %s, tries = tries + 1,
    body = regexp_replace(body, '(/r/)[A-Za-z0-9_-]{20,}', '\1…', 'g')
where id = any(%s)
"""


def deliver(*, supplier: Supplier, now: datetime, most: int = 50) -> int:
    """Hand the longest waiting messages to the supplier; returns how many were tried, 0 when none waits.

    The rows stay locked while the supplier is asked, so that no second worker sends them; a worker that dies in
    between leaves them waiting, and the supplier knows each again by its reference. A sent text forgets its private link.
    """
    with acting(Actor(Basis.SYSTEM, "the message job")):
        rows = query(_NEXT, [now, most])
        sent: list[UUID] = []
        for identifier, key, by, to, body, tries, organisation, request in rows:
            try:
                supplier.send(reference=key, by=by, to=to, body=body)
            except SupplierAway:
                _try_later(identifier, tries, now)
                if tries + 1 >= TRIES and request is not None:
                    append(NotDelivered(key=key, organisation=organisation, request=request, by=by))
            else:
                sent.append(identifier)
        if sent:
            query(_SENT, [now, sent])
        return len(rows)


def _try_later(identifier: UUID, tries: int, now: datetime) -> None:
    wait = timedelta(minutes=min(2**tries, 240))
    query(
        "update messages_notification set tries = tries + 1, not_before = %s, failed_at = %s where id = %s",
        [now + wait, now if tries + 1 >= TRIES else None, identifier],
    )
