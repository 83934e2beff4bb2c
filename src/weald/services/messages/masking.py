"""Abusive words on the screens of staff: covered, with their first letter left, so that what matters can still be read.

Only what is shown is covered. What somebody wrote is stored, and triaged, as they wrote it.
"""

import re
from functools import cache
from pathlib import Path

import msgspec

import weald


@cache
def _pattern() -> re.Pattern[str]:
    path = Path(next(iter(weald.__path__))) / "content" / "messages" / "masked.yaml"
    stems = msgspec.yaml.decode(path.read_bytes(), type=dict[str, list[str]])
    whole = "|".join(re.escape(word) for word in stems["words"])
    begin = "|".join(re.escape(word) for word in stems["beginnings"])
    return re.compile(rf"\b(?:(?:{whole})|(?:{begin})[a-z]*)\b", re.IGNORECASE)


def masked(text: str) -> str:
    """The text with abusive words covered."""
    return _pattern().sub(lambda found: found[0][0] + "•" * (len(found[0]) - 1), text)
