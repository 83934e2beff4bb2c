"""A pharmacy as a next door for the person: offered where no time is free soon enough, checked by staff, referred as always."""

import re
from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests import given
from tests.services.referrals.pharmacies import VERIFIED, Street
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import text
from weald.foundation.access import acting
from weald.foundation.access.models import RoleBinding
from weald.foundation.access.tokens import hash_of
from weald.foundation.refusal import Refused
from weald.services.directory import queries as directory
from weald.services.directory.models import OpeningTime, Organisation
from weald.services.requests.actions import booking, pharmacy, referring
from weald.services.requests.queries.pharmacies import could_help
from weald.services.requests.views.patient.shared import DEVICE

pytestmark = pytest.mark.usefixtures("committed_db")
NOW, HOUR, DAY = given.NOW, timedelta(hours=1), timedelta(days=1)
TOKEN = "the token of a device"


class Full(Street):
    """A practice in which somebody needs a GP for a sore throat, and may choose a time."""

    def __init__(self) -> None:
        super().__init__()
        Organisation.objects.filter(id=self.pharmacy).update(name="Hop Street Pharmacy")
        Organisation.objects.filter(id=self.other_pharmacy).update(name="Oast Pharmacy")

    def asks(self, **columns: Any) -> UUID:
        values = {
            "level": "soon",
            "service": "gp",
            "self_service": True,
            "device_hash": hash_of(TOKEN),
            "due_at": NOW + DAY,
        }
        return self.sore_throat(**(values | columns))  # fmt: skip

    def named(self, request: UUID) -> list[str]:
        with acting(given.person(request)):
            return [one.place.name for one in could_help(request, NOW)]

    def ask_for(self, request: UUID, to: UUID | None = None, key: str = "0") -> None:
        with acting(given.person(request)):
            pharmacy.ask_for(request=request, to=to or self.pharmacy, key=key, now=NOW)


@pytest.fixture
def street() -> Full:
    return Full()


@pytest.fixture
def device(clock: Clock) -> Client:
    client = Client()
    client.cookies[DEVICE] = TOKEN
    return client


def test_the_page_names_the_pharmacies_before_later_times_only_while_nothing_else_is_left(
    street: Full, device: Client
) -> None:
    request = street.asks()
    here = f"/ask/{request}/decision"
    page = text(device.get(here))
    assert "A pharmacist could help you sooner" in page
    assert "Hop Street Pharmacy" in page
    assert "will read this and contact you" in page  # and a promise with a time, whatever they choose
    assert re.search(r"contact you by [^.]*\.", page)
    with acting(given.SYSTEM):
        given.slots(street.practice, 1, starts_at=NOW + 10 * DAY, ends_at=NOW + 10 * DAY + HOUR / 6)
    page = text(device.get(here))
    assert page.index("A pharmacist could help you sooner") < page.index("Choose a time")
    with acting(given.SYSTEM):
        given.slots(street.practice, 1)
    page = text(device.get(here))
    assert "Choose a time" in page
    assert "A pharmacist could help you sooner" not in page


def test_who_asks_for_one_keeps_their_place_and_staff_check_before_it_is_referred(
    street: Full, device: Client
) -> None:
    request = street.asks()
    before = street.row(request)
    answer = device.post(f"/ask/{request}/pharmacy", {"to": str(street.pharmacy), "key": str(before.version)})
    assert (answer.status_code, answer["Location"]) == (303, f"/ask/{request}/decision?done=pharmacy")
    page = text(device.get(f"/ask/{request}/decision"))
    assert "You asked for a pharmacy. A clinician at Hop Lane Surgery will check that it is right" in page
    assert "Which pharmacy?" not in page
    row = street.row(request)
    assert (row.state, row.wants, row.due_at, row.referral) == ("waiting", "pharmacy", before.due_at, None)
    assert street.at_pharmacy() == set()
    assert request in street.in_queue()
    kind, told, note = street.story(request)[-1]
    assert (kind, note.startswith("Hop Street Pharmacy (")) == ("asks_pharmacy", True)
    assert (
        told
        == "You asked for Hop Street Pharmacy. Your practice will check that it is right for you, and ask them."
    )
    # What staff must verify stays the same, and so does who may.
    sheet = street.browser(street.reed).get(f"/staff/request/{request}").content.decode()
    assert "they ask for a pharmacy" in sheet
    assert re.search(f'<input[^>]*value="{street.pharmacy}"[^>]* checked', sheet)
    for wrong, said in (({"checked": ()}, "Tick all"), ({"reason": ""}, "Say why")):
        values = (
            VERIFIED | {"reason": "No time was free.", "to": street.pharmacy, "version": row.version} | wrong
        )
        with pytest.raises(Refused, match=said), acting(street.reed):
            referring.refer(request=request, key="a", now=NOW, **values)
    street.refer(request, reason="No time was free soon enough, and they chose it.")
    assert street.at_pharmacy() == {request}
    assert street.row(request).wants == ""


