"""Where somebody can go by themself: pharmacies, dentists and opticians on the page of a request."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests import given
from tests.services.referrals.pharmacies import Street
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import text
from weald.foundation.access.tokens import hash_of
from weald.services.directory import queries as directory
from weald.services.directory.models import OpeningTime, Organisation, Service
from weald.services.requests.views.patient.shared import DEVICE

pytestmark = pytest.mark.usefixtures("committed_db")
TOKEN = "the token of a device"


@pytest.fixture
def street() -> Street:
    made = Street()
    Organisation.objects.filter(id=made.pharmacy).update(name="Hop Street Pharmacy")
    Organisation.objects.filter(id=made.other_pharmacy).update(name="Oast Pharmacy")
    return made


@pytest.fixture
def device(clock: Clock) -> Client:
    client = Client()
    client.cookies[DEVICE] = TOKEN
    return client


def page(device: Client, street: Street, **columns: Any) -> str:
    values = {"self_service": True, "state": "advised", "device_hash": hash_of(TOKEN), **columns}
    directory.forget()
    return text(device.get(f"/ask/{street.sore_throat(**values)}/decision"))


def optician(street: Street, service: str, name: str) -> UUID:
    near = Organisation.objects.get(id=street.practice).neighbourhood_id
    made = given.practice(kind="optician", neighbourhood=near)
    Organisation.objects.filter(id=made).update(name=name)
    given.week(made)
    Service.objects.create(id=uuid4(), organisation_id=made, kind=service, name=name)
    return made


def test_the_page_says_where_when_and_to_phone_first(street: Street, device: Client) -> None:
    said = page(device, street)
    assert "Pharmacies near your practice" in said
    assert "Hop Street Pharmacy" in said
    assert "Open now, until 6:30pm." in said
    assert "Phone first to ask whether they are open." in said


def test_a_place_of_which_something_is_not_known_is_not_shown(street: Street, device: Client) -> None:
    OpeningTime.objects.filter(organisation=street.pharmacy).delete()
    said = page(device, street)
    assert "Hop Street Pharmacy" not in said
    assert "Oast Pharmacy" in said
    Service.objects.filter(organisation=street.other_pharmacy).update(commissioned=False)
    assert "near your practice" not in page(device, street)


def test_opticians_are_shown_for_eyes_and_are_phoned_first(street: Street, device: Client) -> None:
    optician(street, "optometry_urgent", "Mill Eye Care")
    optician(street, "optometry", "Hill Glasses")
    said = page(device, street, service="optometry_urgent", level="today", problem="red_eye")
    assert "Opticians near your practice" in said
    assert "Phone first to ask whether they can see you, and when." in said
    assert "You do not need an appointment" not in said
    assert "Mill Eye Care" in said
    assert "Hill Glasses" not in said
    assert "Hop Street Pharmacy" not in said
