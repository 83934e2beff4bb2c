"""How many people will find no time: who waits, against what is free, the most urgent first.

A count, made often and for many places at once; nobody's time is set aside by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

WINDOWS = ("today", "soon", "routine")
"""The levels for which a time is needed, most urgent first: room is counted for each, until its care is due."""

type Room = Mapping[tuple[UUID, str], tuple[int, int, int]]
"""What is free of one service in one organisation: until the end of each window, each count with those before it."""
NONE_KEPT: Mapping[tuple[UUID, str], int] = {}


@dataclass(frozen=True, slots=True)
class Group:
    """People of one organisation and level who wait for one service, and who could see them: organisations and
    professions, in the order of the doors."""

    organisation: UUID
    service: str
    level: str
    count: int
    places: tuple[tuple[UUID, str], ...]


def shortfall(
    groups: Iterable[Group], room: Room, kept: Mapping[tuple[UUID, str], int] = NONE_KEPT
) -> dict[tuple[UUID, str, str], int]:
    """For how many of each group, by (organisation, service, level), no time is left within due time; none are left out.
    `kept` are further times, which only the most urgent level is given.

    The most urgent take first, from the first door that has room; nobody takes what a more urgent person needs. Of one
    level each group takes from its own organisation before any goes to another's.
    """
    left = {place: list(counts) for place, counts in room.items()}
    reserve = dict(kept)
    short: dict[tuple[UUID, str, str], int] = {}
    ordered = sorted(groups, key=lambda one: (str(one.organisation), one.service))
    for window, level in enumerate(WINDOWS):
        wanting = {one: one.count for one in ordered if one.level == level}
        for own in (True, False):
            for one in wanting:
                for place in one.places:
                    if (place[0] == one.organisation) == own:
                        if window == 0:
                            from_reserve = min(wanting[one], reserve.get(place, 0))
                            reserve[place] = reserve.get(place, 0) - from_reserve
                            wanting[one] -= from_reserve
                        wanting[one] -= _take(left.get(place), window, wanting[one])
        for one, count in wanting.items():
            if count:
                key = (one.organisation, one.service, level)
                short[key] = short.get(key, 0) + count
    return short


def _take(counts: list[int] | None, window: int, wanted: int) -> int:
    """Take up to `wanted` times of this window, the latest of it first; gives how many there were."""
    if counts is None:
        return 0
    taken = min(wanted, max(0, counts[window]))
    for later in range(window, len(counts)):
        counts[later] -= taken
    for sooner in range(window):
        counts[sooner] = min(counts[sooner], counts[window])
    return taken
