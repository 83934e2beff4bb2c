"""The summary for the GP record: what a colleague reads there a year from now."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.given import NOW
from weald.engines import triage
from weald.services.library import content
from weald.services.requests.presenters.staff import evidence
from weald.services.requests.presenters.staff.summary import summary
from weald.services.requests.queries.care import AnswerRow, DecisionRow, EntryRow, RequestRow, Story

SENT = EntryRow(NOW, "the person who asks", "sent", "", "")
CONFIRMED = EntryRow(NOW + timedelta(minutes=9), "Dr Amara Reed", "confirmed", "", "")
RESOLVED = EntryRow(NOW + timedelta(hours=2), "Dr Tom Okafor", "resolved", "Rest.", "")


def asked(**columns: object) -> RequestRow:
    row = RequestRow(
        uuid4(), "K7F32M9Q", uuid4(), None, uuid4(), None, "", [], "", None, "claimed", "online", "clinical", False, NOW, "me", "Ada", "Test", "",
        date(1984, 5, 6), "female", "9990000018", "+447700900001", "", "sms", "my chest\nhurts", "chest_pain", "Chest pain",
        "today", "gp", True, NOW, "confirmed", None, "", None, 1, NOW, 0, "", None, "",
    )  # fmt: skip
    return replace(row, **columns)  # type: ignore[arg-type]


def told(
    answers: dict[str, str], *entries: EntryRow, outcome: str = "", draft: bool = False, **columns: object
) -> list[str]:
    """The summary of a request with these answers, decided by the content on duty."""
    known = content.current()
    row = asked(**columns)
    person = {"age_years": 42, "sex": "female"}
    made = triage.to_json(
        triage.assess(known, {"person": person, "problem": row.problem, "answers": answers})
    )
    assert made["status"] == "decided", made
    decision = DecisionRow(
        NOW, "the triage rules", row.level, row.service, "PT8H", "", made["because"][0]["rule"],
        [{"rule": one["rule"], "findings": one["findings"]} for one in made["because"]], made["ruled_out"], [], [], "f" * 64, "",
    )  # fmt: skip
    given = tuple(AnswerRow(name, value, "person", "Ada") for name, value in answers.items())
    story = Story(row, given, (decision,), entries, (), (), None)
    return summary(story, evidence.facts(story, decision, known), outcome, known, draft=draft).splitlines()


CHEST = {
    "danger_now": "no", "chest_pain_when": "last_12_hours", "chest_pressure": "no", "chest_spreads": "no",
    "chest_sweaty_sick": "no", "chest_breathless": "no", "chest_faint": "no", "chest_tearing": "no", "chest_sickle": "no",
    "chest_pleuritic": "yes", "coughing_blood": "no", "fever": "unsure", "very_unwell": "no", "chest_injury": "no",
    "leg_swollen": "no", "clot_before": "no", "chest_angina_worse": "no", "chest_on_effort": "no", "chest_rash": "no",
    "chest_swallow": "no", "chest_heart_risk": "no", "chest_moves": "no", "chest_after_food": "no", "getting_worse": "no",
    "pregnant": "no", "clot_immobile": "no", "clot_cancer": "no", "clot_birth": "no", "immunosuppressed": "no",
}  # fmt: skip


@pytest.fixture
def chest() -> list[str]:
    return told(CHEST, SENT, CONFIRMED)


def test_it_says_whom_it_is_about_and_which_request(chest: list[str]) -> None:
    assert chest[:2] == [
        "Online request K7F32M9Q, 23 November 2026 8:03am",
        "For: TEST, Ada, born 6 May 1984, NHS 999 000 0018",
    ]


def test_the_problem_and_its_findings_have_their_codes(chest: list[str]) -> None:
    assert "Problem: Chest pain [SCTID 29857009]" in chest
    assert any(
        line.startswith("Not sure: ") and "high temperature [SCTID 386661006]" in line for line in chest
    )
    assert any(line.startswith("Present: ") and "worse on breathing in" in line for line in chest)


def test_what_is_absent_and_matters_is_told_and_the_rest_is_counted(chest: list[str]) -> None:
    [absent] = (line for line in chest if line.startswith("Absent: "))
    signs = len({one for group in content.current().danger.groups for one in group.members})
    assert absent.startswith(f"Absent: all {signs} signs of danger to life; ")
    assert "coughing up blood [SCTID 66857006]" in absent
    assert "short of breath with the chest pain [SCTID 267036007]" in absent
    assert absent.endswith(" more asked about")


def test_the_decision_says_who_when_and_by_which_rule(chest: list[str]) -> None:
    assert "Decision: Today, GP (confirmed by Dr Amara Reed, 23 November 2026 8:12am)" in chest
    assert any(
        line.startswith("Rule: chest_pain.") and line.endswith(f"content {'f' * 12}") for line in chest
    )
    unread = told(CHEST, SENT)
    assert "Decision: Today, GP (by the triage rules, not yet confirmed)" in unread


def test_the_end_says_who_closed_it_and_when() -> None:
    closed = told(CHEST, SENT, CONFIRMED, RESOLVED, outcome="Advice given")
    assert closed[-1] == "Outcome: Advice given (Dr Tom Okafor, 23 November 2026 10:03am)"


def test_a_sign_of_danger_that_was_not_asked_is_never_told_as_absent() -> None:
    some = {name: "no" for name in ("danger_breathing", "danger_rash")}
    members = sorted({one for group in content.current().danger.groups for one in group.members})
    known = content.current()
    given = tuple(AnswerRow(name, value, "person", "Ada") for name, value in some.items())
    decision = DecisionRow(
        NOW, "Dr Reed", "today", "gp", "PT8H", "", "", [], [], [], [], "", "Seen at the desk"
    )
    story = Story(asked(), given, (decision,), (), (), (), None)
    lines = summary(story, evidence.facts(story, None, known), "", known, draft=False).splitlines()
    [absent] = (line for line in lines if line.startswith("Absent: "))
    assert len(members) > 2
    assert absent.count(";") == 1
    assert "signs of danger to life" not in absent
    assert "Reason: Seen at the desk" in lines


def test_that_no_clinician_has_signed_the_rule_is_on_record() -> None:
    [line] = [one for one in told(CHEST, SENT, CONFIRMED, draft=True) if one.startswith("Rule: ")]
    assert line.endswith("draft that no clinician has signed")
