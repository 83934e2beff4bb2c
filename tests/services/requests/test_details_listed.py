"""A practice's list brings another number or email: what is open follows, as when staff put it right. These tests commit."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests import given
from tests.services.requests.desk import ADA
from tests.services.requests.test_details import KEPT, NEW, OLD, mother_acts
from tests.services.requests.test_details_invited import Invited
from tests.services.requests.waiters import rows
from weald.foundation.access import acting
from weald.foundation.access.tokens import hash_of
from weald.foundation.refusal import Refused
from weald.services.people.actions import listing
from weald.services.people.actions.listing import Imported
from weald.services.people.listed import Listed
from weald.services.requests.actions.details import follow_list
from weald.services.requests.actions.submit import add_link

pytestmark = pytest.mark.usefixtures("committed_db")

MAIL = "ada@example.com"


class List(Invited):
    """Ada came from a list, and a new one comes."""

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(*(() if now is None else (now,)))
        listing.bind(follow_list)  # as the wiring does
        rows("update people_person set from_list = true where id = %s returning 1", ADA.id)

    def comes(self, phone: str = NEW, email: str = "") -> Imported:
        one = Listed(
            line=2, organisation=self.ward.practice, nhs_number="9990000018", given_name=ADA.given_name,
            family_name=ADA.family_name, birth_date=ADA.birth_date, sex=ADA.sex, phone=phone, email=email,
            postcode=ADA.postcode,
        )  # fmt: skip
        with acting(given.SYSTEM):
            return listing.import_list(people=[one], now=self.now, tell=lambda _done, _all: None)

    def alive(self) -> set[bytes]:
        return {
            bytes(row[0])
            for row in rows("select token_hash from requests_link where expires_at > %s", self.now)
        }


@pytest.fixture
def at() -> List:
    return List()


def test_what_is_open_follows_to_the_number_of_the_list_once(at: List) -> None:
    follows, other = at.asked(), at.asked(phone="+447700900333")
    ours, theirs = at.waits(follows), at.waits(other, to="+447700900333")
    with acting(at.ward.desk):
        link = add_link(request=follows, organisation=at.ward.practice, now=at.now)
    done = at.comes()
    assert (done.changed, done.moved, done.phoned) == (1, 1, 0)
    assert (at.kept().phone, at.reached(follows), at.goes_to(ours)[1]) == (NEW, ("sms", NEW, ""), NEW)
    assert (at.reached(other)[1], at.goes_to(theirs)[1]) == ("+447700900333",) * 2
    assert hash_of(link) not in at.alive()
    again = at.comes()
    assert (again.changed, again.unchanged, again.moved) == (0, 1, 0)


def test_a_link_to_book_follows_too(at: List) -> None:
    _, old = at.invites()
    assert at.comes().moved == 1
    assert at.opens(old) == "unknown"
    [(to, new, ways)] = at.waiting()
    assert (to, at.opens(new)) == (NEW, "open")
    assert OLD not in ways


def test_where_nothing_has_a_way_to_them_staff_phone(at: List) -> None:
    request = at.asked()
    waits = at.waits(request)
    done = at.comes(phone="+441227000000")
    assert (done.moved, done.phoned) == (1, 1)
    assert at.goes_to(waits)[3]
    assert at.ward.row(request).wants == "call"


def test_a_change_is_told_at_the_address_that_stays_and_not_at_night_and_never_at_an_old_one() -> None:
    at = List(datetime(2026, 11, 25, 2, tzinfo=UTC))
    at.asked()
    at.comes()
    assert at.told() == []
    at.comes(email=MAIL)
    assert [to for to, _ in at.told()] == [NEW]
    [(leaves,)] = rows("select not_before from messages_notification where template = 'details_changed'")
    assert leaves == datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_who_has_nothing_open_here_is_changed_and_not_written_to(at: List) -> None:
    assert at.comes(email=MAIL).moved == 0
    assert at.kept() == replace(KEPT, phone=NEW, email=MAIL)
    assert at.told() == []


def test_what_is_hidden_from_who_acts_for_them_stays_and_staff_phone(at: List) -> None:
    mother_acts(at)
    hidden, plain = at.asked(hidden=True), at.asked()
    waits = at.waits(hidden)
    done = at.comes()
    assert (done.moved, done.phoned) == (1, 1)
    assert (at.reached(plain)[1], at.reached(hidden)[1], at.goes_to(waits)[1]) == (NEW, OLD, OLD)
    assert at.ward.row(hidden).wants == "call"


def test_while_a_message_is_handed_over_to_the_old_number_the_list_changes_nothing(
    at: List, database_urls: Any
) -> None:
    request = at.asked()
    waits = at.waits(request)
    with psycopg.connect(database_urls.role("admin")) as sending:
        sending.execute("select 1 from messages_notification where key = %s for update", [waits])
        with pytest.raises(Refused, match=r"at this moment\. Nothing was changed: try again\."):
            at.comes()
        sending.rollback()
    assert (at.kept(), at.reached(request)[1]) == (KEPT, OLD)
