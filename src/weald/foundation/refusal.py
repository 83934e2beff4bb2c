"""What an action says when it cannot be done."""


class Refused(Exception):  # noqa: N818  read as a sentence: `raise Refused("…")`
    """An action cannot be done as things stand; the sentence says why, and what to do instead. Nothing was written."""
