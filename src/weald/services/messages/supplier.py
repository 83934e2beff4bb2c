"""The supplier that is bound, the local one that stands in for it in the demonstration, and none, which says so."""

import hashlib
import json
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from weald.services.messages.ports import Answer, ChannelStatus, Route, Supplier, SupplierAway

_bound: list[Supplier] = []


def bind(supplier: Supplier) -> None:
    """Make this the supplier of the process; called by the roof."""
    _bound[:] = [supplier]


def bound() -> Supplier:
    """The supplier of the process; raises LookupError when none was bound."""
    if not _bound:
        raise LookupError("No supplier of messages is bound: call supplier.bind first.")
    return _bound[0]


def missing() -> str:
    """Why no message reaches anybody, as a sentence; empty where a supplier is bound."""
    return NONE if isinstance(bound(), NoSupplier) else ""


NONE = "No supplier of messages is set up here: what people are told would reach nobody."


class NoSupplier:
    """Carries nothing, and says so: whoever was to be told stands on the call list, and is never taken for told."""

    def send(
        self, *, reference: str, plan: str, routes: Sequence[Route], personalisation: Mapping[str, str]
    ) -> Answer:
        """Refuse it for good."""
        return Answer("refused", reason=NONE)

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        """Nothing of any message: none was taken."""
        return ()


class LocalSupplier:
    """Keeps every message as a file in a folder, so that the demonstration can show what a phone would.

    It answers as the port says, and delivers at once by the first way whose address is not among the `unreachable`.
    """

    def __init__(self, folder: Path, unreachable: Collection[str] = ()) -> None:
        self.folder = folder
        self.unreachable = unreachable

    def send(
        self, *, reference: str, plan: str, routes: Sequence[Route], personalisation: Mapping[str, str]
    ) -> Answer:
        """Write the message down once: the file's name comes from its reference."""
        if not reference or not routes or not personalisation.get("text"):
            return Answer("refused", reason="A message needs a reference, a way to the person, and a text.")
        identifier = hashlib.sha256(reference.encode()).hexdigest()[:32]
        ways = self._ways(routes)
        arrived = next(
            (route for route, way in zip(routes, ways, strict=True) if way.state == "delivered"), None
        )
        by, to = arrived or routes[0]
        written = {
            "by": by, "to": to, "body": personalisation["text"], "plan": plan,
            "ways": [[way.channel, way.state, way.reason] for way in ways],
        }  # fmt: skip
        try:
            new = self._write(identifier, json.dumps(written))
        except OSError as fault:
            raise SupplierAway(f"{self.folder} cannot be written to.") from fault
        return Answer("accepted" if new else "known", identifier)

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        """How far each way came; nothing of a message that is not here."""
        try:
            written = self._path(identifier).read_text()
        except FileNotFoundError:
            return ()
        except OSError as fault:
            raise SupplierAway(f"{self.folder} cannot be read.") from fault
        return tuple(ChannelStatus(*way) for way in json.loads(written)["ways"])

    def latest(self, count: int) -> list[dict[str, str]]:
        """The newest messages that arrived, newest first."""
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        return [json.loads(path.read_text()) for path in files[:count]]

    def _ways(self, routes: Sequence[Route]) -> list[ChannelStatus]:
        ways: list[ChannelStatus] = []
        for channel, address in routes:
            if any(way.state == "delivered" for way in ways):
                ways.append(ChannelStatus(channel, "skipped", "It had arrived."))
            elif address in self.unreachable:
                ways.append(ChannelStatus(channel, "failed", "Nobody has this address."))
            else:
                ways.append(ChannelStatus(channel, "delivered"))
        return ways

    def _path(self, identifier: str) -> Path:
        return self.folder / f"{identifier}.json"

    def _write(self, identifier: str, text: str) -> bool:
        """Linked into place, so that of two who write at once one is the first, and nobody reads half of it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / f"{uuid4().hex}.part"
        part.write_text(text)
        try:
            os.link(part, self._path(identifier))
        except FileExistsError:
            return False
        finally:
            part.unlink()
        return True
