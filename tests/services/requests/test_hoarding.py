"""One person has a bounded number of places on the waiting list, and of times ahead, however they come: staff may give more."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests import given
from tests.services.requests.test_waiting_at_once import at_once
from tests.services.requests.waiters import NOW, Queue, asked, hold_of, rows
from weald.foundation.access import acting
from weald.foundation.refusal import Refused
from weald.services.people.actions import NewPerson, register_many
from weald.services.requests.actions import at_once as pressed
from weald.services.requests.actions import booking, waiting
from weald.services.requests.queries.waiting import Wishes

pytestmark = pytest.mark.usefixtures("committed_db")

MANY, MOST_WAITING, MOST_AHEAD = 14, 3, 10


def known(practice: UUID) -> dict[str, Any]:
    """The columns of a request of somebody whom the practice knows; call it inside `acting`."""
    made = NewPerson(
        id=uuid4(), organisation=practice, given_name="Ada", family_name="Osei", birth_date=date(1950, 5, 6), sex="female",
        nhs_number="9990000018", phone="+447700900910", contact_by="sms", postcode="CT1 2AB",
    )  # fmt: skip
    register_many(persons=[made], now=NOW)
    return {"person": made.id, "registered": practice, "identity_level": "verified"}


WHO: list[dict[str, Any]] = [
    {"phone": "+447700900001"},
    {"phone": "", "email": "ada@example.org", "contact_by": "email"},
    {"phone": "+447700900001", "birth_date": None},
    {"known": True},
]


def columns_of(who: dict[str, Any], practice: UUID) -> dict[str, Any]:
    return known(practice) if "known" in who else who


def joins(request: UUID) -> None:
    with acting(given.person(request)):
        waiting.join(request=request, wishes=Wishes(), now=NOW)


@pytest.mark.parametrize("who", WHO)
def test_nobody_waits_for_more_than_three_times_and_none_is_held_beyond_them(who: dict[str, Any]) -> None:
    at = Queue(6)
    with acting(given.SYSTEM):
        mine = asked(at.practice, 6, **columns_of(who, at.practice))
    for request in mine[:MOST_WAITING]:
        joins(request)
    for request in mine[MOST_WAITING:]:
        with pytest.raises(Refused, match=r"wait for 3 times already.*phone your practice"):
            joins(request)
    joins(mine[0])  # they may still say anew what suits them
    for turn in range(6):
        at.cancels(turn)
    assert sum(hold_of(request) is not None for request in mine) == MOST_WAITING
    with acting(given.staff(at.practice, "receptionist")):
        waiting.join(request=mine[-1], wishes=Wishes(), now=NOW)
    assert rows("select count(*) from requests_waiting where state = 'waiting'") == [(MOST_WAITING + 1,)]


@pytest.mark.slow
def test_whoever_joins_many_lists_at_the_same_moment_waits_for_three() -> None:
    at = Queue()
    with acting(given.SYSTEM):
        mine = asked(at.practice, MANY, phone="+447700900001")
    faults = at_once([lambda request=request: joins(request) for request in mine])  # type: ignore[misc]
    assert all(isinstance(fault, Refused) for fault in faults), faults
    assert len(faults) == MANY - MOST_WAITING


def test_a_family_with_one_telephone_waits_each_for_themself() -> None:
    at = Queue()
    for year in (1984, 2015, 2018):
        with acting(given.SYSTEM):
            theirs = asked(at.practice, 3, phone="+447700900001", birth_date=date(year, 5, 6))
        for request in theirs:
            joins(request)
    assert rows("select count(*) from requests_waiting") == [(9,)]


class Ahead:
    """A practice with many times tomorrow, by the database's own clock, and somebody who wants all of them."""

    def __init__(self, who: dict[str, Any]) -> None:
        self.now = timezone.now()
        self.practice = given.practice()
        starts = self.now + timedelta(days=1)
        with acting(given.SYSTEM):
            self.slots = given.slots(
                self.practice, MANY + 1, starts_at=starts, ends_at=starts + timedelta(minutes=10 * (MANY + 1))
            )
            self.asked = asked(self.practice, MANY, sent_at=self.now, **columns_of(who, self.practice))

    def books(self, which: int) -> None:
        request = self.asked[which]
        with acting(given.person(request)):
            booking.book(request=request, slot=self.slots[which], key=f"b{request}", now=self.now)

    def presses(self, which: int) -> booking.Booked | None:
        """The button that books, by the private link."""
        request = self.asked[which]
        return pressed.book(
            who=given.person(request), device=None, request=request, slot=self.slots[which], key=f"b{request}", now=self.now
        )  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_nobody_books_more_than_ten_times_ahead_and_is_told_to_phone(who: dict[str, Any]) -> None:
    at = Ahead(who)
    for which in range(MOST_AHEAD):
        assert at.presses(which)
    assert at.presses(MOST_AHEAD) is None
    with pytest.raises(Refused, match=r"as many as one person can book here.*phone your practice"):
        at.books(MOST_AHEAD)
    assert rows("select count(*) from appointments_appointment") == [(MOST_AHEAD,)]
    assert rows("select taken from appointments_slot where id = %s", at.slots[MOST_AHEAD]) == [(0,)]
    first = at.asked[0]
    with acting(
        given.person(first)
    ):  # what they have they can still move, and what they give back makes room
        booking.move(request=first, slot=at.slots[MANY], key="m", now=at.now)
    with acting(given.person(first)):
        booking.cancel(request=first, now=at.now)
    at.books(MOST_AHEAD)


def test_staff_give_as_many_times_as_somebody_needs_and_these_keep_nobody_from_booking() -> None:
    at = Ahead({"known": True})
    desk = given.staff(at.practice, "receptionist")
    for which in range(MOST_AHEAD + 2):
        with acting(desk):
            booking.book(request=at.asked[which], slot=at.slots[which], key=f"s{which}", now=at.now)
    assert at.presses(MOST_AHEAD + 2)


def test_a_family_with_one_telephone_books_each_for_themself() -> None:
    at = Ahead({"phone": "+447700900001"})
    rows("update requests_request set birth_date = '2015-01-01' where id = any(%s) returning 1", at.asked[:7])
    for which in range(MANY):
        at.books(which)


@pytest.mark.slow
def test_whoever_presses_for_many_times_at_the_same_moment_has_ten() -> None:
    at = Ahead({"phone": "+447700900001"})
    made: list[object] = []
    faults = at_once([lambda which=which: made.append(at.presses(which)) for which in range(MANY)])  # type: ignore[misc]
    assert not faults
    assert len([one for one in made if one]) == MOST_AHEAD
