"""Conditions of rules, as people read them."""

import pytest

from tests.engines.triage.small import Maker
from weald.engines.triage import in_words

SAID = [
    ("pain and sweating", "pain AND sweating"),
    ("pain and (sick or itch)", "pain AND (sick OR itch)"),
    ("length = months or not drinking", "how long: Months OR no to “able to drink”"),
    ("at_least 2 of (pain, sick, itch)", "at least 2 of: pain; sick; itch"),
    ("heat >= 38 and age < 5 years", "temperature 38 °C or more AND age under 5 years"),
    ("age >= 12 years and pain and age < 56 years", "age 12 to 55 years AND pain"),
    ("age >= 3 months and age < 6 months", "age 3 to 5 months"),
    ("pain and age >= 4 years and age < 5 years", "pain AND age 4 years or more AND age under 5 years"),
    (
        "pain and age >= 4 weeks and age < 6 months",
        "pain AND age 4 weeks or more AND age under 6 months",
    ),
    ("age < 5 years or age >= 65 years", "age under 5 years OR age 65 years or more"),
    ("sex is female and pain", "female (or sex not known) AND pain"),
]


@pytest.mark.parametrize(("condition", "line"), SAID)
def test_a_condition_in_one_line(make: Maker, condition: str, line: str) -> None:
    content = make(f"when | {condition} | today gp\nelse | otherwise | routine gp")
    when, otherwise = content.problems["ache"].rules
    assert in_words(content, when.when).line == line
    assert in_words(content, otherwise.when).line == "in every other case"
