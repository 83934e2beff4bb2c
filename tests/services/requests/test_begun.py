"""From when its time has come, an appointment is history: its person neither moves nor cancels it, and reads how to ask again."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import text
from tests.services.requests.waiters import NOW, asked, rows
from weald.foundation.access import acting
from weald.foundation.refusal import Refused
from weald.services.requests.actions import booking, own

pytestmark = pytest.mark.usefixtures("committed_db")

HOUR = timedelta(hours=1)


class Visit:
    """Somebody has a time in an hour; others are free in two days."""

    def __init__(self, **session: object) -> None:
        self.practice, self.starts = given.practice(), NOW + HOUR
        with acting(given.SYSTEM):
            [slot] = given.slots(
                self.practice,
                **{"starts_at": self.starts, "ends_at": self.starts + timedelta(minutes=10)} | session,
            )  # type: ignore[arg-type]
            [self.later, _] = given.slots(
                self.practice, 2, starts_at=NOW + 49 * HOUR, ends_at=NOW + 50 * HOUR, slot_minutes=30
            )
            [self.request] = asked(self.practice, device_hash=sha256(b"dev").digest(), sent_at=NOW)
        # A place on a list is given by staff.
        by = given.staff(self.practice, "clinician") if "kind" in session else given.person(self.request)
        with acting(by):
            booking.book(request=self.request, slot=slot, key="x", now=NOW)
        self.browser = Client()
        self.browser.cookies["weald_device"] = "dev"

    @property
    def state(self) -> tuple[str, str]:
        return rows(
            "select r.state, a.state from requests_request r join appointments_appointment a on a.request_id = r.id"
        )[0]  # type: ignore[return-value]


@pytest.mark.parametrize("minutes", [0, 5, 180])
def test_once_it_has_begun_its_person_neither_moves_nor_cancels_nor_closes_it(minutes: int) -> None:
    at = Visit()
    now = at.starts + timedelta(minutes=minutes)
    with pytest.raises(Refused, match="time of this appointment has come"), acting(given.person(at.request)):
        booking.move(request=at.request, slot=at.later, key="m", now=now)
    with pytest.raises(Refused, match="write to your practice or phone it"), acting(given.person(at.request)):
        booking.cancel(request=at.request, now=now)
    with pytest.raises(Refused, match="has come"), acting(given.person(at.request)):
        own.no_longer_needed(request=at.request, note="", now=now)
    assert at.state == ("booked", "booked")
    with acting(given.staff(at.practice, "receptionist")):  # staff note what was
        booking.cancel(request=at.request, now=now, reason="the GP was ill")


def test_a_minute_before_it_is_still_theirs_to_change() -> None:
    at = Visit()
    with acting(given.person(at.request)):
        booking.cancel(request=at.request, now=at.starts - timedelta(minutes=1))
    assert at.state == ("waiting", "cancelled")


def test_whoever_waits_on_a_list_to_be_called_can_give_it_back_until_it_is_over() -> None:
    at = Visit(kind="duty_list", ends_at=NOW + 7 * HOUR, slot_minutes=360, capacity=5)
    with pytest.raises(Refused, match="has come"), acting(given.person(at.request)):
        booking.cancel(request=at.request, now=NOW + 7 * HOUR)
    with acting(given.person(at.request)):
        booking.cancel(request=at.request, now=NOW + 4 * HOUR)


def test_the_page_says_that_the_time_was_and_how_to_ask_again(clock: Clock) -> None:
    at = Visit()
    page = f"/ask/{at.request}/"
    clock.now = NOW
    before = text(at.browser.get(f"{page}decision"))
    assert "You have an appointment" in before
    assert "Cancel the appointment" in before
    clock.now = at.starts + HOUR / 2
    after = text(at.browser.get(f"{page}decision"))
    assert "The time of your appointment has come" in after
    assert "phone Hop Lane Surgery or ask us again" in after
    for said in ("You have an appointment", "Change the time", "Cancel the appointment", "an earlier time"):
        assert said not in after
    for verb in (at.browser.get, at.browser.post):
        answer = verb(f"{page}cancel")
        assert answer.status_code == 409
        assert "you cannot change or cancel it here any more" in text(answer)
    assert at.browser.get(f"{page}move").status_code == 409
    assert at.state == ("booked", "booked")
