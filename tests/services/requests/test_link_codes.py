"""A private link asks for a code as well, once its address is one at which the person was reached for certain."""

from uuid import UUID

import pytest
from django.test import Client

from tests import given
from tests.services.requests.patient import go, text, where
from tests.services.requests.test_family import Street
from tests.services.requests.test_mine import PHONE, code_in
from weald.foundation.access import acting, query
from weald.services.requests.actions.submit import add_link

pytestmark = pytest.mark.usefixtures("committed_db")

BORN = {"born-day": "6", "born-month": "5", "born-year": "1984"}


@pytest.fixture
def street() -> Street:
    return Street()


def link(street: Street, request: UUID) -> str:
    with acting(given.SYSTEM):
        return f"/r/{add_link(request=request, organisation=street.practice, now=street.now)}/"


def codes() -> list[tuple[str, str]]:
    with acting(given.SYSTEM):
        return query(  # type: ignore[return-value]
            "select \"to\", body from messages_notification where template = 'link_code' order by made_at, id"
        )


def test_a_checked_number_gets_a_code_and_only_that_opens_the_link(street: Street) -> None:
    address = link(street, street.asked(street.mother, phone=PHONE))
    browser = Client()
    assert where(go(browser, address, **BORN)) == f"{address}code"
    [(to, body)] = codes()
    assert to == PHONE
    # The date of birth alone opens nothing, whatever address is tried.
    assert where(browser.get(f"{address}decision", follow=True)) == address
    wrong = "000000" if code_in(body) != "000000" else "111111"
    assert "not right" in text(go(browser, f"{address}code", code=wrong))
    assert where(Client().get(f"{address}code", follow=True)) == address
    page = go(browser, f"{address}code", code=code_in(body))
    assert "We have your request" in text(page)
    assert browser.get(f"{address}decision").status_code == 200


def test_an_address_that_nobody_checked_needs_the_date_of_birth_only(street: Street) -> None:
    address = link(street, street.asked(street.mother, phone="+447700900555"))
    browser = Client()
    assert where(go(browser, address, **BORN)) == address
    assert browser.get(f"{address}decision").status_code == 200
    assert codes() == []


def test_who_guesses_a_code_or_asks_for_many_shuts_out_nobody_else(street: Street) -> None:
    request = street.asked(street.mother, phone=PHONE)
    first, second = link(street, request), link(street, request)
    stranger = Client()
    for _ in range(6):
        go(stranger, first, **BORN)
    assert len(codes()) == 3
    for _ in range(5):
        page = go(stranger, f"{first}code", code="000000")
    assert "no longer works" in text(page)
    grace = Client()
    go(grace, second, **BORN)
    go(grace, f"{second}code", code=code_in(codes()[-1][1]))
    assert grace.get(f"{second}decision").status_code == 200


def test_what_is_hidden_sends_no_code_to_somebody_who_acts(street: Street) -> None:
    street.grant(street.son, reviewed=True)
    address = link(street, street.asked(street.son, phone=PHONE, hidden=True))
    go(Client(), address, **BORN)
    assert codes() == []
