"""A held time is answered at the very moment at which staff act for the same person: nobody waits in a circle, and they end
with one appointment, or with their place. Somebody else's lock stops each of them where it would hurt most."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from tests import given
from tests.services.appointments.test_reserve_at_once import in_background, until_they_wait
from tests.services.requests.test_waiting_phoned import Desk
from tests.services.requests.waiters import NOW, hold_of, rows, taken
from weald.foundation.access import Actor, acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments.held import HeldRow
from weald.services.requests.actions import booking, offering, phoning, waiting

pytestmark = pytest.mark.usefixtures("committed_db")

MINUTE = timedelta(minutes=1)
MOBILE = {"phone": "+447700900001", "contact_by": "phone"}
"""Phoned, and still sent the link to what is held."""


def at_once(lock: str, *clients: tuple[Actor, Callable[[], None]]) -> list[object]:
    """Each client runs until it waits, one after the other, while a third one has locked some rows; then all go on.
    The outcome of each."""
    outcomes: list[list[object]] = [[] for _ in clients]
    threads: list[threading.Thread] = []
    with acting(given.SYSTEM):
        query(lock)
        for (who, work), outcome in zip(clients, outcomes, strict=True):
            threads.append(in_background(who, work, outcome))
            until_they_wait(*threads)
    for thread in threads:
        thread.join()
    return [outcome for [outcome] in outcomes]


class Line(Desk):
    """Somebody for whom a time is held, at home with the link, while a receptionist phones them about other times."""

    def __init__(self) -> None:
        super().__init__()
        self.request = self.waits(**MOBILE)
        self.cancels()
        found = hold_of(self.request)
        assert found
        self.held: HeldRow = found
        with acting(given.SYSTEM):
            [self.other] = self.publish(1, starts_at=self.starts + timedelta(hours=1))

    def says_yes(self) -> None:
        waiting.accept(request=self.request, hold=self.held.id, now=NOW)

    def takes(self) -> None:
        phoning.take(request=self.request, slot=self.other, key="take", now=NOW)

    def books(self) -> None:
        booking.book(request=self.request, slot=self.other, key="book", now=NOW)

    def ends_with_one(self) -> UUID:
        """The slot of the only appointment that the person has; every place that is taken is theirs, or held."""
        [(slot,)] = rows(
            "select slot_id from appointments_appointment where request_id = %s and state = 'booked'",
            self.request,
        )
        [(held,)] = rows("select count(*) from appointments_hold where state = 'held'")
        assert sum(taken(one)[0] for one in (self.slots[0], self.other)) == 1 + held
        return slot  # type: ignore[no-any-return]


MESSAGE = "select 1 from messages_notification where template = 'offer_held' for update"
OTHER_TIMES = "select 1 from appointments_slot where taken = 0 for update"


def test_who_says_yes_first_has_the_held_time_and_the_desk_is_told() -> None:
    at = Line()
    outcome = at_once(MESSAGE, (given.person(at.request), at.says_yes), (at.who, at.takes))
    assert outcome[0] == "done"
    assert isinstance(outcome[1], Refused), outcome
    assert "somebody has phoned them, or they answered themself" in str(outcome[1])
    assert at.ends_with_one() == at.slots[0]
    assert taken(at.other) == (0, 1)


def test_who_says_yes_while_the_desk_books_another_is_moved_to_the_time_that_they_said_yes_to() -> None:
    at = Line()
    outcome = at_once(OTHER_TIMES, (at.who, at.takes), (given.person(at.request), at.says_yes))
    assert outcome == ["done", "done"]
    assert at.ends_with_one() == at.slots[0]
    assert taken(at.other) == (0, 1)


def test_who_is_booked_from_their_request_at_the_same_moment_keeps_what_was_first() -> None:
    at = Line()
    outcome = at_once(MESSAGE, (given.person(at.request), at.says_yes), (at.who, at.books))
    assert outcome[0] == "done"
    assert isinstance(outcome[1], Refused), outcome
    assert at.ends_with_one() == at.slots[0]


def test_who_says_yes_while_they_are_booked_from_their_request_reads_that_they_have_a_time() -> None:
    at = Line()
    requests = "select 1 from requests_request for update"
    outcome = at_once(requests, (at.who, at.books), (given.person(at.request), at.says_yes))
    assert outcome[0] == "done"
    assert isinstance(outcome[1], Refused), outcome
    assert "has a time already" in str(outcome[1])
    assert at.ends_with_one() == at.other


@pytest.mark.parametrize("answer", ["no", "not_reached"])
def test_an_answer_at_the_moment_at_which_the_holding_of_several_ends(answer: str) -> None:
    at = Desk(2)
    first, second = at.waits(**MOBILE), at.waits(at=NOW + MINUTE, **MOBILE)
    at.cancels(0)
    at.cancels(1)
    with acting(given.SYSTEM):
        query(
            "update appointments_hold h set until = s.starts_at - interval '1 hour' from appointments_slot s where s.id = h.slot_id"
        )
    found = hold_of(second)
    assert found
    assert hold_of(first)

    def lapses() -> None:
        offering.lapse(now=found.until)

    def answers() -> None:
        now = found.until - MINUTE
        if answer == "no":
            waiting.decline(request=second, hold=found.id, now=now)
        else:
            phoning.not_reached(request=second, calls=0, now=now)

    message = f"select 1 from messages_notification where key like 'offer_held:{first}:%%' for update"
    assert at_once(message, (given.SYSTEM, lapses), (at.who, answers)) == ["done", "done"]
    assert hold_of(second) is None
    states = rows("select state from requests_waiting where request_id = any(%s)", [first, second])
    assert states == [("waiting",), ("waiting",)]
