"""The areas under which people look for their problem, read from content once."""

from collections.abc import Container
from functools import cache

import msgspec

from weald.services.library.content import FOLDER


class Area(msgspec.Struct, frozen=True):
    """A part of the list of problems, in the order in which it is shown."""

    name: str
    problems: tuple[str, ...]


class Areas(msgspec.Struct, frozen=True):
    """The whole list."""

    areas: tuple[Area, ...]


@cache
def areas() -> tuple[Area, ...]:
    """The areas on duty; raises msgspec.ValidationError where the file is unusable, which the tests would show."""
    return msgspec.yaml.decode((FOLDER / "areas.yaml").read_bytes(), type=Areas).areas


def by_area(problems: Container[str]) -> tuple[Area, ...]:
    """The areas with those of their problems that are among these; an area of which nothing is left, is left out."""
    found = (Area(area.name, tuple(one for one in area.problems if one in problems)) for area in areas())
    return tuple(area for area in found if area.problems)
