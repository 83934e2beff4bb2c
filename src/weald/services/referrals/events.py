"""What becomes of a referral, for the room that made it: identifiers only.

Each is told before the referral itself changes. Whoever changes a request and its referral begins with the request, so
that two of them never wait for each other.
"""

from dataclasses import dataclass
from uuid import UUID

from weald.foundation.events import Event


@dataclass(frozen=True)
class Accepted(Event):
    """Somebody there has it now."""

    referral: UUID
    request: UUID


@dataclass(frozen=True)
class Reported(Event):
    """Somebody there has reported: they helped, and the request is answered, or it comes back to the practice."""

    referral: UUID
    request: UUID
    report: int
