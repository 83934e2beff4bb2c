"""A line of a request's story that changes nothing else."""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query
from weald.services.requests.actions.holding import Line, story_key


def add_line(*, request: UUID, organisation: UUID, line: Line, key: str, now: datetime) -> None:
    """Add the line; the same key adds nothing."""
    who = actor()
    query(
        "insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (key) do nothing",
        [
            organisation, request, now, who.name, who.identity, line.kind, line.told, line.note, story_key(request, key),
        ],
    )  # fmt: skip
