"""What happens to messages that rooms above should know."""

from dataclasses import dataclass
from uuid import UUID

from weald.foundation.events import Event


@dataclass(frozen=True)
class NotDelivered(Event):
    """A notice has not arrived in the time that its person could wait, or never will: somebody has to phone."""

    organisation: UUID
    request: UUID
    by: str
