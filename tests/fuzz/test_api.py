"""The API does what its description says, whatever it is sent: schemathesis makes the requests, valid and not.

INPUTS says how many for each address: 60 unless it is set (FULL=1: 2,000).
"""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import given as world
from weald.foundation.access import acting
from weald.services.directory import queries as directory
from weald.site.wsgi import application

schemathesis = pytest.importorskip("schemathesis")
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]

INPUTS = (
    int(os.environ["INPUTS"]) // 10 if os.environ.get("INPUTS") else 2000 if os.environ.get("FULL") else 60
)
EVERYTHING = settings(
    max_examples=INPUTS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.fixture(autouse=True)
def practice(committed_db: None) -> Iterator[None]:
    directory.forget()
    made = world.practice("DEMO001")
    with acting(world.SYSTEM):
        world.slots(made, 6)
    yield
    directory.forget()


@pytest.fixture
def described() -> Any:
    """The description as it is served."""
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    return schemathesis.openapi.from_dict(json.loads(answer.content))


def send(case: Any) -> Any:
    """Through the whole web application, in this process."""
    return case.call(app=application)


@pytest.mark.parametrize(("address", "method"), [("/api/triage/assess", "POST"), ("/api/slots", "GET")])
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_every_answer_is_as_described(described: Any, address: str, method: str, mode: str) -> None:
    operation = described[address][method]
    statuses: set[int] = set()

    @EVERYTHING
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode[mode]))
    def asked(case: Any) -> None:
        answer = send(case)
        statuses.add(answer.status_code)
        assert answer.status_code < 500
        operation.validate_response(answer)
        if answer.status_code >= 400:
            assert answer.json()["error"]["message"].endswith(".")

    asked()
    assert statuses & {200, 400, 404}


def test_a_whole_assessment_is_as_described(described: Any) -> None:
    operation = described["/api/triage/assess"]["POST"]
    seen: set[str] = set()

    @EVERYTHING
    @given(
        problem=st.sampled_from(["sore_throat", "low_back_pain", "chest_pain", None]),
        age=st.integers(0, 120),
        sex=st.sampled_from(["female", "male", "unknown"]),
        text=st.sampled_from([None, "my throat hurts", "ظهري", "crushing chest pain"]),
        chance=st.randoms(use_true_random=False),
    )
    def asked(problem: str | None, age: int, sex: str, text: str | None, chance: Any) -> None:
        answers: dict[str, object] = {}
        for _ in range(40):
            body = {
                "person": {"age_years": age, "sex": sex},
                "problem": problem,
                "text": text,
                "answers": answers,
            }
            answer = send(operation.Case(body=body, media_type="application/json"))
            assert answer.status_code == 200, answer.text
            operation.validate_response(answer)
            said = answer.json()
            seen.add(said["status"])
            if said["status"] != "ask":
                return
            question = said["question"]
            if question["kind"] == "problem":
                problem = chance.choice(question["answers"])["value"]
            elif question["kind"] == "number":
                answers[question["finding"]] = question["min"]
            else:
                answers[question["finding"]] = chance.choice([one["value"] for one in question["answers"]])
        raise AssertionError("the questions do not end")

    asked()
    assert {"ask", "decided"} <= seen


def test_every_address_of_the_api_is_described(described: Any) -> None:
    def walk(patterns: list[Any], before: str) -> Iterator[str]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                yield "/" + route

    there = {route for route in walk(get_resolver().url_patterns, "") if route.startswith("/api/")}
    assert there - {"/api/openapi.json"} == set(described.raw_schema["paths"])
