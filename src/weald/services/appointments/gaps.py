"""Stretches that are taken out of published sessions: for a cut, leave, protected time, an early closing, somebody who leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.services.appointments.kept import SessionRow, between
from weald.services.appointments.models import AWAY


@dataclass(frozen=True, slots=True)
class Gap:
    """[since, until) of one session."""

    session: UUID
    since: datetime
    until: datetime

    def touches(self, session: UUID, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether a slot of this session at this time is taken out."""
        return session == self.session and starts_at < self.until and self.since < ends_at


def gap_of(row: SessionRow, since: datetime, until: datetime) -> Gap:
    """What of the session lies in [since, until)."""
    return Gap(row.id, max(since, row.starts_at), min(until, row.ends_at))


def gaps_between(
    since: datetime,
    until: datetime,
    *,
    professional: UUID | None = None,
    service: str = "",
    away: bool = True,
) -> list[Gap]:
    """What of the published sessions of the actor's organisation lies in [since, until): of one professional or of all, of one
    service or of all; without `away` protected time and leave stay."""
    return [
        gap_of(row, since, until)
        for row in between(since, until, professional)
        if (away or row.kind not in AWAY) and service in ("", row.service)
    ]


def touched(gaps: Iterable[Gap], session: UUID, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether any of the gaps takes this slot out."""
    return any(gap.touches(session, starts_at, ends_at) for gap in gaps)
