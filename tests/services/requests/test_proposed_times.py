"""Whoever must be moved is proposed a time by the costs by which people find times: in hours of waiting."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.appointments.actions.alone import on_behalf
from weald.services.appointments.gaps import Gap
from weald.services.directory import queries as directory
from weald.services.directory.models import Agreement
from weald.services.people.models import Person
from weald.services.requests.actions import booking
from weald.services.requests.queries import rota as queries

pytestmark = pytest.mark.usefixtures("committed_db")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HELD = given.NOW + 50 * HOUR


class Cut:
    """Somebody is booked in two days' time, at their own practice or at one that sees its people, and that session is cut."""

    def __init__(self, *, held_at: str = "own", **columns: Any) -> None:
        self.ward = Ward()
        self.place = {"own": self.ward.practice, "agreed": self.ward.elsewhere}
        Agreement.objects.create(
            id=uuid4(),
            organisation_id=self.place["own"],
            sees_id=self.place["agreed"],
            services=[],
            since=given.NOW.date(),
        )
        directory.forget()
        self.request = self.ward.request(service="gp", **columns)
        self.slot = self.free(held_at, timedelta())
        with acting(self.ward.reed):
            booking.book(request=self.request, slot=self.slot, key="a", now=given.NOW)

    def free(self, where: str, later: timedelta, **fields: Any) -> UUID:
        """A time so much after the one that they have."""
        at = HELD + later
        with acting(given.SYSTEM):
            [*_, slot] = given.slots(self.place[where], starts_at=at, ends_at=at + 10 * MINUTE, **fields)
        return slot

    def proposed(self) -> list[UUID]:
        """The times for them, best first."""
        with acting(given.SYSTEM):
            gaps = [
                Gap(*row)
                for row in query(
                    "select session_id, starts_at, ends_at from appointments_slot where id = %s", [self.slot]
                )
            ]
        manager = given.staff(self.place["own"], "practice_manager")
        with acting(on_behalf(manager)):
            [one] = queries.proposals(queries.affected(gaps, given.NOW), gaps, given.NOW)
        assert one.proposed == one.times[0]
        return [time.slot for time in one.times]


@pytest.mark.parametrize("held_at", ["own", "agreed"])
@pytest.mark.parametrize(("level", "hours"), [("soon", 12), ("routine", 48)])
def test_ones_own_practice_is_worth_as_much_waiting_as_where_times_are_found(
    level: str, hours: int, held_at: str
) -> None:
    cut = Cut(held_at=held_at, level=level)
    elsewhere = cut.free("agreed", timedelta())
    near = cut.free("own", 15 * MINUTE)
    far = cut.free("own", hours * HOUR + MINUTE)
    assert cut.proposed() == [near, elsewhere, far]


def test_whom_they_know_is_worth_waiting_for_and_a_crowded_session_is_avoided() -> None:
    cut, known = Cut(), uuid4()
    seen_by(known, cut)
    crowded = cut.free("own", timedelta())
    stranger = cut.free("own", MINUTE)
    friend = cut.free("own", 17 * HOUR, professional=known)
    too_far = cut.free("own", 19 * HOUR + MINUTE, professional=known)
    with acting(given.SYSTEM):
        query(
            "update appointments_session set crowded_at = %s where id = (select session_id from appointments_slot where id = %s)",
            [given.NOW, crowded],
        )
    assert cut.proposed() == [friend, stranger, too_far, crowded]


def seen_by(professional: UUID, cut: Cut) -> None:
    """The person is a patient of the practice, and saw this professional there two days ago."""
    person, ago = uuid4(), given.NOW - 48 * HOUR
    before = cut.ward.request(service="gp")
    with acting(given.SYSTEM):
        Person.objects.create(
            id=person, organisation=cut.place["own"], given_name="Ada", family_name="Test", birth_date="1984-05-06",
            sex="female",
        )  # fmt: skip
        query(
            "update requests_request set person = %s, registered = organisation where id = %s",
            [person, cut.request],
        )
        [slot] = given.slots(
            cut.place["own"], professional=professional, starts_at=ago, ends_at=ago + 10 * MINUTE
        )
        query(
            "insert into appointments_appointment (id, organisation, responsible, person, request_id, slot_id, key, sole, state,"
            " service, professional, professional_name, place, kind, mode, starts_at, ends_at, booked_by, booked_at)"
            " select %s, organisation, organisation, %s, %s, id, 'seen', true, 'attended', service, professional,"
            " professional_name, place, kind, mode, starts_at, ends_at, 'x', starts_at from appointments_slot where id = %s",
            [uuid4(), person, before, slot],
        )


def test_no_cost_brings_a_time_after_somebody_is_due_before_one_in_time() -> None:
    cut = Cut(level="routine")
    care_due = given.NOW + timedelta(days=7) - HELD
    late = cut.free("own", care_due + HOUR)
    in_time = cut.free("agreed", care_due - HOUR)
    assert cut.proposed() == [in_time, late]


def test_what_can_wait_is_due_when_its_care_is_not_when_its_answer_was() -> None:
    """An answer within a day, care within a week: half a week is in time."""
    cut = Cut(due_at=given.NOW + 24 * HOUR)
    later = cut.free("own", 15 * MINUTE)
    elsewhere = cut.free("agreed", -15 * MINUTE)
    assert cut.proposed() == [later, elsewhere]
