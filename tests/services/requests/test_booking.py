"""Booking for a request: what a person may take, what staff may give, and the story that it leaves."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests import given
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments import queries as appointments
from weald.services.directory.models import Neighbourhood
from weald.services.requests.actions import booking
from weald.services.requests.queries.offers import offers

pytestmark = pytest.mark.usefixtures("committed_db")


class Surgery:
    """A practice with a hub, three of its own times and one at the hub."""

    def __init__(self, **request: object) -> None:
        near = Neighbourhood.objects.create(id=uuid4(), code="N1", name="Hop Valley")
        self.practice = given.practice(neighbourhood=near.id)
        self.hub = given.practice(kind="hub", neighbourhood=near.id)
        self.elsewhere = given.practice()
        with acting(given.SYSTEM):
            self.own = given.slots(self.practice, 3)
            [self.at_hub] = given.slots(self.hub)
            [self.far] = given.slots(self.elsewhere)
            [self.nurse] = given.slots(self.practice, service="nurse")
            [self.request] = given.requests(self.practice, **request)


def state(request: UUID) -> tuple[str, int]:
    [(now, version)] = query("select state, version from requests_request where id = %s", [request])
    return now, version


def story(request: UUID) -> list[str]:
    return [
        row[0]
        for row in query("select kind from requests_entry where request_id = %s order by id", [request])
    ]


def test_offers_come_from_the_practice_and_its_neighbourhood() -> None:
    at = Surgery()
    with acting(given.person(at.request)):
        found = offers(at.request, given.NOW)
    assert {offer.slot for offer in found} == {*at.own, at.at_hub}
    assert found[0].why == ("at your own practice",)


def test_a_person_books_what_was_offered() -> None:
    at = Surgery()
    with acting(given.person(at.request)):
        made = booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
        again = booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
        assert (again.appointment, again.new) == (made.appointment, False)
        assert state(at.request)[0] == "booked"
        assert story(at.request) == ["booked"]
        [(template, to)] = query('select template, "to" from messages_notification')
        assert (template, to) == ("booked", "+447700900001")


@pytest.mark.parametrize("which", ["far", "nurse"])
def test_a_person_cannot_take_what_was_not_offered(which: str) -> None:
    at = Surgery()
    with acting(given.person(at.request)), pytest.raises(Forbidden):
        booking.book(request=at.request, slot=getattr(at, which), key="a", now=given.NOW)


def test_staff_may_give_any_role_but_only_here() -> None:
    at = Surgery()
    with acting(given.staff(at.practice, "receptionist")):
        assert booking.book(request=at.request, slot=at.nurse, key="a", now=given.NOW).service == "nurse"
    with acting(given.staff(at.practice, "receptionist")), pytest.raises(Refused):
        booking.move(request=at.request, slot=at.far, key="b", now=given.NOW)


def test_where_staff_come_first_a_person_books_after_they_have_confirmed() -> None:
    at = Surgery(self_service=False)
    with acting(given.person(at.request)), pytest.raises(Refused, match="reads your request first"):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
    with acting(given.SYSTEM):
        query("update requests_request set state = 'confirmed', confirmed_at = %s", [given.NOW])
    with acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)


def test_a_request_has_one_time_ahead() -> None:
    at = Surgery()
    with acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
    with pytest.raises(Refused, match="has a time already"), acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.own[1], key="b", now=given.NOW)
    with acting(given.person(at.request)):
        assert {slot.slot for slot in _free(at)} >= {at.own[1], at.own[2]}


def _free(at: Surgery) -> list[appointments.FreeSlot]:
    return appointments.free_slots([at.practice], ["gp"], given.NOW, given.NOW + timedelta(days=1))


def test_moving_takes_the_new_time_and_gives_the_old_one_back() -> None:
    at = Surgery()
    with acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
        moved = booking.move(request=at.request, slot=at.at_hub, key="b", now=given.NOW)
        again = booking.move(request=at.request, slot=at.at_hub, key="b", now=given.NOW)
        assert (again.appointment, again.new) == (moved.appointment, False)
        assert {slot.slot for slot in _free(at)} == set(at.own)
        assert story(at.request) == ["booked", "moved"]


def test_a_move_to_a_taken_time_keeps_the_old_one() -> None:
    at = Surgery()
    with acting(given.SYSTEM):
        [other] = given.requests(at.practice)
    with acting(given.person(other)):
        booking.book(request=other, slot=at.own[1], key="o", now=given.NOW)
    with acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
    with pytest.raises(booking.SlotTaken), acting(given.person(at.request)):
        booking.move(request=at.request, slot=at.own[1], key="b", now=given.NOW)
    with acting(given.person(at.request)):
        row = appointments.of_request(at.request)
        assert row is not None
        assert (row.slot, row.state) == (at.own[0], "booked")


def test_a_cancelled_request_returns_to_the_worklist() -> None:
    at = Surgery()
    with acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
        booking.cancel(request=at.request, now=given.NOW)
        assert state(at.request)[0] == "waiting"
        with pytest.raises(Refused, match="no appointment"):
            booking.cancel(request=at.request, now=given.NOW)
        assert story(at.request) == ["booked", "cancelled"]
        with pytest.raises(Refused, match="was cancelled"):
            booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
        assert state(at.request)[0] == "waiting", "an old page sent again brings nothing back"
        booking.book(request=at.request, slot=at.own[0], key="d", now=given.NOW)


@pytest.mark.parametrize(
    ("contact", "way"),
    [
        ({"contact_by": "phone"}, ("sms", "+447700900001")),
        (
            {"contact_by": "phone", "phone": "+441632960001", "email": "ada@example.org"},
            ("email", "ada@example.org"),
        ),
        ({"contact_by": "phone", "phone": "+441632960001"}, None),
    ],
)
def test_who_likes_to_be_phoned_still_gets_the_time_in_writing(
    contact: dict[str, str], way: tuple[str, str] | None
) -> None:
    at = Surgery(**contact)
    with acting(given.person(at.request)):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
        assert query('select by, "to" from messages_notification') == ([way] if way else [])


def test_a_closed_request_is_not_booked() -> None:
    at = Surgery(state="closed", closed_at=given.NOW)
    with acting(given.person(at.request)), pytest.raises(Refused, match="closed"):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)


def test_wishes_reach_the_queue_once() -> None:
    at = Surgery()
    with acting(given.person(at.request)):
        for _ in range(2):
            booking.no_time_suits(request=at.request, note="I work shifts", now=given.NOW)
        booking.wants_message(request=at.request, note="", now=given.NOW)
        assert story(at.request) == ["another_time", "message"]
        assert query("select wants, state from requests_request") == [("message", "waiting")]


def test_somebody_elses_request_cannot_be_booked() -> None:
    at = Surgery()
    with acting(given.person(uuid4())), pytest.raises(Refused, match="cannot be found"):
        booking.book(request=at.request, slot=at.own[0], key="a", now=given.NOW)
