"""Whoever saw something unsafe can say so, from any page, unnamed; the practice that it is about reads it, nobody else."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError
from django.test import Client

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.safety import actions, presenters, queries, views
from weald.services.safety.actions import Report

pytestmark = pytest.mark.usefixtures("committed_db")

NOW = given.NOW
SENT = {
    "kind": "incident", "what": "Two people with one name were mixed up.", "day-day": "20", "day-month": "11", "day-year": "2025",
    "at": "14:30", "place": "At the desk", "physical_harm": "none", "psychological_harm": "unknown", "agents": ["it"],
    "immediate_actions": "We rang both.", "learn": "Ask for the date of birth.",
}  # fmt: skip


@pytest.fixture
def ward() -> Ward:
    return Ward()


def a_report(ward: Ward, **fields: Any) -> Report:
    values: dict[str, Any] = {
        "id": uuid4(), "organisation": ward.practice, "page": "p/<str:ods>/", "kind": "incident", "what": "Mixed up.",
        "day": date(2026, 11, 20), "about_when": "", "at": time(14, 30), "place": "Desk", "physical_harm": "low",
        "psychological_harm": "", "agents": ("it", "medications"), "immediate_actions": "Rang.", "learn": "", "contact": "",
    }  # fmt: skip
    return Report(**values | fields)


def manager(ward: Ward) -> Any:
    return ward.somebody("Mo Hill", "practice_manager")


def kept(ward: Ward) -> list[queries.EventRow]:
    with acting(manager(ward)):
        return queries.events()


def test_sent_twice_it_is_kept_once(ward: Ward) -> None:
    one = a_report(ward)
    told = set()
    for _ in range(2):
        with acting(views.ANYBODY):
            told.add(actions.report(report=one, now=NOW))
    [row] = kept(ward)
    assert told == {row.reference}
    assert (row.reporter, row.by, row.what, row.agents) == ("public", "", "Mixed up.", ["it", "medications"])


def test_staff_report_for_their_own_organisation_under_their_name(ward: Ward) -> None:
    with acting(ward.desk):
        actions.report(report=a_report(ward), now=NOW)
    [row] = kept(ward)
    assert (row.reporter, row.by) == ("staff", "Priya Shah")
    with acting(ward.desk), pytest.raises(Forbidden):
        actions.report(report=a_report(ward, organisation=ward.elsewhere), now=NOW)


def test_the_database_lets_nobody_else_read_a_report_and_nobody_change_one(ward: Ward) -> None:
    one = a_report(ward)
    with acting(views.ANYBODY):
        actions.report(report=one, now=NOW)
    for who in (views.ANYBODY, ward.outsider, given.person(uuid4())):
        with acting(who):
            assert query("select * from safety_safetyevent") == []
    for change in ("update safety_safetyevent set what = 'nothing'", "delete from safety_safetyevent"):
        with pytest.raises(ProgrammingError), acting(manager(ward)):
            query(change)
    with acting(ward.outsider), pytest.raises(Forbidden):
        actions.review(event=one.id, finding="x", lfpse="", now=NOW)
    with acting(ward.somebody("Al Dent", "practice_manager", ward.elsewhere)), pytest.raises(Refused):
        actions.review(event=one.id, finding="x", lfpse="", now=NOW)


def test_whoever_says_to_be_staff_in_the_database_is(ward: Ward) -> None:
    """A report cannot be put under the name of staff by somebody who is not."""
    with pytest.raises((ProgrammingError, psycopg.Error)), acting(views.ANYBODY):
        query(
            "insert into safety_safetyevent (id, reference, organisation, reported_at, reporter, by, kind, what, contact, page,"
            " about_when, place, physical_harm, psychological_harm, agents, immediate_actions, learn, reviewed_by, finding, lfpse)"
            " values (%s, 'X', %s, now(), 'staff', 'Dr Reed', 'risk', 'x', '', '', '', '', '', '', '{}', '', '', '', '', '')",
            [uuid4(), ward.practice],
        )


def test_a_review_says_what_was_done_and_the_audit_what_stood_there_before(ward: Ward) -> None:
    one = a_report(ward)
    with acting(views.ANYBODY):
        actions.report(report=one, now=NOW)
    with acting(manager(ward)):
        with pytest.raises(Refused):
            actions.review(event=one.id, finding=" ", lfpse="", now=NOW)
        actions.review(event=one.id, finding="We ask twice now.", lfpse="", now=NOW)
        actions.review(event=one.id, finding="We ask twice now.", lfpse="R-1", now=NOW + timedelta(days=1))
        [row] = queries.events()
    assert (row.finding, row.lfpse, row.reviewed_by) == ("We ask twice now.", "R-1", "Mo Hill")
    assert row.what == "Mixed up."
    assert len(ward.audit("safety.review")) == 2


def test_the_national_record_has_its_names_and_codes_and_names_nobody(ward: Ward) -> None:
    with acting(ward.desk):
        actions.report(report=a_report(ward, contact="07700 900001"), now=NOW)
    [row] = kept(ward)
    told = presenters.record_of(row, "Z00001")
    parts = {one["url"]: one["extension"] for one in told["extension"]}
    assert told["resourceType"] == "AdverseEvent"
    assert told["date"] == "2026-11-20"
    assert parts["AdverseEventAgent"] == [
        {"url": "InvolvedAgents", "valueCode": "9"}, {"url": "InvolvedAgents", "valueCode": "4"}
    ]  # fmt: skip
    assert parts["AdverseEventEstimatedDate"] == [{"url": "PreciseTime", "valueTime": "14:30:00"}]
    assert told["contained"] == [
        {"resourceType": "Patient", "extension": [{"url": "PhysicalHarm", "valueCode": "4"}]}
    ]
    assert "Priya" not in str(told)
    assert "07700" not in str(told)


def test_somebody_reports_without_signing_in_from_the_page_of_a_practice(ward: Ward) -> None:
    [code] = [
        row[0] for row in _rows("select ods_code from directory_organisation where id = %s", ward.practice)
    ]
    browser = Client()
    form = browser.get("/report", headers={"Referer": f"http://testserver/p/{code}/"}).content.decode()
    assert "Your report goes to Hop Lane Surgery." in form
    answer = browser.post("/report", SENT | {"key": str(uuid4()), "code": code, "page": "p/<str:ods>/"})
    assert answer.status_code == 303
    [row] = kept(ward)
    assert row.reference in answer["Location"]
    assert f"{row.reference[:4]} {row.reference[4:]}" in browser.get(answer["Location"]).content.decode()
    assert (row.physical_harm, row.psychological_harm, row.agents) == ("none", "", ["it"])


@pytest.mark.parametrize("token", ["1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "Zm9v-YmFy_secret"])
def test_the_page_is_kept_without_what_names_somebody(ward: Ward, token: str) -> None:
    browser = ward.browser(ward.desk)
    place = f"/staff/request/{token}" if token[0] == "1" else f"/r/{token}"
    form = browser.get(
        "/report", headers={"Referer": f"http://testserver{place}?q=Ada+Test"}
    ).content.decode()
    assert token not in form
    assert "Ada" not in form
    sent = SENT | {"page": place.lstrip("/"), "key": str(uuid4())}
    assert browser.post("/report", sent).status_code == 303
    assert [row.page for row in kept(ward)] == [
        ""
    ]  # what a form sends back is kept only where it is a pattern of ours
    assert (
        browser.get("/report", headers={"Referer": "http://elsewhere.example/staff/queue"}).status_code == 200
    )


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept() -> None:
    browser = Client()
    empty = browser.post("/report", {})
    assert empty.status_code == 422
    body = empty.content.decode()
    for words in ("Say what happened", "Choose what you want to report", "so that we find one"):
        assert words in body
    typed = browser.post("/report", SENT | {"practice": "nowhere at all", "day-day": ""})
    assert typed.status_code == 422
    assert "Two people with one name were mixed up." in typed.content.decode()


def test_a_practice_is_found_by_its_name_where_there_is_one_of_it(ward: Ward) -> None:
    sent = SENT | {"practice": "Hop Lane"}
    assert Client().post("/report", sent).status_code == 422  # there are two of them
    with acting(given.SYSTEM):
        query("update directory_organisation set name = 'Mill Street' where id = %s", [ward.practice])
    views.directory.forget()
    assert Client().post("/report", sent | {"practice": "mill street"}).status_code == 303
    assert len(kept(ward)) == 1


def test_nobody_can_flood_a_practice_with_reports(ward: Ward) -> None:
    far = Client(REMOTE_ADDR="203.0.113.7")
    statuses = [far.post("/report", {}).status_code for _ in range(views.REPORTS.burst + 1)]
    assert statuses == [422] * views.REPORTS.burst + [429]
    assert Client(REMOTE_ADDR="203.0.113.8").post("/report", {}).status_code == 422


def test_the_manager_reads_and_answers(ward: Ward) -> None:
    browser = ward.browser(manager(ward))
    assert "Nothing has been reported" in browser.get("/staff/safety").content.decode()
    with acting(views.ANYBODY):
        actions.report(report=a_report(ward), now=NOW)
    [row] = kept(ward)
    assert row.reference in browser.get("/staff/safety").content.decode()
    here = f"/staff/safety/{row.id}"
    assert "Mixed up." in browser.get(here).content.decode()
    assert browser.post(here, {"finding": ""}).status_code == 422
    assert browser.post(here, {"finding": "Done."}).status_code == 303
    assert browser.get(f"{here}.json").json()["event"] == {"text": "Incident"}
    other = ward.browser(ward.somebody("Al Dent", "practice_manager", ward.elsewhere))
    assert other.get(here).status_code == 404


@pytest.mark.parametrize("place", ["/", "/help", "/staff/queue", "/staff/today", "/staff/settings"])
def test_every_page_leads_to_the_report(ward: Ward, place: str) -> None:
    assert 'href="/report"' in ward.browser(manager(ward)).get(place).content.decode()


def _rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    with acting(given.SYSTEM):
        return query(sql, list(values))
