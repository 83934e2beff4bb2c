"""The outbox: told once, never lost, and silent about health and private links."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from tests import given
from weald.foundation.access import acting, query
from weald.services.messages import actions, queries
from weald.services.messages.actions import outbox
from weald.services.messages.ports import Answer, ChannelStatus, Route, SupplierAway
from weald.services.messages.supplier import LocalSupplier

VALUES = {
    "practice": "Hop Lane Surgery",
    "reference": "ABCD1234",
    "link": "https://weald.example/r/" + "x" * 43 + "/",
}


class Supplier:
    """Counts what it was handed; refuses while it is down, and can die after it took a message."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.bodies: list[str] = []
        self.down = False
        self.dies = False

    def send(
        self, *, reference: str, plan: str, routes: Sequence[Route], personalisation: Mapping[str, str]
    ) -> Answer:
        if self.down:
            raise SupplierAway
        self.taken[reference] += 1
        self.bodies.append(personalisation["text"])
        if self.dies:
            raise MemoryError
        return Answer("accepted", reference)

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        return (ChannelStatus("sms", "delivered"),)


def tell(
    organisation: UUID, request: UUID, key: str = "one", by: str = "sms", to: str = "07700900001"
) -> None:
    actions.notify(
        organisation=organisation, request=request, key=key, by=by, to=to, template="request_received", values=VALUES,
        now=given.NOW,
    )  # fmt: skip


def a_request() -> tuple[UUID, UUID]:
    practice = given.practice()
    with acting(given.SYSTEM):
        [request] = given.requests(practice)
    return practice, request


def deliver(supplier: Supplier, after: timedelta = timedelta(0)) -> int:
    count = 0
    while tried := actions.deliver(supplier=supplier, now=given.NOW + after, most=3):
        count += tried
    return count


def test_a_message_is_told_once_whatever_is_repeated(committed_db: None) -> None:
    practice, request = a_request()
    for _ in range(3):
        with acting(given.SYSTEM):
            tell(practice, request)
    supplier = Supplier()
    assert deliver(supplier) == 1
    assert deliver(supplier) == 0
    assert supplier.taken == {"one": 1}


def test_what_is_undone_is_not_told(committed_db: None) -> None:
    practice, request = a_request()

    def undone() -> None:
        with acting(given.SYSTEM):
            tell(practice, request)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert deliver(Supplier()) == 0


@pytest.mark.parametrize(("by", "to"), [("phone", "07700900001"), ("sms", ""), ("", "")])
def test_who_wants_a_call_or_left_no_address_is_called_by_staff(committed_db: None, by: str, to: str) -> None:
    practice, request = a_request()
    with acting(given.SYSTEM):
        tell(practice, request, by=by, to=to)
    assert deliver(Supplier()) == 0


def test_a_supplier_that_is_away_for_a_day_loses_and_doubles_nothing(committed_db: None) -> None:
    practice, request = a_request()
    with acting(given.SYSTEM):
        for number in range(5):
            tell(practice, request, key=str(number))
    supplier = Supplier()
    supplier.down = True
    for hour in range(24):
        deliver(supplier, timedelta(hours=hour))
    supplier.down = False
    assert deliver(supplier, timedelta(hours=30)) == 5
    assert supplier.taken == {str(number): 1 for number in range(5)}


def test_what_cannot_be_sent_for_days_is_set_aside_and_shown(committed_db: None) -> None:
    practice, request = a_request()
    with acting(given.SYSTEM):
        tell(practice, request)
    supplier = Supplier()
    supplier.down = True
    for hour in range(24 * 4):
        deliver(supplier, timedelta(hours=hour))
    with acting(given.staff(practice)):
        [row] = queries.of_request(request)
    assert row.failed_at is not None
    assert row.sent_at is None


def test_a_worker_that_dies_after_the_supplier_took_it_tells_again_by_the_same_reference(
    committed_db: None, tmp_path: Path
) -> None:
    """The supplier knows a message by its reference, so that the person gets it once."""
    practice, request = a_request()
    with acting(given.SYSTEM):
        tell(practice, request)
    dying = Supplier()
    dying.dies = True
    with pytest.raises(MemoryError):
        deliver(dying)
    local = LocalSupplier(tmp_path)
    for _ in range(2):
        local.send(
            reference=next(iter(dying.taken)), plan="notice", routes=[Route("sms", "07700900001")],
            personalisation={"text": "the text"},
        )  # fmt: skip
    assert actions.deliver(supplier=local, now=given.NOW) == 1
    assert len(local.latest(10)) == 1


def test_two_workers_share_the_outbox(committed_db: None) -> None:
    practice, request = a_request()
    with acting(given.SYSTEM):
        for number in range(40):
            tell(practice, request, key=str(number))
    supplier = Supplier()

    def work() -> None:
        deliver(supplier)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert supplier.taken == {str(number): 1 for number in range(40)}


def test_a_sent_text_forgets_its_private_link(committed_db: None) -> None:
    practice, request = a_request()
    with acting(given.SYSTEM):
        tell(practice, request)
    supplier = Supplier()
    deliver(supplier)
    assert "x" * 43 in supplier.bodies[0]
    with acting(given.SYSTEM):
        [(body,)] = query("select body from messages_notification")
    assert "x" * 20 not in body


def test_no_text_names_a_health_problem() -> None:
    names = {
        "pain",
        "throat",
        "mood",
        "urin",
        "breath",
        "anxiety",
        "problem",
        "symptom",
        "{problem",
        "self-harm",
    }
    for template, text in outbox.texts().items():
        assert not any(name in text.lower() for name in names), template
