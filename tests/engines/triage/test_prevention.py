"""Prompts to stay well: for whom they are shown, and what is refused in them."""

import pytest

from tests.real import REAL
from weald.engines.triage import Person, prevention


def prompts(problem: str, person: Person) -> list[str]:
    return [prompt.text for prompt in prevention(REAL.problems[problem].prevention, person)]


def test_a_prompt_is_for_those_of_its_age() -> None:
    adult, child = Person.of_years(50, "male"), Person.of_years(8, "male")
    assert any("smok" in text.lower() for text in prompts("cough", adult))
    assert len(prompts("cough", child)) < len(prompts("cough", adult))


@pytest.mark.parametrize("problem", [name for name, one in REAL.problems.items() if one.prevention])
def test_every_prompt_has_a_source_and_is_for_somebody(problem: str) -> None:
    for prompt in REAL.problems[problem].prevention:
        assert prompt.text
        assert prompt.source.url.startswith("https://")
        meant = [
            (days, sex)
            for days in range(0, 120 * 365, 20)
            for sex in ("female", "male")
            if prevention((prompt,), Person.of_days(days, sex))
        ]
        assert meant


def test_a_prompt_for_one_sex_is_not_shown_where_the_sex_is_not_known() -> None:
    for pathway in REAL.problems.values():
        unknown = set(prevention(pathway.prevention, Person.of_years(30, "unknown")))
        female = set(prevention(pathway.prevention, Person.of_years(30, "female")))
        male = set(prevention(pathway.prevention, Person.of_years(30, "male")))
        assert unknown <= female | male
