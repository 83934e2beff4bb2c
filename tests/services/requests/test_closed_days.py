"""A day that was closed before its sessions were taken back: the manager sees who is still booked on it, and ends it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting
from weald.services.appointments import actions as appointments
from weald.services.appointments.closed import left_open
from weald.services.directory import calendar, queries
from weald.services.directory import queries as directory
from weald.services.directory.actions import settings
from weald.services.requests.actions import booking

pytestmark = pytest.mark.usefixtures("committed_db", "clock")
NOW, HOUR, DAY = given.NOW, timedelta(hours=1), timedelta(days=1)
TOMORROW = NOW.date() + DAY
SESSIONS, TAKE_BACK = "/staff/settings/sessions", "/staff/settings/sessions/closed"
CLOSED = f"{TAKE_BACK}?day={TOMORROW}"
AGREED = {"day": str(TOMORROW), "key": "k"}
CLOSE = "/staff/settings/sessions/close-early"
TILE = f'<strong>1</strong> <a class="nhsuk-link" href="{SESSIONS}">booked while you are closed</a>'


class Closed(Ward):
    """Somebody is booked tomorrow in a session of an hour; the day after there is another one."""

    def __init__(self) -> None:
        super().__init__()
        self.manager = self.somebody("Mo Hill", "practice_manager")
        self.day, self.other = self.hour(NOW + DAY), self.hour(NOW + 2 * DAY)
        self.booked = self.book(self.day[3])
        self.page = self.browser(self.manager)

    def hour(self, start: datetime) -> list[UUID]:
        with acting(given.SYSTEM):
            return given.slots(self.practice, 6, starts_at=start, ends_at=start + HOUR)

    def book(self, slot: UUID) -> UUID:
        request = self.request()
        with acting(self.reed):
            booking.book(request=request, slot=slot, key=str(uuid4()), now=NOW)
        return request

    def close(self) -> None:
        """As it is when somebody else publishes meanwhile: the day is closed, and its sessions are not taken back."""
        with acting(self.manager):
            settings.close_day(day=TOMORROW, reason="Roof", now=NOW)

    def shows(self, address: str) -> str:
        return self.page.get(address).content.decode()


@pytest.fixture
def ward() -> Closed:
    return Closed()


def test_whoever_is_booked_on_a_closed_day_is_counted_for_the_manager_and_given_another_time(
    ward: Closed,
) -> None:
    assert "booked while you are closed" not in ward.shows("/staff/today")
    assert "you are closed" not in ward.shows(SESSIONS)
    ward.close()
    assert TILE in ward.shows("/staff/today")
    week = ward.shows(SESSIONS)
    assert "Tuesday 24 November: you are closed" in week
    assert "1 person is still booked then, and 5 places can still be given to others." in week
    assert f'href="{CLOSED}"' in week
    assert "Move 1 person and take back what is published then" in ward.shows(CLOSED)
    assert ward.page.post(TAKE_BACK, AGREED).status_code == 409  # nobody is left behind
    done = ward.page.post(TAKE_BACK, AGREED | {f"slot-{ward.booked}": str(ward.other[0])})
    assert (done.status_code, done["Location"]) == (303, f"{SESSIONS}?done=taken_back")
    assert "booked while you are closed" not in ward.shows("/staff/today")
    assert "you are closed" not in ward.shows(SESSIONS)
    assert sorted(ward.notices()) == ["booked", "moved"]
    assert ward.page.get(CLOSED)["Location"] == SESSIONS  # there is nothing more to do


def test_a_bank_holiday_that_is_named_after_its_sessions_were_published_is_found(
    ward: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = calendar.bank_holidays() | {TOMORROW}
    monkeypatch.setattr(queries, "bank_holidays", lambda: named)
    monkeypatch.setattr(settings, "bank_holidays", lambda: named)
    directory.forget()
    assert TILE in ward.shows("/staff/today")
    asked = {"day-day": 24, "day-month": 11, "day-year": 2026, "reason": "Coronation"}
    assert (
        ward.page.post(CLOSE, asked)["Location"] == CLOSED
    )  # not a refusal, behind which they would stay booked
    chosen = AGREED | {f"slot-{ward.booked}": str(ward.other[0])}
    assert ward.page.post(TAKE_BACK, chosen).status_code == 303
    refused = ward.page.post(CLOSE, asked)
    assert refused.status_code == 422
    assert "You are closed on that day already" in refused.content.decode()


def test_times_that_nobody_has_taken_yet_are_found_too_and_those_before_an_early_closing_are_not(
    ward: Closed, clock: Clock
) -> None:
    from tests.services.requests.test_closing_early import THREE

    day = THREE.date()
    with acting(ward.manager):
        settings.close_early(day=day, at=THREE.time(), reason="No heating", now=NOW)
    ward.hour(THREE - HOUR)
    with acting(ward.manager):
        assert left_open(NOW) == ()
    ward.hour(THREE)
    with acting(ward.manager):
        assert [(one.day, one.people, one.free) for one in left_open(NOW)] == [(day, 0, 6)]
    week = ward.shows(SESSIONS)
    assert "Monday 23 November from 3pm: you are closed" in week
    assert "0 people are still booked then" in week
    assert "Closed: Monday 23 November from 3pm." in week
    assert "booked while you are closed" not in ward.shows("/staff/today")


def test_the_manager_of_a_hub_counts_people_whose_requests_they_cannot_read(ward: Closed) -> None:
    theirs = ward.request(organisation=ward.elsewhere)
    with acting(given.SYSTEM):
        appointments.book(
            slot=ward.day[5], request=theirs, responsible=ward.elsewhere, person=None, key="e", now=NOW
        )
    ward.close()
    assert TILE.replace("1", "2", 1) in ward.shows("/staff/today")
    preview = ward.shows(CLOSED)
    assert "Move 2 people and" in preview
    assert "Somebody whose request you cannot open" in preview


def test_a_day_that_is_not_closed_has_nothing_to_take_back(ward: Closed) -> None:
    for day in (str(TOMORROW), "never", ""):
        answer = ward.page.get(f"/staff/settings/sessions/closed?day={day}")
        assert (answer.status_code, answer["Location"]) == (303, SESSIONS)
    nurse = ward.browser(ward.somebody("Ann Lee", "clinician"))
    assert nurse.get(CLOSED).status_code == 403
