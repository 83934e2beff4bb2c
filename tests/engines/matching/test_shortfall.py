"""Who will find no time: by hand, and whatever waits and whatever is free."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weald.engines.matching import WINDOWS, Group, shortfall

OWN, NEXT, HUB = UUID(int=1), UUID(int=2), UUID(int=3)
GP = "gp"


def group(level: str, count: int, organisation: UUID = OWN, *places: UUID) -> Group:
    return Group(organisation, GP, level, count, tuple((place, GP) for place in (organisation, *places)))


@pytest.mark.parametrize(
    ("why", "groups", "room", "short"),
    [
        ("enough", [group("today", 3)], {(OWN, GP): (3, 3, 3)}, {}),
        ("one too many", [group("today", 4)], {(OWN, GP): (3, 9, 9)}, {(OWN, GP, "today"): 1}),
        ("nothing at all", [group("soon", 2)], {}, {(OWN, GP, "soon"): 2}),
        ("the hub helps", [group("today", 4, OWN, HUB)], {(OWN, GP): (3, 3, 3), (HUB, GP): (1, 1, 1)}, {}),
        ("the hub is everybody's", [group("today", 4, OWN, HUB), group("today", 2, NEXT, HUB)],
         {(OWN, GP): (3, 3, 3), (HUB, GP): (2, 2, 2), (NEXT, GP): (0, 0, 0)}, {(NEXT, GP, "today"): 1}),
        ("nobody takes what its own people need", [group("today", 1, OWN, NEXT), group("today", 2, NEXT)],
         {(NEXT, GP): (2, 2, 2)}, {(OWN, GP, "today"): 1}),
        ("who can wait gives way", [group("soon", 2), group("today", 2)], {(OWN, GP): (1, 3, 3)},
         {(OWN, GP, "today"): 1}),
        ("what is taken today is gone later", [group("today", 2), group("soon", 2)], {(OWN, GP): (2, 3, 3)},
         {(OWN, GP, "soon"): 1}),
        ("who can wait takes a later one", [group("soon", 2), group("today", 1)], {(OWN, GP): (1, 3, 3)}, {}),
    ],
)  # fmt: skip
def test_by_hand(
    why: str,
    groups: list[Group],
    room: dict[tuple[UUID, str], tuple[int, int, int]],
    short: dict[object, int],
) -> None:
    assert shortfall(groups, room) == short, why


places = st.lists(st.sampled_from([OWN, NEXT, HUB]), unique=True, max_size=3)
group_lists = st.lists(
    st.builds(
        lambda level, count, organisation, others: group(
            level, count, organisation, *(one for one in others if one != organisation)
        ),
        st.sampled_from(WINDOWS),
        st.integers(0, 9),
        st.sampled_from([OWN, NEXT]),
        places,
    ),
    max_size=6,
    unique_by=lambda one: (one.organisation, one.level),
)
room = st.dictionaries(
    st.sampled_from([(OWN, GP), (NEXT, GP), (HUB, GP)]),
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).map(
        lambda counts: (counts[0], counts[0] + counts[1], sum(counts))
    ),
)


@given(group_lists, room)
def test_nobody_is_placed_twice_and_whoever_can_wait_takes_nothing_from_the_urgent(
    groups: list[Group], room: dict[tuple[UUID, str], tuple[int, int, int]]
) -> None:
    short = shortfall(groups, room)
    asked = {(one.organisation, one.service, one.level): one.count for one in groups}
    assert all(0 < count <= asked[key] for key, count in short.items())
    placed = sum(asked.values()) - sum(short.values())
    assert placed <= sum(counts[2] for counts in room.values())
    for last in range(len(WINDOWS)):
        urgent = [one for one in groups if one.level in WINDOWS[: last + 1]]
        alone = shortfall(urgent, room)
        assert alone == {key: count for key, count in short.items() if key[2] in WINDOWS[: last + 1]}
