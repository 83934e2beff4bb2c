"""NHS Notify as the supplier, against a stand-in built from its published description: every fault, and never a message twice."""

import json
import logging
import os
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests import given
from tests.services.messages.notify import APPLICATION, PLANS, Fault, StandIn, event, private_key
from tests.services.messages.test_supplier import EMAIL, LETTER, NOBODY, SMS, TEXT, SupplierContract
from weald.foundation.access import acting, query
from weald.services.messages import actions
from weald.services.messages.nhs_notify.client import QUIET, NhsNotify
from weald.services.messages.ports import Answer, ChannelStatus, Route, SupplierAway
from weald.site.logs import JsonFormatter


@pytest.fixture
def notify() -> Iterator[StandIn]:
    stand_in = StandIn(unreachable={NOBODY})
    yield stand_in
    stand_in.close()


class Clock:
    """A clock that only goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def supplier(notify: StandIn, clock: Clock) -> NhsNotify:
    return NhsNotify(notify.account(), patience=2, clock=clock)


def send(supplier: NhsNotify, reference: str = "a", *routes: Route) -> Answer:
    return supplier.send(reference=reference, plan="notice", routes=routes or [SMS], personalisation=TEXT)


class TestNhsNotify(SupplierContract):
    """The same as every other carrier."""


def test_a_message_is_what_the_description_asks_for(notify: StandIn, supplier: NhsNotify) -> None:
    send(supplier, "booked:1", SMS, EMAIL, LETTER)
    assert notify.documents == [{"data": {"type": "Message", "attributes": {
        "routingPlanId": PLANS["sms", "email"], "messageReference": "booked:1",
        "recipient": {"nhsNumber": "9990000018", "contactDetails": {"sms": "+447700900001", "email": "ada@example.org"}},
        "personalisation": {
            "sms_body": TEXT["text"], "email_subject": "A message from your GP practice", "email_body": TEXT["text"],
        },
    }}}]  # fmt: skip


def test_addresses_of_ways_that_the_plan_does_not_have_stay_here(
    notify: StandIn, supplier: NhsNotify
) -> None:
    send(supplier, "a", EMAIL, SMS)
    assert notify.taken["a"]["recipient"] == {"contactDetails": {"email": "ada@example.org"}}
    assert set(notify.taken["a"]["personalisation"]) == {"email_subject", "email_body"}


@pytest.mark.parametrize(
    ("routes", "plan"),
    [
        ((SMS, EMAIL, LETTER), ("sms", "email")), ((SMS, LETTER), ("sms", "letter")), ((EMAIL, LETTER), ("email",)),
        ((LETTER, EMAIL), ("email",)), ((Route("app", "9990000018"), SMS), ("app",)),
        ((Route("email", "ada@example"), SMS), ("sms",)), ((Route("email", "a" * 90 + "@example.org"), SMS), ("sms",)),
    ],
)  # fmt: skip
def test_the_plan_is_that_of_the_first_ways_that_have_one(
    notify: StandIn, supplier: NhsNotify, routes: tuple[Route, ...], plan: tuple[str, ...]
) -> None:
    assert send(supplier, "a", *routes).kind == "accepted"
    assert notify.taken["a"]["routingPlanId"] == PLANS[plan]


def test_whom_no_plan_reaches_is_refused_at_once_and_phoned(notify: StandIn, supplier: NhsNotify) -> None:
    answer = send(supplier, "a", LETTER)
    assert answer == Answer("refused", reason="WEALD_NOTIFY_PLANS has no plan for any way to this person.")
    assert notify.asked["message"] == 0


def test_a_token_serves_until_shortly_before_it_ends(
    notify: StandIn, supplier: NhsNotify, clock: Clock
) -> None:
    for number in range(5):
        send(supplier, str(number))
    clock.now += notify.life - 61
    send(supplier, "before")
    assert notify.asked["token"] == 1
    clock.now += 2
    send(supplier, "after")
    assert notify.asked["token"] == 2


def test_a_token_that_is_refused_is_fetched_anew_once(notify: StandIn, supplier: NhsNotify) -> None:
    send(supplier, "a")
    notify.tokens.clear()
    assert send(supplier, "b").kind == "accepted"
    assert (notify.asked["token"], notify.asked["message"]) == (2, 3)
    notify.faults = [Fault(401, "CM_DENIED")] * 9
    with pytest.raises(SupplierAway, match="status 401, CM_DENIED"):
        send(supplier, "c")
    assert notify.asked["message"] == 5


def test_who_is_not_the_application_gets_no_token_and_hears_why(notify: StandIn) -> None:
    stranger = generate_private_key(public_exponent=65537, key_size=2048)
    for wrong in ({"private_key": stranger}, {"key_id": "another"}, {"api_key": "another"}):
        with pytest.raises(
            SupplierAway, match=r"No access token was given \(status 401\)\. See whether WEALD_NOTIFY_API_KEY"
        ):
            send(NhsNotify(notify.account(**wrong), patience=2))
    assert notify.asked["message"] == 0


@pytest.mark.parametrize("said", [b"", b"[]", b"<html>", b'{"access_token": "x", "expires_in": "soon"}'])
def test_a_token_that_cannot_be_read_is_none(notify: StandIn, supplier: NhsNotify, said: bytes) -> None:
    notify.token_faults = [Fault(200, body=said)]
    with pytest.raises(SupplierAway, match="cannot be read"):
        send(supplier)


def test_a_token_that_no_header_can_hold_breaks_nothing(notify: StandIn, supplier: NhsNotify) -> None:
    notify.token_faults = [Fault(200, body=b'{"access_token": "a\\nb", "expires_in": 599}')]
    with pytest.raises(SupplierAway):
        send(supplier)
    assert notify.asked["message"] == 0


@pytest.mark.parametrize(
    "status", [301, 303, 307, 403, 404, 405, 406, 408, 415, 425, 429, 500, 502, 503, 504]
)
def test_what_says_nothing_of_the_message_itself_is_tried_again(
    notify: StandIn, supplier: NhsNotify, status: int
) -> None:
    notify.faults = [Fault(status, "CM_X", {"Location": f"{notify.address}/comms/v1/messages"})]
    with pytest.raises(SupplierAway, match=f"status {status}"):
        send(supplier)
    assert notify.asked["message"] == 1
    assert send(supplier).kind == "accepted"


@pytest.mark.parametrize(
    "code", ["CM_CANNOT_SET_CONTACT_DETAILS", "CM_CANNOT_SET_ODS_CODE", "CM_ODS_CODE_REQUIRED"]
)
def test_what_is_wrong_with_the_account_costs_no_message(
    notify: StandIn, supplier: NhsNotify, code: str
) -> None:
    notify.faults = [Fault(400, code)]
    with pytest.raises(SupplierAway, match=code):
        send(supplier)
    assert send(supplier).kind == "accepted"


@pytest.mark.parametrize("status", [400, 422])
def test_what_is_wrong_with_the_message_is_refused_with_its_code(
    notify: StandIn, supplier: NhsNotify, status: int
) -> None:
    notify.faults = [Fault(status, "CM_INVALID_NHS_NUMBER")]
    assert send(supplier) == Answer("refused", reason="NHS Notify refuses it: CM_INVALID_NHS_NUMBER.")


@pytest.mark.parametrize(
    "said", [b"", b"<html>a proxy</html>", b'{"errors": []}', b'{"errors": [{"code": "+447700900001"}]}']
)
@pytest.mark.parametrize("status", [400, 422])
def test_a_refusal_that_is_not_theirs_is_no_refusal(
    notify: StandIn, supplier: NhsNotify, status: int, said: bytes
) -> None:
    notify.faults = [Fault(status, body=said)]
    with pytest.raises(SupplierAway, match=rf"\(status {status}\)"):
        send(supplier)


def test_an_nhs_number_that_is_none_is_refused(supplier: NhsNotify) -> None:
    answer = send(supplier, "a", SMS, Route("letter", "9990000019"))
    assert (answer.kind, answer.reason) == ("refused", "NHS Notify refuses it: CM_INVALID_NHS_NUMBER.")


def test_an_answer_that_was_lost_makes_no_second_message(
    notify: StandIn, supplier: NhsNotify, clock: Clock
) -> None:
    notify.faults = [Fault(0, takes=True)]
    with pytest.raises(SupplierAway, match="gives no answer"):
        send(supplier)
    clock.now += QUIET.total_seconds()
    assert send(supplier) == Answer("known")
    assert len(notify.taken) == 1


def test_an_answer_that_comes_too_late_makes_no_second_message(notify: StandIn, clock: Clock) -> None:
    supplier = NhsNotify(notify.account(), patience=0.2, clock=clock)
    notify.faults = [Fault(201, takes=True, seconds=1)]
    with pytest.raises(SupplierAway, match=r"gives no answer \(TimeoutError\)"):
        send(supplier)
    clock.now += QUIET.total_seconds()
    assert send(supplier) == Answer("known")


def test_a_message_that_was_taken_counts_though_its_name_cannot_be_read(
    notify: StandIn, supplier: NhsNotify
) -> None:
    notify.faults = [Fault(201, body=b"<html>", takes=True)]
    assert send(supplier) == Answer("accepted")


def test_after_no_answer_the_others_of_the_lot_do_not_wait_for_one(notify: StandIn, clock: Clock) -> None:
    supplier = NhsNotify(replace(notify.account(), url="http://127.0.0.1:1/comms"), patience=1, clock=clock)
    with pytest.raises(SupplierAway, match="gives no answer"):
        send(supplier)
    supplier.account = notify.account()
    supplier._token.account = notify.account()
    with pytest.raises(SupplierAway, match="is not asked for a moment") as quiet:
        send(supplier, "b")
    assert quiet.value.after == QUIET
    clock.now += QUIET.total_seconds()
    assert send(supplier, "b").kind == "accepted"


def test_a_server_for_whom_nobody_vouches_is_told_nothing(
    notify: StandIn, tmp_path: Path, clock: Clock
) -> None:
    """It speaks TLS with a certificate of its own making."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private_key().public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(private_key(), SHA512())
    )  # fmt: skip
    both = private_key().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    ) + certificate.public_bytes(Encoding.PEM)
    (tmp_path / "both.pem").write_bytes(both)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "both.pem")
    notify.server.socket = tls.wrap_socket(notify.server.socket, server_side=True)
    supplier = NhsNotify(
        notify.account(url=f"https://localhost:{notify.server.server_port}/comms"), patience=2, clock=clock
    )
    with pytest.raises(SupplierAway, match="SSLCertVerificationError"):
        send(supplier)
    assert notify.asked.total() == 0


