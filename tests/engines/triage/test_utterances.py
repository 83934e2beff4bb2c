"""What people might write leads to the right questions: the file says what must come of each."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.real import REAL
from weald.engines.triage import Assessment, Content, assess

HERE = Path(__file__).parent
UTTERANCES: list[dict[str, Any]] = yaml.safe_load((HERE / "utterances.yaml").read_text("utf-8"))["utterances"]
LEAST_RECOGNISED = 0.95


@pytest.fixture(scope="module")
def content() -> Content:
    return REAL


def heard(content: Content, one: dict[str, Any], problem: str | None = None) -> Assessment:
    person = {"age_years": one.get("age", 40), "sex": one.get("sex", "female")}
    return assess(content, {"person": person, "text": one["say"], "problem": problem})


def of(kind: str) -> list[dict[str, Any]]:
    return [one for one in UTTERANCES if kind in one]


def test_nearly_every_description_suggests_its_problem(content: Content) -> None:
    missed = [
        one["say"]
        for one in of("problem")
        if one["problem"] not in [candidate.problem for candidate in heard(content, one).candidates]
    ]
    assert 1 - len(missed) / len(of("problem")) >= LEAST_RECOGNISED, missed


@pytest.mark.parametrize("one", of("danger"), ids=lambda one: one["say"])
def test_a_danger_that_is_claimed_is_asked_first(content: Content, one: dict[str, Any]) -> None:
    """A life-threat sign at once; a sign that belongs to a problem as soon as that problem is chosen among those suggested."""
    result = heard(content, one)
    asked = [result]
    if not one["danger"].startswith("danger_"):
        asked = [heard(content, one, candidate.problem) for candidate in result.candidates]
    assert one["danger"] in [result.question.finding for result in asked if result.question]


@pytest.mark.parametrize("one", of("not"), ids=lambda one: one["say"])
def test_what_is_denied_is_not_suggested_first(content: Content, one: dict[str, Any]) -> None:
    assert heard(content, one).candidates[0].problem != one["not"]


@pytest.mark.parametrize("one", of("person"), ids=lambda one: one["say"])
def test_what_nobody_recognises_goes_to_a_person(content: Content, one: dict[str, Any]) -> None:
    assert heard(content, one).status == "person"


@pytest.mark.parametrize(
    ("said", "not_meant"),
    [
        ("I have been so dizzy when I get up and I am not myself", "self_harm"),
        ("He is hot and he does not want to drink, he was sick two times in the night", "fit_note"),
        ("my ear is sore and it does not get better", "fit_note"),
    ],
)
def test_words_of_any_sentence_point_nowhere(content: Content, said: str, not_meant: str) -> None:
    """Nobody reads that a "when", an "up" and an "am" of theirs speak of suicide."""
    result = assess(content, {"person": {"age_years": 40, "sex": "female"}, "text": said})
    assert not_meant not in [one.problem for one in result.candidates]
    assert not {"when", "up", "am", "not", "does not", "two"}.intersection(
        word for one in result.candidates for word in one.words
    )


@pytest.mark.parametrize(
    "said",
    [
        "i want to go on the pill but dont want my mum to know",
        "i missed my pill, I don't want my husband to know",
    ],
)
def test_whoever_wants_to_keep_it_from_somebody_speaks_of_nobody_who_is_confused(
    content: Content, said: str
) -> None:
    assert "danger_unresponsive" not in content.vocabulary.hear(said).claimed
    assert "danger_unresponsive" in content.vocabulary.hear("my mum does not know where she is").claimed
