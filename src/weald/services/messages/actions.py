"""Put a message into the outbox, and carry the outbox out. Nothing is lost and nothing is told twice."""

import re
from collections.abc import Mapping
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

_TOKEN = re.compile(r"(/r/)[\w-]{20,}")


@cache
def _templates() -> dict[str, str]:
    path = Path(next(iter(weald.__path__))) / "content" / "messages" / "en.yaml"
    return msgspec.yaml.decode(path.read_bytes(), type=dict[str, str])


def notify(
    *,
    organisation: UUID,
    request: UUID,
    key: str,
    by: str,
    to: str,
    template: str,
    values: Mapping[str, str],
    now: datetime,
) -> None:
    """Put one message into the outbox, in the transaction of what it tells of; the same key is told once.

    `by` is sms, email, letter or phone. Whoever wants to be phoned, or left no address, gets none: staff call them.
    """
    if by not in {"sms", "email", "letter"} or not to:
        return
    query(
        'insert into messages_notification (id, organisation, request_id, key, by, "to", template, body, made_at,'
        " not_before, tries) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0) on conflict (key) do nothing",
        [
            uuid7(now),
            organisation,
            request,
            key,
            by,
            to,
            template,
            _templates()[template].format_map(values),
            now,
            now,
        ],
    )


_NEXT = (
    'select id, key, by, "to", body, tries, organisation, request_id from messages_notification'
    " where sent_at is null and failed_at is null and not_before <= %s"
    " order by not_before limit 1 for update skip locked"
)


def deliver_next(*, supplier: Supplier, now: datetime) -> bool:
    """Hand the longest waiting message to the supplier; False when none waits.

    The row stays locked while the supplier is asked, so that no second worker sends it; a worker that dies in
    between leaves it waiting, and the supplier knows it again by its reference. A sent text forgets its private link.
    """
    with acting(Actor(Basis.SYSTEM, "the message job")):
        rows = query(_NEXT, [now])
        if not rows:
            return False
        identifier, key, by, to, body, tries, organisation, request = rows[0]
        try:
            supplier.send(reference=key, by=by, to=to, body=body)
        except SupplierAway:
            wait = timedelta(minutes=min(2**tries, 240))
            given_up = tries + 1 >= TRIES
            query(
                "update messages_notification set tries = tries + 1, not_before = %s, failed_at = %s where id = %s",
                [now + wait, now if given_up else None, identifier],
            )
            if given_up:
                append(NotDelivered(key=key, organisation=organisation, request=request, by=by))
        else:
            query(
                "update messages_notification set sent_at = %s, tries = tries + 1, body = %s where id = %s",
                [now, _TOKEN.sub(r"\1…", body), identifier],
            )
        return True
