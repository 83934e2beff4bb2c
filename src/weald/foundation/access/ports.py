"""What access needs from outside: somebody who knows who may sign in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Proven:
    """Who it is, and the organisation that they work for first."""

    identity: UUID
    place: UUID


class SignIn(Protocol):
    """Knows who may sign in here. A real one asks for proof; the demonstration believes what is chosen."""

    @property
    def demonstration(self) -> bool:
        """Whether it believes people without proof: every page then says so."""
        ...

    def identify(self, *, sent: Mapping[str, str], now: datetime) -> Proven:
        """Who sent this form; raises Forbidden with a sentence where nobody is proven to have."""
        ...
