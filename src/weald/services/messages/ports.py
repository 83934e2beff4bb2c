"""What this room needs from outside: somebody who carries messages, and somebody who looks at files for viruses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple, Protocol

CHANNELS = ("app", "sms", "email", "letter")
"""The ways by which something written reaches a person."""


class SupplierAway(Exception):  # noqa: N818  read as a sentence: `except SupplierAway`
    """Nobody knows whether the supplier took the message, or it cannot take any now; it is handed over again later, by the same
    reference, and not before `after` where the supplier asks for that."""

    def __init__(self, sentence: str = "", after: timedelta = timedelta(0)) -> None:
        super().__init__(sentence)
        self.after = after


class Route(NamedTuple):
    """One way to somebody: app (address: NHS number), sms, email or letter."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a supplier says to a message: `accepted`, `known` (accepted before: nothing new is sent), or `refused` for good.

    The fourth answer is SupplierAway. `id` is the supplier's own name for it, empty where it was refused, and where one that
    knows it does not say.
    """

    kind: Literal["accepted", "known", "refused"]
    id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """How far a message came by one of its ways; `skipped` is a way that was not needed or not possible."""

    channel: str
    state: Literal["sending", "delivered", "failed", "skipped"]
    reason: str = ""


class Supplier(Protocol):
    """Carries messages in the manner of NHS Notify: a routing plan names the ways, tried in order until one arrives."""

    def send(
        self, *, reference: str, plan: str, routes: Sequence[Route], personalisation: Mapping[str, str]
    ) -> Answer:
        """Hand a message over. The same `reference` twice is one message. Raises SupplierAway."""
        ...

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        """How far the message with the supplier's `identifier` came. Raises SupplierAway."""
        ...


class ScannerAway(Exception):  # noqa: N818  read as a sentence: `except ScannerAway`
    """The scanner gave no answer; a file that nobody looked at is not taken."""


class Scanner(Protocol):
    """Looks at files for viruses."""

    def scan(self, data: bytes) -> str:
        """The name of what was found, empty where nothing was. Raises ScannerAway."""
        ...
