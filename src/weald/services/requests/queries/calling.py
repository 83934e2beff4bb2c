"""Who is on the telephone with whom at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weald.foundation.access import actor, query
from weald.foundation.ui.wording import time_text

LASTS = timedelta(minutes=15)
"""A call of which nobody noted the end counts as over."""
ABOUT = "coalesce(r.person, r.id)"
"""SQL: by what a call about the request `r` is marked: its person, or the request itself where nobody has matched them."""


@dataclass(frozen=True, slots=True)
class Called:
    """Which colleague calls somebody, and since when."""

    identity: UUID
    name: str
    since: datetime


_CALLED = "select about, identity, name, since from requests_calling where organisation = %s and since > %s"


def calls(now: datetime) -> Mapping[UUID, Called]:
    """Everybody whom the actor's organisation is calling: by person, or by request where nobody has matched them."""
    return {about: Called(*rest) for about, *rest in query(_CALLED, [actor().party, now - LASTS])}


def called(about: UUID, now: datetime) -> Called | None:
    """Who calls one of them."""
    rows = query(f"{_CALLED} and about = %s", [actor().party, now - LASTS, about])
    return Called(*rows[0][1:]) if rows else None


def said(one: Called) -> str:
    """Who calls them and since when, for everybody else."""
    return f"Being called by {one.name} since {time_text(one.since)}."
