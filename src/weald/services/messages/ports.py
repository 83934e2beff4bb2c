"""What this room needs from outside: somebody who carries messages."""

from typing import Protocol


class SupplierAway(Exception):  # noqa: N818  read as a sentence: `except SupplierAway`
    """The supplier did not take the message; it is tried again later."""


class Supplier(Protocol):
    """Carries texts, e-mails and letters, in the manner of NHS Notify."""

    def send(self, *, reference: str, by: str, to: str, body: str) -> None:
        """Hand a message over. The same `reference` twice is one message. Raises SupplierAway."""
        ...
