"""Whoever waits for an earlier time keeps their place, and what is held for them, until they choose an earlier one."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests import given
from tests.services.requests.waiters import NOW, Queue, asked, booked_at, hold_of, rows
from weald.foundation.access import acting, query
from weald.services.appointments.actions.alone import on_behalf
from weald.services.appointments.gaps import Gap
from weald.services.requests.actions import booking, offering, rota, settling, waiting
from weald.services.requests.queries.waiting import Wishes, waiting_here

pytestmark = pytest.mark.usefixtures("committed_db")

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Moved(Queue):
    """Somebody has a time on Saturday and waits for an earlier one; there are times on Friday, Sunday and in a week."""

    def __init__(self) -> None:
        super().__init__()
        with acting(given.SYSTEM):
            [self.friday], [self.saturday], [self.sunday], [self.in_a_week] = (
                self.publish(1, starts_at=self.starts + days * DAY) for days in (1, 2, 3, 7)
            )
            [self.mover] = asked(self.practice)
        self.books(booking.book, self.saturday, "first", NOW - DAY)
        with acting(given.person(self.mover)):
            waiting.join(request=self.mover, wishes=Wishes(), now=NOW)

    def books(self, verb: Any, slot: UUID, key: str, now: datetime) -> None:
        with acting(given.person(self.mover)):
            verb(request=self.mover, slot=slot, key=key, now=now)
        self.noted(now)

    def noted(self, now: datetime) -> None:
        """What was booked just now was booked then: the database's own clock is not that of the test."""
        rows(
            "update appointments_appointment set booked_at = %s where state = 'booked' and request_id = %s"
            " and booked_at between now() - interval '1 minute' and now() returning 1",
            now, self.mover,
        )  # fmt: skip

    def cut(self, now: datetime) -> None:
        """The practice takes Saturday out, and moves whoever is booked to the day in a week."""
        [(session, starts, ends)] = rows(
            "select session_id, starts_at, ends_at from appointments_slot where id = %s", self.saturday
        )
        manager = given.staff(self.practice, "practice_manager")
        with acting(on_behalf(manager)):
            rota.clear(
                gaps=[Gap(session, starts, ends)], moves={self.mover: self.in_a_week}, key="cut", now=now
            )
        self.noted(now)

    def job(self, now: datetime) -> None:
        with acting(given.SYSTEM):
            offering.lapse(now=now)
            offering.say_what_is_gone(now=now)
            offering.look(now=now)

    def on_list(self) -> bool:
        with acting(given.staff(self.practice, "receptionist")):
            found = [one.request for one in waiting_here()] == [self.mover]
        assert found is (rows("select state from requests_waiting") == [("waiting",)])
        return found


def test_whoever_is_moved_by_the_practice_keeps_their_place_and_is_offered_an_earlier_time() -> None:
    at = Moved()
    at.cut(NOW + MINUTE)
    assert rows("select slot_id from appointments_appointment where state = 'booked' and request_id = %s", at.mover) == [
        (at.in_a_week,)
    ]  # fmt: skip
    at.job(NOW + 2 * MINUTE)
    assert at.on_list()
    at.cancels(now=NOW + HOUR)
    held = hold_of(at.mover)
    assert held
    assert held.slot == at.slots[0]


def test_what_is_held_for_somebody_stays_held_when_the_practice_moves_what_they_have() -> None:
    at = Moved()
    at.cancels()
    held = hold_of(at.mover)
    assert held
    at.cut(NOW + MINUTE)
    at.job(NOW + 2 * MINUTE)
    assert hold_of(at.mover) == held
    assert at.on_list()
    with acting(given.person(at.mover)):
        waiting.accept(request=at.mover, hold=held.id, now=NOW + HOUR)
    assert rows("select slot_id from appointments_appointment where state = 'booked' and request_id = %s", at.mover) == [
        (at.slots[0],)
    ]  # fmt: skip


def test_whoever_moves_to_a_later_time_waits_on_and_an_earlier_one_that_they_choose_ends_it() -> None:
    at = Moved()
    at.cancels()
    held = hold_of(at.mover)
    at.books(booking.move, at.sunday, "later", NOW + MINUTE)
    at.job(NOW + 2 * MINUTE)
    assert at.on_list()
    assert hold_of(at.mover) == held
    at.books(booking.move, at.friday, "earlier", NOW + HOUR)
    at.job(NOW + HOUR + MINUTE)
    assert not at.on_list()
    assert hold_of(at.mover) is None


def test_whoever_gave_a_time_back_before_they_joined_and_books_another_waits_no_more() -> None:
    at = Moved()
    with acting(given.SYSTEM):
        [early] = at.publish(1, starts_at=at.starts - DAY)
        [other] = asked(at.practice, phone="+447700900999")
    with acting(given.person(other)):
        booking.book(request=other, slot=early, key="o", now=NOW - DAY)
    booked_at(NOW - DAY)
    with acting(given.person(other)):
        booking.cancel(request=other, now=NOW - HOUR)
    with acting(given.person(other)):
        waiting.join(request=other, wishes=Wishes(), now=NOW)
        booking.book(request=other, slot=at.sunday, key="p", now=NOW + MINUTE)
    rows(
        "update appointments_appointment set booked_at = %s where slot_id = %s returning 1",
        NOW + MINUTE,
        at.sunday,
    )
    at.job(NOW + HOUR)
    assert rows("select state from requests_waiting where request_id = %s", other) == [("ended",)]


def test_a_move_by_the_practice_does_not_shorten_how_long_somebody_waited() -> None:
    at = Moved()
    rows(
        "update appointments_appointment set booked_at = %s where request_id = %s returning 1",
        NOW - 9 * DAY,
        at.mover,
    )
    at.cut(NOW + MINUTE)
    assert rows("select booked_at from appointments_appointment where slot_id = %s", at.in_a_week) == [
        (NOW - 9 * DAY,)
    ]
    starts = at.starts + 7 * DAY
    with acting(given.SYSTEM):
        settling.settle(organisation=at.practice, day=starts.date(), now=starts + DAY)
        bands = query("select distinct band from requests_outcome where band <> ''")
    assert bands == [("15 to 21 days",)]
