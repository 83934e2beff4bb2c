"""The policies on duty: read from content once, and frozen."""

from functools import cache
from pathlib import Path

import weald
from weald.engines.matching import Policy, read_policy


@cache
def matching() -> Policy:
    """How decisions find their offers; raises PolicyError with a sentence where the file is unusable."""
    folder = Path(next(iter(weald.__path__))) / "content" / "policies"
    return read_policy((folder / "matching.yaml").read_bytes())
