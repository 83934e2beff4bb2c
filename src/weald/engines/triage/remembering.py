"""What was just worked out is not worked out again for the next page of the same journey."""

from collections.abc import Callable
from hashlib import blake2b


class Remembered[Of, Result]:
    """The latest results of one pure function of something that lives long (a content) and of a text.

    Texts are somebody's own words: they are not kept, only their digests are. A result keeps no more of them than the words
    that it recognised.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[bytes, tuple[Of, Result]] = {}

    def of(self, what: Of, text: bytes, work_out: Callable[[], Result]) -> Result:
        """The result for this text: remembered, or worked out now."""
        key = blake2b(text, digest_size=16).digest()
        found = self._kept.get(key)
        if found is not None and found[0] is what:
            return found[1]
        result = work_out()
        if len(self._kept) >= self._most:
            # Several threads may forget at once: whoever is late finds it forgotten.
            self._kept.pop(next(iter(self._kept), b""), None)
        self._kept[key] = (what, result)
        return result
