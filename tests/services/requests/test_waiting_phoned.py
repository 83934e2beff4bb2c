"""Whoever waits for a time and is told by no message is phoned: about what, by whom, once, and without losing their turn."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from tests.services.requests.waiters import NOW, Queue, asked, booked_at, hold_of, rows, taken
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments.actions import holds
from weald.services.messages import actions as messages
from weald.services.messages.events import NotDelivered
from weald.services.messages.ports import Answer
from weald.services.messages.supplier import LocalSupplier
from weald.services.requests.actions import booking, offering, phoning, waiting
from weald.services.requests.actions.notices import not_delivered
from weald.services.requests.queries.beside import beside
from weald.services.requests.queries.call_backs import WaiterToCall, waiters_to_call
from weald.services.requests.queries.waiting import Wishes
from weald.site import wiring

pytestmark = pytest.mark.usefixtures("committed_db")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JOINED = given.NOW - HOUR
"""Before `given.NOW`, at which the times of the tests are published."""
LANDLINE: dict[str, Any] = {"phone": "+441632960001", "email": "", "contact_by": "phone"}


@pytest.fixture(autouse=True)
def connected() -> None:
    """A message that fails is heard of here, as in the program."""
    wiring.connect()


class Desk(Queue):
    """The same practice with somebody at the telephone."""

    def __init__(self, slots: int = 1) -> None:
        super().__init__(slots)
        self.who = given.staff(self.practice, "receptionist")

    def list(self, at: Any = NOW) -> tuple[WaiterToCall, ...]:
        with acting(self.who):
            found = waiters_to_call(at)
            others = query(
                "select count(*) from requests_request where wants = 'call' and closed_at is null"
            )[0][0]
            assert beside(at).to_call == len(found) + others
        return found

    def job(self, at: Any) -> None:
        with acting(given.SYSTEM):
            while offering.lapse(now=at):
                pass
            offering.look(now=at)


@pytest.mark.parametrize(
    "contact",
    [LANDLINE, {"phone": "+447700900001", "contact_by": "phone"}, {"phone": "", "email": "", "contact_by": "sms"}],
)  # fmt: skip
def test_of_new_times_whom_no_message_tells_is_put_on_the_call_list_with_the_times_that_suit(
    contact: dict[str, Any],
) -> None:
    at = Desk()
    told, phoned = at.waits(at=JOINED), at.waits(at=JOINED, **contact)
    friday = at.waits(at=JOINED, wishes=Wishes(weekdays=(4,)), **contact)
    with acting(given.SYSTEM):
        new = at.publish(5, starts_at=at.starts + HOUR)
    at.job(NOW)
    [one] = at.list()
    assert (one.request, one.held, one.call_since, one.since) == (phoned, None, NOW, JOINED)
    assert [time.id for time in one.times] == new[: len(one.times)]
    assert len(one.times) == offering.MOST_TOLD
    templates = dict(
        rows("select request_id, template from messages_notification where template = 'new_times'")
    )
    assert templates == {told: "new_times"}
    assert friday not in {row.request for row in at.list()}
    with acting(given.staff(given.practice(), "receptionist")):
        assert waiters_to_call(NOW) == ()  # another practice's


def test_the_greatest_need_stands_on_top_then_the_longest_wait_and_those_tried_just_now_last() -> None:
    at = Desk()
    due: dict[str, Any] = {"due_at": NOW + 4 * DAY}
    late = at.waits(at=JOINED, level="routine", **LANDLINE, **due)
    second = at.waits(at=JOINED, level="soon", **LANDLINE, **due)
    first = at.waits(at=JOINED - HOUR, level="soon", **LANDLINE, **due)
    with acting(given.SYSTEM):
        at.publish(2, starts_at=at.starts + HOUR)
    at.job(NOW)
    assert [one.request for one in at.list()] == [first, second, late]
    with acting(at.who):
        for _ in range(2):  # pressed twice, counted once
            phoning.not_reached(request=first, calls=0, now=NOW)
    assert [(one.request, one.calls) for one in at.list(NOW)] == [(second, 0), (late, 0), (first, 1)]
    assert [one.request for one in at.list(NOW + 11 * timedelta(minutes=1))] == [first, second, late]


def test_one_of_the_new_times_is_booked_on_the_phone_once() -> None:
    at = Desk()
    with acting(given.SYSTEM):
        [late] = at.publish(1, starts_at=at.starts + 9 * DAY)
        [has] = asked(at.practice, **LANDLINE)
    with acting(given.person(has)):
        booking.book(request=has, slot=late, key="late", now=JOINED - HOUR)
        waiting.join(request=has, wishes=Wishes(), now=JOINED)
    booked_at(JOINED - HOUR)
    with acting(given.SYSTEM):
        at.publish(2, starts_at=at.starts + HOUR)
    at.job(NOW)
    [one] = at.list()
    assert one.has is not None
    with acting(at.who):
        made = phoning.take(request=has, slot=one.times[0].id, key="k", now=NOW)
        assert (
            phoning.take(request=has, slot=one.times[0].id, key="k", now=NOW).appointment == made.appointment
        )
    with acting(at.who), pytest.raises(Refused, match="somebody has phoned them"):
        phoning.take(request=has, slot=one.times[1].id, key="another", now=NOW)
    assert (taken(one.times[0].id), taken(one.times[1].id), taken(late)) == ((1, 1), (0, 1), (0, 1))
    assert at.list() == ()
    assert rows("select state, ended_why from requests_waiting") == [("ended", "booked")]


@pytest.mark.parametrize("wants_none", [False, True])
def test_who_was_told_is_not_phoned_again_about_the_same_times(wants_none: bool) -> None:
    at = Desk()
    waits = at.waits(at=JOINED, **LANDLINE)
    with acting(given.SYSTEM):
        at.publish(2, starts_at=at.starts + HOUR)
    at.job(NOW)
    with acting(at.who):
        for _ in range(2):
            phoning.told(request=waits, wants_none=wants_none, now=NOW + HOUR)
    for hours in (2, 30, 60):
        at.job(NOW + hours * HOUR)
        assert at.list(NOW + hours * HOUR) == ()
    assert rows("select state from requests_waiting") == [("waiting",)]
    assert rows("select count(*) from requests_entry where kind = 'called'") == [(1,)]


def test_nobody_is_phoned_about_times_that_are_gone() -> None:
    at = Desk()
    at.waits(at=JOINED, **LANDLINE)
    with acting(given.SYSTEM):
        new = at.publish(2, starts_at=at.starts + HOUR)
        grabbers = asked(at.practice, 2)
    at.job(NOW)
    assert len(at.list()) == 1
    for request, slot in zip(grabbers, new, strict=True):
        with acting(given.person(request)):
            booking.book(request=request, slot=slot, key=f"g{request}", now=NOW)
    assert at.list() == ()  # at once, before the job has looked
    at.job(NOW + HOUR)
    assert rows("select call_since from requests_waiting") == [(None,)]


def test_a_held_time_waits_for_the_call_and_nobody_loses_their_turn_unasked() -> None:
    at = Desk()
    phoned, second = at.waits(**LANDLINE), at.waits(at=NOW + HOUR)
    at.cancels()
    [one] = at.list()
    assert one.held is not None
    first_until = one.held.until
    at.job(first_until)
    found = hold_of(phoned)
    assert found, "it went to the next although nobody had phoned"
    assert found.until > first_until
    assert hold_of(second) is None
    assert rows("select lapsed from requests_waiting where request_id = %s", phoned) == [(0,)]
    while (held := hold_of(phoned)) is not None:  # nobody ever phones
        until = held.until
        at.job(until)
    assert until <= at.starts - timedelta(hours=1), "the next one had no time left"
    assert hold_of(second), "the time went unused"
    assert rows("select state, lapsed from requests_waiting where request_id = %s", phoned) == [
        ("waiting", 0)
    ]
    [(line,)] = rows(
        "select told from requests_entry where request_id = %s and kind = 'offer_lapsed'", phoned
    )
    assert "We could not reach you in time" in line


def test_from_the_first_call_on_it_is_held_as_long_as_for_everybody_then_goes_to_the_next() -> None:
    at = Desk()
    phoned, second = at.waits(**LANDLINE), at.waits(at=NOW + HOUR)
    at.cancels()
    held = hold_of(phoned)
    assert held
    at.job(held.until)
    called = held.until + timedelta(minutes=5)
    with acting(at.who):
        phoning.not_reached(request=phoned, calls=0, now=called)
        phoning.not_reached(request=phoned, calls=1, now=called + timedelta(minutes=10))
    held = hold_of(phoned)
    assert held
    at.job(held.until)
    assert hold_of(phoned) is None
    assert hold_of(second)
    assert rows("select lapsed from requests_waiting where request_id = %s", phoned) == [(1,)]
    assert phoned not in {one.request for one in at.list(NOW + 2 * DAY)}


def test_who_was_told_on_the_phone_of_a_time_that_is_withdrawn_is_phoned_again() -> None:
    at = Desk()
    told = at.waits(**LANDLINE)
    at.cancels()
    with acting(at.who):
        phoning.told(request=told, wants_none=False, now=NOW + HOUR)
    found = hold_of(told)
    assert found
    with acting(given.SYSTEM):
        [(session,)] = query("select session_id from appointments_slot where id = %s", [found.slot])
        holds.withdraw(
            session=session,
            ends_after=found.starts_at,
            starts_before=found.starts_at + HOUR,
            now=NOW + 2 * HOUR,
        )
        assert [offering.say_what_is_gone(now=NOW + 2 * HOUR) for _ in range(2)] == [1, 0]
    assert rows("select wants from requests_request where id = %s", told) == [("call",)]


def test_who_left_several_unanswered_is_put_on_the_call_list() -> None:
    at = Desk(3)
    waits = at.waits()
    at.leaves_unanswered(waits)
    [one] = at.list(NOW + DAY)
    assert (one.request, one.paused, one.lapsed) == (waits, True, 3)
    with acting(at.who):
        waiting.resume(request=waits, now=NOW + DAY)
    assert at.list(NOW + DAY) == ()


class Broken(LocalSupplier):
    """A supplier that knows no number."""

    def send(self, **message: Any) -> Any:
        return Answer("refused", "")


def test_a_message_about_a_held_time_that_fails_for_good_becomes_a_call_about_it(tmp_path: Path) -> None:
    at = Desk()
    waits = at.waits()
    at.cancels()
    [(key,)] = rows("select key from messages_notification where template = 'offer_held'")
    messages.deliver(supplier=Broken(tmp_path), now=NOW)
    assert rows("select failed_at from messages_notification where key = %s", key) == [(NOW,)]
    [one] = at.list()
    assert one.held is not None
    assert one.held.told_by == "phone"
    assert rows("select wants from requests_request where id = %s", waits) == [
        ("",)
    ]  # not a second time on the list
    at.job(one.held.until)
    assert hold_of(waits), "it went to the next although nobody had told them"


def test_a_message_about_new_times_that_fails_for_good_becomes_a_call_about_them(tmp_path: Path) -> None:
    at = Desk()
    waits = at.waits(at=JOINED)
    with acting(given.SYSTEM):
        at.publish(2, starts_at=at.starts + HOUR)
    at.job(NOW)
    assert at.list() == ()
    [(key,)] = rows("select key from messages_notification where template = 'new_times'")
    messages.deliver(supplier=Broken(tmp_path), now=NOW)
    assert rows("select failed_at from messages_notification where key = %s", key) == [(NOW,)]
    at.job(NOW + timedelta(minutes=1))
    [one] = at.list(NOW + timedelta(minutes=2))
    assert (one.request, len(one.times)) == (waits, 2)


def test_any_other_message_that_fails_is_phoned_about_as_before() -> None:
    at = Desk()
    waits = at.waits()
    with acting(given.SYSTEM):
        for key in ("booked:1", f"offer_held:{waits}:{uuid4()}"):
            not_delivered(NotDelivered(key=key, organisation=at.practice, request=waits, by="sms"))
    assert rows("select wants from requests_request where id = %s", waits) == [("call",)]


def test_the_page_says_whom_to_phone_about_what_and_books(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    at, ward = Desk(), Ward()
    browser = ward.browser(ward.somebody("Priya Shah", "receptionist", party=at.practice))
    held = at.waits(**LANDLINE)
    at.cancels()
    new = at.waits(at=JOINED, **LANDLINE)
    with acting(given.SYSTEM):
        slots = at.publish(2, starts_at=at.starts + HOUR)
    at.job(NOW)
    page = text(browser.get("/staff/call-backs"))
    assert "A time came free" in page
    assert "Nothing is held: book one with them" in page
    assert "01632 960001" in page
    found = hold_of(held)
    assert found

    def post(request: UUID, **form: str) -> Any:
        return browser.post(f"/staff/call-backs/waiting/{request}", form)

    for wrong in (
        {},
        {"how": "perhaps"},
        {"how": "yes", "hold": "x"},
        {"slot": "x"},
        {"how": "not_reached", "calls": "-1"},
    ):
        assert post(new, **wrong).status_code == 409
    assert post(uuid4(), how="told").status_code == 404
    assert post(held, how="not_reached", calls="0").status_code == 303
    assert "1 call not answered." in text(browser.get("/staff/call-backs"))
    assert post(held, how="yes", hold=str(found.id)).status_code == 303
    assert post(new, slot=str(slots[1]), key="k").status_code == 303
    assert taken(slots[1]) == (1, 1)
    assert "Nobody who waits for a time is to be phoned now." in text(browser.get("/staff/call-backs"))
    read = rows(
        "select subjects from access_auditrow where verb = 'requests.read_call_backs' order by id limit 1"
    )[0][0]
    assert str(held) in read
    assert str(new) in read
