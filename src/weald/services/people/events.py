"""What happens to people that rooms above should know."""

from dataclasses import dataclass
from uuid import UUID

from weald.foundation.events import Event


@dataclass(frozen=True)
class NeedsChanged(Event):
    """Somebody needs something else than before."""

    person: UUID
