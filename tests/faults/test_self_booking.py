"""Faults around booking for oneself: a supplier that is away, an event that comes five times, somebody who guesses links, a
session that is cut while a time of it is held."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import given
from tests.services.requests.patient import born, text
from tests.services.requests.test_inviting import Inviting
from tests.services.requests.waiters import NOW, Queue, asked, hold_of, rows, taken
from weald.foundation.access import acting, query
from weald.foundation.events import append
from weald.services.appointments.actions import holds
from weald.services.appointments.events import SlotFreed
from weald.services.messages import actions as messages
from weald.services.messages.ports import SupplierAway
from weald.services.messages.supplier import LocalSupplier
from weald.services.requests.actions import offering
from weald.services.requests.actions.submit import add_link

pytestmark = pytest.mark.usefixtures("committed_db")


class Carrier(LocalSupplier):
    """The local supplier, away for as long as it is told."""

    away = True

    def send(self, **message: Any) -> Any:
        if self.away:
            raise SupplierAway
        return super().send(**message)


def deliver(supplier: LocalSupplier, now: Any) -> None:
    while messages.deliver(supplier=supplier, now=now):
        pass


def test_the_supplier_away_for_a_day_offers_that_ran_out_meanwhile_are_not_sent(tmp_path: Path) -> None:
    at = Queue()
    first, second = at.waits(), at.waits(at=NOW + timedelta(seconds=1))
    at.cancels()
    carrier, when = Carrier(tmp_path), NOW
    for _ in range(24):
        deliver(carrier, when)
        when += timedelta(hours=1)
        with acting(given.SYSTEM):
            offering.lapse(now=when)
    carrier.away = False
    deliver(carrier, when + timedelta(hours=1))
    deliver(carrier, when + timedelta(hours=2))
    offered = [one for one in carrier.latest(50) if "a time has come free" in one["body"]]
    told = rows(
        "select request_id, sent_at is not null, withdrawn_why from messages_notification where template = 'offer_held'"
    )
    assert {row[0]: row[1:] for row in told}[first] == (False, "staff phone instead")
    assert hold_of(first), "they lost their turn although nobody had asked them"
    assert rows("select call_since is not null from requests_waiting where request_id = %s", first) == [
        (True,)
    ]
    assert len(offered) == sum(1 for row in told if row[1]) <= 1
    assert sum(taken(slot)[0] for slot in at.slots) == sum(1 for one in (first, second) if hold_of(one))


def test_a_worker_killed_between_the_commit_and_the_sending_tells_once(tmp_path: Path) -> None:
    at = Queue()
    at.waits()
    at.cancels()  # committed; whoever would send it is killed

    class Killed(LocalSupplier):
        def send(self, **message: Any) -> Any:
            super().send(**message)
            raise KeyboardInterrupt

    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            messages.deliver(supplier=Killed(tmp_path), now=NOW)
    deliver(LocalSupplier(tmp_path), NOW)
    assert (
        len([one for one in LocalSupplier(tmp_path).latest(50) if "a time has come free" in one["body"]]) == 1
    )


def test_the_same_event_delivered_five_times_holds_and_tells_once() -> None:
    at = Queue()
    waits = [at.waits(at=NOW + timedelta(seconds=turn)) for turn in range(3)]
    at.cancels()
    [(key,)] = rows("select key from events_event where kind = 'SlotFreed'")
    event = SlotFreed(key=key.split(":", 1)[1], slot=at.slots[0], second=None, by=at.first[0], at=NOW)
    for _ in range(5):
        with acting(given.SYSTEM):
            assert append(event) is False
            offering.freed(event)  # and where it were handed on in spite of its key
    assert [hold_of(one) is not None for one in waits] == [True, False, False]
    assert rows("select count(*) from messages_notification where template = 'offer_held'") == [(1,)]
    assert taken(at.slots[0]) == (1, 1)


def test_a_session_cut_while_a_time_of_it_is_held_tells_the_person_and_keeps_their_place(
    tmp_path: Path,
) -> None:
    at = Queue()
    waits = at.waits()
    at.cancels()
    deliver(LocalSupplier(tmp_path), NOW)
    with acting(given.SYSTEM):
        [(session, starts)] = query(
            "select session_id, starts_at from appointments_slot where id = %s", [at.slots[0]]
        )
        assert (
            holds.withdraw(
                session=session, ends_after=starts, starts_before=starts + timedelta(hours=1), now=NOW
            )
            == 1
        )
        query("update appointments_slot set capacity = 0")
        assert [offering.say_what_is_gone(now=NOW) for _ in range(3)] == [1, 0, 0]
        assert offering.look(now=NOW) == 0
    assert rows("select count(*) from messages_notification where template = 'offer_gone'") == [(1,)]
    assert rows("select state, since from requests_waiting where request_id = %s", waits) == [
        ("waiting", NOW)
    ]


def test_a_matching_that_fails_never_keeps_anybody_from_cancelling(monkeypatch: pytest.MonkeyPatch) -> None:
    at = Queue()
    waits = at.waits()

    def breaks(**_: Any) -> None:
        query("select * from a_table_that_is_not_there")

    monkeypatch.setattr(offering, "offer", breaks)
    at.cancels()
    monkeypatch.undo()
    assert taken(at.slots[0]) == (0, 1)
    with acting(given.SYSTEM):
        assert offering.look(now=NOW) == 1
    assert hold_of(waits)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "guesses"), [("r", 1_500), ("i", 600)])
def test_many_guessed_links_find_nothing_and_keep_no_innocent_out(kind: str, guesses: int) -> None:
    at = Inviting()
    with acting(given.SYSTEM):
        [request] = asked(at.practice)
        token = add_link(request=request, organisation=at.practice, now=given.NOW)
        query("update requests_link set expires_at = now() + interval '1 day'")
    at.invites(at.people[0])
    with acting(given.SYSTEM):
        query("update requests_invitation set expires_at = now() + interval '1 day'")
        [(body,)] = query("select body from messages_notification where template = 'invited'")
    mine = f"/r/{token}/" if kind == "r" else "/i/" + body.split("/i/")[1].split("/")[0] + "/"
    guesser, where = Client(), {"REMOTE_ADDR": "203.0.113.9"}
    seen: dict[int, set[str]] = {}
    for _ in range(guesses):
        answer: Any = guesser.post(f"/{kind}/{secrets.token_urlsafe(32)}/", born(year=1950), **where)
        seen.setdefault(answer.status_code, set()).add(text(answer))
    assert set(seen) == {404, 429}
    assert len(seen[404]) == 1, "two guesses were answered differently"
    assert "This link does not open" in next(iter(seen[404]))
    assert all("tried many times" in page for page in seen[429])
    # From the same address, in the same minute, whoever has a link opens it; a wrong date of birth is said as ever.
    innocent = Client()
    wrong = innocent.post(mine, born(year=1971), **where)
    assert wrong.status_code == 422
    assert innocent.post(mine, born(year=1984 if kind == "r" else 1950), **where).status_code == 303
    elsewhere: Any = Client().post(
        f"/{kind}/{secrets.token_urlsafe(32)}/", born(), REMOTE_ADDR="203.0.113.10"
    )
    assert elsewhere.status_code == 404


def test_a_link_has_more_than_128_bits_and_only_its_hash_is_kept() -> None:
    at = Inviting()
    at.invites(at.people[0])
    [(body,)] = rows("select body from messages_notification where template = 'invited'")
    token = body.split("/i/")[1].split("/")[0]
    assert len(token) >= 43  # 256 bits in base 64
    stored = rows("select row_to_json(i)::text from requests_invitation i")[0][0]
    assert token not in stored
