"""No advice tells somebody to leave off a medicine for whom stopping it is the danger."""

import re
from collections.abc import Iterator

import pytest

from tests.real import REAL
from weald.engines.triage import Content

NEVER_BY_THEMSELVES = ("insulin", "steroids", "epilepsy")


@pytest.fixture(scope="module")
def content() -> Content:
    return REAL


def advised(content: Content) -> Iterator[tuple[str, str]]:
    """Each rule, or pathway, with all of its own advice."""
    for rule in (*content.danger.rules, *content.modifiers):
        yield rule.name, " ".join(rule.advice)
    for name, way in content.problems.items():
        yield name, " ".join(way.advice)
        for rule in way.rules:
            yield rule.name, " ".join(rule.advice)


def test_a_dose_that_is_to_be_left_out_is_a_dose_of_something(content: Content) -> None:
    left_out = [
        (name, sentence)
        for name, advice in advised(content)
        for sentence in re.findall(r"[^.]*[Dd]o not take (?:the next|another) dose[^.]*", advice)
    ]
    assert len(left_out) > 5
    nameless = [
        (name, sentence)
        for name, sentence in left_out
        if "dose of" not in sentence and "If you take" not in sentence
    ]
    assert nameless == []


def test_who_is_told_to_wait_with_the_medicine_that_they_suspect_hears_what_must_go_on(
    content: Content,
) -> None:
    suspecting = [(name, advice) for name, advice in advised(content) if "that you suspect" in advice]
    assert len(suspecting) >= 4
    for name, advice in suspecting:
        missing = [word for word in ("insulin", "steroid", "epilepsy") if word not in advice.lower()]
        assert not missing, (name, missing)


def test_after_one_dose_too_many_of_a_medicine_that_must_go_on_nobody_is_told_to_stop_it(
    content: Content,
) -> None:
    rules = {rule.name: rule for rule in content.problems["medicine_problem"].rules}
    advice = " ".join(rules["medicine_problem.extra_high_risk"].advice)
    assert "Insulin: never stop it." in advice
    assert "Do not take" not in advice
    for name in ("medicine_problem.extra_high_risk", "medicine_problem.sleepier_high_risk"):
        said = " ".join(rules[name].advice).lower()
        assert all(word in said for word in NEVER_BY_THEMSELVES), name
