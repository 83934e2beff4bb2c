"""People's own words lead to the right problem, and no danger in them goes unheard."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus.measure import DEVELOPMENT, HELD_OUT, OPEN, Heard, hear, share
from tests.real import REAL
from weald.engines.triage import Content

LEAST_RIGHT = 0.95
LEAST_RIGHT_UNSEEN = 0.95
"""The half that nobody read while words were written is measured too: far less than it reaches would be a fault."""


@pytest.fixture(scope="module")
def content() -> Content:
    return REAL


def wrong(heard: list[Heard], holds: Callable[[Heard], bool]) -> list[str]:
    return [f"{one.line}: {one.said['text']} → {one.proposed}" for one in heard if not holds(one)]


def test_the_right_problem_is_among_the_three(content: Content) -> None:
    heard = list(hear(content, OPEN))
    assert len(heard) > 500
    assert share([one.right for one in heard]) >= LEAST_RIGHT, wrong(heard, lambda one: one.right)


def test_what_was_written_batch_by_batch_is_still_heard(content: Content) -> None:
    heard = list(hear(content, DEVELOPMENT))
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


DANGER = Path(__file__).parent / "danger.jsonl"
MANY_WAYS = Path(__file__).parent / "development_danger.jsonl"
LEAST_HEARD_UNSEEN = 0.95
MOST_FALSE_ALARMS = 0.1


def told(content: Content) -> list[tuple[str, str, bool, frozenset[str]]]:
    """Each line of danger.jsonl: its text, its sign, whether nobody tuned the words on it (every third line of a sign), and
    the signs of danger that are heard."""
    threats = {test.subject for rule in content.danger.rules for test in rule.when.tests()}
    before: Counter[str] = Counter()
    lines: list[tuple[str, str, bool, frozenset[str]]] = []
    for line in DANGER.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        sign = said["danger"]
        claimed = content.vocabulary.hear(said["text"]).claimed
        lines.append((said["text"], sign, before[sign] % 3 == 2, threats.union([sign]).intersection(claimed)))
        before[sign] += 1
    return lines


def test_every_way_of_telling_a_danger_is_heard(content: Content) -> None:
    tuned = [one for one in told(content) if one[1] and not one[2]]
    assert len(tuned) > 400
    assert [(text, sign) for text, sign, _, heard in tuned if sign not in heard] == []


def test_ways_that_nobody_tuned_on_are_heard_nearly_as_often(content: Content) -> None:
    unseen = [sign in heard for _, sign, kept_back, heard in told(content) if sign and kept_back]
    assert len(unseen) > 200
    assert share(unseen) >= LEAST_HEARD_UNSEEN


def test_what_only_sounds_like_danger_seldom_alarms(content: Content) -> None:
    harmless = [(text, heard) for text, sign, _, heard in told(content) if not sign]
    assert len(harmless) > 150
    assert share([bool(heard) for _, heard in harmless]) <= MOST_FALSE_ALARMS, [
        one for one in harmless if one[1]
    ]


def test_each_danger_is_heard_in_many_ways(content: Content) -> None:
    """`danger` names the findings of which one at least must be heard; where it is empty, no threat to life may be."""
    threats = {test.subject for rule in content.danger.rules for test in rule.when.tests()}
    lines = [json.loads(line) for line in MANY_WAYS.read_text(encoding="utf-8").splitlines()]
    heard = [(line, set(content.vocabulary.hear(line["text"]).claimed)) for line in lines]
    assert len({tuple(line["danger"]) for line, _ in heard}) > 20
    assert [line["text"] for line, said in heard if line["danger"] and said.isdisjoint(line["danger"])] == []
    harmless = [(line["text"], said & threats) for line, said in heard if not line["danger"]]
    assert len(harmless) > 80
    assert share([bool(alarms) for _, alarms in harmless]) <= MOST_FALSE_ALARMS, harmless


BLIND = Path(__file__).parent / "blind.jsonl"


def test_what_a_stranger_to_the_words_wrote_is_heard(content: Content) -> None:
    """Only shares are told, so that the batch stays unread. A floor each: what was seen when it was first heard."""
    threats = {test.subject for rule in content.danger.rules for test in rule.when.tests()}
    lines = [json.loads(line) for line in BLIND.read_text(encoding="utf-8").splitlines()]

    def heard(level: str, of: frozenset[str] | None) -> float:
        claims = [content.vocabulary.hear(one["text"]).claimed for one in lines if one["level"] == level]
        return share([bool(claimed if of is None else of.intersection(claimed)) for claimed in claims])

    assert heard("now", frozenset(threats)) >= 0.74
    assert heard("now", None) >= 0.92
    assert heard("today", None) >= 0.61
    assert heard("", frozenset(threats)) <= 0.2


STRANGERS = Path(__file__).parent / "strangers.jsonl"
READ = 600
"""The first lines of `strangers.jsonl` were read while words were written."""


def test_what_words_learned_from_strangers_is_still_heard(content: Content) -> None:
    """By phrases alone. A floor each: what was seen when all of these lines had been read."""
    threats = frozenset(test.subject for rule in content.danger.rules for test in rule.when.tests())
    lines = [json.loads(line) for line in STRANGERS.read_text(encoding="utf-8").splitlines()[:READ]]

    def heard(kind: str, of: frozenset[str] | None) -> float:
        claims = [content.vocabulary.hear(one["text"]).claimed for one in lines if one["kind"] == kind]
        return share([bool(claimed if of is None else of.intersection(claimed)) for claimed in claims])

    assert heard("now", threats) >= 0.85
    assert heard("now", None) >= 0.99
    assert heard("same_day", None) >= 0.98
    assert heard("harmless", threats) <= 0.04
