"""Nobody is asked for a sign that can change nothing at their age and for their sex; and leaving it out changes nothing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.triage.small import Maker
from tests.real import REAL
from weald.engines.triage import Content, Person, assess, question_for, silent
from weald.engines.triage.asking import walk
from weald.engines.triage.deciding import decide
from weald.engines.triage.evidence import plan_for

RULES = """
old | sweating and age >= 50 years | now emergency_department
bad | sick or pain | soon gp
else | otherwise | self_care self_care
"""
HEAD = "groups: [signs]"
PREGNANCY = "pregnancy_or_birth"


@pytest.fixture
def content(make: Maker) -> Content:
    return make(RULES, HEAD)


def members(content: Content, person: dict[str, Any], **answers: str) -> list[str]:
    """The signs on the page of the group."""
    asked = assess(
        content, {"person": person, "problem": "ache", "answers": {"danger_now": "no", **answers}}
    ).question
    assert asked
    return [member.finding for member in asked.members]


def test_a_group_leaves_out_what_cannot_matter_at_that_age(content: Content) -> None:
    assert members(content, {"age_years": 50, "sex": "male"}) == ["sweating", "sick"]
    assert members(content, {"age_years": 49, "sex": "male"}) == ["sick"]
    young = Person.of_years(49, "male")
    assert silent(content, "ache", young) == {"sweating"}
    assert [
        one.finding for one in question_for(content, "signs", silent=frozenset({"sweating"})).members
    ] == ["sick"]
    assert len(question_for(content, "signs", silent=frozenset({"sweating", "sick"})).members) == 2


def test_where_age_or_sex_may_be_either_everything_is_asked() -> None:
    mood = "mood_plan"
    assert mood in silent(REAL, "not_sure", Person.of_years(4, "unknown"))
    assert mood not in silent(REAL, "not_sure", Person.of_years(5, "unknown"))
    birth = "recent_birth"
    assert birth in silent(REAL, "fever_adult", Person.of_years(30, "male"))
    assert birth not in silent(REAL, "fever_adult", Person.of_years(30, "female"))
    assert birth not in silent(REAL, "fever_adult", Person.of_years(30, "unknown"))


@pytest.mark.parametrize("age", [20, 60])
def test_to_deny_every_sign_of_a_group_that_is_there_is_a_contradiction(content: Content, age: int) -> None:
    # Of the younger person only one sign was asked.
    shown = {"sick": "no"} if age < 50 else {"sick": "no", "sweating": "no"}
    said = {"danger_now": "no", "signs": "yes", **shown, "pain": "no"}
    decided = decide(content, Person.of_years(age, "male"), "ache", said)
    assert decided
    assert decided.decision
    assert decided.decision.level == ("soon" if age < 50 else "now")


def test_a_silent_sign_that_is_sent_all_the_same_still_counts_against_a_contradiction(
    content: Content,
) -> None:
    said = {"danger_now": "no", "signs": "yes", "sick": "no", "sweating": "yes", "pain": "no"}
    decided = decide(content, Person.of_years(20, "male"), "ache", said)
    assert decided
    assert decided.rule == "ache.else"


def test_the_life_threats_are_asked_of_everybody() -> None:
    signs = {name for group in REAL.danger.groups for name in group.members}
    for problem in ("", *REAL.problems):
        for years in (0, 1, 4, 12, 30, 60, 90):
            for sex in ("male", "female", "unknown"):
                assert not signs & silent(REAL, problem, Person.of_years(years, sex)), (problem, years, sex)


def test_a_group_that_two_problems_ask_is_asked_whole() -> None:
    # What a man answers to it about a headache goes with him when the problem becomes another.
    asking = [
        name for name, one in REAL.problems.items() if PREGNANCY in {group.name for group in one.groups}
    ]
    assert len(asking) > 1
    for problem in asking:
        for years in (3, 30, 80):
            assert not set(REAL.groups[PREGNANCY].members) & silent(
                REAL, problem, Person.of_years(years, "male")
            )


@pytest.mark.parametrize(
    ("problem", "years", "sex", "sign"),
    [
        ("chest_pain", 40, "male", "clot_birth"),
        ("chest_pain", 75, "female", "clot_birth"),
        ("chest_pain", 2, "female", "clot_immobile"),
        ("breathlessness", 40, "male", "clot_birth"),
        ("breathlessness", 75, "female", "clot_birth"),
        ("breathlessness", 8, "male", "breath_child_feeding"),
        ("cough", 8, "male", "breath_child_feeding"),
        ("cough", 8, "male", "smokes"),
        ("hip_leg_calf", 40, "male", "clot_birth"),
        ("low_back_pain", 8, "female", "back_sexual"),
        ("low_mood_anxiety", 8, "female", "mood_substances"),
        ("rash", 2, "male", "rash_sex"),
        ("vaginal_discharge_sti", 2, "female", "sti_pep"),
        ("vaginal_discharge_sti", 8, "female", "sti_bleed"),
        ("domestic_abuse", 2, "male", "mood_plan"),
        ("confusion_memory", 8, "male", "conf_daily"),
    ],
)
def test_nobody_reads_what_hurts_or_cannot_be_at_their_age_and_sex(
    problem: str, years: int, sex: str, sign: str
) -> None:
    assert sign in silent(REAL, problem, Person.of_years(years, sex))
    older = Person.of_years(3 if sign == "breath_child_feeding" else 30, "female")
    assert sign not in silent(REAL, problem, older)


@pytest.mark.parametrize(
    ("problem", "sign", "question", "years", "sex"),
    [
        ("tiredness_weight_loss", "tir_low_mood", "recent_birth", 40, "male"),
        ("tiredness_weight_loss", "tir_low_mood", "recent_birth", 8, "female"),
        ("breast", "breast_hot", "breast_feeding", 40, "male"),
        ("breast", "breast_hot", "breast_feeding", 8, "female"),
        ("low_back_pain", "back_cannot_manage", "pregnant", 8, "female"),
    ],
)
def test_nor_is_it_a_question_of_its_own(
    problem: str, sign: str, question: str, years: int, sex: str
) -> None:
    assert question in after(problem, sign, Person.of_years(30, "female"))
    assert question not in after(problem, sign, Person.of_years(years, sex))


def after(problem: str, sign: str, person: Person) -> list[str]:
    """The questions that follow where only that sign is there, each answered with the first answer."""
    plan = plan_for(REAL.plans, problem, person)
    answers: dict[str, Any] = {}
    for group in plan.groups:
        answers |= (
            {group.name: "yes", **dict.fromkeys(group.members, "no"), sign: "yes"}
            if sign in group.members
            else {group.name: "no"}
        )
    asked: list[str] = []
    while name := walk(plan, person, answers, {}, ()).next:
        asked.append(name)
        answers[name] = (REAL.findings[name].choices or ("no",))[0]
    return asked


def answers_to(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Any answers to some of these findings."""
    values = {
        name: st.sampled_from([*(REAL.findings[name].choices or ("yes", "no")), "unsure"])
        for name in names
        if REAL.findings[name].kind != "number"
    }
    return st.fixed_dictionaries({}, optional=values)


