"""What NHS Notify says of its own accord: believed only with its key and signature, kept once, in whichever order it comes."""

import hmac
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.messages.notify import APPLICATION, CALLBACK_KEY, NAME, Fault, StandIn, event
from tests.services.messages.test_nhs_notify import Clock
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.foundation.events import subscribe
from weald.services.messages import actions, supplier
from weald.services.messages.events import NotDelivered
from weald.services.messages.nhs_notify.client import QUIET, NhsNotify
from weald.services.requests.actions.notices import not_delivered

pytestmark = pytest.mark.usefixtures("committed_db")
ADDRESS = "/callbacks/nhs-notify"
subscribe(NotDelivered, not_delivered)  # as the wiring does
LINK = "https://weald.example/r/" + "x" * 43 + "/"


@pytest.fixture
def notify(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    stand_in = StandIn()
    monkeypatch.setattr(supplier, "_bound", [NhsNotify(stand_in.account(), patience=1, clock=Clock())])
    yield stand_in
    stand_in.close()


def signature(body: bytes) -> str:
    return hmac.new(f"{APPLICATION}.{CALLBACK_KEY}".encode(), body, sha256).hexdigest()


def post(body: bytes, key: str | None = CALLBACK_KEY, signed: str | None = "") -> Any:
    headers = {"x-api-key": key, "x-hmac-sha256-signature": signature(body) if signed == "" else signed}
    browser = Client(enforce_csrf_checks=True)
    return browser.post(
        ADDRESS, body, content_type="application/vnd.api+json",
        headers={name: value for name, value in headers.items() if value is not None},
    )  # fmt: skip


def say(*events: dict[str, Any]) -> int:
    """Say it as NHS Notify would."""
    return int(post(json.dumps({"data": events}).encode()).status_code)


def message(now: datetime, ward: Ward | None = None) -> UUID:
    """A notice in the outbox, about a request."""
    ward = ward or Ward()
    request = ward.request()
    with acting(given.SYSTEM):
        actions.notify(
            organisation=ward.practice, request=request, key="one", by="sms", to="+447700900001", template="new_link",
            values={"practice": "Hop Lane Surgery", "reference": "ABCD1234", "link": LINK}, now=now,
        )  # fmt: skip
    return request


def handed_over(notify: StandIn, now: datetime) -> None:
    message(now)
    assert actions.deliver(supplier=supplier.bound(), now=now) == 1
    assert set(notify.taken) == {"one"}


def standing() -> tuple[Any, ...]:
    """The notice: was it sent, delivered and by what, failed, raised; its name at the supplier."""
    with acting(given.SYSTEM):
        [row] = query(
            "select sent_at is not null, delivered_at is not null, delivered_by, failed_at is not null, raised_at is not null,"
            " supplier_id from messages_notification"
        )
    return row


def calls() -> int:
    with acting(given.SYSTEM):
        [(count,)] = query("select count(*) from events_event where kind = 'NotDelivered'")
    return int(count)


def test_what_was_delivered_is_kept_with_its_way(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    assert say(event("delivered", now, "one", ("nhsapp", "failed"), ("email", "delivered"))) == 202
    assert standing()[:5] == (True, True, "email", False, False)
    assert calls() == 0


def test_whom_a_message_did_not_reach_staff_phone(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    for _ in range(5):
        assert say(event("failed", now, "one", ("sms", "failed"))) == 202
    assert standing()[:5] == (True, False, "", True, True)
    assert calls() == 1


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (["delivered"] * 5, "delivered"),
        (["created", "sending", "delivered"], "delivered"), (["delivered", "sending", "created"], "delivered"),
        (["failed", "sending"], "failed"), (["sending", "enriched", "pending_enrichment"], ""), (["unheard-of"], ""),
    ],
)  # fmt: skip
def test_the_same_five_times_or_in_another_order_changes_nothing(
    notify: StandIn, said: list[str], ends: str
) -> None:
    now = timezone.now()
    handed_over(notify, now)
    for state in said:
        assert say(event(state, now)) == 202
    assert standing()[1:4] == (ends == "delivered", "sms" if ends == "delivered" else "", ends == "failed")


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("last", ["delivered", "failed"])
def test_of_two_endings_the_later_holds(notify: StandIn, last: str, swapped: bool) -> None:
    now = timezone.now()
    handed_over(notify, now - timedelta(minutes=9))
    first = "failed" if last == "delivered" else "delivered"
    both = [event(first, now - timedelta(minutes=2)), event(last, now - timedelta(minutes=1))]
    for one in (*(reversed(both) if swapped else both), *both):
        assert say(one) == 202
    delivered = last == "delivered"
    assert (standing()[1], standing()[3]) == (delivered, not delivered or not swapped)
    assert calls() == (0 if delivered and swapped else 1)


def test_an_ending_from_the_future_is_of_now(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    assert say(event("delivered", now + timedelta(days=400))) == 202
    with acting(given.SYSTEM):
        [(at,)] = query("select delivered_at from messages_notification")
    assert now <= at <= timezone.now()


def test_a_message_whose_answer_was_lost_is_known_again_by_its_reference(notify: StandIn) -> None:
    now = timezone.now()
    message(now)
    bound = supplier.bound()
    assert isinstance(bound, NhsNotify)
    notify.faults = [Fault(0, takes=True)]
    actions.deliver(supplier=bound, now=now)
    bound.clock.now += QUIET.total_seconds()  # type: ignore[attr-defined]  # a clock of tests
    actions.deliver(supplier=bound, now=now + timedelta(minutes=2))
    assert standing() == (True, False, "", False, False, "")
    actions.follow(supplier=bound, now=now + timedelta(minutes=5))
    assert standing()[1] is False
    assert say(event("delivered", timezone.now())) == 202
    assert standing() == (True, True, "sms", False, False, NAME)


def test_what_is_told_before_we_know_that_it_was_taken_is_kept_and_not_sent_again(notify: StandIn) -> None:
    now = timezone.now()
    message(now)
    notify.faults = [Fault(0, takes=True)]
    actions.deliver(supplier=supplier.bound(), now=now)
    assert say(event("delivered", timezone.now())) == 202
    assert standing()[:2] == (True, True)
    assert actions.deliver(supplier=supplier.bound(), now=now + timedelta(hours=1)) == 0
    with acting(given.SYSTEM):
        [(body,)] = query("select body from messages_notification")
    assert "x" * 20 not in body


def test_while_a_message_is_handed_over_it_has_to_be_said_again(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    said: list[Any] = []

    def meanwhile() -> None:
        said.append(post(json.dumps({"data": [event("delivered", now)]}).encode()))
        connections.close_all()

    with acting(given.SYSTEM):
        query("select 1 from messages_notification for update")
        other = threading.Thread(target=meanwhile)
        other.start()
        other.join()
    assert (said[0].status_code, said[0]["Retry-After"]) == (429, "5")
    assert standing()[1] is False
    assert say(event("delivered", now)) == 202
    assert standing()[1] is True


def test_of_a_message_that_nobody_here_knows_nothing_is_kept(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    assert say(event("failed", now, "another")) == 202
    assert standing()[1:4] == (False, "", False)


def test_one_that_was_taken_back_stays_so(notify: StandIn) -> None:
    now = timezone.now()
    message(now)
    with acting(given.SYSTEM):
        actions.take_back(keys=["one"], why="hidden", now=now)
    assert say(event("delivered", now)) == 202
    assert standing()[:2] == (False, False)


def test_how_a_way_went_is_passed_over(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    assert say(event("failed", now, kind="ChannelStatus")) == 202
    assert standing()[3] is False


def test_several_at_once_are_all_kept(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    assert say(event("failed", now, "another"), event("sending", now), event("delivered", now)) == 202
    assert standing()[1] is True


def test_without_the_key_nothing_is_believed(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    body = json.dumps({"data": [event("delivered", now)]}).encode()
    for key in (None, "", "another", CALLBACK_KEY + " ", CALLBACK_KEY[:-1], "ключ"):
        assert post(body, key=key).status_code == 401, key
    assert standing()[1] is False


def test_without_the_signature_nothing_is_believed(notify: StandIn) -> None:
    now = timezone.now()
    handed_over(notify, now)
    body = json.dumps({"data": [event("delivered", now)]}).encode()
    other = hmac.new(CALLBACK_KEY.encode(), body, sha256).hexdigest()
    for signed in (
        None,
        "0" * 64,
        signature(body)[:-1],
        signature(body + b" "),
        other,
        "ключ",
        signature(b""),
    ):
        assert post(body, signed=signed).status_code == 403, signed
    assert standing()[1] is False
    assert post(body, signed=signature(body).upper()).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[]", b"null", b"\xff", b'{"data": {}}', b'{"data": [{}]}', b'{"data": [{"attributes": 7}]}',
        b'{"data": [{"type": "MessageStatus", "attributes": {"messageStatus": "delivered"}}]}',
        b'{"data": [{"type": "MessageStatus", "attributes": {"messageStatus": "failed", "messageReference": "one",'
        b' "timestamp": "2026-11-23T09:00:00"}}]}',
    ],
)  # fmt: skip
def test_what_is_signed_and_makes_no_sense_is_a_sentence(notify: StandIn, body: bytes) -> None:
    answer = post(body)
    assert answer.status_code == 400
    assert "callback" in answer.content.decode()


def test_it_is_only_posted_and_only_where_nhs_notify_is_set_up(
    notify: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Client().get(ADDRESS).status_code == 405
    monkeypatch.setattr(supplier, "_bound", [supplier.NoSupplier()])
    assert post(b'{"data": []}').status_code == 404


def test_who_was_not_reached_is_on_the_list_of_calls(notify: StandIn) -> None:
    """The whole way: handed over, told that it failed, and a colleague sees whom to phone."""
    now = timezone.now()
    ward = Ward()
    request = message(now, ward)
    actions.deliver(supplier=supplier.bound(), now=now)
    browser = ward.browser(ward.somebody("Dr Eve Lake", "clinician"))
    assert str(request) not in browser.get("/staff/call-backs").content.decode()
    assert say(event("failed", now)) == 202
    page = browser.get("/staff/call-backs").content.decode()
    assert str(request) in page
    assert "A notice did not reach them" in page
