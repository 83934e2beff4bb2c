"""The sentence of a decision never promises another time than the decision itself."""

import re

import pytest

from tests.real import REAL
from weald.engines.triage import Content


@pytest.fixture(scope="module")
def content() -> Content:
    return REAL


def test_days_that_a_sentence_names_are_the_days_of_its_rule(content: Content) -> None:
    rules = (
        *content.danger.rules,
        *content.modifiers,
        *(rule for way in content.problems.values() for rule in way.rules),
    )
    named = [(rule, days) for rule in rules for days in re.findall(r"\b(\d+) days\b", rule.text)]
    assert named
    wrong = [
        f"{rule.name}: “{rule.text}” but within {rule.within}"
        for rule, days in named
        if rule.within != f"P{days}D"
    ]
    assert not wrong


def test_what_is_due_today_is_not_said_to_wait(content: Content) -> None:
    for way in content.problems.values():
        for rule in way.rules:
            if rule.level in ("now", "today"):
                assert "days" not in rule.text, rule.name
