"""Forms stay for a day on a device of one's own, and nothing stays on one that other people use too."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import given
from tests.services.requests import patient as steps
from tests.services.requests.conftest import Clock
from weald.foundation.access import acting, query
from weald.services.requests.views.patient.shared import DEVICE


def begin(browser: Client, code: str, **sent: str) -> str:
    return str(browser.post(f"/p/{code}/start", sent)["Location"]).removesuffix("danger")


def words_of(draft: str) -> list[tuple[Any, ...]]:
    with acting(given.SYSTEM):
        return query("select words from requests_draft where id = %s", [steps.identifier(draft)])


def test_a_form_stays_at_least_twenty_hours(patient: Client, code: str, clock: Clock) -> None:
    draft = steps.to_words(patient, code)
    assert patient.cookies[DEVICE]["max-age"]
    clock.now += timedelta(hours=20)
    assert patient.get(f"{draft}words").status_code == 200
    steps.go(patient, f"{draft}words", words="It hurts")
    assert words_of(draft) == [("It hurts",)]


def test_on_a_shared_device_it_goes_after_half_an_hour_without_an_answer(
    patient: Client, code: str, clock: Clock
) -> None:
    draft = begin(patient, code, shared="yes")
    for _ in range(3):
        clock.now += timedelta(minutes=29)
        assert patient.get(f"{draft}danger").status_code == 200
        steps.go(patient, f"{draft}danger", signs="none")
    clock.now += timedelta(minutes=30)
    page = patient.get(f"{draft}who")
    assert page.status_code == 410
    assert "30 minutes" in steps.text(page)


def send(browser: Client, code: str, **sent: str) -> tuple[str, Any]:
    """The whole form; its address and the page that comes."""
    draft = begin(browser, code, **sent)
    steps.go(browser, f"{draft}danger", signs="none")
    steps.go(browser, f"{draft}who", **steps.ME)
    steps.go(browser, f"{draft}kind", kind="clinical")
    steps.go(browser, f"{draft}words", words="It hurts")
    steps.go(browser, f"{draft}problem", problem="low_back_pain")
    steps.answer_all(browser, draft)
    steps.go(browser, f"{draft}about-you", **steps.ABOUT)
    return draft, steps.go(browser, f"{draft}send")


def test_on_a_shared_device_no_cookie_outlives_the_browser_and_no_page_is_kept(
    patient: Client, code: str
) -> None:
    draft, page = send(patient, code, shared="yes")
    assert steps.where(page) == f"{draft}decision"
    assert page["Cache-Control"] == "no-store"
    ours = {name: one for name, one in patient.cookies.items() if name != "weald_csrf"}
    assert set(ours) >= {DEVICE, "weald_link"}
    for name, cookie in ours.items():
        assert (cookie["max-age"], cookie["expires"]) == ("", ""), name


@pytest.mark.parametrize(("shared", "shown"), [({"shared": "yes"}, 404), ({}, 200)])
def test_after_sending_a_shared_device_shows_it_for_half_an_hour(
    patient: Client, code: str, clock: Clock, shared: dict[str, str], shown: int
) -> None:
    draft, _ = send(patient, code, **shared)
    clock.now += timedelta(minutes=29)
    assert patient.get(f"{draft}decision").status_code == 200
    clock.now += timedelta(minutes=2)
    assert patient.get(f"{draft}decision").status_code == shown


def test_one_button_on_every_page_makes_it_forget(patient: Client, code: str) -> None:
    draft = begin(patient, code, shared="yes")
    page = steps.go(patient, f"{draft}danger", signs="none")
    assert f'action="{draft}finish"' in page.content.decode()
    done = patient.post(f"{draft}finish")
    assert done["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert done.cookies[DEVICE].value == ""
    assert words_of(draft) == []
    assert patient.get(f"{draft}who").status_code == 404


def test_a_device_that_was_cleared_is_not_told_to_be_cleared(patient: Client, code: str) -> None:
    draft = begin(patient, code, shared="yes")
    assert "Finish and clear this device" in patient.get(f"{draft}danger").content.decode()
    page = patient.post(f"{draft}finish").content.decode()
    assert "This device keeps nothing" in page
    assert "Finish and clear this device" not in page


def test_finishing_throws_nothing_away_that_was_sent_nor_what_belongs_to_somebody_else(
    patient: Client, code: str
) -> None:
    draft = begin(patient, code, shared="yes")
    Client().post(f"{draft}finish")
    assert words_of(draft) == [("",)]
    other = Client()
    own = steps.to_words(other, code)
    with acting(given.SYSTEM):
        before = query("select count(*) from requests_request")
    patient.post(f"{own}finish")
    assert words_of(own)
    with acting(given.SYSTEM):
        assert query("select count(*) from requests_request") == before


def test_who_comes_next_on_a_shared_device_cannot_open_the_form_before(patient: Client, code: str) -> None:
    first = begin(patient, code, shared="yes")
    second = begin(patient, code, shared="yes")
    assert patient.get(f"{second}danger").status_code == 200
    assert patient.get(f"{first}danger").status_code == 404
    own = begin(patient, code)
    assert not patient.cookies[DEVICE].value.startswith("shared.")
    assert patient.get(f"{second}danger").status_code == 404
    assert patient.get(f"{own}danger").status_code == 200


def test_the_first_page_has_a_button_of_its_own_for_a_shared_device(patient: Client, code: str) -> None:
    page = patient.get(f"/p/{code}/").content.decode()
    own, shared = re.findall(r"<button[^>]*>", page)
    assert "name=" not in own
    assert 'name="shared" value="yes"' in shared


@pytest.mark.parametrize("shared", ["", "no", "1"])
def test_only_that_button_makes_it_shared(patient: Client, code: str, shared: str) -> None:
    draft = begin(patient, code, **({"shared": shared} if shared else {}))
    assert f"{draft}finish" not in patient.get(f"{draft}danger").content.decode()
