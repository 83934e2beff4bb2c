"""Lines of a request's story: with a change of the request in the same statement, or alone."""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query
from weald.services.requests.actions.holding import Line, story_key

OF_CHANGED = """
insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)
select organisation, id, %(now)s, %(by)s, %(identity)s, %(kind)s, %(told)s, %(note)s, %(key)s from changed
on conflict (key) do nothing
"""
"""SQL: a line in the story of each request that the part of the statement called `changed` returns; a key that was used before
adds none."""


def add_line(*, request: UUID, organisation: UUID, line: Line, key: str, now: datetime) -> None:
    """Add a line that changes nothing else; the same key adds nothing."""
    who = actor()
    query(
        "insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (key) do nothing",
        [
            organisation, request, now, who.name, who.identity, line.kind, line.told, line.note, story_key(request, key),
        ],
    )  # fmt: skip
