"""What the rooms above hear from appointments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.events import Event


@dataclass(frozen=True)
class SlotFreed(Event):
    """A place of a slot was given back, and of `second` where the appointment took two; `by` is the request that had it,
    which is not offered it again."""

    slot: UUID
    second: UUID | None
    by: UUID
    at: datetime
