"""Somebody answers for a held time at the very moment at which the supplier of messages is asked: they never wait for it, and
nobody waits in a circle."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import given
from tests.services.appointments.test_reserve_at_once import in_background, until_they_wait
from tests.services.requests.test_waiting_locks import MINUTE, Line
from tests.services.requests.test_waiting_phoned import Desk
from tests.services.requests.waiters import NOW, hold_of, rows
from weald.foundation.access import Actor, acting
from weald.foundation.events import subscribe
from weald.services.messages import actions as messages
from weald.services.messages.events import NotDelivered
from weald.services.messages.ports import Answer, ChannelStatus, SupplierAway
from weald.services.messages.supplier import LocalSupplier
from weald.services.requests.actions import offering, waiting
from weald.services.requests.actions.notices import not_delivered

pytestmark = pytest.mark.usefixtures("committed_db")

subscribe(NotDelivered, not_delivered)  # as the wiring does


class Slow(LocalSupplier):
    """A supplier that takes its time: while it is asked about one message, somebody answers; then it says what it says."""

    def __init__(self, folder: Path, about: str, says: str, who: Actor, work: Callable[[], None]) -> None:
        super().__init__(folder)
        self.about, self.says, self.who, self.work = about, says, who, work
        self.outcome: list[object] = []
        self.thread = threading.Thread()
        self.meanwhile: object = None

    def send(self, **message: Any) -> Answer:
        if message["reference"] == self.about:
            self._somebody_answers()
            if self.says == "away":
                raise SupplierAway
            if self.says == "refused":
                return Answer("refused", reason="Nobody has this number.")
        return super().send(**message)

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        if identifier == self.about:
            self._somebody_answers()
        return super().status(identifier)

    def _somebody_answers(self) -> None:
        self.thread = in_background(self.who, self.work, self.outcome)
        until_they_wait(self.thread)
        self.meanwhile = [*self.outcome]

    def nobody_waited(self) -> None:
        self.thread.join()
        assert self.outcome == ["done"]
        assert self.meanwhile == ["done"], "whoever answered waited for the supplier"


def notice(at: Line) -> str:
    """The key of the message that tells of what is held."""
    return offering.notice_key(at.request, at.held.id)


@pytest.mark.parametrize("says", ["accepted", "away", "refused"])
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_who_answers_while_the_supplier_is_asked_waits_for_nobody(
    tmp_path: Path, answer: str, says: str
) -> None:
    at = Line()

    def says_no() -> None:
        waiting.decline(request=at.request, hold=at.held.id, now=NOW)

    work = at.says_yes if answer == "yes" else says_no
    slow = Slow(tmp_path, notice(at), says, given.person(at.request), work)
    assert messages.deliver(supplier=slow, now=NOW) >= 1
    slow.nobody_waited()
    if answer == "yes":
        assert at.ends_with_one() == at.slots[0]
    else:
        assert hold_of(at.request) is None
    assert rows("select call_since from requests_waiting where request_id = %s", at.request) == [(None,)]
    assert rows("select wants from requests_request where id = %s", at.request) == [("",)]


def test_what_waits_on_because_the_supplier_was_away_is_taken_back_by_the_job(tmp_path: Path) -> None:
    at = Line()
    messages.deliver(
        supplier=Slow(tmp_path, notice(at), "away", given.person(at.request), at.says_yes), now=NOW
    )
    with acting(given.SYSTEM):
        offering.say_what_is_gone(now=NOW)
    assert rows("select withdrawn_at, sent_at from messages_notification where key = %s", notice(at)) == [
        (NOW, None)
    ]


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_who_answers_before_the_message_goes_out_is_not_told_any_more(answer: str) -> None:
    at = Line()
    with acting(given.person(at.request)):
        if answer == "yes":
            at.says_yes()
        else:
            waiting.decline(request=at.request, hold=at.held.id, now=NOW)
    [found] = rows("select withdrawn_at, withdrawn_why from messages_notification where key = %s", notice(at))
    assert found == (NOW, "answered")


@pytest.mark.parametrize("step", ["handed over", "followed"])
def test_who_answers_after_their_message_failed_does_not_wait_for_the_messages_of_others(
    tmp_path: Path, step: str
) -> None:
    at = Desk(2)
    first, second = at.waits(), at.waits()
    at.cancels(0)
    at.cancels(1)
    held, other = hold_of(first), hold_of(second)
    assert held
    assert other
    failing, next_ = offering.notice_key(first, held.id), offering.notice_key(second, other.id)
    rows(
        "update messages_notification set withdrawn_at = %s where not key = any(%s) returning 1",
        NOW,
        [failing, next_],
    )
    rows(
        "update messages_notification set not_before = %s where key = %s returning 1",
        NOW - MINUTE,
        failing,
    )

    def says_yes() -> None:
        waiting.accept(request=first, hold=held.id, now=NOW)

    class Fails(Slow):
        def send(self, **message: Any) -> Answer:
            if message["reference"] == failing:
                return Answer("refused", reason="Nobody has this number.")
            return super().send(**message)

        def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
            if identifier == failing:
                return (ChannelStatus("sms", "failed"),)
            return super().status(identifier)

    slow = Fails(tmp_path, next_, "accepted", given.person(first), says_yes)
    if step == "handed over":
        messages.deliver(supplier=slow, now=NOW)
    else:
        rows(
            "update messages_notification set sent_at = %s, supplier_id = key where withdrawn_at is null returning 1",
            NOW,
        )
        messages.follow(supplier=slow, now=NOW)
    slow.nobody_waited()
    assert hold_of(first) is None
    [(failed,)] = rows("select failed_at from messages_notification where key = %s", failing)
    assert failed == NOW