def test_a_pharmacy_where_nobody_would_read_it_is_not_named(street: Full) -> None:
    RoleBinding.objects.filter(party=street.other_pharmacy).delete()
    request = street.asks()
    assert street.named(request) == ["Hop Street Pharmacy"]
    with pytest.raises(Refused, match="cannot be asked any more"):
        street.ask_for(request, street.other_pharmacy)


def test_a_time_can_still_be_booked_instead(street: Full) -> None:
    request = street.asks()
    street.ask_for(request)
    with acting(given.SYSTEM):
        [slot] = given.slots(street.practice, 1)
    with acting(given.person(request)):
        booking.book(request=request, slot=slot, key="a", now=NOW)
    assert (street.row(request).state, street.row(request).wants) == ("booked", "")


@pytest.mark.parametrize(
    "columns",
    [
        {"level": "now", "service": "emergency_department"},
        {"red_flag": True},
        {"wants": "danger"},
        {"wants": "worse"},
        {"service": "physiotherapist"},
        {"problem": "low_back_pain"},
        {"birth_date": "2023-01-01"},
        {"kind": "administrative"},
        {"self_service": False},
        {"state": "closed", "closed_at": NOW},
        {"state": "advised"},
    ],
)
def test_what_a_pharmacy_is_not_for_cannot_be_asked_for(street: Full, columns: dict[str, Any]) -> None:
    request = street.asks(**columns)
    assert street.named(request) == []
    before = street.row(request)
    with pytest.raises(Refused):
        street.ask_for(request)
    assert street.row(request) == before


def test_a_pharmacy_that_opens_too_late_or_is_not_near_is_not_named(street: Full) -> None:
    assert street.named(street.asks()) == ["Hop Street Pharmacy", "Oast Pharmacy"]
    with acting(given.SYSTEM):
        OpeningTime.objects.filter(organisation_id=street.other_pharmacy).delete()
        OpeningTime.objects.create(
            organisation_id=street.other_pharmacy, weekday=4, opens=time(9), closes=time(17)
        )
    directory.forget()
    request = street.asks()
    assert street.named(request) == ["Hop Street Pharmacy"]
    for to in (street.other_pharmacy, street.elsewhere, uuid4()):
        with pytest.raises(Refused, match="Choose from what is shown"):
            street.ask_for(request, to)
    assert street.row(request).wants == ""


def test_the_same_press_asks_once_and_another_choice_replaces_the_first(street: Full) -> None:
    request = street.asks()
    street.ask_for(request)
    street.ask_for(request)
    assert [line[0] for line in street.story(request)].count("asks_pharmacy") == 1
    street.ask_for(request, street.other_pharmacy, "2")
    assert street.story(request)[-1][2].startswith("Oast Pharmacy")


def test_a_message_that_waits_for_an_answer_is_not_forgotten_for_it(street: Full) -> None:
    request = street.asks(wants="reply")
    street.ask_for(request)
    assert street.row(request).wants == "reply"
    assert street.story(request)[-1][0] == "asks_pharmacy"


def test_nothing_chosen_says_what_to_do(street: Full, device: Client) -> None:
    request = street.asks()
    answer = device.post(f"/ask/{request}/pharmacy", {"key": "0"})
    assert answer.status_code == 409
    assert "Choose one of the pharmacies first" in text(answer)
    assert text(device.get(f"/ask/{request}/pharmacy")).count("Which pharmacy?") == 1
