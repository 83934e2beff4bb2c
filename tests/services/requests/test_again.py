"""A further contact about the same problem, from the form or by phone, as it is written, told and shown."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from weald.foundation.access import Actor, acting, query
from weald.foundation.refusal import Refused
from weald.services.people import actions as people
from weald.services.people.actions import NewPerson
from weald.services.requests import evidence
from weald.services.requests.actions import submit as sending
from weald.services.requests.actions.submit import Submission

pytestmark = pytest.mark.django_db

BORN = date(1984, 5, 6)
PROBLEM = "low_back_pain"
MONDAY = given.NOW


@cache
def calm(problem: str) -> tuple[tuple[str, Any], ...]:
    """Answers to everything that is asked, none of them alarming."""
    said: dict[str, Any] = {}
    for _ in range(60):
        found = evidence.assess(
            born=BORN, sex="female", for_whom="me", problem=problem, words="", answers=said, now=MONDAY
        )
        if found.question is None:
            return tuple(said.items())
        asked = found.question
        values = [one.value for one in asked.answers]
        least: Any = (
            "no" if asked.kind in {"group", "yes_no"} else asked.min if asked.kind == "number" else values[0]
        )
        said[asked.finding] = least
    raise AssertionError("the questions do not end")


class Surgery:
    """A practice with one person and its desk."""

    def __init__(self) -> None:
        self.practice = given.practice()
        self.desk: Actor = given.staff(self.practice, "receptionist", name="Kim Shah")
        with acting(given.SYSTEM):
            self.person = people.register(
                person=NewPerson(
                    id=uuid4(),
                    organisation=self.practice,
                    given_name="Ada",
                    family_name="Test",
                    birth_date=BORN,
                ),
                now=MONDAY - timedelta(days=60),
            )

    def asks(self, again: str = "", at: datetime = MONDAY, **fields: Any) -> UUID:
        """The person asks by phone."""
        problem = fields.pop("problem", PROBLEM)
        values: dict[str, Any] = {
            "id": uuid4(), "organisation": self.practice, "kind": "clinical", "problem": problem,
            "answers": dict(calm(problem)), "birth_date": BORN, "sex": "female", "given_name": "Ada",
            "family_name": "Test", "channel": "phone", "person": self.person, "again": again, **fields,
        }  # fmt: skip
        with acting(self.desk):
            return sending.enter(submission=Submission(**values), now=at).request

    def of(self, request: UUID, *columns: str) -> Any:
        with acting(given.SYSTEM):
            [row] = query(f"select {', '.join(columns)} from requests_request where id = %s", [request])
        return row if len(columns) > 1 else row[0]

    def because(self, request: UUID) -> list[str]:
        with acting(given.SYSTEM):
            rows = query(
                "select x ->> 'rule' from requests_decision, jsonb_array_elements(because) x where request_id = %s",
                [request],
            )
        return [row[0] for row in rows]


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


def days(count: float) -> datetime:
    return MONDAY + timedelta(days=count)


def test_the_second_is_linked_to_the_first_and_the_first_hears_of_it(surgery: Surgery) -> None:
    first = surgery.asks()
    second = surgery.asks("worse", days(2))
    assert surgery.of(second, "follows", "contact", "again") == (first, 2, "worse")
    assert surgery.of(first, "follows", "contact", "wants") == (None, 1, "again")
    with acting(surgery.desk):
        [(note, told)] = query(
            "select note, told from requests_entry where request_id = %s and kind = 'asked_again'", [first]
        )
    assert "they say that it is worse" in note
    assert told == ""


@pytest.mark.parametrize(
    ("first_level", "again", "level", "service", "rule"),
    [
        ("self_care", "worse", "soon", "gp", "again.worse"),
        ("soon", "worse", "today", "gp", "again.worse"),
        ("soon", "unsure", "today", "gp", "again.worse"),
        ("soon", "not_better", "soon", "gp", "again.not_better"),
        ("self_care", "waiting", None, None, None),
        ("self_care", "no", None, None, None),
    ],
)
def test_worse_is_raised_and_says_why(
    surgery: Surgery, first_level: str, again: str, level: str | None, service: str | None, rule: str | None
) -> None:
    first = surgery.asks()
    before = surgery.of(first, "level", "service")
    assert before[0] == "self_care", "the calm answers lead to self-care, or this test has lost its sense"
    with acting(given.SYSTEM):
        query("update requests_request set level = %s where id = %s", [first_level, first])
    second = surgery.asks(again, days(1))
    assert surgery.of(second, "level", "service") == ((level, service) if level else before)
    assert [one for one in surgery.because(second) if one.startswith("again.")] == ([rule] if rule else [])
    assert surgery.of(second, "due_at") <= surgery.of(first, "due_at") + timedelta(days=1)


def test_who_waits_does_not_pass_the_first_and_its_owner_is_told(surgery: Surgery) -> None:
    first = surgery.asks()
    later = days(4)
    with acting(given.SYSTEM):
        query(
            "update requests_request set due_at = %s, owner = %s, owner_name = 'Dr Reed', taken_at = %s where id = %s",
            [later, uuid4(), MONDAY, first],
        )
    second = surgery.asks("waiting", days(1))
    assert surgery.of(second, "due_at") == later, "not before the first"
    assert surgery.of(second, "level") == surgery.of(first, "level")
    assert surgery.of(second, "state") != "closed", "no software closes a request"
    assert surgery.of(first, "wants", "owner_name", "due_at") == ("again", "Dr Reed", later)


def test_a_mark_that_is_there_is_not_written_over_and_a_closed_request_stays_closed(surgery: Surgery) -> None:
    first = surgery.asks()
    with acting(given.SYSTEM):
        query("update requests_request set wants = 'call' where id = %s", [first])
    second = surgery.asks("waiting", days(1))
    assert surgery.of(first, "wants") == "call"
    with acting(given.SYSTEM):
        query("update requests_request set state = 'closed', closed_at = %s where id = %s", [days(1), second])
    surgery.asks("worse", days(2))
    assert surgery.of(second, "state", "wants") == ("closed", "")


def test_the_third_alerts_a_clinician_and_is_due_today(surgery: Surgery) -> None:
    surgery.asks()
    surgery.asks("waiting", days(1))
    third = surgery.asks("waiting", days(2))
    level, contact, state, due = surgery.of(third, "level", "contact", "state", "due_at")
    assert (level, contact, state, due.date()) == ("today", 3, "waiting", days(2).date())
    rules = surgery.because(third)
    assert len([one for one in rules if one in {"again.third", "modifier.repeat_contact"}]) == 1, "said once"


@pytest.mark.parametrize(("after", "contact"), [(6.9, 2), (7.1, 1)])
def test_seven_days(surgery: Surgery, after: float, contact: int) -> None:
    first = surgery.asks()
    second = surgery.asks("worse", days(after))
    assert surgery.of(second, "follows", "contact") == (first if contact == 2 else None, contact)


def test_another_problem_is_linked_only_where_they_say_that_it_is_the_same(surgery: Surgery) -> None:
    first = surgery.asks()
    other = surgery.asks("no", days(1), problem="something_else")
    assert surgery.of(other, "follows", "contact") == (None, 1)
    same = surgery.asks("not_better", days(2), problem="something_else")
    assert surgery.of(same, "follows") == other
    same_problem = surgery.asks("", days(3))
    assert surgery.of(same_problem, "follows", "contact") == (first, 2)


def test_nobody_else_is_linked_and_whom_nobody_knows_is_not(surgery: Surgery) -> None:
    surgery.asks()
    other = Surgery()
    assert surgery.of(other.asks("worse", days(1)), "follows") is None
    unknown = surgery.asks("worse", days(1), person=None, family_name="Nobody")
    assert surgery.of(unknown, "follows", "contact", "again") == (None, 1, "worse")


def test_staff_link_what_they_know_to_be_the_same(surgery: Surgery) -> None:
    first = surgery.asks(person=None, family_name="Nobody")
    second = surgery.asks("worse", days(1), person=None, family_name="Nobodi", follows=first)
    assert surgery.of(second, "follows", "contact") == (first, 2)


def test_what_the_front_door_may_run_gives_no_words(surgery: Surgery) -> None:
    """Whoever holds a form can neither read nor mark another request, but for the two functions, by what they are told."""
    first = surgery.asks()
    with acting(given.person(uuid4())):
        assert query("select count(*) from requests_request") == [(0,)]
        [row] = query(
            "select * from requests_earlier(%s, %s, false, null, %s, %s)",
            [surgery.person, PROBLEM, uuid4(), days(1)],
        )
    assert row[:3] == (1, first, 1)


def test_a_child_never_interprets(surgery: Surgery) -> None:
    with pytest.raises(Refused, match="under 18 must not interpret"):
        surgery.asks(needs=("interpreter",), language="pl", interprets="child")
    made = surgery.asks(needs=("interpreter",), language="pl", interprets="professional")
    with acting(surgery.desk):
        assert query("select note from requests_entry where request_id = %s", [made]) == [
            ("Interpreted by: a professional interpreter.",)
        ]


def test_needs_on_the_record_reach_every_request_and_those_said_by_phone_reach_the_record(
    surgery: Surgery,
) -> None:
    with acting(surgery.desk):
        people.set_needs(person=surgery.person, needs=["step_free"], now=MONDAY)
    made = surgery.asks(needs=("interpreter",), language="pl")
    assert surgery.of(made, "needs", "language", "needs_on_record") == (
        ["interpreter", "step_free"],
        "pl",
        ["step_free"],
    )
    again = surgery.asks(at=days(8))
    assert surgery.of(again, "needs", "language") == (["interpreter", "step_free"], "pl"), "asked once"
