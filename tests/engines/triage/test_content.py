"""The content that the program brings with it: it loads, it is sound, and a worse answer never makes it calmer."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.real import REAL
from weald.engines.triage import RANK, Person, assess, check, decide, question_for
from weald.engines.triage.plans import Plan

SEXES = ("female", "male", "unknown")


def test_every_pathway_loads() -> None:
    assert REAL.refused == ()


def test_what_people_bring_to_general_practice_is_covered() -> None:
    clinical = [one.problem for one in REAL.problems.values() if one.kind == "clinical"]
    assert len(clinical) >= 60
    paper = {
        "repeat_medicine",
        "fit_note",
        "test_result",
        "referral_chase",
        "forms_letters",
        "registration",
        "administrative",
    }
    assert paper <= set(REAL.problems)


def test_the_content_is_sound() -> None:
    report = check(REAL)
    assert report.problems == []
    assert all(section.cases > 0 for section in report.sections)


def test_nothing_unsigned_passes_for_signed() -> None:
    for pathway in REAL.problems.values():
        assert (pathway.status == "signed") == bool(pathway.reviewer)


HOW_TO_REACH = {
    ("now", "maternity_unit"): "number",
    ("today", "maternity_unit"): "aternity",
    ("today", "urgent_treatment_centre"): "111",
    ("today", "early_pregnancy_unit"): "GP",
    ("today", "sexual_assault_centre"): "111",
    ("soon", "sexual_assault_centre"): "SARC",
    ("routine", "drug_and_alcohol"): "NHS.UK",
}
"""What a sentence must name so that a person can reach somebody whom their practice cannot book."""


def test_whoever_is_sent_elsewhere_reads_how_to_get_there() -> None:
    seen = set()
    for pathway in REAL.problems.values():
        for rule in pathway.rules:
            where = rule.level, rule.service
            if where in HOW_TO_REACH:
                seen.add(where)
                assert HOW_TO_REACH[where] in rule.text, rule.name
                if rule.level == "now":
                    assert "A&E" in rule.text or "emergency department" in rule.text, rule.name
    assert seen == set(HOW_TO_REACH)


def test_every_finding_and_group_can_be_asked_for_oneself_and_for_somebody_else() -> None:
    for name in (*REAL.findings, *REAL.groups):
        for other in (False, True):
            question = question_for(REAL, name, other)
            assert question.text
            assert question.answers


def answers_to(plan: Plan) -> st.SearchStrategy[dict[str, Any]]:
    def values(name: str) -> st.SearchStrategy[Any]:
        finding = REAL.findings[name]
        if finding.kind == "number":
            return st.floats(finding.low, finding.high) | st.just("unsure")
        return st.sampled_from((*(finding.choices or ("yes", "no")), "unsure"))

    asked = [name for name in plan.effects if name in REAL.findings]
    # Mostly reassuring answers, so that decisions of every level are reached.
    calm = {name: _calmest(name) for name in asked}
    changed = st.lists(st.sampled_from(asked), max_size=4).flatmap(
        lambda names: st.fixed_dictionaries({name: values(name) for name in names})
    )
    return changed.map(lambda some: calm | some)


def _calmest(name: str) -> Any:
    finding = REAL.findings[name]
    if finding.kind == "choice":
        return finding.choices[0]
    if finding.kind == "number":
        return finding.low if finding.alarming == "high" else finding.high
    return "yes" if finding.alarming == "no" else "no"


@pytest.mark.parametrize("problem", sorted(REAL.problems))
@settings(max_examples=25)
@given(data=st.data())
def test_a_worse_answer_or_not_sure_never_makes_a_decision_calmer(problem: str, data: st.DataObject) -> None:
    plan = REAL.plans[problem]
    answers = data.draw(answers_to(plan))
    name = data.draw(st.sampled_from(sorted(answers)))
    person = Person.of_years(data.draw(st.integers(0, 110)), data.draw(st.sampled_from(SEXES)))
    finding = REAL.findings[name]
    if finding.worst is None:
        return
    calm, unsure, worst = (
        decide(REAL, person, problem, answers | {name: value})
        for value in (_calmest(name), "unsure", finding.worst)
    )
    levels = [RANK[result.decision.level] for result in (calm, unsure, worst) if result and result.decision]
    assert len(levels) == 3
    assert levels == sorted(levels, reverse=True)


@pytest.mark.parametrize("problem", sorted(REAL.problems))
@settings(max_examples=8)
@given(data=st.data())
def test_whatever_is_answered_the_questions_end_in_a_decision(problem: str, data: st.DataObject) -> None:
    person = {"age_years": data.draw(st.integers(16, 100)), "sex": data.draw(st.sampled_from(SEXES))}
    answers: dict[str, Any] = {}
    result = assess(REAL, {"person": person, "problem": problem, "answers": answers})
    while result.question:
        assert result.question.finding not in answers
        offered = [answer.value for answer in result.question.answers]
        answers[result.question.finding] = data.draw(st.sampled_from(offered))
        result = assess(REAL, {"person": person, "problem": problem, "answers": answers})
    assert result.status in ("decided", "person")
    if result.decision:
        assert result.decision.text
        assert result.because
        assert result.safety_net
        assert result.path == tuple(answers)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("My chest feels tight", "chest_pain"),
        ("cant catch my breath", "breathlessness"),
        ("really soar throat since yesterday", "sore_throat"),
        ("it burns when I wee", "urinary_women"),
        ("put my back out lifting", "low_back_pain"),
        ("I feel so depresed and anxios all the time", "low_mood_anxiety"),
        ("need a repeat perscription", "repeat_medicine"),
        ("I have changed my name", "administrative"),
    ],
)
def test_what_people_write_leads_to_their_problem(text: str, problem: str) -> None:
    result = assess(REAL, {"person": {"age_years": 40, "sex": "female"}, "text": text})
    assert problem in [candidate.problem for candidate in result.candidates]
