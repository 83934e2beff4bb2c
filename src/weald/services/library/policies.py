"""The policies on duty: read from content once, and frozen."""

from functools import cache
from pathlib import Path

import weald
from weald.engines.matching import Policy, read_policy
from weald.engines.triage import AgainPolicy, read_again


@cache
def matching() -> Policy:
    """How decisions find their offers; raises PolicyError with a sentence where the file is unusable."""
    folder = Path(next(iter(weald.__path__))) / "content" / "policies"
    return read_policy((folder / "matching.yaml").read_bytes())


@cache
def again() -> AgainPolicy:
    """What a further contact about the same problem raises; raises AgainError with a sentence where the file is unusable."""
    folder = Path(next(iter(weald.__path__))) / "content" / "policies"
    return read_again((folder / "again.yaml").read_bytes())
