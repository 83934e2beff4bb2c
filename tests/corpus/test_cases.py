"""Made-up patients, thought of before the rules were read, are sent where a GP would send them. See README.md."""

from pathlib import Path

import pytest

from tests.real import REAL
from weald.engines.triage import Content
from weald.engines.triage.evaluating import Coded, Run, differs, read_coded, report, run
from weald.services.library import policies

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("cases_*.jsonl"))
LEAST_SAFE = 0.97
LEAST_EXACT = 0.9


@pytest.fixture(scope="module")
def content() -> Content:
    return REAL


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def runs(content: Content, request: pytest.FixtureRequest) -> list[Run]:
    lines = request.param.read_text("utf-8").splitlines()
    return [run(content, case) for case in read_coded(content, lines, policies.labels())]


def sent(case: Coded, one: Run) -> str:
    decision = one.assessment.decision
    return f"{case.id}: {case.expected.levels} → {decision.level if decision else 'a person'}"


def differing(runs: list[Run]) -> list[str]:
    return [sent(one.case, one) for one in runs if differs(one, ["strict"])]


def test_there_are_cases() -> None:
    assert CASES


def test_no_emergency_is_sent_elsewhere(runs: list[Run]) -> None:
    emergencies = [one for one in runs if one.case.expected.levels == ("now",)]
    assert len(emergencies) > 40
    assert [
        sent(one.case, one)
        for one in emergencies
        if one.assessment.decision is None or one.assessment.decision.level != "now"
    ] == []


def test_nearly_nobody_is_sent_too_late(runs: list[Run]) -> None:
    safe = report(runs, ["strict"]).readings["strict"].all.safe.share
    assert (safe or 0) >= LEAST_SAFE, differing(runs)


def test_nearly_everybody_is_sent_where_they_should_be(runs: list[Run]) -> None:
    exact = report(runs, ["strict"]).readings["strict"].all.exact.share
    assert (exact or 0) >= LEAST_EXACT, differing(runs)
