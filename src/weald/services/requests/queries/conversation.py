"""Conversations as the people of a request and the manager read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orjson import loads

from weald.foundation.access import actor, query
from weald.services.requests.marks import UNANSWERED


def answers(request: UUID) -> Mapping[str, Any]:
    """What was answered to triage, by finding."""
    rows = query("select finding, value from requests_answer where request_id = %s", [request])
    return {finding: loads(value) for finding, value in rows}


@dataclass(frozen=True, slots=True)
class Talk:
    """Of a conversation: how many messages there are, how many of staff are not opened yet, and whether the person is asked
    how they are; `until` when a closed request can be answered, where staff allowed it."""

    count: int
    new: int
    asked: bool
    until: datetime | None


SILENCE = Talk(0, 0, False, None)


def talk(request: UUID) -> Talk:
    """What the page of a request says of its messages."""
    rows = query(
        "select count(*), count(*) filter (where sender = 'staff' and read_at is null), exists (select 1 from"
        " messages_callback c where c.request_id = %s and c.state in ('asked', 'to_call') and c.appointment is null),"
        " (select replies_until from messages_conversation where request_id = %s) from messages_message"
        " where request_id = %s",
        [request, request, request],
    )
    return Talk(*rows[0])


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A request whose person wrote and has no answer; `since` is the first message that waits."""

    request: UUID
    reference: str
    kind: str
    level: str
    wants: str
    owner_name: str
    since: datetime
    count: int


_UNANSWERED = f"""
select r.id, r.reference, r.kind, r.level, r.wants, r.owner_name, min(m.at), count(*)
from requests_request r join messages_message m on m.request_id = r.id and m.sender = 'person' and m.at <= %(now)s
where r.holder = %(party)s and r.closed_at is null and r.{UNANSWERED}
  and not exists (select 1 from messages_message a where a.request_id = r.id and a.sender = 'staff' and a.at >= m.at)
group by r.id order by min(m.at), r.id
"""


def unanswered(now: datetime) -> tuple[Unanswered, ...]:
    """Whose messages wait for an answer in the actor's organisation, the longest waiting first."""
    return tuple(Unanswered(*row) for row in query(_UNANSWERED, {"party": actor().party, "now": now}))
