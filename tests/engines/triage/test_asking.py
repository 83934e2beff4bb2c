"""The next question, how it is worded, and the questions that were used."""

import pytest

from tests.engines.triage.small import Maker
from tests.real import REAL
from weald.engines.triage import Content, InputError, assess, question_for

RULES = """
bad | pain and (sweating or sick) | today gp
hot | heat >= 38 | soon gp
long | length = months | routine gp
else | otherwise | self_care self_care
"""
PERSON = {"age_years": 40, "sex": "female"}


@pytest.fixture
def content(make: Maker) -> Content:
    return make(RULES, "groups: [signs]")


def asked(content: Content, answers: dict[str, object], **more: object) -> str:
    result = assess(content, {"person": PERSON, "problem": "ache", "answers": answers, **more})
    return result.question.finding if result.question else result.rule


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({}, "danger_now"),
        ({"danger_now": "unsure"}, "dying"),
        ({"danger_now": "unsure", "dying": "no"}, "bleeding"),
        ({"danger_now": "no"}, "pain"),
        ({"danger_now": "no", "pain": "yes"}, "signs"),
        ({"danger_now": "no", "pain": "yes", "signs": "yes"}, "sweating"),
        ({"danger_now": "no", "pain": "yes", "signs": "yes", "sweating": "no"}, "sick"),
        ({"danger_now": "no", "pain": "yes", "sweating": "no"}, "signs"),
        ({"danger_now": "no", "pain": "no"}, "heat"),
        ({"danger_now": "no", "pain": "no", "heat": 37}, "length"),
        ({"danger_now": "no", "pain": "no", "heat": 37, "length": "days"}, "ache.else"),
        ({"dying": "no", "bleeding": "no"}, "pain"),
        ({"dying": "no"}, "danger_now"),
    ],
)
def test_the_next_question_is_the_first_open_finding_of_the_highest_rule_still_possible(
    content: Content, answers: dict[str, object], question: str
) -> None:
    assert asked(content, answers) == question


def test_questions_are_worded_for_who_answers(content: Content) -> None:
    def text(person: dict[str, object], **context: object) -> str:
        result = assess(
            content,
            {"person": person, "problem": "ache", "answers": {"danger_now": "no"}, "context": context},
        )
        assert result.question
        return result.question.text

    assert text(PERSON) == "Does it hurt?"
    assert text(PERSON, **{"for": "other"}) == "Does it hurt them?"
    assert text({"age_days": 80, "sex": "male"}) == "Does it hurt them?"
    assert text({"age_years": 12, "sex": "male"}) == "Does it hurt them?"
    assert text({"age_years": 13, "sex": "male"}) == "Does it hurt?"
    assert text({"age_years": 12, "sex": "male"}, **{"for": "self"}) == "Does it hurt?"


def test_each_kind_of_question_offers_its_answers_and_unsure(content: Content) -> None:
    group = question_for(content, "signs")
    assert (group.kind, [member.finding for member in group.members]) == ("group", ["sweating", "sick"])
    assert [answer.value for answer in group.answers] == ["yes", "no", "unsure"]
    number = question_for(content, "heat")
    assert (number.kind, number.unit, number.min, number.max, number.step) == ("number", "°C", 30, 45, 0.1)
    assert [answer.value for answer in number.answers] == ["unsure"]
    choice = question_for(content, "length")
    assert [answer.value for answer in choice.answers] == ["days", "weeks", "months", "unsure"]
    assert question_for(content, "pain", other=True).text == "Does it hurt them?"
    with pytest.raises(InputError, match="no question called"):
        question_for(content, "nothing")


def test_a_question_of_an_opened_group_carries_what_is_left_of_the_group(content: Content) -> None:
    answers = {"danger_now": "unsure", "dying": "no"}
    result = assess(content, {"person": PERSON, "problem": "ache", "answers": answers})
    assert result.question
    assert (result.question.finding, result.question.group) == ("bleeding", "danger_now")
    assert [member.finding for member in result.question.members] == ["bleeding"]


def path(content: Content, problem: str | None, answers: dict[str, object]) -> tuple[str, ...]:
    """The findings and groups whose answers were used, in order."""
    return assess(content, {"person": PERSON, "problem": problem, "answers": answers}).path


def test_the_path_names_the_questions_used_and_leaves_out_abandoned_branches(content: Content) -> None:
    answers = {
        "length": "days",
        "heat": 37,
        "sweating": "yes",
        "signs": "yes",
        "pain": "no",
        "danger_now": "no",
    }
    assert path(content, "ache", answers) == ("danger_now", "pain", "heat", "length")
    answers["pain"] = "yes"
    assert path(content, "ache", answers) == ("danger_now", "pain", "signs", "sweating")
    assert path(content, "ache", {"danger_now": "no", "pain": "yes"}) == ("danger_now", "pain")
    assert path(content, None, {"danger_now": "no", "pain": "yes"}) == ("danger_now",)


def test_a_life_threat_that_nobody_asked_for_yet_belongs_to_the_path(content: Content) -> None:
    assert path(content, "ache", {"bleeding": "yes", "pain": "no"}) == ("bleeding", "pain")


def test_what_words_claim_is_asked_first_by_itself(content: Content) -> None:
    assert asked(content, {}, text="I feel sick") == "sick"
    assert asked(content, {"sick": "no"}, text="I feel sick") == "danger_now"
    # A group does not answer what the person said themself.
    assert asked(content, {"danger_now": "no"}, text="I am dying") == "dying"
    assert asked(content, {"danger_now": "no", "dying": "unsure"}, text="I am dying") == "danger.dying"
    # What is already an emergency is not held up by it.
    assert asked(content, {"bleeding": "yes"}, text="I am dying") == "danger.bleeding"


@pytest.mark.parametrize(
    ("age", "question"), [(2, "dev_danger"), (4, "dev_danger"), (5, "dev_life"), (34, "dev_life")]
)
def test_thoughts_of_ending_life_are_asked_about_from_five_years_on_where_a_child_s_development_is_the_worry(
    age: int, question: str
) -> None:
    request = {
        "person": {"age_years": age, "sex": "male"},
        "problem": "development",
        "answers": {"danger_now": "no"},
    }
    asked_first = assess(REAL, request).question
    assert asked_first
    assert asked_first.finding == question
