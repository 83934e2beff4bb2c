"""Signs that cannot matter at an age and for a sex are neither shown nor told as denied; of another age they are asked anew."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.test_staff_summary import NOW, asked
from weald.foundation.access import acting
from weald.services.directory import queries as directory
from weald.services.library import content
from weald.services.requests.actions import drafts
from weald.services.requests.evidence import Journey
from weald.services.requests.presenters.staff import evidence
from weald.services.requests.queries.care import AnswerRow, DecisionRow, Story
from weald.services.requests.queries.drafts import DraftRow

DEVICE = b"s" * 32
TODDLER, WOMAN = date(NOW.year - 3, 1, 1), date(NOW.year - 36, 1, 1)
SAID = {"danger_now": "no", "unsure_danger": "no", "fever": "no"}
DECIDED = DecisionRow(NOW, "Dr Reed", "today", "gp", "PT8H", "", "", [], [], [], [], "", "")


class Paper:
    """A draft about somebody who is not sure what is wrong."""

    def __init__(self, practice: UUID) -> None:
        self.practice = practice
        self.key = {"draft": uuid4(), "device_hash": DEVICE, "now": given.NOW}
        with acting(given.person(self.key["draft"])):
            drafts.start(organisation=practice, **self.key)

    def says_who(self, born: date, sex: str) -> DraftRow:
        with acting(given.person(self.key["draft"])):
            drafts.say_who(for_whom="other", birth_date=born, sex=sex, **self.key)
            return drafts.choose_problem(problem="not_sure", **self.key)

    def answers(self, **answers: str) -> DraftRow:
        with acting(given.person(self.key["draft"])):
            return drafts.answer(answers=answers, **self.key)

    def shown(self, row: DraftRow, group: str) -> list[str]:
        """The signs of a group on the page where its answer is changed."""
        practice = directory.practice_by_id(self.practice)
        return [one.finding for one in Journey(row, practice, given.NOW).question_for(group).members]


@pytest.fixture
def paper(db: None) -> Paper:
    return Paper(given.practice())


def test_nobody_is_asked_whether_a_toddler_plans_to_end_their_life(paper: Paper) -> None:
    assert "mood_plan" not in paper.shown(paper.says_who(TODDLER, "female"), "unsure_danger")
    assert "mood_plan" in paper.shown(paper.says_who(WOMAN, "female"), "unsure_danger")


def test_another_age_takes_back_what_groups_of_signs_were_answered(paper: Paper) -> None:
    paper.says_who(TODDLER, "female")
    assert paper.answers(**SAID).answers == SAID
    assert paper.says_who(TODDLER, "female").answers == SAID
    # Danger is asked of everybody in the same way, and a single sign was asked as it is.
    assert paper.says_who(WOMAN, "female").answers == {"danger_now": "no", "fever": "no"}
    paper.answers(unsure_danger="no")
    assert "unsure_danger" not in paper.says_who(WOMAN, "male").answers


@pytest.mark.parametrize(("born", "told"), [(TODDLER, False), (WOMAN, True)])
def test_what_was_not_shown_is_not_told_as_denied(born: date, told: bool) -> None:
    row = asked(birth_date=born, problem="not_sure", for_whom="other")
    said = tuple(AnswerRow(name, value, "person", "Ada") for name, value in SAID.items())
    story = Story(row, said, (DECIDED,), (), (), (), None)
    denied = {one.finding for one in evidence.facts(story, None, content.current()) if one.said_no}
    assert "stiff_neck" in denied
    assert ("mood_plan" in denied) is told
