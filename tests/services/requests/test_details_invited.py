"""Links to book that were sent to a number which is not kept any more: they end, and a new one goes to the new. These tests commit."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests import given
from tests.services.requests.desk import ADA
from tests.services.requests.test_details import KEPT, NEW, OLD, PAGE, Change, form
from tests.services.requests.test_waiting_at_once import at_once
from tests.services.requests.waiters import rows
from weald.foundation.access import acting
from weald.foundation.access.tokens import hash_of
from weald.foundation.ui.wording import wall
from weald.services.requests.actions import invited, inviting, recalling
from weald.services.requests.actions.details import Done
from weald.services.requests.actions.inviting import Allowed
from weald.services.requests.queries import recalls as queries
from weald.services.requests.queries.choosing import Whom

pytestmark = pytest.mark.usefixtures("committed_db")

DAY = timedelta(days=1)
WITH_EMAIL = replace(KEPT, email="ada@example.com")


class Invited(Change):
    """Ada was sent a link to book with a nurse, and it has left the house."""

    def allows(self) -> Allowed:
        today = wall(self.now).date()
        return Allowed(
            services=["nurse"], earliest=today, latest=today + 20 * DAY, days=10, reason="blood_pressure"
        )

    def invites(self, *, sent: bool = True) -> tuple[UUID, str]:
        """The invitation, and the token of its link."""
        with acting(self.ward.desk):
            made = inviting.invite(person=ADA.id, allowed=self.allows(), key=uuid4().hex, now=self.now)
        assert made is not None
        [(body,)] = rows("select body from messages_notification where key = %s", f"invited:{made}")
        if sent:
            self.leaves()
        return made, token_of(body)

    def leaves(self) -> None:
        rows(
            "update messages_notification set sent_at = %s, body = regexp_replace(body, '/i/[^/]+', '/i/…')"
            " where sent_at is null returning 1", self.now,
        )  # fmt: skip

    def opens(self, token: str) -> str:
        with acting(given.SYSTEM):
            return invited.open_invitation(token=token, born=ADA.birth_date, now=self.now).outcome

    def waiting(self) -> list[tuple[str, str, str]]:
        """Where each link to book that waits to be sent goes, its token, and whether the old number stands in any of its ways."""
        return [
            (to, token_of(body), routes)
            for to, body, routes in rows(
                'select "to", body, routes::text from messages_notification where template like %s and sent_at is null'
                " and withdrawn_at is null order by made_at, id", "invited%",
            )
        ]  # fmt: skip


def token_of(body: str) -> str:
    return body.split("/i/")[1].split("/")[0]


def recalls(at: Invited) -> UUID:
    """Ada is told by a recall; her message waits to be sent."""
    recall = uuid4()
    with acting(at.ward.desk):
        recalling.begin(
            recall=recall, whom=Whom(numbers=("9990000018",)), allowed=at.allows(), remind_weeks=(2,), now=at.now
        )  # fmt: skip
    with acting(given.SYSTEM):
        recalling.work(now=at.now)
    return recall


@pytest.fixture
def at() -> Invited:
    return Invited()


def test_a_link_to_book_that_went_to_the_old_number_opens_no_more_and_a_new_one_goes_to_the_new(
    at: Invited,
) -> None:
    made, old = at.invites()
    assert at.opens(old) == "open"
    assert at.changes() == Done(("phone",), 0, 0, 1)
    assert at.opens(old) == "unknown"
    [(to, new, ways)] = at.waiting()
    assert (to, at.opens(new)) == (NEW, "open")
    assert OLD not in ways
    assert ("Priya Shah", [str(ADA.id), str(made)]) in at.ward.audit("requests.invite")


def test_a_link_that_waits_to_be_sent_goes_to_the_new_number_as_it_is(at: Invited) -> None:
    _, token = at.invites(sent=False)
    assert at.changes() == Done(("phone",), 0, 0)
    assert [(to, one) for to, one, _ in at.waiting()] == [(NEW, token)]
    assert at.opens(token) == "open"


def test_a_link_stays_where_the_address_that_it_went_to_stays(at: Invited) -> None:
    _, token = at.invites()
    at.changes(WITH_EMAIL)
    assert (at.opens(token), at.waiting()) == ("open", [])
    at.changes(replace(WITH_EMAIL, contact_by="email"), WITH_EMAIL)
    assert (at.opens(token), at.waiting()) == ("open", [])


def test_a_link_whose_invitation_is_over_is_not_sent_again(at: Invited) -> None:
    declined, first = at.invites()
    with acting(given.person(declined)):
        invited.decline(invitation=declined, how="no", now=at.now)
    _, second = at.invites()
    rows("update requests_invitation set earliest = %s, latest = %s where token_hash = %s returning 1",
         wall(at.now).date() - DAY, wall(at.now).date() - DAY, hash_of(second))  # fmt: skip
    assert at.changes() == Done(("phone",), 0, 0)
    assert at.waiting() == []
    assert [at.opens(one) for one in (first, second)] == ["unknown", "unknown"]


def test_a_link_that_became_a_request_leads_there_no_more_unless_the_request_stays(at: Invited) -> None:
    kept, kept_token = at.invites()
    used, used_token = at.invites()
    for one in (kept, used):
        with acting(given.person(one)):
            invited.keep(invitation=one, now=at.now)
    assert at.changes(stay=[kept]).moved == 1
    assert (at.opens(kept_token), at.opens(used_token)) == ("open", "unknown")


def test_about_a_request_the_new_number_is_sent_a_new_private_link_to_choose_by(at: Invited) -> None:
    request = at.asked(state="confirmed", confirmed_at=at.now, identity_level="verified")
    version = at.ward.row(request).version
    with acting(at.ward.desk):
        inviting.invite_about(request=request, version=version, allowed=at.allows(), key="k", now=at.now)
    at.leaves()
    at.changes()
    [(to, body)] = rows(
        """select "to", body from messages_notification where template = 'invited' and sent_at is null"""
    )
    assert to == NEW
    token = body.split("/r/")[1].split("/")[0]
    alive = rows("select token_hash from requests_link where request_id = %s and expires_at > %s", request, at.now)  # fmt: skip
    assert [bytes(one) for [one] in alive] == [hash_of(token)]


def test_whom_no_link_to_book_can_reach_any_more_is_phoned(at: Invited) -> None:
    recalls(at)
    [(_, token, _)] = at.waiting()
    at.leaves()
    done = at.browser.post(PAGE, form(at, phone="", contact_by="letter"), follow=True)
    assert (
        "They had a link to book, and no message can reach them now: phone them to book."
        in done.content.decode()
    )
    assert at.waiting() == []
    assert at.opens(token) == "unknown"
    assert rows("select state from requests_recalled") == [("to_call",)]


def test_the_new_link_counts_among_the_messages_of_the_recall_that_have_not_left(at: Invited) -> None:
    recall = recalls(at)

    def unsent() -> int:
        with acting(at.ward.desk):
            return queries.unsent(recall)[0]

    assert unsent() == 1
    at.leaves()
    assert unsent() == 0
    assert at.changes() == Done(("phone",), 0, 0, 1)
    assert unsent() == 1
    at.leaves()
    assert unsent() == 0


def test_whoever_is_invited_while_their_number_changes_is_written_to_at_the_new_one(
    at: Invited, database_urls: Any
) -> None:
    with psycopg.connect(database_urls.role("admin")) as changing:
        changing.execute("update people_person set phone = %s where id = %s", [NEW, ADA.id])
        sending = threading.Thread(target=at.invites, kwargs={"sent": False})
        sending.start()
        sending.join(0.5)
        assert sending.is_alive(), "it waits for the change"
        changing.commit()
        sending.join()
    assert [to for to, _, _ in at.waiting()] == [NEW]


@pytest.mark.slow
def test_whoever_uses_a_link_or_is_sent_one_at_the_same_moment_is_reached_at_the_new_number(
    at: Invited,
) -> None:
    used = [at.invites()[0] for _ in range(4)]

    def uses(one: UUID) -> Callable[[], None]:
        def press() -> None:
            with acting(given.person(one)):
                invited.keep(invitation=one, now=at.now)

        return press

    def sends() -> Any:
        with acting(at.ward.desk):
            return inviting.invite(person=ADA.id, allowed=at.allows(), key=uuid4().hex, now=at.now)

    faults = at_once([sends, uses(used[0]), uses(used[1]), at.changes, uses(used[2]), sends, uses(used[3])])
    assert faults == []
    assert {phone for [phone] in rows("select phone from requests_request")} == {NEW}
    assert {to for to, _, _ in at.waiting()} <= {NEW}
    assert len(at.waiting()) >= 2
    # Of those that nobody used, each opens with the link that is on its way to the new number, and with no other.
    unused = rows("select token_hash from requests_invitation where request_id is null")
    assert {bytes(one) for [one] in unused} <= {hash_of(token) for _, token, _ in at.waiting()}
