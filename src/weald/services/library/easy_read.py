"""The short sentences of easy read, read from content once."""

from collections.abc import Mapping
from functools import cache

import msgspec

from weald.services.library.content import FOLDER


class Line(msgspec.Struct, frozen=True):
    """One idea: a short sentence and the name of its picture."""

    picture: str
    text: str


class EasyRead(msgspec.Struct, frozen=True):
    """How soon, who, and how it stands, each by its name in the program."""

    levels: Mapping[str, Line]
    services: Mapping[str, Line]
    states: Mapping[str, Line]
    get_worse: Line
    keep: Line


@cache
def easy_read() -> EasyRead:
    """The sentences on duty; raises msgspec.ValidationError where the file is unusable, which the tests would show."""
    return msgspec.yaml.decode((FOLDER / "easy_read.yaml").read_bytes(), type=EasyRead)
