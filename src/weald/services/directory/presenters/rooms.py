"""Rooms in words."""

from dataclasses import dataclass
from uuid import UUID

from weald.foundation.ui import components as ui
from weald.services.directory.kept import RoomRow


@dataclass(frozen=True, slots=True)
class Building:
    """A building with its rooms."""

    name: str
    rooms: tuple[RoomRow, ...]


def buildings(every: list[tuple[UUID, str]], rooms: list[RoomRow]) -> tuple[Building, ...]:
    """Each building, those without rooms too."""
    return tuple(Building(name, tuple(one for one in rooms if one.premises == id)) for id, name in every)


def choices(every: list[tuple[UUID, str]]) -> tuple[ui.Choice, ...]:
    """The buildings, to choose from."""
    return (ui.Choice("", "Choose"), *(ui.Choice(str(id), name) for id, name in every))