@pytest.mark.parametrize(
    ("asked", "waits"), [("120", 120), ("0", 0), ("99999", 3600), ("9" * 40, 0), ("soon", 0), ("-5", 0)]
)
def test_it_is_left_alone_for_as_long_as_it_asks(
    notify: StandIn, supplier: NhsNotify, clock: Clock, asked: str, waits: int
) -> None:
    notify.faults = [Fault(429, "CM_QUOTA", {"Retry-After": asked})]
    with pytest.raises(SupplierAway) as away:
        send(supplier)
    assert away.value.after == timedelta(seconds=waits)
    if waits:
        clock.now += waits - 1
        with pytest.raises(SupplierAway, match="not asked for a moment"):
            send(supplier)
        assert notify.asked["message"] == 1
        clock.now += 1
    assert send(supplier).kind == "accepted"


def test_one_message_that_must_wait_keeps_no_other_back(notify: StandIn, supplier: NhsNotify) -> None:
    notify.faults = [Fault(425, "CM_RETRY_TOO_EARLY", {"Retry-After": "300"})]
    with pytest.raises(SupplierAway) as away:
        send(supplier, "a")
    assert away.value.after == timedelta(seconds=300)
    assert send(supplier, "b").kind == "accepted"


def told(notify: StandIn, supplier: NhsNotify, status: str, *channels: tuple[str, str], **more: str) -> Any:
    """What the outbox hears when NHS Notify says this of a message."""
    said = {"data": {"attributes": {"messageStatus": status, "channels": [
        {"type": way, "channelStatus": state} for way, state in channels
    ], **more}}}  # fmt: skip
    notify.faults = [Fault(200, body=json.dumps(said).encode())]
    return supplier.status("a" * 27)


