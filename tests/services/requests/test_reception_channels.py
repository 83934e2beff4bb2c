"""The same evidence gives the same decision, whatever the channel: of every problem a worked case of each decision goes in by
the form, by phone and at the desk, through the verbs that the pages use. (The engine itself is shown all of them.)"""

from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
import yaml
from orjson import dumps

from tests import given
from tests.real import CONTENT
from weald.engines.triage import SOMETHING_ELSE
from weald.foundation.access import Actor, acting, query
from weald.services.library import content
from weald.services.requests.actions import drafts
from weald.services.requests.actions.submission import Submission
from weald.services.requests.actions.submit import enter, submit

pytestmark = pytest.mark.django_db
NOW = given.NOW
DEVICE = b"a device"


@cache
def cases() -> tuple[Any, ...]:
    """The first worked case of each level and service of each problem, with the name of the problem."""
    first: dict[tuple[str, str, str], dict[str, Any]] = {}
    for path in sorted((CONTENT / "pathways").glob("*.cases.yaml")):
        for case in yaml.load(path.read_text(), yaml.CSafeLoader)["cases"]:
            expect = case["expect"]
            first.setdefault(
                (path.name.removesuffix(".cases.yaml"), expect["level"], expect.get("service", "")), case
            )
    return tuple(pytest.param(key[0], case, id=f"{key[0]}: {case['name']}") for key, case in first.items())


def born(person: dict[str, Any]) -> date:
    """A birth date that is as old as the case says; a day after the birthday."""
    today = NOW.date()
    if "age_days" in person:
        return today - timedelta(days=person["age_days"])
    return (today - timedelta(days=1)).replace(year=today.year - person["age_years"])


def decided(request: UUID) -> tuple[Any, ...]:
    """Level, service, rule, words and due time, as they were written."""
    with acting(given.SYSTEM):
        [row] = query(
            "select r.level, r.service, r.due_at, r.red_flag, r.problem_name, d.level, d.service, d.within, d.rule, d.text,"
            " d.because::text, d.safety_net::text, d.advice::text, d.release"
            " from requests_request r join requests_decision d on d.request_id = r.id where r.id = %s",
            [request],
        )
    return row


def online(practice: UUID, problem: str, kind: str, case: dict[str, Any]) -> UUID:
    """By the form on the internet: a draft, filled in and sent."""
    draft = uuid4()
    key = {"draft": draft, "device_hash": DEVICE, "now": NOW}
    person = case["person"]
    with acting(given.person(draft)):
        drafts.start(draft=draft, organisation=practice, device_hash=DEVICE, now=NOW)
        drafts.say_who(**key, for_whom="me", birth_date=born(person), sex=person.get("sex", "unknown"))
        drafts.say_kind(**key, kind=kind)
        drafts.choose_problem(**key, problem=problem)
        drafts.answer(**key, answers=case["answers"])
        drafts.say_about(
            **key,
            about={"given_name": "Ada", "family_name": "Test", "phone": "+447700900982", "contact_by": "sms"},
        )
        submit(draft=draft, now=NOW)
    return draft


def entered(desk: Actor, channel: str, problem: str, kind: str, case: dict[str, Any]) -> UUID:
    """By a member of staff."""
    assert desk.party is not None
    person, id = case["person"], uuid4()
    with acting(desk):
        enter(
            submission=Submission(
                id=id, organisation=desk.party, kind=kind, problem=problem, answers=case["answers"], birth_date=born(person),
                sex=person.get("sex", "unknown"), given_name="Ada", family_name="Test", phone="+447700900982", contact_by="sms",
                channel=channel,
            ),
            now=NOW,
        )  # fmt: skip
    return id


@pytest.fixture
def practice() -> UUID:
    return given.practice()


@pytest.mark.parametrize(("problem", "case"), cases())
def test_the_same_evidence_gives_the_same_decision_whatever_the_channel(
    practice: UUID, problem: str, case: dict[str, Any]
) -> None:
    kind = content.current().problems[problem].kind
    desk = given.staff(practice, "receptionist")
    by_form = decided(online(practice, problem, kind, case))
    by_phone = decided(entered(desk, "phone", problem, kind, case))
    at_desk = decided(entered(desk, "walk_in", problem, kind, case))
    assert by_form == by_phone == at_desk
    # How often they asked before is known of nobody here: a case that is about that expects something else.
    if not case.get("context"):
        level, service, rule = by_form[0], by_form[1], by_form[8]
        assert {"level": level, "service": service, "rule": rule} == case["expect"]


def test_words_that_nobody_recognised_are_read_by_a_person_whatever_the_channel(practice: UUID) -> None:
    case = {"person": {"age_years": 40, "sex": "female"}, "answers": {"danger_now": "no"}}
    desk = given.staff(practice, "receptionist")
    rows = [
        decided(online(practice, SOMETHING_ELSE, "clinical", case)),
        decided(entered(desk, "phone", SOMETHING_ELSE, "clinical", case)),
        decided(entered(desk, "walk_in", SOMETHING_ELSE, "clinical", case)),
    ]
    assert rows[0] == rows[1] == rows[2]
    assert rows[0][:2] == ("today", "gp")


def test_they_lie_in_one_queue_told_apart_by_their_mark(practice: UUID) -> None:
    from weald.services.requests.presenters.staff.queue import lines
    from weald.services.requests.queries.queue import queue

    [param] = [one for one in cases() if "otherwise" in dumps(one.values[1]).decode()][:1] or [cases()[0]]
    problem, case = param.values
    desk = given.staff(practice, "receptionist")
    online(practice, problem, "clinical", case)
    entered(desk, "phone", problem, "clinical", case)
    entered(desk, "walk_in", problem, "clinical", case)
    with acting(desk):
        _, rows = queue(kind="clinical", show="all", text="", now=NOW)
        shown = lines(rows, desk, NOW)
    assert sorted(one.channel for one in shown) == ["Online", "Phone", "Walk-in"]
    assert len({(row.level, row.service, row.due_at) for row in rows}) == 1
