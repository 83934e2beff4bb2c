"""The practices that a demonstration shows first, from `content/demo`."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Showcase:
    """A made-up practice: its code, name and district, how it works, and what to try there."""

    code: str
    name: str
    district: str
    self_service: bool
    says: str


@cache
def showcase() -> tuple[Showcase, ...]:
    """The practices to show, the first one first."""
    file = resources.files("weald.content") / "demo" / "showcase.yaml"
    return tuple(Showcase(**one) for one in yaml.safe_load(file.read_text(encoding="utf-8")))
