"""How staff sign in and out, and what becomes of a page whose session has ended."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.services.requests.staff_ward import Ward
from tests.services.requests.test_staff_pages import REFRESH, text
from weald.foundation.access import sessions
from weald.services.directory.models import Position, Professional

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def ward() -> Ward:
    return Ward(timezone.now())


def test_without_a_sign_in_every_staff_page_leads_to_it(ward: Ward) -> None:
    request = ward.request()
    client = Client()
    for address in ("/staff/queue", f"/staff/request/{request}", "/staff/going-home", "/staff/next"):
        assert client.get(address)["Location"].startswith("/staff/sign-in?next=%2Fstaff%2F")
    assert client.get(REFRESH).status_code == 401
    client.cookies[sessions.COOKIE] = "guessed"
    assert client.get("/staff/queue").status_code == 302


def test_what_was_typed_survives_a_session_that_ended(ward: Ward) -> None:
    request = ward.request()
    answer = Client().post(
        f"/staff/request/{request}/reply",
        {"text": "Take it with food."},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 401
    assert "Take it with food." in text(answer)
    assert ward.story(request) == []


def test_the_demonstration_signs_in_without_a_password_and_out_again(ward: Ward) -> None:
    client = Client()
    page = text(client.get("/staff/sign-in"))
    assert "for the demonstration only" in page
    assert "Hop Lane Surgery" in page
    assert "Dr Amara Reed" in text(client.get(f"/staff/sign-in?place={ward.practice}"))
    answer = client.post(
        "/staff/sign-in",
        {"identity": ward.reed.identity, "place": ward.practice, "next": "https://elsewhere.example/"},
    )
    assert answer["Location"] == "/staff/"
    cookie = answer.cookies[sessions.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.get("/staff/queue").status_code == 200
    token = cookie.value
    client.post("/staff/sign-out")
    assert sessions.open_session(token, timezone.now()) is None
    assert client.get("/staff/queue").status_code == 302


def test_the_demonstration_says_of_everybody_what_they_are_and_whose_pages_they_see(ward: Ward) -> None:
    """Who gives care stands first, job by job; nobody is called by a job that they have elsewhere."""
    jobs = {
        "Aled Mistry": "social_prescriber",
        "Bo Chen": "care_coordinator",
        "Cy Dunn": "paramedic_home_visit",
        "Zoe Hart": "gp",
    }
    for name, service in jobs.items():
        who = ward.somebody(
            name, "receptionist" if service in ("social_prescriber", "care_coordinator") else "clinician"
        )
        professional = Professional.objects.create(id=uuid4(), identity=who.identity, name=name)
        Position.objects.create(
            id=uuid4(), professional=professional, organisation_id=ward.practice, service=service
        )
        Position.objects.create(
            id=uuid4(), professional=professional, organisation_id=ward.elsewhere, service="nurse"
        )
    page = text(Client().get(f"/staff/sign-in?place={ward.practice}"))
    assert re.findall(r'<strong>([^<]*)</strong> <span class="quiet">([^<]*)<', page) == [
        ("Zoe Hart", "GP (Clinician)"),
        ("Cy Dunn", "Paramedic (Clinician)"),
        ("Aled Mistry", "Social prescriber (Receptionist)"),
        ("Bo Chen", "Care coordinator (Receptionist)"),
        ("Dr Amara Reed", "Clinician"),
        ("Dr Tom Okafor", "Clinician"),
        ("Priya Shah", "Receptionist"),
    ]


def test_nobody_signs_in_where_they_do_not_work(ward: Ward) -> None:
    for identity, place in ((ward.outsider.identity, ward.practice), ("nonsense", ward.practice), ("", "")):
        answer = Client().post("/staff/sign-in", {"identity": identity, "place": place})
        assert answer.status_code == 403
        assert sessions.COOKIE not in answer.cookies


def test_in_production_the_demonstration_does_not_exist(ward: Ward, settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    page = client.get(f"/staff/sign-in?place={ward.practice}")
    assert "Password" in text(page)
    assert "Dr Amara Reed" not in text(page)
    answer = client.post("/staff/sign-in", {"identity": ward.reed.identity, "place": ward.practice})
    assert answer.status_code == 403
    assert sessions.COOKIE not in answer.cookies


def test_fifteen_idle_minutes_or_twelve_hours_end_a_session(ward: Ward) -> None:
    now = timezone.now()
    token = sessions.sign_in(ward.reed.identity, ward.practice, now)  # type: ignore[arg-type]
    assert sessions.open_session(token, now + timedelta(minutes=14)) is not None
    assert sessions.open_session(token, now + timedelta(minutes=28)) is not None
    assert sessions.open_session(token, now + timedelta(minutes=44)) is None
    for step in range(1, 72):
        sessions.open_session(token, now + timedelta(minutes=10 * step))
    assert sessions.open_session(token, now + timedelta(hours=12, minutes=1)) is None
