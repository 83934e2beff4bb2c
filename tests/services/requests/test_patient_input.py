"""What people really type and press: each gives a clear page, keeps what was typed, and never half a write."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import (
    ABOUT,
    ME,
    begin,
    born,
    count,
    go,
    identifier,
    stored,
    text,
    to_check,
    to_questions,
    to_words,
    where,
)
from weald.foundation.access import acting, query

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (born(31, 2, 1984), "February 1984 has only 29 days"),
        (born(6, 13, 1984), "the month must be between 1 and 12"),
        (born(6, 5, 2031), "must be today or in the past"),
        (born(6, 5, 1850), "less than 120 years ago"),
        ({"born-day": "", "born-month": "", "born-year": ""}, "Enter the date of birth"),
        ({"born-day": "💥", "born-month": "\x00", "born-year": "-1"}, "Date of birth"),
        ({"born-day": "6" * 5000, "born-month": "5", "born-year": "1984"}, "Date of birth"),
    ],
)
def test_an_impossible_date_is_explained_and_kept(
    patient: Client, code: str, typed: dict[str, str], said: str
) -> None:
    draft = begin(patient, code)
    go(patient, f"{draft}danger", signs="none")
    page = go(patient, f"{draft}who", **(ME | typed))
    assert page.status_code == 422
    html = page.content.decode()
    assert said in html
    assert 'href="#born' in html, "the error summary leads to the field"
    assert 'value="me" checked' in html
    if typed["born-day"].isdecimal() and len(typed["born-day"]) < 3:
        assert f'value="{typed["born-day"]}"' in html


def test_a_wrong_check_digit_is_explained_and_kept(patient: Client, code: str) -> None:
    draft = to_words(patient, code)
    go(patient, f"{draft}words", words="It hurts")
    go(patient, f"{draft}problem", problem="something_else")
    page = go(patient, f"{draft}about-you", **ABOUT, nhs_number="999 000 0019")
    assert page.status_code == 422
    assert "This is not a real NHS number" in text(page)
    assert "999 000 0019" in page.content.decode()
    assert 'value="Ada"' in page.content.decode()
    assert where(go(patient, f"{draft}about-you", **ABOUT, nhs_number="999 000 0018")) == f"{draft}check"


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (ABOUT | {"phone": ""}, "Enter your phone number"),
        (ABOUT | {"phone": "01632 960001"}, "Enter a mobile number"),
        (ABOUT | {"contact_by": "email"}, "Enter your email address"),
        (ABOUT | {"contact_by": "pigeon"}, "Choose how you would like to be contacted"),
        (ABOUT | {"family_name": "   "}, "Enter the last name"),
        (ABOUT | {"given_name": "A" * 300}, "must be 80 characters or fewer"),
    ],
)
def test_contact_that_cannot_be_used_is_explained(
    patient: Client, code: str, about: dict[str, str], said: str
) -> None:
    draft = to_words(patient, code)
    go(patient, f"{draft}words", words="It hurts")
    go(patient, f"{draft}problem", problem="something_else")
    page = go(patient, f"{draft}about-you", **about)
    assert page.status_code == 422
    assert said in text(page)
    assert stored(draft, "id") is None


def test_a_hundred_thousand_characters_are_refused_with_their_number(patient: Client, code: str) -> None:
    draft = to_words(patient, code)
    page = go(patient, f"{draft}words", words="My throat hurts. " * 6000)
    assert page.status_code == 422
    assert "2,000 characters or fewer. You wrote 102,000" in text(page)
    assert "My throat hurts. My throat hurts." in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("My back 😭 hurts 👩‍👩‍👧", "My back 😭 hurts 👩‍👩‍👧"),
        ("ظهري يؤلمني", "ظهري يؤلمني"),
        ("back\x00 \x1b[31mpain\x07\u202e", "back [31mpain"),
        ("<script>alert(1)</script> & back pain", "<script>alert(1)</script> & back pain"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
        ("'; drop table requests_draft; --", "'; drop table requests_draft; --"),
    ],
)
def test_words_of_every_script_are_kept_and_control_characters_are_not(
    patient: Client, code: str, typed: str, kept: str
) -> None:
    draft = to_words(patient, code)
    page = go(patient, f"{draft}words", words=typed)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    with acting(given.person(identifier(draft))):
        assert query("select words from requests_draft where id = %s", [identifier(draft)])[0][0] == kept


def test_only_blanks_are_no_words(patient: Client, code: str) -> None:
    draft = to_words(patient, code)
    assert go(patient, f"{draft}words", words=" \u2003\n\t ").status_code == 422


def test_sent_twice_it_is_one_request(patient: Client, code: str) -> None:
    draft = to_check(patient, code)
    first = go(patient, f"{draft}send")
    reference = stored(draft, "reference")
    second = go(patient, f"{draft}send")
    assert where(first) == where(second) == f"{draft}decision"
    assert stored(draft, "reference") == reference
    assert count("requests_decision", draft) == 1
    assert count("requests_entry", draft) == 1
    assert count("messages_notification", draft) == 1


def test_a_stale_page_in_a_second_tab_does_no_harm(patient: Client, code: str) -> None:
    draft = to_questions(patient, code, "sore_throat")
    go(patient, f"{draft}question/throat_airway", signs="none")
    late = go(patient, f"{draft}question/throat_airway", signs="none")
    assert where(late).startswith(f"{draft}question/")
    odd = go(patient, f"{draft}question/back_duration", answer="not an answer")
    assert odd.status_code == 422
    unknown = go(patient, f"{draft}question/no_such_finding", answer="yes")
    assert where(unknown).startswith(f"{draft}question/")


def test_what_is_posted_after_sending_changes_nothing(patient: Client, code: str) -> None:
    draft = to_check(patient, code)
    go(patient, f"{draft}send")
    page = go(patient, f"{draft}words", words="Something quite different")
    assert where(page) == f"{draft}decision"
    assert stored(draft, "words") == "It hurts"


def test_an_answer_that_is_not_offered_is_asked_again(patient: Client, code: str) -> None:
    draft = to_questions(patient, code, "low_back_pain")
    page = go(patient, f"{draft}question/pregnant", answer="maybe")
    assert page.status_code == 422
    assert "Choose an answer" in text(page)


def test_a_tick_beside_none_of_these_is_asked_again(patient: Client, code: str) -> None:
    draft = to_questions(patient, code, "sore_throat")
    page = go(patient, f"{draft}question/throat_airway", signs=["throat_hard_to_breathe", "none"])
    assert page.status_code == 422
    assert "You cannot choose both" in text(page)


def test_a_problem_that_is_not_known_is_asked_again(patient: Client, code: str) -> None:
    draft = to_words(patient, code)
    go(patient, f"{draft}words", words="It hurts")
    assert go(patient, f"{draft}problem", problem="dragon_pox").status_code == 422


def test_whoever_comes_too_early_is_led_to_the_open_step(patient: Client, code: str) -> None:
    draft = begin(patient, code)
    for step in ("check", "question", "send"):
        assert where(patient.get(f"{draft}{step}", follow=True)) == f"{draft}danger"
    go(patient, f"{draft}danger", signs="none")
    assert where(go(patient, f"{draft}send")) == f"{draft}who"
    assert stored(draft, "id") is None


def test_another_device_sees_nothing(patient: Client, code: str) -> None:
    draft = to_check(patient, code)
    stranger = Client()
    for step in ("danger", "words", "check", "decision", "emergency", "booked", "appointment.ics"):
        page = stranger.get(f"{draft}{step}")
        assert page.status_code == 404, step
        assert "It hurts" not in page.content.decode()
    assert stranger.post(f"{draft}words", {"words": "mine now"}).status_code == 404
    go(patient, f"{draft}send")
    assert stranger.get(f"{draft}decision").status_code == 404


def test_a_practice_that_is_not_there_is_a_calm_page(patient: Client, code: str) -> None:
    assert patient.get("/p/NOPE/").status_code == 404
    assert patient.post("/p/NOPE/start").status_code == 404
    assert patient.get("/p/Z00001/start").status_code == 405


def test_a_form_without_its_token_is_refused_and_kept(clock: Clock, code: str) -> None:
    careful = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    page = careful.post("/p/Z00001/start", {"words": "typed with care"})
    assert page.status_code == 410
    assert "typed with care" in page.content.decode()


def test_a_draft_that_runs_out_while_it_is_posted_writes_nothing(
    patient: Client, code: str, clock: Clock
) -> None:
    draft = to_check(patient, code)
    clock.now += timedelta(days=2)
    assert patient.post(f"{draft}send").status_code == 410
    assert stored(draft, "id") is None
