"""What access needs from outside: somebody who knows who may sign in here."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation that staff can sign in to."""

    id: UUID
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works there, and as what."""

    identity: UUID
    name: str
    roles: tuple[str, ...]


class SignIn(Protocol):
    """Knows who may sign in here. A real one asks an identity provider; the demonstration believes what is chosen."""

    @property
    def demonstration(self) -> bool:
        """Whether it believes people without proof: every page then says so."""
        ...

    def places(self, text: str) -> tuple[Place, ...]:
        """Organisations whose name, code or postcode fits the text; a few to begin with where it is empty."""
        ...

    def members(self, place: UUID) -> tuple[Member, ...]:
        """Who can sign in to an organisation."""
        ...

    def vouch(self, *, identity: UUID, place: UUID) -> None:
        """Raises Forbidden with a sentence unless this identity may sign in to this organisation now."""
        ...
