"""Where rooms above add their part to the settings of a practice: each says where it is and how it stands."""

from collections.abc import Callable

from weald.foundation.access import Actor
from weald.services.directory.presenters.settings import Part

_MAKERS: list[Callable[[Actor], Part]] = []


def add_part(make: Callable[[Actor], Part]) -> None:
    """Show one more part on the page of the settings; the same one only once. Called at start, by the wiring."""
    if make not in _MAKERS:
        _MAKERS.append(make)


def parts(who: Actor) -> tuple[Part, ...]:
    """What the rooms above add, in the order in which they were added."""
    return tuple(make(who) for make in _MAKERS)
