"""The waiting list on the person's own pages, as a browser without scripts goes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.requests.patient import born, text
from tests.services.requests.waiters import Queue, asked, hold_of, rows, taken
from weald.foundation.access import acting
from weald.services.appointments.actions import holds
from weald.services.requests.actions.submit import add_link

pytestmark = pytest.mark.usefixtures("committed_db")


class Now(Queue):
    """The same queue, by the real clock: pages ask for the present."""

    def __init__(self, slots: int = 1) -> None:
        super().__init__(slots, now=timezone.now())

    def opens(self, **columns: Any) -> tuple[Client, str, UUID]:
        """Somebody with a request, who opened their private link: their browser and its base address."""
        now = timezone.now()
        with acting(given.SYSTEM):
            [request] = asked(self.practice, sent_at=now, due_at=now + timedelta(days=7), **columns)
            token = add_link(request=request, organisation=self.practice, now=now)
        browser = Client()
        answer = browser.post(f"/r/{token}/", born())
        assert answer.status_code == 303
        return browser, f"/r/{token}/", request


WISHES = {"modes": ["face_to_face"], "places": "any"}


def joins(browser: Client, base: str, **wishes: Any) -> Any:
    return browser.post(f"{base}wait", WISHES | wishes, follow=True)


def test_from_the_page_of_the_request_to_the_list_and_to_the_time() -> None:
    at = Now()
    browser, base, request = at.opens()
    assert "Tell me when another time comes free" in text(browser.get(f"{base}decision"))
    assert "Join the waiting list" in text(browser.get(f"{base}wait"))
    page = text(joins(browser, base, weekdays=[str(day) for day in range(7)]))
    assert "You are on the waiting list" in page
    assert "face to face; Monday, Tuesday" in page
    at.cancels(now=timezone.now())
    found = hold_of(request)
    assert found
    page = text(browser.get(f"{base}decision"))
    assert "A time has come free for you" in page
    assert "It is held for you until" in page
    answer = browser.post(f"{base}offer", {"hold": str(found.id), "answer": "yes"}, follow=True)
    assert "Your appointment is booked" in text(answer)
    again = browser.post(f"{base}offer", {"hold": str(found.id), "answer": "yes"}, follow=True)
    assert "Your appointment is booked" in text(again)
    assert taken(at.slots[0]) == (1, 1)


def test_looking_at_an_offer_takes_nothing_and_no_keeps_the_place() -> None:
    at = Now()
    browser, base, request = at.opens()
    joins(browser, base)
    at.cancels(now=timezone.now())
    found = hold_of(request)
    assert found
    browser.get(f"{base}offer", {"hold": str(found.id), "answer": "yes"})
    assert hold_of(request)
    page = text(browser.post(f"{base}offer", {"hold": str(found.id), "answer": "no"}, follow=True))
    assert "You said no to that time" in page
    assert "You are on the waiting list" in page
    assert taken(at.slots[0]) == (0, 1)


def test_a_time_that_is_not_held_any_more_is_said_calmly() -> None:
    at = Now()
    browser, base, request = at.opens()
    joins(browser, base)
    at.cancels(now=timezone.now())
    found = hold_of(request)
    assert found
    with acting(given.SYSTEM):
        holds.end(hold=found.id, state="lapsed", now=timezone.now())
    answer = browser.post(f"{base}offer", {"hold": str(found.id), "answer": "yes"})
    assert answer.status_code == 409
    assert "This time is not held for you any more. You keep your place on the waiting list." in text(answer)
    assert "It is not held for you any more" in text(browser.get(f"{base}decision")), (
        "for whoever comes by the message"
    )
    for wrong in ({}, {"hold": "x"}, {"hold": str(UUID(int=1)), "answer": "yes"}):
        assert browser.post(f"{base}offer", wrong).status_code == 409


def test_wishes_that_cannot_be_are_said_beside_the_field() -> None:
    at = Now()
    browser, base, _ = at.opens()
    late = {"latest-day": "1", "latest-month": "1", "latest-year": "2020"}
    first = {"earliest-day": "2", "earliest-month": "1", "earliest-year": "2020"}
    assert "must be the same as or after" in text(joins(browser, base, **late, **first))
    assert browser.post(f"{base}wait", WISHES | late).status_code == 409
    assert browser.post(f"{base}wait", {"places": "moon", "weekdays": "9"}).status_code == 422
    assert rows("select 1 from requests_waiting") == []


def test_leaving_is_asked_first_and_frees_what_is_held() -> None:
    at = Now()
    browser, base, request = at.opens()
    joins(browser, base)
    at.cancels(now=timezone.now())
    assert hold_of(request)
    assert "Leave the waiting list?" in text(browser.get(f"{base}wait/leave"))
    assert hold_of(request)
    page = text(browser.post(f"{base}wait/leave", follow=True))
    assert "You have left the waiting list" in page
    assert "Tell me when another" in page
    assert hold_of(request) is None
    assert taken(at.slots[0]) == (0, 1)


def test_the_easy_page_shows_the_time_too() -> None:
    at = Now()
    browser, base, _ = at.opens()
    joins(browser, base)
    at.cancels(now=timezone.now())
    browser.post("/display", {"easy": "yes", "next": "/"})
    assert "A time has come free for you" in text(browser.get(f"{base}decision"))
