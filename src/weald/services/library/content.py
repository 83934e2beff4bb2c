"""The content on duty."""

from functools import cache
from pathlib import Path

import weald
from weald.engines.triage import Content, load

FOLDER = Path(weald.__file__).parent / "content"
"""The content that the program brings with it."""


@cache
def current() -> Content:
    """The content that this process decides with, loaded once. ContentError when it cannot be trusted."""
    return load(FOLDER)
