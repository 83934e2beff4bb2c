"""Who has a request: take, put back, hand over. And how every verb of staff writes.

Two people never hold one request: each verb changes it only in the version that was read, in one statement that adds
to its story as well. A verb that is sent twice with the same key is done once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import time_text
from weald.services.directory import queries as directory
from weald.services.requests.queries.care import RequestRow, request_row
from weald.services.requests.queries.colleagues import colleagues


class NoSuchRequest(Refused):
    """There is none that the actor may see."""


class Changed(Refused):
    """Somebody changed the request after it was read."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a verb adds to the story: `told` is read by the person, `note` only by staff."""

    kind: str
    told: str = ""
    note: str = ""


def take(*, request: UUID, version: int, key: str, now: datetime) -> None:
    """Take a request that nobody has. Raises Refused with the name of whoever was faster."""
    asked = load(request, "requests.take", version, key)
    if asked is None or asked.owner == actor().identity:
        return
    refuse_closed(asked)
    refuse_referred(asked)
    if asked.owner is not None and asked.taken_at is not None:
        raise Refused(
            f"{asked.owner_name} took this request at {time_text(asked.taken_at)}. Choose another one."
        )
    write(asked, "requests.take", Line("taken"), key=key, now=now, changes=mine(now))


def put_back(*, request: UUID, version: int, key: str, now: datetime) -> None:
    """Put a request back into the queue for anybody to take; only whoever has it can."""
    asked = load(request, "requests.take", version, key)
    if asked is None or asked.owner is None:
        return
    refuse_held_by_other(asked)
    nobody = {"owner": None, "owner_name": "", "taken_at": None}
    write(asked, "requests.put_back", Line("put_back"), key=key, now=now, changes=nobody)


def hand_over(*, request: UUID, version: int, to: UUID, key: str, now: datetime) -> None:
    """Give a request to a colleague, or take over one that a colleague has; the story says from whom to whom."""
    asked = load(request, "requests.take", version, key)
    if asked is None or asked.owner == to:
        return
    refuse_closed(asked)
    refuse_referred(asked)
    colleague = next((one for one in colleagues(now) if one.identity == to), None)
    if colleague is None:
        raise Refused("That colleague does not work here any more. Choose somebody from the list.")
    said = f"from {asked.owner_name or 'nobody'} to {colleague.name}"
    write(
        asked, "requests.hand_over", Line("handed_over", note=said), key=key, now=now, why=said,
        changes={"owner": to, "owner_name": colleague.name, "taken_at": now},
    )  # fmt: skip


def hold(*, request: UUID, version: int, key: str, now: datetime) -> None:
    """Make sure that the actor has the request before another room changes it; raises Refused where somebody else has."""
    asked = load(request, "requests.take", version, f"{key}:hold")
    if asked is None or asked.owner == actor().identity:
        return
    take(request=request, version=version, key=f"{key}:hold", now=now)


def load(request: UUID, verb: str, version: int | None, key: str) -> RequestRow | None:
    """The request in the version that the actor read, where they may use the verb; None where this key did its work before.

    Raises NoSuchRequest, Forbidden, or Changed where it is not that version any more.
    """
    asked = request_row(request)
    if asked is None:
        raise NoSuchRequest("This request cannot be found.")
    authorise(actor(), verb, asked.organisation)
    if done(request, key):
        return None
    if version is not None and asked.version != version:
        raise _changed(asked)
    return asked


def mine(now: datetime) -> dict[str, Any]:
    """The columns that say the actor has it."""
    who = actor()
    return {"owner": who.identity, "owner_name": who.name, "taken_at": now}


def refuse_closed(asked: RequestRow) -> None:
    """Raises Refused for a request that is closed."""
    if asked.state == "closed":
        raise Refused("This request is closed. Reopen it first.")


def refuse_referred(asked: RequestRow) -> None:
    """Raises Refused for a request that lies at a pharmacy."""
    if asked.state == "referred":
        raise Refused(
            f"{directory.practice_by_id(asked.holder).name} has this request. Take it back from them first."
        )


def refuse_held_by_other(asked: RequestRow) -> None:
    """Raises Refused for a request that somebody else has."""
    if asked.owner is not None and asked.owner != actor().identity:
        raise Refused(f"{asked.owner_name} has this request. Ask them, or hand it over to yourself first.")


_WRITE = """
with changed as (
    update requests_request set version = version + 1{changes}
    where id = %(request)s and version = %(version)s
    returning id, organisation
)
insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)
select organisation, id, %(now)s, %(by)s, %(identity)s, %(kind)s, %(told)s, %(note)s, %(key)s from changed
returning 1
"""


def write(
    asked: RequestRow,
    verb: str,
    line: Line,
    *,
    key: str,
    now: datetime,
    changes: Mapping[str, Any],
    why: str = "",
) -> None:
    """Change the request in the version that was read, add the line to its story and the row to the audit.

    `changes` are columns and values; the columns are ours, never sent. Raises Changed, having written nothing.
    """
    who = actor()
    values: dict[str, Any] = {
        "request": asked.id, "version": asked.version, "now": now, "by": who.name, "identity": who.identity,
        "kind": line.kind, "told": line.told, "note": line.note, "key": story_key(asked.id, key),
    }  # fmt: skip
    columns = "".join(f", {column} = %(new_{column})s" for column in changes)
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE.format(changes=columns),
            values | {f"new_{column}": value for column, value in changes.items()},
        )
        written = cursor.fetchone() is not None
    if not written:
        if done(asked.id, key):
            return
        raise _changed(request_row(asked.id) or asked)
    record(verb, [asked.id], why)


def story_key(request: UUID, key: str) -> str:
    """The key of a story's line: what a form sent, and for which request, so that no two requests can clash."""
    return f"{request}:{key}"


def done(request: UUID, key: str) -> bool:
    """Whether a verb with this key did its work on this request before."""
    return bool(query("select 1 from requests_entry where key = %s", [story_key(request, key)]))


def _changed(asked: RequestRow) -> Changed:
    if asked.owner is not None and asked.owner != actor().identity and asked.taken_at is not None:
        return Changed(
            f"{asked.owner_name} took this request at {time_text(asked.taken_at)}. Nothing was changed."
        )
    return Changed(
        "This request changed while you were reading it. Read it again, then decide. Nothing was changed."
    )
