"""Reports as the practice that they are about reads them."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from uuid import UUID

from weald.foundation.access import actor, query

MOST = 200


@dataclass(frozen=True, slots=True)
class EventRow:
    """One report with what came of it."""

    id: UUID
    reference: str
    organisation: UUID
    reported_at: datetime
    reporter: str
    by: str
    contact: str
    page: str
    kind: str
    what: str
    day: date | None
    about_when: str
    at: time | None
    place: str
    physical_harm: str
    psychological_harm: str
    agents: list[str]
    immediate_actions: str
    learn: str
    reviewed_at: datetime | None
    reviewed_by: str
    finding: str
    lfpse: str


_SELECT = f"select {', '.join(one.name for one in fields(EventRow))} from safety_safetyevent where organisation = %s"


def events() -> list[EventRow]:
    """The reports of the actor's organisation, those that nobody has read first, then the newest; at most `MOST`."""
    rows = query(
        f"{_SELECT} order by reviewed_at is not null, reported_at desc limit %s", [actor().party, MOST]
    )
    return [EventRow(*row) for row in rows]


def event(id: UUID) -> EventRow | None:
    """One report of the actor's organisation, or None."""
    rows = query(f"{_SELECT} and id = %s", [actor().party, id])
    return EventRow(*rows[0]) if rows else None