def test_the_status_of_the_whole_message_decides(notify: StandIn, supplier: NhsNotify) -> None:
    assert told(notify, supplier, "pending_enrichment") == ()
    assert told(notify, supplier, "sending", ("nhsapp", "created")) == (ChannelStatus("app", "sending"),)
    assert told(notify, supplier, "sending", ("nhsapp", "failed")) == ()
    assert told(notify, supplier, "sending", ("sms", "failed"), ("email", "sending")) == (
        ChannelStatus("sms", "failed"), ChannelStatus("email", "sending"))  # fmt: skip
    # Before it has any way: somebody has died, or their record is closed to us.
    assert told(notify, supplier, "failed", messageFailureReasonCode="MFR_PDSV_0002") == (
        ChannelStatus("", "failed", "MFR_PDSV_0002"),)  # fmt: skip
    assert told(notify, supplier, "failed", ("sms", "failed"), ("letter", "created")) == (
        ChannelStatus("sms", "failed"),
    )
    assert told(notify, supplier, "delivered", ("nhsapp", "sending")) == (ChannelStatus("", "delivered"),)
    for said in (b"", b"{}", b'{"data": {"attributes": {"messageStatus": 7}}}'):
        notify.faults = [Fault(200, body=said)]
        with pytest.raises(SupplierAway, match="cannot be read"):
            supplier.status("a" * 27)


