"""Nobody has by themselves what is not offered to them, whatever they send; staff find everything that can be booked."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from tests.services.requests.waiters import asked
from weald.foundation.access import acting, query
from weald.services.appointments.categories import CATEGORIES
from weald.services.directory import queries as directory
from weald.services.directory.models import Agreement, Position, Premises, Professional
from weald.services.library import policies
from weald.services.requests.queries.offers import offers

pytestmark = pytest.mark.usefixtures("committed_db")

HOUR = timedelta(hours=1)
DEVICE = "a device of their own"


class Asking:
    """Somebody with a request of their own device, and a day of ordinary times."""

    def __init__(self, **columns: Any) -> None:
        self.now = timezone.now()
        self.practice = given.practice()
        directory.forget()
        with acting(given.SYSTEM):
            [self.request] = asked(
                self.practice, device_hash=sha256(DEVICE.encode()).digest(), sent_at=self.now, **columns
            )
        self.browser = Client()
        self.browser.cookies["weald_device"] = DEVICE

    def slots(self, count: int = 1, **fields: Any) -> list[UUID]:
        """Times of the practice tomorrow."""
        starts = self.now + 24 * HOUR
        with acting(given.SYSTEM):
            return given.slots(
                self.practice,
                count,
                **{"starts_at": starts, "ends_at": starts + timedelta(minutes=10 * count)} | fields,
            )

    def offered(self) -> set[UUID]:
        """What their search offers."""
        with acting(given.person(self.request)):
            return {one.slot for one in offers(self.request, self.now)}

    def posts(self, slot: UUID) -> Any:
        """What a crafted form does."""
        return self.browser.post(f"/ask/{self.request}/book", {"slot": str(slot), "key": uuid4().hex[:16]})

    def booked(self) -> list[UUID]:
        """The slots that they have."""
        with acting(given.SYSTEM):
            return [
                row[0] for row in query("select slot_id from appointments_appointment where state = 'booked'")
            ]


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        ({"service": "physiotherapist"}, {"service": "physiotherapist"}),
        ({}, {"kind": "duty_list", "capacity": 5}),
        ({}, {"category": "Group Consultation and Group Education", "capacity": 12}),
        ({}, {"category": "Planned Clinical Procedure"}),
        ({}, {"category": "Non-contractual chargeable work"}),
        ({"needs": ["hearing"]}, {"mode": "phone"}),
        ({"phone": "", "email": "ada@example.test", "contact_by": "email"}, {"mode": "phone"}),
        ({"needs": ["step_free"]}, {}),
    ],
    ids=["unskilled", "duty list", "group", "procedure", "paid", "hearing", "no phone", "steps"],
)
def test_what_is_not_offered_is_not_had_by_its_identifier(
    columns: dict[str, Any], fields: dict[str, Any]
) -> None:
    at = Asking(**columns)
    [slot] = at.slots(**fields)
    assert at.offered() == set()
    assert "has just been taken" in text(at.posts(slot))
    assert at.booked() == []


def test_what_is_offered_is_had() -> None:
    physiotherapist = uuid4()
    at = Asking(service="physiotherapist", needs=["step_free"])
    premises = Premises.objects.create(id=uuid4(), organisation_id=at.practice, name="Main", step_free=True)
    Professional.objects.create(id=physiotherapist, name="Pat Physio")
    Position.objects.create(
        id=uuid4(), organisation_id=at.practice, professional_id=physiotherapist, service="physiotherapist",
        skills=["first_contact"],
    )  # fmt: skip
    directory.forget()
    [slot] = at.slots(service="physiotherapist", professional=physiotherapist, premises=premises.id)
    assert at.offered() == {slot}
    assert at.posts(slot).status_code == 303
    assert at.booked() == [slot]


def test_the_categories_that_are_not_offered_are_national_ones() -> None:
    assert set(policies.matching().by_invitation) < set(CATEGORIES)


def test_partners_are_shown_what_people_may_book_themselves() -> None:
    at = Asking()
    ordinary = at.slots(2)
    at.slots(category="Planned Clinical Procedure")
    at.slots(kind="duty_list")
    at.slots(service="physiotherapist")
    with acting(given.SYSTEM):
        [(code,)] = query("select ods_code from directory_organisation where id = %s", [at.practice])
    day = (at.now + 24 * HOUR).date()

    def listed(service: str) -> set[str]:
        return {
            one["slot"]
            for on in (day, day + timedelta(days=1))
            for one in Client()
            .get(f"/api/slots?organisation={code}&service={service}&on={on}")
            .json()["slots"]
        }

    assert listed("gp") == {str(one) for one in ordinary}
    assert listed("physiotherapist") == set()


def test_staff_find_the_times_that_are_kept_for_today_and_those_with_an_agreement() -> None:
    ward, friend, stranger = Ward(), given.practice(), given.practice()
    now = timezone.now()
    Agreement.objects.create(
        id=uuid4(), organisation_id=ward.practice, sees_id=friend, services=["gp"], since=now.date()
    )
    directory.forget()
    starts = now + 24 * HOUR
    with acting(given.SYSTEM):
        [kept] = given.slots(ward.practice, 1, starts_at=starts, ends_at=starts + timedelta(minutes=10))
        query("update appointments_slot set kept_until = starts_at - interval '1 hour'")
        [agreed] = given.slots(friend, 1, starts_at=starts, ends_at=starts + timedelta(minutes=10))
        [not_agreed] = given.slots(
            friend, 1, service="nurse", starts_at=starts, ends_at=starts + timedelta(minutes=10)
        )
        [others] = given.slots(stranger, 1, starts_at=starts, ends_at=starts + timedelta(minutes=10))
    urgent = ward.request(level="today", due_at=now + 30 * HOUR, state="confirmed", confirmed_at=now)
    waits = ward.request(level="soon", due_at=now + 30 * HOUR, state="confirmed", confirmed_at=now)
    browser = ward.browser(ward.reed)

    def shown(request: UUID) -> list[bool]:
        page = browser.get(
            f"/staff/request/{request}/times?day={timezone.localdate(starts)}"
        ).content.decode()
        return [str(one) in page for one in (kept, agreed, not_agreed, others)]

    assert shown(urgent) == [True, True, False, False]
    assert shown(waits) == [False, True, False, False]
