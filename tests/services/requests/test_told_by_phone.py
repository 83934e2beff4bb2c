"""Whom no message can tell of their time is put on the call list by what gave it to them, until somebody has told them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from tests.services.requests.test_rota import Rota
from tests.services.requests.waiters import NOW, rows
from weald.foundation.access import acting
from weald.services.requests.actions import booking, call_backs, overbooking, reminding
from weald.services.requests.queries.beside import beside
from weald.services.requests.queries.call_backs import ToCall, to_call
from weald.site import wiring

pytestmark = pytest.mark.usefixtures("committed_db")

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LANDLINE: dict[str, Any] = {"phone": "+441632960001", "email": "", "contact_by": "phone"}


@pytest.fixture(autouse=True)
def connected(clock: Clock) -> None:
    """Rooms hear of each other as in the program, on a Monday at ten."""
    wiring.connect()
    clock.now = NOW


class Desk(Ward):
    """A ward with times tomorrow, and somebody at the telephone."""

    def __init__(self) -> None:
        super().__init__(NOW)
        with acting(given.SYSTEM):
            self.times = given.slots(self.practice, 4, starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR)

    def list(self, at: Any = NOW) -> tuple[ToCall, ...]:
        with acting(self.desk):
            found = to_call(at)
            assert beside(at).to_call == len(found)
        return found

    def gives(self, request: UUID, which: int = 0, **more: Any) -> None:
        with acting(self.reed):
            booking.book(request=request, slot=self.times[which], key=f"b{which}", now=NOW, **more)

    def page(self) -> str:
        return text(self.browser(self.desk).get("/staff/call-backs"))

    def presses(self, which: ToCall, how: str) -> Any:
        return self.browser(self.desk).post(
            f"/staff/call-backs/{which.call_back}", {"how": how, "tries": which.tries}
        )


def landlines(here: Rota, which: int) -> None:
    rows(
        "update requests_request set phone = %s, email = '', contact_by = 'phone' where id = any(%s) returning 1",
        LANDLINE["phone"], here.asked[:which],
    )  # fmt: skip


def test_moved_by_the_practice_they_are_phoned_of_the_new_time_until_they_know() -> None:
    here = Rota(NOW)
    landlines(here, 1)
    rows("update messages_callback set state = 'ended' returning 1")
    preview = text(here.ward.browser(here.manager).get(f"/staff/settings/sessions/{here.first}/cut"))
    assert "1 person of them is sent a message with their new time; 1 person must be phoned" in preview
    assert preview.count("No message can reach them: phone them about it") == 1
    here.cut(dict(zip(here.asked, here.slots(here.second), strict=False)))
    assert here.ward.notices().count("moved") == 1
    with acting(here.ward.desk):
        [one] = to_call(NOW)
    assert (one.request, one.note, one.state) == (here.asked[0], "moved", "booked")
    page = text(here.ward.browser(here.ward.desk).get("/staff/call-backs"))
    assert (
        "We moved their appointment, and no message can tell them. It is now Tuesday 24 November at" in page
    )
    assert "01632 960001" in page
    browser: Any = here.ward.browser(here.ward.desk)
    browser.post(f"/staff/call-backs/{one.call_back}", {"how": "not_reached", "tries": "0"})
    with acting(here.ward.desk):
        [again] = to_call(NOW)
    assert (again.tries, again.next_at) == (1, NOW + 10 * MINUTE)
    assert here.ward.story(one.request)[-1][1] == (
        "We tried to call you at 10:03am about your appointment. We will try again."
    )
    browser.post(f"/staff/call-backs/{one.call_back}", {"how": "told", "tries": "1"})
    with acting(here.ward.desk):
        assert to_call(NOW) == ()
    assert here.ward.story(one.request)[-1][:2] == (
        "called",
        "We told you on the phone about your appointment.",
    )


def test_a_gp_who_books_reads_that_they_must_be_phoned_with_the_number() -> None:
    desk = Desk()
    request = desk.request(**LANDLINE)
    browser: Any = desk.browser(desk.reed)
    pressed = browser.post(
        f"/staff/request/{request}/book", {"version": "0", "key": "k", "slot": str(desk.times[0])}
    )
    page = text(browser.get(pressed["Location"]))
    assert "Booked. No message can reach them: phone them now" in page
    assert "No message can reach them: phone them on 01632 960001" in page
    assert "Booked. The person is told" not in page
    [one] = desk.list()
    assert (one.request, one.note) == (request, "booked")
    assert "It is Tuesday 24 November at 10:03am with" in desk.page()


def test_whom_a_notice_did_not_reach_is_not_among_those_who_are_asked_how_they_are() -> None:
    desk = Desk()
    desk.request(wants="call", family_name="Undelivered")
    asking, telling = desk.page().split("Tell them what no message told")
    assert "UNDELIVERED" not in asking
    assert "UNDELIVERED" in telling
    assert "Nobody is to be asked now." in asking


def test_whom_a_notice_did_not_reach_leaves_the_list_when_they_know_and_not_before() -> None:
    desk = Desk()
    request = desk.request(wants="call", family_name="Undelivered", birth_date=date(1973, 8, 27))
    address = f"/staff/call-backs/untold/{request}"
    assert "They know now" in desk.page()
    assert (
        "born 27 August 1973" in desk.page()
    )  # by which whoever phones knows that they speak with the right person
    browser = desk.browser(desk.desk)
    for _ in range(2):  # a second press of the same button is the same call
        browser.post(address, {"how": "not_reached", "tries": "0"})
    assert "1 call not answered. Try again." in desk.page()
    assert browser.post(address, {"how": "better"}).status_code == 409
    assert desk.browser(desk.outsider).post(address, {"how": "told"}).status_code == 404
    [one] = desk.list()
    assert (one.request, one.tries) == (request, 1)
    pressed = browser.post(address, {"how": "told", "tries": "1"})
    assert "Noted." in text(browser.get(pressed["Location"]))
    assert desk.list() == ()
    # Nobody has taken it: whoever decides still reads it.
    row = desk.row(request)
    assert (row.wants, row.owner, row.calls_tried, row.state) == ("", None, 1, "waiting")
    assert [kind for kind, _, _ in desk.story(request)] == ["call", "called"]
    again = browser.post(address, {"how": "told", "tries": "1"})
    assert "Nothing is added" in text(browser.get(again["Location"]))
    assert len(desk.story(request)) == 2


@pytest.mark.parametrize("wants", ["danger", "worse", "reply"])
def test_that_somebody_knows_takes_away_no_mark_that_came_after_the_notice(wants: str) -> None:
    desk = Desk()
    request = desk.request(wants=wants)
    desk.browser(desk.desk).post(f"/staff/call-backs/untold/{request}", {"how": "told", "tries": "0"})
    assert desk.row(request).wants == wants
    assert desk.story(request) == []


@pytest.mark.parametrize("columns", [{}, {"email": "ada@example.com", "phone": ""}])
def test_whom_a_message_reaches_is_not_phoned(columns: dict[str, Any]) -> None:
    desk = Desk()
    desk.gives(desk.request(**columns))
    assert desk.list() == ()
    assert desk.notices() == ["booked"]


def test_whoever_is_on_the_line_or_books_themself_is_not_phoned() -> None:
    desk = Desk()
    desk.gives(desk.request(**LANDLINE), 0, knows=True)
    own = desk.request(**LANDLINE, self_service=True)
    with acting(given.person(own)):
        booking.book(request=own, slot=desk.times[1], key="o", now=NOW)
    assert desk.list() == ()


def test_a_time_that_they_move_or_give_up_themself_needs_no_call() -> None:
    desk = Desk()
    first, second = (desk.request(**LANDLINE, self_service=True) for _ in range(2))
    desk.gives(first, 0)
    desk.gives(second, 1)
    assert len(desk.list()) == 2
    with acting(given.person(first)):
        booking.move(request=first, slot=desk.times[2], key="m", now=NOW)
    with acting(given.person(second)):
        booking.cancel(request=second, now=NOW)
    assert desk.list() == ()


def test_they_are_told_what_is_true_when_they_are_phoned() -> None:
    desk = Desk()
    request = desk.request(**LANDLINE)
    desk.gives(request)
    rows("update appointments_slot set taken = capacity where id = %s returning 1", desk.times[3])
    with acting(desk.reed):
        overbooking.overbook(request=request, slot=desk.times[3], why="no other", key="o", now=NOW + MINUTE)
    [one] = desk.list()
    assert (one.note, one.starts_at) == ("moved", NOW + DAY + 30 * MINUTE)
    with acting(desk.reed):
        booking.cancel(request=request, now=NOW + 2 * MINUTE)
    [one] = desk.list()
    assert one.state == "cancelled"
    assert "is cancelled, and no message tells them of it. They have no other." in desk.page()
    with acting(desk.reed):
        booking.book(request=request, slot=desk.times[0], key="z", now=NOW + 3 * MINUTE, knows=True)
    assert desk.list() == ()


def test_whose_time_staff_cancel_and_whom_no_message_reaches_is_phoned_though_they_knew_of_it() -> None:
    desk = Desk()
    unreached, told = desk.request(**LANDLINE), desk.request()
    desk.gives(unreached, 0, knows=True)
    desk.gives(told, 1)
    for request in (unreached, told):
        with acting(desk.reed):
            booking.cancel(request=request, now=NOW + MINUTE)
    [one] = desk.list()
    assert (one.request, one.note, one.state) == (unreached, "cancelled", "cancelled")
    assert "is cancelled, and no message tells them of it. They have no other." in desk.page()
    assert desk.presses(one, "told").status_code == 303
    assert desk.list() == ()


def test_who_has_the_request_is_named_to_everybody_else_so_that_nobody_is_phoned_by_two() -> None:
    desk = Desk()
    request = desk.request(**LANDLINE)
    desk.gives(request)
    assert "may be phoning them" not in desk.page()
    holder = desk.browser(desk.reed)
    holder.post(f"/staff/request/{request}/take", {"version": "1", "key": "t"})
    assert "Dr Amara Reed has this request and may be phoning them: ask first." in desk.page()
    assert "may be phoning them" not in text(holder.get("/staff/call-backs"))


def test_nobody_is_phoned_of_a_time_that_has_passed() -> None:
    desk = Desk()
    desk.gives(desk.request(**LANDLINE))
    assert len(desk.list(NOW + DAY - MINUTE)) == 1
    assert desk.list(NOW + DAY) == ()


def test_how_they_are_is_asked_for_itself() -> None:
    """The person's page asks how they are only where somebody asked that; and no answer to it ends the other call."""
    desk = Desk()
    request = desk.request(**LANDLINE)
    desk.gives(request)
    with acting(given.person(request)):
        assert call_backs.open_call_back(request) is None
    [one] = desk.list()
    assert desk.presses(one, "better").status_code == 409
    assert len(desk.list()) == 1
    assert desk.presses(one, "told").status_code == 303
    assert desk.presses(one, "told")["Location"].endswith("done=known")


def test_another_practice_sees_and_ends_nothing() -> None:
    desk = Desk()
    desk.gives(desk.request(**LANDLINE))
    [one] = desk.list()
    with acting(desk.outsider):
        assert to_call(NOW) == ()
    stranger = desk.somebody("Sam Lee", "receptionist", party=desk.elsewhere)
    assert (
        desk.browser(stranger).post(f"/staff/call-backs/{one.call_back}", {"how": "told"}).status_code == 404
    )
    assert len(desk.list()) == 1


def test_of_a_move_by_the_practice_that_cannot_be_sent_staff_hear_within_hours() -> None:
    here = Rota(NOW)
    here.cut(dict(zip(here.asked, here.slots(here.second), strict=False)))
    assert rows("select distinct urgent from messages_notification where template = 'moved'") == [(True,)]


def test_no_reminder_that_nobody_gets_is_counted() -> None:
    desk = Desk()
    desk.gives(desk.request(**LANDLINE))
    rows("update appointments_appointment set booked_at = %s returning 1", NOW - 5 * DAY)
    with acting(given.SYSTEM):
        assert reminding.remind(organisation=desk.practice, now=NOW) == 0
