"""What happens to messages that rooms above should know."""

from dataclasses import dataclass
from uuid import UUID

from weald.foundation.events import Event


@dataclass(frozen=True)
class NotDelivered(Event):
    """A message could not be handed over in two days of trying: its person has not been told."""

    organisation: UUID
    request: UUID
    by: str
