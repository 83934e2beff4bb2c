"""The contract of whoever carries messages. The local fake keeps it; a real carrier has to pass the same class of tests."""

import threading
from pathlib import Path

import pytest

from weald.services.messages.ports import Route, Supplier, SupplierAway
from weald.services.messages.supplier import LocalSupplier, NoSupplier

NOBODY = "+447700900999"
SMS, EMAIL, LETTER = (
    Route("sms", "+447700900001"),
    Route("email", "ada@example.org"),
    Route("letter", "9990000018"),
)
TEXT = {"text": "Hop Lane Surgery has your request."}


class SupplierContract:
    """What the outbox relies on; a subclass gives the `supplier`."""

    def test_a_reference_is_one_message(self, supplier: Supplier) -> None:
        first = supplier.send(reference="a", plan="notice", routes=[SMS], personalisation=TEXT)
        again = supplier.send(reference="a", plan="notice", routes=[SMS], personalisation=TEXT)
        other = supplier.send(reference="b", plan="notice", routes=[SMS], personalisation=TEXT)
        assert (first.kind, again.kind, other.kind) == ("accepted", "known", "accepted")
        assert first.id
        assert again.id in {first.id, ""}  # not every carrier says by which name it knew it
        assert other.id != first.id

    def test_what_can_never_be_sent_is_refused_for_good(self, supplier: Supplier) -> None:
        answers = [
            supplier.send(reference="c", plan="notice", routes=[], personalisation=TEXT),
            supplier.send(reference="d", plan="notice", routes=[SMS], personalisation={}),
        ]
        assert [(one.kind, one.id, bool(one.reason)) for one in answers] == [("refused", "", True)] * 2

    def test_it_says_by_which_way_a_message_arrived(self, supplier: Supplier) -> None:
        sent = supplier.send(reference="e", plan="notice", routes=[SMS, EMAIL], personalisation=TEXT)
        ways = supplier.status(sent.id)
        assert [(way.channel, way.state) for way in ways] == [("sms", "delivered"), ("email", "skipped")]

    def test_where_one_way_fails_for_good_the_next_is_taken(self, supplier: Supplier) -> None:
        routes = [Route("sms", NOBODY), LETTER]
        sent = supplier.send(reference="f", plan="notice", routes=routes, personalisation=TEXT)
        ways = supplier.status(sent.id)
        assert [(way.channel, way.state) for way in ways] == [("sms", "failed"), ("letter", "delivered")]

    def test_where_every_way_fails_it_says_so(self, supplier: Supplier) -> None:
        sent = supplier.send(
            reference="g", plan="notice", routes=[Route("sms", NOBODY)], personalisation=TEXT
        )
        assert [way.state for way in supplier.status(sent.id)] == ["failed"]

    def test_nothing_is_known_of_a_message_that_was_never_sent(self, supplier: Supplier) -> None:
        assert supplier.status("0" * 32) == ()


class TestLocalSupplier(SupplierContract):
    @pytest.fixture
    def supplier(self, tmp_path: Path) -> Supplier:
        return LocalSupplier(tmp_path, unreachable={NOBODY})


def test_without_a_supplier_nobody_is_taken_for_told() -> None:
    none = NoSupplier()
    answer = none.send(reference="a", plan="notice", routes=[SMS], personalisation=TEXT)
    assert (answer.kind, answer.id) == ("refused", "")
    assert "No supplier of messages is set up" in answer.reason
    assert none.status("0" * 32) == ()


def test_two_workers_that_send_one_reference_at_once_send_one_message(tmp_path: Path) -> None:
    local = LocalSupplier(tmp_path)
    answers: list[str] = []

    def work() -> None:
        answers.append(local.send(reference="a", plan="notice", routes=[SMS], personalisation=TEXT).kind)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(answers) == ["accepted"] + ["known"] * 7
    assert len(local.latest(10)) == 1
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_cannot_be_used_is_a_supplier_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "full").write_text("no folder")
    local = LocalSupplier(tmp_path / "full")
    with pytest.raises(SupplierAway, match="cannot be written to"):
        local.send(reference="a", plan="notice", routes=[SMS], personalisation=TEXT)
    with pytest.raises(SupplierAway, match="cannot be read"):
        local.status("0" * 32)
