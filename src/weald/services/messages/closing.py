"""What people are told besides their new time when a place closes: prepared by its cause, for each way in which they are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

import weald

MOST = {"sms": 300, "email": 1000, "spoken": 500}
"""Characters by way: with the new time a text message stays within four parts."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why, and what to do meanwhile: as a text message, as an email, and as it is said on the phone and stands in the history
    of the request, which its person reads too. An empty one says nothing of it."""

    sms: str = ""
    email: str = ""
    spoken: str = ""

    def by(self, way: str) -> str:
        """What is written by this way."""
        return self.email if way == "email" else self.sms


UNSAID = Because()


class Prepared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The texts of one cause, with `{where}` and `{when}` to be filled in."""

    name: str
    sms: str
    email: str
    spoken: str

    def of(self, where: str, when: str) -> Because:
        """The texts for one closing."""
        return Because(
            *(text.strip().format(where=where, when=when) for text in (self.sms, self.email, self.spoken))
        )


@cache
def causes() -> Mapping[str, Prepared]:
    """The causes for which texts are prepared, in the order in which they are offered."""
    path = Path(next(iter(weald.__path__))) / "content" / "messages" / "closing.yaml"
    return msgspec.yaml.decode(path.read_bytes(), type=dict[str, Prepared])
