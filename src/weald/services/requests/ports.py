"""What this room needs from outside: somebody who finds out for certain who a person is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who somebody says they are; NHS number or practice may be missing, not both."""

    given_name: str
    family_name: str
    birth_date: date
    nhs_number: str = ""
    practice: UUID | None = None
    known_device: bool = False
    """The same person signed in on this device before."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What came of a proof: `outcome` is right, wrong, spent or unknown; the person only where it was right."""

    outcome: str
    person: UUID | None = None
    name: str = ""


class PersonSignIn(Protocol):
    """Finds out who somebody is, in the manner of NHS login. Each try has a `key` that only its browser knows."""

    def begin(self, *, claim: Claim, key: str, now: datetime) -> str:
        """Begin a try, and say at which address the browser goes on. It answers alike whether or not there is such a
        person."""
        ...

    def finish(self, *, key: str, answer: str, now: datetime) -> Proved:
        """Take what the person brought back: the code that they were sent."""
        ...
