"""Questions asked in one breath at the desk: the same questions, the same evidence, the same decision as page by page."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from tests.services.requests.desk import ADA, NOW
from weald.engines.triage import SOMETHING_ELSE, Question
from weald.services.directory.queries import Practice
from weald.services.library import content
from weald.services.requests import ahead
from weald.services.requests.entry import Entry
from weald.services.requests.forms.reception import answered
from weald.services.requests.queries.drafts import DraftRow

PROBLEMS = sorted(content.current().problems)
SAID = (
    "it hurts",
    "crushing chest pain",
    "she cannot breathe",
    "I want to die",
    "my face drooped, and a cough",
)


def entry(*, years: int = 42, sex: str = "female", **filled: Any) -> Entry:
    """An entry for somebody found, as it begins."""
    born = NOW.date() - timedelta(days=round(years * 365.25) + 40)
    row = DraftRow(
        id=UUID(int=1), organisation=UUID(int=2), device_hash=b"", for_whom="me", birth_date=born, sex=sex, kind="",
        words="", problem="", answers={}, about={"person": str(ADA.id), "channel": "phone"}, expires_at=NOW, sent_at=None,
        person=None,
    )  # fmt: skip
    # Nothing of the practice is asked before it is sent.
    return Entry(replace(row, **filled), cast("Practice", None), NOW)


class Caller:
    """Somebody who gives the same answer to the same question, however it is put: mostly that there is nothing."""

    def __init__(self, seed: int, alarm: float) -> None:
        self.seed, self.alarm = seed, alarm

    def says(self, question: Question) -> dict[str, Any]:
        """What the form of the question sends."""
        chance = random.Random(f"{self.seed} {question.finding}")
        if question.kind == "number":
            return {
                "answer": chance.choice(["u", str(round(question.min or 0)), str(round(question.max or 1))])
            }
        values = [one.value for one in question.answers]
        if question.kind == "choice":
            return {"answer": chance.choice(values)}
        if chance.random() > self.alarm:
            return {"answer": "no"}
        value = chance.choice(["yes", "unsure"])
        signs = [one.finding for one in question.members if chance.random() < 0.3]
        return {"answer": value, "signs": signs}


def fills(one: Entry, words: str, problem: str) -> Entry:
    """The entry with what they say, or with the problem that is closest."""
    if one.stage == "words":
        return replace(one, draft=replace(one.draft, words=words))
    fitting = problem if problem in dict(one.problems()) else SOMETHING_ELSE
    return replace(one, draft=replace(one.draft, problem=fitting))


def writes(one: Entry, question: Question, sent: dict[str, Any]) -> Entry:
    return one.answered(*answered(question, QueryDict(urlencode(sent, doseq=True))))


def page_by_page(one: Entry, caller: Caller, words: str, problem: str) -> tuple[Entry, list[str], int]:
    """The entry when nothing more is asked, the questions in their order, and the pages that asked them."""
    asked = []
    while not one.emergency and one.stage in {"question", "words", "problem"}:
        question = one.question("")
        if question is None:
            one = fills(one, words, problem)
            continue
        asked.append(question.finding)
        one = writes(one, question, caller.says(question))
        assert len(asked) < 80, asked
    return one, asked, len(asked)


def in_breaths(one: Entry, caller: Caller, words: str, problem: str) -> tuple[Entry, list[str], int]:
    """The same, as the page goes on by itself and sends what was said on it."""
    asked: list[str] = []
    pages = 0
    while not one.emergency and one.stage in {"question", "words", "problem"}:
        if one.stage != "question":
            one = fills(one, words, problem)
            continue
        pages += 1
        before: list[str] = []
        breath = ahead.breath(one)
        for question, goes_on in breath.steps:
            asked.append(question.finding)
            said = caller.says(question)
            if said["answer"] in goes_on and not said.get("signs"):
                before.append(f"{question.finding}:{said['answer']}")
                continue
            heard = ahead.heard(one, before)
            assert heard.whole
            one = writes(heard.entry, question, said)
            break
        else:
            assert breath.words
            heard = ahead.heard(one, before)
            assert heard.whole
            assert heard.entry.stage == "words"
            one = heard.entry
        assert len(asked) < 80, asked
    return one, asked, pages


@settings(max_examples=150, deadline=None)
@drawn(
    problem=st.sampled_from(PROBLEMS),
    years=st.integers(0, 95),
    sex=st.sampled_from(["female", "male", "unknown"]),
    words=st.sampled_from(SAID),
    seed=st.integers(0, 10**6),
    alarm=st.sampled_from([0.0, 0.1, 0.5]),
)
def test_a_page_of_answers_leaves_the_evidence_and_the_decision_of_a_page_for_each(
    problem: str, years: int, sex: str, words: str, seed: int, alarm: float
) -> None:
    caller = Caller(seed, alarm)
    single, asked, pages = page_by_page(entry(years=years, sex=sex), caller, words, problem)
    joined, together, fewer = in_breaths(entry(years=years, sex=sex), caller, words, problem)
    assert together == asked
    assert joined.draft == single.draft
    assert joined.assessment == single.assessment
    assert fewer <= pages


@pytest.mark.parametrize(("problem", "pages"), [("low_back_pain", 1), ("sore_throat", 1), ("cough", 1)])
def test_a_caller_who_has_nothing_alarming_is_asked_on_one_page(problem: str, pages: int) -> None:
    begun = entry(problem=problem, words="it hurts", answers={"danger_now": "no", "sounds_serious": "no"})
    breath = ahead.breath(begun)
    assert len(breath.steps) > 3
    calm = [f"{one.finding}:{sorted(goes_on)[0]}" for one, goes_on in breath.steps if goes_on]
    assert len(calm) >= len(breath.steps) - pages
    assert ahead.heard(begun, calm).whole


def test_what_is_wrong_is_asked_on_the_page_of_danger_once_the_person_is_found() -> None:
    assert ahead.breath(entry()).words
    nobody = entry(birth_date=None, sex="", about={"channel": "phone"})
    assert nobody.stage == "question"
    assert not ahead.breath(nobody).words
    assert [one.question.finding for one in ahead.breath(nobody).steps] == ["danger_now"]


@pytest.mark.parametrize("years", [0, 8, 30, 80])
def test_no_answer_that_makes_an_emergency_waits_on_the_page(years: int) -> None:
    for problem in PROBLEMS:
        one = entry(years=years, problem=problem, words="it hurts", answers={"danger_now": "no"})
        for question, goes_on in ahead.breath(one).steps:
            then = [one.answered({question.finding: value}) for value in goes_on]
            assert not any(each.emergency for each in then), question.finding
            one = then[0] if then else one


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (["danger_now:no"], {"danger_now": "no"}),
        (["danger_now:yes"], {}),
        (["danger_now:maybe"], {}),
        (["danger_now"], {}),
        ([""], {}),
        (["nonsense:no"], {}),
        (["danger_now:no", "back_nerves:no", "back_bones:no"], {"danger_now": "no", "back_nerves": "no"}),
        (["danger_now:no", "back_duration:under_2_weeks"], {"danger_now": "no"}),
    ],
)
def test_what_is_not_asked_at_that_point_falls_away_with_all_after_it(
    said: list[str], taken: dict[str, str]
) -> None:
    heard = ahead.heard(entry(problem="low_back_pain"), said)
    assert heard.answers == taken
    assert heard.whole == (len(taken) == len(said))
    assert heard.entry.draft.answers == taken


def test_what_was_kept_when_the_page_was_left_may_come_again() -> None:
    kept = entry(problem="low_back_pain", answers={"danger_now": "no", "back_nerves": "no"})
    heard = ahead.heard(kept, ["danger_now:no", "back_nerves:no", "back_vessels:no"])
    assert heard.whole
    assert heard.answers == {"back_vessels": "no"}
