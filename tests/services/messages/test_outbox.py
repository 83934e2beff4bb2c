"""The outbox: told once, never lost, and silent about health and private links."""

import random
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from tests import given
from weald.foundation.access import acting, query
from weald.services.messages import actions
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
            raise KeyboardInterrupt
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


class Breaks(Supplier):
    """Breaks at one message, in a way of which no port speaks."""

    def send(
        self, *, reference: str, plan: str, routes: Sequence[Route], personalisation: Mapping[str, str]
    ) -> Answer:
        if reference == "broken":
            raise ValueError("no port says this")
        return super().send(reference=reference, plan=plan, routes=routes, personalisation=personalisation)

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        if identifier == "first":
            raise ValueError("nor this")
        return super().status(identifier)


def test_a_message_that_breaks_the_supplier_keeps_no_other_back(committed_db: None) -> None:
    practice, one = a_request()
    with acting(given.SYSTEM):
        [other] = given.requests(practice)
        tell(practice, one, key="broken")
        tell(practice, other, key="first")
        tell(practice, other, key="second")
    supplier = Breaks()
    deliver(supplier)
    assert supplier.taken == {"first": 1, "second": 1}
    with acting(given.SYSTEM):
        assert query("select tries, failed_at from messages_notification where key = 'broken'") == [(1, None)]
    actions.follow(supplier=supplier, now=given.NOW + timedelta(minutes=2))
    with acting(given.SYSTEM):
        arrived = query("select key from messages_notification where delivered_at is not null")
    assert arrived == [("second",)]


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
        found = query(
            "select failed_at is null, sent_at from messages_notification where request_id = %s", [request]
        )
    assert found == [(False, None)]


def test_a_worker_that_dies_after_the_supplier_took_it_tells_again_by_the_same_reference(
    committed_db: None, tmp_path: Path
) -> None:
    """The supplier knows a message by its reference, so that the person gets it once."""
    practice, request = a_request()
    with acting(given.SYSTEM):
        tell(practice, request)
    dying = Supplier()
    dying.dies = True
    with pytest.raises(KeyboardInterrupt):
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


