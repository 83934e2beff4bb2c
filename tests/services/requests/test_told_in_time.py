"""What is sent or stored names the day, says what still holds, and is not sent when it is over."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests import given
from tests.services.requests.test_rota import Rota
from tests.services.requests.waiters import NOW, Queue, asked, booked_at, rows
from weald.foundation.access import acting
from weald.services.messages import actions as messages
from weald.services.messages.ports import Answer, SupplierAway
from weald.services.messages.supplier import LocalSupplier
from weald.services.requests.actions import booking, offering, reminding
from weald.site import wiring

pytestmark = pytest.mark.usefixtures("committed_db")

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RELATIVE = re.compile(r"\b(today|tomorrow|yesterday)\b")


@pytest.fixture(autouse=True)
def connected() -> None:
    """Rooms hear of each other as in the program."""
    wiring.connect()


class Carrier(LocalSupplier):
    """Writes down what it was handed, in order; it can be away."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.away, self.said = False, list[str]()

    def send(self, **message: Any) -> Answer:
        if self.away:
            raise SupplierAway
        self.said.append(message["personalisation"]["text"])
        return super().send(**message)

    def works(self, since: datetime, until: datetime) -> None:
        """The job, every five minutes, with the one that looks after what holds no more."""
        now = since
        while now < until:
            while messages.deliver(supplier=self, now=now):
                pass
            now += 5 * MINUTE


@pytest.fixture
def carrier(tmp_path: Path) -> Carrier:
    return Carrier(tmp_path)


def appointment(starts: datetime, booked: datetime) -> tuple[UUID, UUID]:
    """A practice, and somebody's request that is booked there."""
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice, 1, starts_at=starts, ends_at=starts + 10 * MINUTE)
        [request] = asked(practice)
    with acting(given.person(request)):
        booking.book(request=request, slot=slot, key="x", now=booked)
    booked_at(booked)
    return practice, request


def reminds(practice: UUID, now: datetime) -> int:
    with acting(given.SYSTEM):
        return reminding.remind(organisation=practice, now=now)


def test_every_message_and_every_line_about_a_time_names_its_day(carrier: Carrier) -> None:
    practice, request = appointment(NOW + DAY, NOW - 5 * DAY)
    assert reminds(practice, NOW) == 1
    with acting(given.SYSTEM):
        [later] = given.slots(practice, 1, starts_at=NOW + HOUR, ends_at=NOW + HOUR + 10 * MINUTE)
    with acting(given.person(request)):
        booking.move(request=request, slot=later, key="m", now=NOW)
        booking.cancel(request=request, now=NOW)
    said = [row[0] for row in rows("select body from messages_notification order by made_at")]
    told = [row[0] for row in rows("select told from requests_entry where told <> ''")]
    for text in (*said, *told):
        assert not RELATIVE.search(text), text
    assert any("Tuesday 24 November at 10:03am" in one for one in said)
    assert "Cancelled: Monday 23 November at 11:03am." in told


def test_a_time_that_comes_free_at_night_is_offered_in_the_morning_by_its_day(carrier: Carrier) -> None:
    night = NOW.replace(hour=23)
    at = Queue(1, now=NOW - 2 * DAY)
    at.waits(at=NOW)
    at.cancels(0, now=night)
    carrier.works(night, night + 10 * HOUR)
    [offer] = [one for one in carrier.said if "has come free" in one]
    assert "Tuesday 24 November at 10:03am" in offer
    assert not RELATIVE.search(offer)


def test_a_reminder_that_could_not_leave_before_its_appointment_never_does(carrier: Carrier) -> None:
    practice, _ = appointment(NOW + 25 * HOUR, NOW - 5 * DAY)
    carrier.works(NOW - HOUR, NOW - 55 * MINUTE)
    assert reminds(practice, NOW) == 1
    carrier.away = True
    carrier.works(NOW, NOW + 25 * HOUR)
    carrier.away = False
    carrier.works(NOW + 25 * HOUR, NOW + 29 * HOUR)
    assert [one for one in carrier.said if one.startswith("Your appointment")] == []
    assert rows("select withdrawn_why from messages_notification where template = 'reminder'") == [("over",)]


def test_a_time_that_was_given_back_before_its_message_left_is_never_called_booked(carrier: Carrier) -> None:
    _, request = appointment(NOW + 2 * DAY, NOW)
    carrier.away = True
    carrier.works(NOW, NOW + 20 * MINUTE)
    with acting(given.person(request)):
        booking.cancel(request=request, now=NOW + 20 * MINUTE)
    carrier.works(NOW + 20 * MINUTE, NOW + 25 * MINUTE)
    carrier.away = False
    carrier.works(NOW + 25 * MINUTE, NOW + HOUR)
    assert [one.split(" ")[0] for one in carrier.said] == ["Your"]
    assert "Wednesday 25 November at 10:03am is cancelled" in carrier.said[0]
    assert rows("select withdrawn_why from messages_notification where template = 'booked'") == [
        ("moved or cancelled",)
    ]


def test_moved_by_the_practice_only_the_new_time_is_told(carrier: Carrier) -> None:
    here = Rota(NOW)
    carrier.away = True
    carrier.works(NOW, NOW + 10 * MINUTE)
    here.cut(dict(zip(here.asked, here.slots(here.second), strict=False)))
    carrier.away = False
    carrier.works(NOW + 10 * MINUTE, NOW + HOUR)
    assert (
        sorted(one.split(":")[0].split(" 24")[0] for one in carrier.said)
        == ["Your appointment is now Tuesday"] * 2
    )


def test_what_was_being_handed_over_when_the_time_was_given_back_is_taken_back_by_the_job(
    carrier: Carrier,
) -> None:
    """The supplier was asked at that moment, and was away."""
    _, request = appointment(NOW + 2 * DAY, NOW)
    with acting(given.person(request)):
        booking.cancel(request=request, now=NOW)
    rows(
        "update messages_notification set withdrawn_at = null, withdrawn_why = '', tries = 1 where template = 'booked'"
        " returning 1"
    )
    with acting(given.SYSTEM):
        offering.say_what_is_gone(now=NOW + MINUTE)
    carrier.works(NOW + 2 * MINUTE, NOW + HOUR)
    assert not [one for one in carrier.said if one.startswith("Booked")]
