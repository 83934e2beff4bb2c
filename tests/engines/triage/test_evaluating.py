"""Coded cases are read whole, and answered as a person would."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.triage.small import Maker
from weald.engines.triage import LEVELS, Content, assess
from weald.engines.triage.evaluating import (
    CasesError,
    Coded,
    Expected,
    Labels,
    LabelsError,
    Run,
    read_coded,
    read_labels,
    report,
    run,
)
from weald.services.library import policies

LABELS = b"""
status: draft
reviewer: ""
labels:
  high:
    means: "At once"
    strict: {levels: [now], because: "At once is now."}
    lenient:
      - {level: today, within: PT4H, services: [gp], because: "A doctor within hours will do."}
  low:
    means: "No hurry"
    strict: {levels: [routine, self_care], because: "No hurry."}
    lenient:
      - {level: soon, pharmacy_first: true, because: "A pharmacist is no hurry."}
sources: []
"""
PERSON = {"age_years": 34, "sex": "female"}


@pytest.fixture
def labels() -> Labels:
    return read_labels(LABELS)


@pytest.fixture
def content(make: Maker) -> Content:
    """Signs in two groups that overlap, then a number, then a choice."""
    return make(
        """
        now | sweating and sick | now emergency_999
        today | at_least 1 of (sick, pain) | today gp | if_unsure: {level: soon, service: gp}
        hot | heat >= 39 | today gp
        long | length = months | routine gp
        otherwise | otherwise | self_care self_care
        """,
        "groups: [signs, more_signs]",
    )


def coded(content: Content, labels: Labels, **fields: Any) -> Coded:
    case = {"person": PERSON, "problem": "ache", "answers": {}, "expect": {"level": "now"}} | fields
    (one,) = read_coded(content, [json.dumps(case)], labels)
    return one


def level(found: Run) -> str:
    assert found.assessment.decision
    return found.assessment.decision.level


# Answering


def test_what_a_case_does_not_say_is_not_sure(content: Content, labels: Labels) -> None:
    found = run(content, coded(content, labels, answers={"danger_now": "no"}))
    assert level(found) == "now"
    assert found.pages == ("danger_now", "signs")
    assert found.unanswered == ("sweating", "sick")


def test_silence_can_be_read_as_no(content: Content, labels: Labels) -> None:
    found = run(content, coded(content, labels), calm=True)
    assert found.pages[:3] == ("danger_now", "signs", "more_signs")
    assert found.assessment.rule == "ache.hot"  # nobody knows a temperature that was not taken
    assert found.unanswered == ("heat",)
    found = run(content, coded(content, labels, answers={"heat": 36.6, "length": "days"}), calm=True)
    assert level(found) == "self_care"
    # What the case does say still counts, and opens its group.
    found = run(content, coded(content, labels, answers={"sick": "yes", "sweating": "yes"}), calm=True)
    assert level(found) == "now"


def test_a_group_of_which_every_member_is_no_is_one_page(content: Content, labels: Labels) -> None:
    answers = {"dying": "no", "bleeding": "no", "sweating": "no", "sick": "no", "pain": "no"}
    found = run(content, coded(content, labels, answers=answers | {"heat": 36.6, "length": "days"}))
    assert level(found) == "self_care"
    assert found.pages == ("danger_now", "signs", "more_signs", "heat", "length")
    assert found.unanswered == ()


def test_a_group_that_is_said_in_part_is_opened_for_the_rest(content: Content, labels: Labels) -> None:
    found = run(content, coded(content, labels, answers={"danger_now": "no", "sweating": "no"}))
    assert found.unanswered == ("sick", "pain", "heat")
    assert level(found) == "today"
    assert found.assessment.rule == "ache.hot"
    assert found.pages == ("danger_now", "signs", "more_signs", "heat")


def test_one_member_that_is_yes_opens_its_group(content: Content, labels: Labels) -> None:
    found = run(
        content, coded(content, labels, answers={"danger_now": "no", "sick": "yes", "sweating": "no"})
    )
    assert found.pages == ("danger_now", "signs")
    assert level(found) == "today"
    assert found.assessment.rule == "ache.today"
    assert found.unanswered == ()


def test_members_are_sent_with_their_group_as_from_one_page(make: Maker, labels: Labels) -> None:
    content = make(
        """
        first | sweating | now emergency_999
        second | sick | now emergency_department
        otherwise | otherwise | self_care self_care
        """,
        "groups: [signs]",
    )
    answers = {"danger_now": "no", "signs": "yes"}
    assert run(content, coded(content, labels, answers=answers)).assessment.rule == "signs"
    found = run(content, coded(content, labels, answers=answers | {"sick": "yes", "sweating": "no"}))
    assert found.assessment.rule == "ache.second"
    assert found.pages == ("danger_now", "signs")


def test_no_to_a_group_is_no_to_its_members_wherever_they_are_asked(content: Content, labels: Labels) -> None:
    answers = {"danger_now": "no", "more_signs": "no", "sweating": "yes", "heat": 37, "length": "weeks"}
    found = run(content, coded(content, labels, answers=answers))
    assert level(found) == "self_care"
    assert found.unanswered == ()


def test_what_is_coded_and_not_asked_is_not_sent(content: Content, labels: Labels) -> None:
    answers = {"danger_now": "no", "sweating": "yes", "sick": "yes", "heat": 41}
    found = run(content, coded(content, labels, answers=answers))
    assert found.pages == ("danger_now", "signs")
    assert level(found) == "now"
    assert found.assessment.rule == "ache.now"


def test_words_decide_the_problem_of_a_case_that_names_none(content: Content, labels: Labels) -> None:
    answers = {"danger_now": "no", "signs": "no", "pain": "no", "heat": 37, "length": "months"}
    case = coded(content, labels, problem=None, text="I have an ache", answers=answers)
    found = run(content, case)
    assert case.by_words
    assert found.problem == "ache"
    assert level(found) == "routine"
    assert report([found], ["strict"]).by_words == 1


def test_words_that_suggest_nothing_leave_the_case_to_a_person(content: Content, labels: Labels) -> None:
    found = run(content, coded(content, labels, problem=None, text="xyzzy"))
    assert found.assessment.status == "person"
    assert found.problem == ""
    assert report([found], ["strict"]).persons == 1


def test_danger_in_the_words_is_asked_first_and_on_a_page_of_its_own(
    content: Content, labels: Labels
) -> None:
    found = run(
        content, coded(content, labels, text="I am dying", answers={"dying": "no", "bleeding": "yes"})
    )
    assert found.pages == ("dying", "danger_now")
    assert level(found) == "now"


ANSWERS = st.fixed_dictionaries(
    {
        name: st.sampled_from(["yes", "no", "unsure"])
        for name in ("dying", "bleeding", "sweating", "sick", "pain")
    }
    | {
        "heat": st.one_of(st.just("unsure"), st.integers(30, 45)),
        "length": st.sampled_from(["days", "weeks", "months", "unsure"]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answers=ANSWERS, dropped=st.sets(st.sampled_from(["dying", "sweating", "sick", "pain", "heat", "length"]))
)
def test_question_by_question_decides_as_all_at_once(
    content: Content, labels: Labels, answers: dict[str, Any], dropped: set[str]
) -> None:
    told = {name: answer for name, answer in answers.items() if name not in dropped}
    found = run(content, coded(content, labels, answers=told))
    whole = told | dict.fromkeys(dropped, "unsure")
    at_once = assess(content, {"person": PERSON, "problem": "ache", "answers": whole})
    assert found.assessment.decision == at_once.decision
    assert set(found.unanswered) <= dropped
    assert len(found.pages) <= len({"danger_now", "signs", "more_signs", "heat", "length"})


# Reading


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "line 1: This line is not JSON."),
        ("[" * 100_000, "line 1: This line is not JSON."),
        ("[]", "line 1: Each line must hold one JSON object."),
        ('{"id": "a", "id": "b"}', "line 1, id: “id” is given twice in this line."),
        ('{"expects": "now"}', "line 1, expects: “expects” is no field of a case."),
        ('{"id": 3}', "line 1, id: `id` must be text"),
        ("{}", "line 1, expect: Give either `expect`"),
        ('{"expect": {"level": "now"}, "label": "high"}', "line 1, expect: Give either `expect`"),
        ('{"expect": "now"}', "line 1, expect: `expect` must name a level"),
        ('{"expect": {"level": ["now"]}}', "line 1, expect: `expect` must name a level"),
        ('{"expect": {"level": "now", "rule": "x"}}', "line 1, expect: `expect` must name a level"),
        ('{"label": "em"}', "line 1, label: The label must be one of: high, low."),
        ('{"label": ["high"]}', "line 1, label: The label must be one of: high, low."),
        ('{"label": "high"}', "line 1, person: Send the person's age and sex"),
        ('{"label": "high", "person": {"age_years": 3, "sex": "male"}}', "line 1, problem: Name a `problem`"),
        (
            json.dumps({"label": "high", "person": PERSON, "problem": "ache", "answers": {"itches": "yes"}}),
            "line 1, answers.itches: “itches” is not a finding or a group.",
        ),
        (
            json.dumps({"label": "high", "person": PERSON, "problem": "ache", "answers": {"heat": 100}}),
            "line 1, answers.heat: The answer must be a number from 30 to 45",
        ),
        (
            json.dumps(
                {
                    "label": "low",
                    "person": PERSON,
                    "problem": "ache",
                    "answers": {"signs": "no", "sick": "yes"},
                }
            ),
            "line 1, answers.signs: This is no, and `sick`, which belongs to it, is yes.",
        ),
        (
            json.dumps(
                {
                    "label": "low",
                    "person": PERSON,
                    "problem": "ache",
                    "answers": {"signs": "yes", "sick": "no", "sweating": "no"},
                }
            ),
            "line 1, answers.signs: This is yes, and everything that belongs to it is no.",
        ),
    ],
)
def test_a_line_that_cannot_be_used_is_told(
    content: Content, labels: Labels, line: str, sentence: str
) -> None:
    with pytest.raises(CasesError) as error:
        read_coded(content, [line], labels)
    (fault,) = error.value.faults
    assert fault.startswith(sentence)


def test_every_fault_of_a_file_is_told_with_its_line(content: Content, labels: Labels) -> None:
    good = json.dumps(
        {"id": "a", "person": PERSON, "problem": "ache", "label": "high", "note": "As in the book."}
    )
    with pytest.raises(CasesError) as error:
        read_coded(content, ["{", "", good, good], labels)
    assert [fault.split(":")[0] for fault in error.value.faults] == ["line 1", "line 4, id"]
    assert "already the case in line 3" in error.value.faults[1]


def test_a_file_without_a_case_is_told(content: Content, labels: Labels) -> None:
    with pytest.raises(CasesError, match="There is no case in this file"):
        read_coded(content, ["", "  \n"], labels)


def test_labels_stand_for_levels(content: Content, labels: Labels) -> None:
    case = coded(content, labels)
    assert case.expected == Expected("now", ("now",))
    assert not case.labelled
    (case,) = read_coded(content, [json.dumps({"person": PERSON, "problem": "ache", "label": "low"})], labels)
    assert case.expected.levels == ("routine", "self_care")
    assert case.labelled
    assert case.id == "line 1"


# Labels


def test_the_labels_on_duty_can_be_read_and_none_of_their_readings_contradicts_another() -> None:
    found = policies.labels()
    assert set(found.labels) == {"em", "ne", "sc"}
    strict = [level for name in ("em", "ne", "sc") for level in found.labels[name].strict.levels]
    assert tuple(strict) == LEVELS
    assert found.status == "draft"
    assert not found.reviewer


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("levels: [now]", "levels: []", "`high` needs strict levels"),
        ("levels: [now]", "levels: [soonish]", "`high` needs strict levels"),
        ("[routine, self_care]", "[today, routine]", "must follow each other"),
        ("[routine, self_care]", "[self_care, routine]", "must follow each other"),
        ("level: soon", "level: routine", "Name a level that is not strict"),
        ("level: soon", "level: soonish", "Name a level that is not strict"),
        ("PT4H", "4 hours", "no duration"),
        ("services: [gp]", "services: [doctor]", "does not exist"),
        ('because: "No hurry."', 'because: ""', "gives no reason"),
        ("reviewer:", "reviewed:", "cannot be read"),
        ("labels:", "labels: [", "cannot be read"),
    ],
)
def test_labels_that_could_not_be_counted_are_refused(old: str, new: str, sentence: str) -> None:
    text = LABELS.decode()
    assert old in text
    with pytest.raises(LabelsError, match=sentence):
        read_labels(text.replace(old, new).encode())


def test_no_labels_at_all_are_refused() -> None:
    with pytest.raises(LabelsError, match="are empty"):
        read_labels(b'{status: draft, reviewer: "", labels: {}, sources: []}')