class Storm:
    """A carrier on a bad day: away for hours, and when it answers, its answer is often lost after it took the message."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.taken: Counter[str] = Counter()
        self.away = True

    def send(
        self, *, reference: str, plan: str, routes: Sequence[Route], personalisation: Mapping[str, str]
    ) -> Answer:
        if self.away and self.chance.random() < 0.8:
            raise SupplierAway
        known = reference in self.taken
        if not known:
            self.taken[reference] += 1
        fate = self.chance.random()
        if fate < 0.3:
            raise SupplierAway  # it was taken; nobody heard that it was
        if fate < 0.35:
            raise KeyboardInterrupt  # the worker is killed with the message handed over
        return Answer("known" if known else "accepted", reference)

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        if self.away:
            raise SupplierAway
        return (ChannelStatus("sms", "delivered"),)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_day_of_outage_lost_answers_and_killed_workers_loses_and_doubles_nothing(
    committed_db: None, seed: int
) -> None:
    practice, request = a_request()
    keys = {str(number) for number in range(40)}
    with acting(given.SYSTEM):
        for key in keys:
            tell(practice, request, key=key)
    storm = Storm(seed)
    for minute in range(0, 36 * 60, 10):
        storm.away = minute < 24 * 60
        now = given.NOW + timedelta(minutes=minute)
        try:
            actions.deliver(supplier=storm, now=now)
            actions.follow(supplier=storm, now=now)
        except KeyboardInterrupt:
            continue  # the next worker begins where this one's transaction was undone
    assert storm.taken == dict.fromkeys(keys, 1)
    with acting(given.SYSTEM):
        assert query("select count(*) from messages_notification where sent_at is not null and delivered_at is not null"
                     " and failed_at is null and raised_at is null") == [(40,)]  # fmt: skip


def test_of_an_urgent_notice_staff_hear_after_two_hours_and_it_is_still_tried(committed_db: None) -> None:
    practice, request = a_request()
    with acting(given.SYSTEM):
        for urgent in (True, False):
            actions.notify(
                organisation=practice, request=request, key=f"urgent {urgent}", by="sms", to="+447700900001",
                template="resolved", values=VALUES, now=given.NOW, urgent=urgent,
            )  # fmt: skip
    supplier = Supplier()
    supplier.down = True

    def raised(after: timedelta) -> list[str]:
        deliver(supplier, after)
        with acting(given.SYSTEM):
            return [row[0] for row in query("select body ->> 'key' from events_event order by id")]

    for minutes in range(0, 120, 10):
        assert raised(timedelta(minutes=minutes)) == []
    for hours in (2, 3, 10, 23):
        assert raised(timedelta(hours=hours)) == ["urgent True"]
    supplier.down = False
    assert deliver(supplier, timedelta(hours=24)) == 2
    assert set(supplier.taken.values()) == {1}


def test_an_urgent_notice_that_was_taken_but_does_not_arrive_is_raised_too(committed_db: None) -> None:
    practice, request = a_request()
    with acting(given.SYSTEM):
        actions.notify(
            organisation=practice, request=request, key="one", by="sms", to="+447700900001", template="resolved",
            values=VALUES, now=given.NOW, urgent=True,
        )  # fmt: skip

    class Slow(Supplier):
        def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
            return (ChannelStatus("sms", "sending"),)

    deliver(Slow())
    for minutes in range(0, 180, 5):
        actions.follow(supplier=Slow(), now=given.NOW + timedelta(minutes=minutes))
    with acting(given.SYSTEM):
        assert query("select raised_at - made_at, failed_at from messages_notification") == [
            (timedelta(hours=2), None)
        ]
        assert query("select count(*) from events_event") == [(1,)]


def test_what_failed_by_every_way_is_given_up_and_shown(committed_db: None, tmp_path: Path) -> None:
    practice, request = a_request()
    local = LocalSupplier(tmp_path, unreachable={"+447700900999"})
    for key, others in (("one", ()), ("two", (("email", "ada@example.org"),))):
        with acting(given.SYSTEM):
            actions.notify(
                organisation=practice, request=request, key=key, by="sms", to="+447700900999", template="resolved",
                values=VALUES, now=given.NOW, others=others,
            )  # fmt: skip
    while actions.deliver(supplier=local, now=given.NOW):
        pass
    assert actions.follow(supplier=local, now=given.NOW) == 0
    assert actions.follow(supplier=local, now=given.NOW + timedelta(minutes=1)) == 2
    with acting(given.SYSTEM):
        rows = query(
            "select key, delivered_by, failed_at is not null from messages_notification order by key"
        )
        assert rows == [("one", "", True), ("two", "email", False)]
        assert query("select body ->> 'key' from events_event") == [("one",)]


def test_a_refused_message_is_given_up_at_once(committed_db: None) -> None:
    practice, request = a_request()
    with acting(given.SYSTEM):
        tell(practice, request)

    class Refuses(Supplier):
        def send(self, **_: object) -> Answer:
            return Answer("refused", reason="No such plan.")

    deliver(Refuses())
    with acting(given.SYSTEM):
        assert query("select failed_at from messages_notification") == [(given.NOW,)]
        assert query("select count(*) from events_event") == [(1,)]


class Flaky(Supplier):
    """Writes down what it was handed, in which order, and is away for some."""

    def __init__(self, away: set[str]) -> None:
        super().__init__()
        self.away, self.order = away, list[str]()

    def send(
        self, *, reference: str, plan: str, routes: Sequence[Route], personalisation: Mapping[str, str]
    ) -> Answer:
        if reference in self.away:
            raise SupplierAway
        self.order.append(reference)
        return Answer("accepted", reference)


def says(practice: UUID, request: UUID, key: str, after: timedelta, **more: Any) -> None:
    with acting(given.SYSTEM):
        actions.notify(
            organisation=practice, request=request, key=key, by="sms", to="+447700900001", template="request_received",
            values=VALUES, now=given.NOW + after, **more,
        )  # fmt: skip


def test_messages_about_one_request_leave_in_the_order_in_which_they_were_made(committed_db: None) -> None:
    """Each backs off for itself; the first, tried more often, waits longest."""
    practice, request = a_request()
    with acting(given.SYSTEM):
        [other] = given.requests(practice)
    minute = timedelta(minutes=1)
    flaky = Flaky({"one", "two", "three"})
    says(practice, request, "one", 0 * minute)
    for at in range(20):
        deliver(flaky, at * minute)
    says(practice, request, "two", 20 * minute)
    says(practice, request, "three", 20 * minute + minute / 2)
    deliver(flaky, 21 * minute)
    flaky.away.clear()
    says(practice, other, "another", 22 * minute)
    for at in range(22, 60):
        deliver(flaky, at * minute)
    assert flaky.order == ["another", "one", "two", "three"]


def test_what_is_urgent_or_alone_waits_for_no_other_message(committed_db: None) -> None:
    practice, request = a_request()
    flaky = Flaky({"stuck"})
    says(practice, request, "stuck", timedelta(0))
    deliver(flaky)
    says(practice, request, "in the morning", timedelta(0), not_before=given.NOW + timedelta(hours=9))
    says(practice, request, "urgent", timedelta(0), urgent=True)
    says(practice, request, "kept back", timedelta(minutes=1))
    deliver(flaky, timedelta(minutes=1))
    assert flaky.order == ["urgent"]
    flaky.away.clear()
    deliver(flaky, timedelta(minutes=4))
    assert flaky.order == ["urgent", "stuck", "kept back"]


def test_a_message_whose_matter_is_over_is_taken_back_and_not_sent(committed_db: None) -> None:
    practice, request = a_request()
    supplier = Supplier()
    supplier.down = True
    says(practice, request, "over", timedelta(0), until=given.NOW + timedelta(hours=3))
    says(practice, request, "lasts", timedelta(0))
    for minutes in range(0, 170, 10):
        deliver(supplier, timedelta(minutes=minutes))
    supplier.down = False
    deliver(supplier, timedelta(hours=4))
    assert set(supplier.taken) == {"lasts"}
    with acting(given.SYSTEM):
        assert query(
            "select key, withdrawn_why, failed_at from messages_notification where sent_at is null"
        ) == [("over", "over", None)]
