"""People's own words lead to the right problem, and no danger in them goes unheard."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus.measure import HELD_OUT, OPEN, Heard, hear, share
from weald.engines.triage import Content, load

CONTENT = Path(__file__).parents[2] / "src/weald/content"
LEAST_RIGHT = 0.95
LEAST_RIGHT_UNSEEN = 0.8
"""The half that nobody read while words were written is measured too: far less than it reaches would be a fault."""


@pytest.fixture(scope="module")
def content() -> Content:
    return load(CONTENT)


def wrong(heard: list[Heard], holds: Callable[[Heard], bool]) -> list[str]:
    return [f"{one.line}: {one.said['text']} → {one.proposed}" for one in heard if not holds(one)]


def test_the_right_problem_is_among_the_three(content: Content) -> None:
    heard = list(hear(content, OPEN))
    assert len(heard) > 500
    assert share([one.right for one in heard]) >= LEAST_RIGHT, wrong(heard, lambda one: one.right)


def test_every_danger_is_heard(content: Content) -> None:
    heard = [one for one in hear(content, OPEN) if one.said["danger"]]
    assert len(heard) > 60
    assert all(one.caught for one in heard), wrong(heard, lambda one: one.caught)


def test_words_that_nobody_had_seen_lead_nearly_as_well(content: Content) -> None:
    """Only the share is told, so that the half stays unread."""
    heard = list(hear(content, HELD_OUT))
    assert len(heard) > 500
    assert share([one.right for one in heard]) >= LEAST_RIGHT_UNSEEN


def test_at_most_three_problems_are_proposed(content: Content) -> None:
    assert all(len(one.proposed) <= 3 for path in (OPEN, HELD_OUT) for one in hear(content, path))
