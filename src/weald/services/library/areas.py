"""The areas under which people look for their problem, read from content once."""

from functools import cache
from pathlib import Path

import msgspec

import weald


class Area(msgspec.Struct, frozen=True):
    """A part of the list of problems, in the order in which it is shown."""

    name: str
    problems: tuple[str, ...]


class _Areas(msgspec.Struct, frozen=True):
    areas: tuple[Area, ...]


@cache
def areas() -> tuple[Area, ...]:
    """The areas on duty; raises msgspec.ValidationError where the file is unusable, which the tests would show."""
    path = Path(next(iter(weald.__path__))) / "content" / "areas.yaml"
    return msgspec.yaml.decode(path.read_bytes(), type=_Areas).areas
