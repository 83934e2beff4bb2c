"""A request that is closed leaves no appointment behind: nobody waits for somebody who was told that it is over."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests import given
from tests.services.requests.staff_ward import Ward
from tests.services.requests.test_staff_care import together
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.services.requests.actions import booking, care, own

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW
CLOSE = {"outcome": "advice_given", "note": "Rest for a week."}


def appointments(request: UUID) -> list[str]:
    with acting(given.SYSTEM):
        return [
            row[0]
            for row in query("select state from appointments_appointment where request_id = %s", [request])
        ]


def free(slot: UUID) -> bool:
    with acting(given.SYSTEM):
        return query("select taken from appointments_slot where id = %s", [slot]) == [(0,)]


@pytest.mark.parametrize("state", ["booked", "arrived"])
def test_staff_cannot_close_over_an_appointment_that_is_ahead(state: str) -> None:
    ward = Ward()
    request = ward.request()
    slot = ward.books(request)
    if state == "arrived":
        with acting(ward.reed):
            care.attendance(request=request, state="arrived", key="b", now=NOW)
    version = ward.row(request).version
    with (
        acting(ward.reed),
        pytest.raises(Refused, match="Mark it as attended, or cancel it, before you close"),
    ):
        care.resolve(request=request, version=version, key="c", now=NOW, **CLOSE)
    assert (ward.row(request).state, appointments(request), free(slot)) == ("booked", [state], False)
    with acting(ward.reed):
        booking.cancel(request=request, now=NOW)
        care.resolve(request=request, version=version + 1, key="e", now=NOW, **CLOSE)
    assert (ward.row(request).state, appointments(request), free(slot)) == ("closed", ["cancelled"], True)
    assert {"cancelled", "resolved"} <= set(ward.notices())


@pytest.mark.parametrize("state", ["booked", "arrived"])
def test_whoever_no_longer_needs_it_gives_the_time_back(state: str) -> None:
    ward = Ward()
    request = ward.request(self_service=True)
    slot = ward.books(request)
    if state == "arrived":
        with acting(ward.reed):
            care.attendance(request=request, state="arrived", key="b", now=NOW)
    with acting(given.person(request)):
        own.no_longer_needed(request=request, note="", now=NOW)
    assert (ward.row(request).state, appointments(request), free(slot)) == ("closed", ["cancelled"], True)
    assert "cancelled" in ward.notices()


def test_closing_and_booking_at_the_same_moment_never_both_happen() -> None:
    for number in range(8):
        ward = Ward()
        request = ward.request(self_service=True)
        with acting(given.SYSTEM):
            [slot] = given.slots(ward.practice, professional_name=f"Dr {number}")

        def close(ward: Ward = ward, request: UUID = request) -> None:
            with acting(ward.reed):
                care.resolve(request=request, version=0, key="close", now=NOW, **CLOSE)

        def book(ward: Ward = ward, request: UUID = request, slot: UUID = slot) -> None:
            with acting(given.person(request)):
                booking.book(request=request, slot=slot, key=f"{request}", now=NOW)

        outcomes = together(close, book)
        closed = ward.row(request).state == "closed"
        assert [isinstance(one, Refused) for one in outcomes] == [not closed, closed], outcomes
        assert appointments(request) == ([] if closed else ["booked"])
        assert free(slot) is closed


def test_a_raised_decision_keeps_the_appointment_until_staff_move_or_cancel_it() -> None:
    ward = Ward()
    request = ward.request(level="routine", due_at=NOW + timedelta(days=14))
    ward.books(request)
    version = ward.row(request).version
    with acting(ward.reed):
        care.change(
            request=request, version=version, level="now", service="emergency_999",
            reason="Chest pain on the phone", sure=False, key="b", now=NOW,
        )  # fmt: skip
    version = ward.row(request).version
    with acting(ward.reed), pytest.raises(Refused, match="appointment ahead"):
        care.resolve(request=request, version=version, key="c", now=NOW, **CLOSE)
    assert appointments(request) == ["booked"]
