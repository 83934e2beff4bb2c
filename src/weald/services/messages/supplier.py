"""The supplier that is bound, and the local one that stands in for it in the demonstration."""

import hashlib
import json
from pathlib import Path

from weald.services.messages.ports import Supplier

_bound: list[Supplier] = []


def bind(supplier: Supplier) -> None:
    """Make this the supplier of the process; called by the roof."""
    _bound[:] = [supplier]


def bound() -> Supplier:
    """The supplier of the process; raises LookupError when none was bound."""
    if not _bound:
        raise LookupError("No supplier of messages is bound: call supplier.bind first.")
    return _bound[0]


class LocalSupplier:
    """Keeps every message as a file in a folder, so that the demonstration can show what a phone would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, reference: str, by: str, to: str, body: str) -> None:
        """Write the message down once: the file's name comes from its reference."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{hashlib.sha256(reference.encode()).hexdigest()[:32]}.json"
        if not path.exists():
            part = path.with_suffix(".part")
            part.write_text(json.dumps({"by": by, "to": to, "body": body}))
            part.rename(path)

    def latest(self, count: int) -> list[dict[str, str]]:
        """The newest messages, newest first."""
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        return [json.loads(path.read_text()) for path in files[:count]]
