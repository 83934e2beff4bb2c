"""What happens to people that rooms above should know."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from weald.foundation.events import Event


@dataclass(frozen=True)
class ProxyChanges(Event):
    """On this day somebody's leave to act is suspended for a review, or (`ends`) is over: everybody is told before."""

    proxy: UUID
    on: date
    ends: bool


@dataclass(frozen=True)
class Died(Event):
    """A person died: whatever waits for them ends."""

    person: UUID
    organisation: UUID


@dataclass(frozen=True)
class DiedInError(Event):
    """A death was recorded in error: what can be is as it was before `recorded_at`."""

    person: UUID
    organisation: UUID
    recorded_at: str


@dataclass(frozen=True)
class NeedsChanged(Event):
    """Somebody needs something else than before."""

    person: UUID
