"""What strangers wrote: dangers are heard by their signs, or sound serious; and the weights are those that the corpus gives."""

import importlib.machinery
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from tests.corpus.measure import HERE, share
from tests.real import REAL
from weald.engines.triage import SOUNDS_SERIOUS, Content, hear

ROOT = Path(__file__).parents[2]
UNSEEN = HERE / "strangers_unseen.jsonl"
LEAST_ASKED = {"now": 0.97, "same_day": 0.92}
"""What share of the dangers of strangers is asked about, by a sign or because the words sound serious."""
MOST_ASKED = 0.25
"""What share of the harmless lines is asked one question more. Half of them were written to sound dangerous."""
MOST_SERIOUS = 0.1
"""What share of them sounds serious."""


@pytest.fixture(scope="module")
def content() -> Content:
    return REAL


@pytest.fixture(scope="module")
def learning() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("learning", str(ROOT / "bin/seriousness"))
    spec = importlib.util.spec_from_loader("learning", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def claims(content: Content, kind: str) -> list[tuple[str, ...]]:
    lines = [json.loads(line) for line in UNSEEN.read_text("utf-8").splitlines()]
    return [hear(content, line["text"]).claimed for line in lines if line["kind"] == kind]


@pytest.mark.parametrize("kind", ["now", "same_day"])
def test_dangers_in_words_that_nobody_foresaw_are_asked_about(content: Content, kind: str) -> None:
    """Only the share is told, so that the lines stay unread."""
    said = claims(content, kind)
    assert len(said) > 150
    assert share([bool(claimed) for claimed in said]) >= LEAST_ASKED[kind]


def test_what_is_harmless_seldom_sounds_serious(content: Content) -> None:
    said = claims(content, "harmless")
    assert len(said) > 150
    assert share([bool(claimed) for claimed in said]) <= MOST_ASKED
    assert share(["sounds_serious" in claimed for claimed in said]) <= MOST_SERIOUS


def test_what_is_harmless_seldom_alarms(content: Content) -> None:
    """Of the lines that words were worked on with: a share each, of what was seen when all had been read."""
    lines = [json.loads(line) for line in (HERE / "strangers.jsonl").read_text("utf-8").splitlines()]
    said = [(line["kind"], hear(content, line["text"]).claimed) for line in lines]
    signs = {
        kind: [bool(set(claimed) - {SOUNDS_SERIOUS}) for each, claimed in said if each == kind]
        for kind in ("now", "same_day", "harmless")
    }
    assert share(signs["now"]) >= 0.93
    assert share(signs["same_day"]) >= 0.74
    assert share(signs["harmless"]) <= 0.12
    assert share([bool(claimed) for kind, claimed in said if kind == "now"]) >= 0.99


def test_the_weights_are_those_that_the_corpus_gives(content: Content, learning: ModuleType) -> None:
    """Whoever adds an utterance, or changes how words are spelled, runs bin/seriousness again."""
    weights = learning.learn(learning.read(content.vocabulary.habits))
    assert weights == content.seriousness.weights


def test_nothing_is_learnt_from_what_is_only_measured(learning: ModuleType) -> None:
    learnt = {line for name in learning.LEARNT for line in _texts(HERE / f"{name}.jsonl")}
    for name in ("held_out", "blind", "strangers_unseen"):
        assert learnt.isdisjoint(_texts(HERE / f"{name}.jsonl")), name


def _texts(path: Path) -> set[str]:
    return {json.loads(line)["text"].strip().lower() for line in path.read_text("utf-8").splitlines()}
