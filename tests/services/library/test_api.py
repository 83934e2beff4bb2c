"""`POST /api/triage/assess`: the same answers as the command line, and a sentence for whatever cannot be read."""

import json

import pytest
from django.test import Client

from weald.services.library import commands

ADDRESS = "/api/triage/assess"
ASKED = {
    "person": {"age_years": 34, "sex": "female"},
    "problem": "sore_throat",
    "answers": {"danger_now": "no"},
}


def post(body: object) -> tuple[int, dict[str, object]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Client().post(ADDRESS, raw, content_type="application/json")
    return answer.status_code, answer.json()


def test_the_next_question_is_that_of_the_command_line() -> None:
    status, said = post(ASKED)
    assert (status, said["status"]) == (200, "ask")
    assert json.loads(commands.triage_assess(json.dumps(ASKED).encode())[1]) == said


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "request"),
        (b"{", "request"),
        (b"[" * 60_000, "request"),
        (b'"\xff"', "request"),
        ([], "request"),
        (ASKED | {"answers": {"no_such_finding": "yes"}}, "answers.no_such_finding"),
        (ASKED | {"problem": "no_such_problem"}, "problem"),
        (ASKED | {"person": {"age_years": 340, "sex": "female"}}, "person.age_years"),
        (ASKED | {"more": 1}, "more"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(body: object, field: str) -> None:
    status, said = post(body)
    assert status == 400
    assert said["error"]["field"] == field  # type: ignore[index]
    assert str(said["error"]["message"]).endswith(".")  # type: ignore[index]


def test_it_reads_64_kilobytes_and_only_posts() -> None:
    assert post(ASKED | {"text": "x" * 70_000})[0] == 413
    answer = Client().get(ADDRESS)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_it_needs_no_cookie_and_sets_none() -> None:
    answer = Client(enforce_csrf_checks=True).post(
        ADDRESS, json.dumps(ASKED), content_type="application/json"
    )
    assert answer.status_code == 200
    assert not answer.cookies
