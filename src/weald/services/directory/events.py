"""What happens to the directory that rooms above should know."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.events import Event


@dataclass(frozen=True)
class CareEnds(Event):
    """A professional gives care in an organisation no longer: of one service, or (empty) of all."""

    professional: UUID
    organisation: UUID
    service: str
    at: datetime


@dataclass(frozen=True)
class RoomRests(Event):
    """A room is taken out of use."""

    room: UUID
    at: datetime