@pytest.mark.parametrize("identifier", ["", "../messages", "a" * 26, "a" * 28, "a" * 26 + "/"])
def test_what_is_no_name_of_a_message_is_not_asked_about(
    notify: StandIn, supplier: NhsNotify, identifier: str
) -> None:
    assert supplier.status(identifier) == ()
    assert notify.asked["status"] == 0


def test_the_log_says_what_is_wrong_and_nothing_of_the_person(
    notify: StandIn, supplier: NhsNotify, clock: Clock
) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonFormatter().format(record))

    log, kept = logging.getLogger("weald.messages"), Kept()
    log.addHandler(kept)
    leak = json.dumps(
        {"errors": [{"code": "CM_INVALID_VALUE", "detail": "+447700900001 of 9990000018 ada@example.org"}]}
    )
    heard = []
    for fault in (
        Fault(400, body=leak.encode()),
        Fault(500, body=leak.encode()),
        Fault(0),
        Fault(403, "CM_FORBIDDEN"),
    ):
        notify.faults = [fault]
        clock.now += 3600
        try:
            heard.append(send(supplier, "secret-reference", SMS, EMAIL, LETTER).reason)
        except SupplierAway as away:
            heard.append(str(away))
    log.removeHandler(kept)
    assert [json.loads(line).get("status") for line in lines] == [400, 500, None, 403]
    everything = "".join(lines + heard)
    assert "CM_FORBIDDEN" in everything
    for personal in (
        "900001",
        "9990000018",
        "ada@",
        "Hop Lane",
        "secret-reference",
        "Bearer",
        APPLICATION,
        "token",
    ):
        assert personal not in everything, personal


def a_message(key: str = "one") -> tuple[UUID, UUID]:
    practice = given.practice()
    with acting(given.SYSTEM):
        [request] = given.requests(practice)
        values = {"practice": "Hop Lane Surgery", "reference": "ABCD1234"}
        actions.notify(
            organisation=practice, request=request, key=key, by="sms", to="+447700900001", template="resolved", values=values,
            now=given.NOW,
        )  # fmt: skip
    return practice, request


