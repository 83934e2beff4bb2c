"""When somebody's own page finds nothing for them in time, staff are alarmed in the same minute; and not where nobody gives
times, nor while there is a place on a list that staff can give."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.waiters import NOW, asked
from weald.foundation.access import acting, query
from weald.services.directory import queries as directory
from weald.services.directory.models import Position, Premises, Professional
from weald.services.library import policies
from weald.services.requests.actions import alarms
from weald.services.requests.queries import alarms as alarming
from weald.services.requests.queries import offers

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def somebody(practice: UUID, **columns: Any) -> UUID:
    """A request that is decided, and hours away from being due."""
    values: dict[str, Any] = {"level": "today", "due_at": NOW + 8 * HOUR, "sent_at": NOW, **columns}
    [request] = asked(practice, 1, **values)
    return request


def alarmed(request: UUID, now: datetime = NOW) -> bool:
    """Whether staff are told now that nothing is left for it."""
    with acting(given.SYSTEM):
        alarms.raise_alarms(now=now)
        return bool(
            query(
                "select 1 from requests_alarm where request_id = %s and kind = 'full' and done_at is null",
                [request],
            )
        )


def full(request: UUID, now: datetime = NOW) -> bool:
    """Whether their own page tells them that there is nothing in time."""
    with acting(given.person(request)):
        return offers.must_wait(offers.asked(request), now)


def published(practice: UUID, **fields: Any) -> list[UUID]:
    """Six times of an hour from now on."""
    with acting(given.SYSTEM):
        return given.slots(practice, 6, **{"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR} | fields)


def test_times_that_are_kept_for_others_are_none_for_whoever_can_wait() -> None:
    practice = given.practice()
    slots = published(practice)
    with acting(given.SYSTEM):
        query(
            "update appointments_slot set kept_until = starts_at - interval '30 minutes' where id = any(%s)",
            [slots],
        )
        waits = somebody(practice, level="soon", due_at=NOW + 30 * HOUR)
        urgent = somebody(practice)
    assert full(waits)
    assert alarmed(waits)
    assert not full(urgent)
    assert not alarmed(urgent)


def test_somebody_without_the_skill_is_no_time_for_physiotherapy() -> None:
    practice, physiotherapist = given.practice(), uuid4()
    published(practice, service="physiotherapist", professional=physiotherapist)
    with acting(given.SYSTEM):
        request = somebody(practice, level="routine", service="physiotherapist", due_at=NOW + 30 * HOUR)
    assert full(request)
    assert alarmed(request)
    Professional.objects.create(id=physiotherapist, name="Pat Physio")
    Position.objects.create(
        id=uuid4(), organisation_id=practice, professional_id=physiotherapist, service="physiotherapist",
        skills=["first_contact"],
    )  # fmt: skip
    directory.forget()
    assert not full(request)
    assert not alarmed(request)


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        ({"needs": ["step_free"]}, {}),
        ({"needs": ["hearing"]}, {"mode": "phone"}),
        ({"phone": "", "email": "ada@example.test"}, {"mode": "video"}),
        ({"needs": ["interpreter"]}, {"slot_minutes": 60}),  # one time alone: no second one follows
        ({}, {"category": "Planned Clinical Procedure"}),
        ({}, {"starts_at": NOW + 9 * HOUR, "ends_at": NOW + 10 * HOUR}),  # after the due time
    ],
    ids=["step-free", "hearing", "no phone", "double", "procedure", "late"],
)
def test_times_that_they_cannot_use_or_that_come_too_late_are_none(
    columns: dict[str, Any], fields: dict[str, Any]
) -> None:
    practice = given.practice()
    published(practice, **fields)
    with acting(given.SYSTEM):
        request = somebody(practice, **columns)
    assert full(request)
    assert alarmed(request)
    premises = Premises.objects.create(id=uuid4(), organisation_id=practice, name="Main", step_free=True)
    published(practice, premises=premises.id)
    assert not full(request)
    assert not alarmed(request)


def test_who_can_have_nothing_takes_no_time_from_the_others() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        given.slots(practice, 1, starts_at=NOW + HOUR, ends_at=NOW + HOUR + timedelta(minutes=10))
        cannot, can = somebody(practice, needs=["step_free"]), somebody(practice)
        last = somebody(practice, due_at=NOW + 9 * HOUR)
    assert alarmed(cannot)
    assert not alarmed(can)
    assert alarmed(last)  # two people, one time


def test_care_that_is_due_after_the_answer_has_times_until_then() -> None:
    """The answer is due tomorrow, the care within seven days: a time in five days is in time, and nobody is alarmed."""
    practice = given.practice()
    published(practice, starts_at=NOW + 5 * 24 * HOUR, ends_at=NOW + 5 * 24 * HOUR + HOUR)
    with acting(given.SYSTEM):
        request = somebody(practice, level="soon", due_at=NOW + 30 * HOUR)
    assert not full(request)
    assert not alarmed(request)


def test_nobody_is_alarmed_for_want_of_times_where_nobody_gives_any() -> None:
    assert "reception" not in policies.matching().services
    practice = given.practice()
    with acting(given.SYSTEM):
        request = somebody(practice, service="reception")
    assert not full(request)
    assert not alarmed(request)


@pytest.mark.parametrize("kind", ["duty_list", "call_back", "home_visit"])
def test_a_place_on_a_list_is_for_staff_to_give_and_is_counted(kind: str) -> None:
    """The person is promised that somebody contacts them; staff are not told that nothing is left, and read what is."""
    practice = given.practice()
    with acting(given.SYSTEM):
        request, other = somebody(practice), somebody(practice, due_at=NOW + 9 * HOUR)
        [slot] = given.slots(
            practice, 1, starts_at=NOW - HOUR, ends_at=NOW + 6 * HOUR, slot_minutes=420, capacity=2, kind=kind,
            mode="phone" if kind == "call_back" else "face_to_face",
            category="Home Visit" if kind == "home_visit" else "Clinical Triage",
        )  # fmt: skip
    assert full(request)
    assert not alarmed(request)
    assert not alarmed(other)
    with acting(given.staff(practice)):
        [left] = alarming.left_today(NOW)
    assert (left.service, left.own, getattr(left, kind)) == ("gp", 0, 2)
    with acting(given.SYSTEM):
        query("update appointments_slot set taken = 1 where id = %s", [slot])
    assert alarmed(other)
    assert not alarmed(request)
