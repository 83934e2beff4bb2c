"""What each level promises, from the content on duty: how long, and the sentence for each service."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from orjson import loads

from weald.engines.triage import LEVELS, Content
from weald.engines.triage.dictionary import LevelPromise


@lru_cache(maxsize=2)
def promises(content: Content) -> Mapping[str, LevelPromise]:
    """The levels of the content on duty, most urgent first. Staff can decide for each pair that has a sentence."""
    levels: Mapping[str, Any] = loads(content.body)["decisions"]["levels"]
    return {level: LevelPromise(levels[level]["within"], levels[level]["text"]) for level in LEVELS}