def test_the_outbox_hands_over_once_through_a_bad_day(
    committed_db: None, notify: StandIn, clock: Clock
) -> None:
    """Lost answers, an account that is not ready, a crowd, a restart: every message leaves once, and its ending is known."""
    for number in range(6):
        a_message(str(number))
    supplier = NhsNotify(notify.account(), patience=1, clock=clock)
    notify.contact_details = False
    notify.faults = [Fault(0, takes=False), Fault(503, "CM_SERVICE_UNAVAILABLE", {"Retry-After": "5"})]
    for minute in range(0, 600, 5):
        clock.now += 300
        if minute == 60:
            notify.contact_details = True
            notify.faults = [
                Fault(0, takes=True),
                Fault(500, "CM_INTERNAL_SERVER_ERROR", takes=True),
                Fault(429, "CM_QUOTA"),
            ]
        if minute == 120:
            supplier = NhsNotify(notify.account(), patience=1, clock=clock)
        now = given.NOW + timedelta(minutes=minute)
        while actions.deliver(supplier=supplier, now=now):
            pass
        actions.follow(supplier=supplier, now=now)
    assert set(notify.taken) == {str(number) for number in range(6)}
    with acting(given.SYSTEM):
        rows = query(
            "select sent_at is not null, failed_at, supplier_id <> '', delivered_at is not null from messages_notification"
        )
    # The one whose answers were lost has no name here, and waits for its callback.
    assert sorted(rows) == [(True, None, False, False)] + [(True, None, True, True)] * 5


def test_the_outbox_waits_as_long_as_it_is_asked_to(
    committed_db: None, notify: StandIn, supplier: NhsNotify
) -> None:
    a_message()
    notify.faults = [Fault(425, "CM_RETRY_TOO_EARLY", {"Retry-After": "300"})]
    actions.deliver(supplier=supplier, now=given.NOW)
    assert actions.deliver(supplier=supplier, now=given.NOW + timedelta(minutes=4, seconds=59)) == 0
    assert actions.deliver(supplier=supplier, now=given.NOW + timedelta(minutes=5)) == 1
    assert set(notify.taken) == {"one"}


@pytest.mark.real_data
def test_what_is_sent_and_what_the_stand_in_says_fit_the_published_description(
    notify: StandIn, supplier: NhsNotify
) -> None:
    folder = os.environ.get("WEALD_REAL_DATA")
    if not folder:
        pytest.skip("WEALD_REAL_DATA does not name a folder with published files")
    import jsonschema_rs

    published = json.loads((Path(folder) / "standards" / "openapi" / "nhs-notify.json").read_text())
    # The published file says "date-time", which is no type.
    published["components"]["schemas"]["Metadata"]["properties"]["queriedAt"]["type"] = "string"

    def check(name: str, document: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": published["components"]}
        jsonschema_rs.validator_for(schema).validate(document)

    send(supplier, "a", SMS, EMAIL, LETTER)
    send(supplier, "b", EMAIL)
    send(supplier, "c", Route("app", "9990000018"))
    send(supplier, "d", SMS, LETTER)
    assert len(notify.documents) == 4
    for document in notify.documents:
        check("CreateMessage", document)
    check("MessageCreated", notify.create(send_again(notify.documents[0]))[1])
    check("DuplicateMessageRequest", notify.create(notify.documents[0])[1])
    check("MessageResponse", notify.message(notify.taken["a"]["id"])[1])
    for state in ("delivered", "failed", "sending"):
        check("MessageStatus", event(state, given.NOW, "a", ("sms", "failed"), ("email", "delivered")))


def send_again(document: dict[str, Any]) -> dict[str, Any]:
    """The same under a new reference."""
    other: dict[str, Any] = json.loads(json.dumps(document))
    other["data"]["attributes"]["messageReference"] = "another"
    return other