@st.composite
def told(draw: st.DrawFn) -> tuple[Person, str, dict[str, Any], dict[str, Any]]:
    """Somebody with a problem, answers, and the same with other answers to what is silent for them."""
    problem = draw(st.sampled_from(sorted(REAL.problems)))
    sex = draw(st.sampled_from(["male", "female", "unknown"]))
    person = (
        Person.of_days(draw(st.integers(0, 800)), sex)
        if draw(st.booleans())
        else Person.of_years(draw(st.integers(0, 100)), sex)
    )
    plan, quiet = REAL.plans[problem], silent(REAL, problem, person)
    loud = sorted(name for name in plan.effects if name in REAL.findings and name not in quiet)
    groups = draw(
        st.fixed_dictionaries(
            {}, optional={group.name: st.sampled_from(["no", "unsure"]) for group in plan.groups}
        )
    )
    answers = {**groups, **draw(answers_to(loud))}
    return person, problem, answers, {**answers, **draw(answers_to(sorted(quiet)))}


@settings(max_examples=1500, deadline=None)
@given(told())
def test_no_answer_to_a_silent_sign_changes_a_decision(
    one: tuple[Person, str, dict[str, Any], dict[str, Any]],
) -> None:
    person, problem, answers, more = one
    without, with_ = decide(REAL, person, problem, answers), decide(REAL, person, problem, more)
    assert (without and (without.decision, without.rule)) == (with_ and (with_.decision, with_.rule))
