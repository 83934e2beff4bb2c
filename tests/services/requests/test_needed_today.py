"""Whoever needs help today: by themselves they take no later time while one is left in time, and where they had to, nobody
tells them that all is well."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.requests.patient import text
from weald.foundation.access import acting, query
from weald.foundation.ui.wording import time_text
from weald.services.appointments.actions import SlotTaken
from weald.services.directory import queries as directory
from weald.services.requests.actions import alarms, booking
from weald.services.requests.actions.submit import add_link
from weald.services.requests.queries.measures import timelines
from weald.services.requests.queries.offers import offers
from weald.services.requests.views.patient.holding import keep_open

pytestmark = pytest.mark.usefixtures("committed_db")

NOW, HOUR = given.NOW, timedelta(hours=1)
TOMORROW = NOW + 24 * HOUR


class Afternoon:
    """Somebody who needs help within eight hours, a time before that, and two tomorrow."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW)
        self.practice = given.practice()
        directory.forget()
        with acting(given.SYSTEM):
            [self.soon] = given.slots(self.practice)
            self.late, self.later = given.slots(
                self.practice, 2, starts_at=TOMORROW, ends_at=TOMORROW + timedelta(minutes=20)
            )
            [self.request] = given.requests(
                self.practice, level="today", due_at=NOW + 8 * HOUR, sent_at=NOW - HOUR
            )
            query(
                "insert into requests_decision (organisation, request_id, at, by, level, service, within, text, rule, because,"
                " ruled_out, safety_net, advice, release, reason) values (%s, %s, %s, 'the triage rules', 'today', 'gp', 'PT8H',"
                " 'A GP needs to look at this today.', 'x.y', '[]', '[]', '[]', '[]', 'abc', '')",
                [self.practice, self.request, NOW - HOUR],
            )
            token = add_link(request=self.request, organisation=self.practice, now=NOW - HOUR)
        self.browser, keep = Client(), HttpResponse()
        keep_open(keep, token, self.request)
        self.browser.cookies.update(keep.cookies)
        self.base = f"/r/{token}/"

    def read(self, page: str = "decision") -> str:
        return text(self.browser.get(f"{self.base}{page}"))

    def presses(self, slot: UUID, **more: str) -> Any:
        return self.browser.post(f"{self.base}book", {"slot": str(slot), "key": "0", **more}, follow=True)

    def books(self, slot: UUID) -> None:
        with acting(given.person(self.request)):
            booking.book(request=self.request, slot=slot, key=uuid4().hex, now=NOW)

    def somebody_takes(self, slot: UUID) -> None:
        with acting(given.SYSTEM):
            [other] = given.requests(self.practice)
        with acting(given.person(other)):
            booking.book(request=other, slot=slot, key=uuid4().hex, now=NOW)

    def offered(self, **day: Any) -> set[UUID]:
        with acting(given.person(self.request)):
            return {one.slot for one in offers(self.request, NOW, **day)}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Afternoon:
    return Afternoon(monkeypatch)


def test_nothing_later_is_offered_or_given_while_one_time_is_left(at: Afternoon) -> None:
    assert at.offered() == {at.soon}
    assert at.offered(on=TOMORROW.date()) == set()
    assert "tomorrow" not in at.read().lower()
    answer = at.presses(at.late)
    assert "That time is later than help is needed." in text(answer)
    with acting(given.person(at.request)), pytest.raises(SlotTaken):
        booking.book(request=at.request, slot=at.late, key="a", now=NOW)


def test_staff_may_give_them_a_later_one(at: Afternoon) -> None:
    with acting(given.staff(at.practice)):
        assert at.late in {one.slot for one in offers(at.request, NOW, on=TOMORROW.date())}
        booking.book(request=at.request, slot=at.late, key="a", now=NOW)


def test_whoever_has_a_time_soon_enough_does_not_move_to_a_later_one(at: Afternoon) -> None:
    at.books(at.soon)
    page = at.read("move")
    assert "There is no other free time at the moment." in page
    assert "That time is later than help is needed." in text(at.presses(at.late, move="1"))
    with acting(given.person(at.request)):
        assert [line.kind for line in timelines.of([at.request])[at.request].lines] == ["booked"]


def test_where_nothing_is_left_they_may_take_a_later_one_and_read_what_that_means(at: Afternoon) -> None:
    at.somebody_takes(at.soon)
    assert "There is no free time soon enough." in at.read()
    assert "tomorrow" in at.read().lower()
    assert at.offered() == at.offered(on=TOMORROW.date()) == {at.late, at.later}
    answer = at.presses(at.late)
    sentences = (
        "Help is needed by 4:03pm today. This time is later.",
        "can see that, and may contact you with an earlier time.",
    )
    for page in (text(answer), at.read()):
        assert all(one in page for one in sentences), page
        assert "We answered in time" not in page
    with acting(given.SYSTEM):
        alarms.raise_alarms(now=NOW)
        assert query(
            "select figures ->> 'booked_later' from requests_alarm where request_id = %s", [at.request]
        ) == [("true",)]


def test_a_time_that_is_soon_enough_is_theirs_and_no_answer_of_ours(at: Afternoon) -> None:
    at.books(at.soon)
    page = at.read()
    assert "This time is later" not in page
    assert "We answered" not in page


@pytest.mark.parametrize(
    ("mode", "minutes", "said"),
    [
        ("face_to_face", 4, "Starts in 4 minutes. Choose it only if you can be there by then"),
        ("face_to_face", 30, ""),
        ("phone", 4, ""),
    ],
)
def test_whoever_has_to_travel_reads_how_little_time_is_left(
    at: Afternoon, mode: str, minutes: int, said: str
) -> None:
    starts = NOW + timedelta(minutes=minutes)
    with acting(given.SYSTEM):
        given.slots(at.practice, starts_at=starts, ends_at=starts + timedelta(minutes=10), mode=mode)
    page = at.read()
    assert time_text(starts) in page
    assert said in page
    assert ("Starts in" in page) == bool(said)
