"""Before a held time goes on although nobody has asked its person, the practice is alarmed, while somebody can still phone."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests import given
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from tests.services.requests.test_waiting_phoned import LANDLINE, Desk
from tests.services.requests.waiters import hold_of, rows
from weald.foundation.access import acting, query
from weald.services.requests.actions import alarms, phoning, waiting

pytestmark = pytest.mark.usefixtures("committed_db")

MINUTE = timedelta(minutes=1)


def alarmed(at: datetime) -> list[tuple[Any, ...]]:
    """Whom the alarms about held times are about at that moment, until when, and how they are told."""
    with acting(given.SYSTEM):
        alarms.raise_alarms(now=at)
        return query(
            "select request_id, due_at, figures ->> 'told_by' from requests_alarm where kind = 'held' and done_at is null"
        )


def last_hour(at: Desk, request: UUID) -> datetime:
    """Nobody ever phones: it is held on and on. Returns when it ends for good."""
    while (found := hold_of(request)) is not None and found.until < at.starts - timedelta(hours=1):
        assert not alarmed(found.until - MINUTE), "it is held on: there is nothing to act on yet"
        at.job(found.until)
    assert found, "it ended sooner than it had to"
    return found.until


def test_an_hour_before_it_goes_on_for_good_and_until_somebody_has_phoned() -> None:
    at = Desk()
    phoned = at.waits(**LANDLINE)
    at.cancels()
    until = last_hour(at, phoned)
    assert not alarmed(until - 61 * MINUTE)
    assert alarmed(until - 60 * MINUTE) == [(phoned, until, "phone")]
    with acting(at.who):
        phoning.not_reached(request=phoned, calls=0, now=until - 30 * MINUTE)
    assert not alarmed(until - 29 * MINUTE)


def test_time_to_act_is_time_in_which_the_practice_is_open() -> None:
    at = Desk()
    phoned = at.waits(**LANDLINE)
    at.cancels()
    until = last_hour(at, phoned)
    opens = until.replace(hour=8, minute=0)
    earlier = until - opens - 10 * MINUTE
    with acting(given.SYSTEM):  # it begins so early that ten minutes are left after the doors open
        query("update appointments_slot set starts_at = starts_at - %s", [earlier])
        query("update appointments_hold set until = until - %s", [earlier])
    closes = opens.replace(hour=18, minute=30) - timedelta(days=1)
    assert not alarmed(closes - 51 * MINUTE)
    assert [row[0] for row in alarmed(closes - 50 * MINUTE)] == [phoned]


def test_it_ends_with_the_answer() -> None:
    at = Desk()
    phoned = at.waits(**LANDLINE)
    at.cancels()
    until = last_hour(at, phoned)
    assert alarmed(until - 30 * MINUTE)
    found = hold_of(phoned)
    assert found
    with acting(at.who):
        waiting.accept(request=phoned, hold=found.id, now=until - 20 * MINUTE)
    assert not alarmed(until - 19 * MINUTE)


@pytest.mark.parametrize(("tries", "raised"), [(0, False), (2, True)])
def test_a_message_that_does_not_go_out_alarms_where_no_call_can_follow_it(tries: int, raised: bool) -> None:
    at = Desk()
    waits = at.waits()
    at.cancels(now=at.starts - 80 * MINUTE)
    with acting(given.SYSTEM):
        query("update messages_notification set tries = %s where template = 'offer_held'", [tries])
    found = hold_of(waits)
    assert found
    expected = [(waits, found.until, "sms")] if raised else []
    assert alarmed(at.starts - 79 * MINUTE) == expected
    rows("update messages_notification set sent_at = made_at where template = 'offer_held' returning 1")
    assert not alarmed(at.starts - 78 * MINUTE)


def test_the_page_says_until_when_and_leads_to_the_call_list(monkeypatch: pytest.MonkeyPatch) -> None:
    at, ward = Desk(), Ward()
    phoned = at.waits(**LANDLINE)
    at.cancels()
    until = last_hour(at, phoned)
    assert alarmed(until - 40 * MINUTE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: until - 40 * MINUTE)
    manager = ward.somebody("Grace Oduya", "practice_manager", party=at.practice)
    page = ward.browser(manager).get("/staff/alarms")
    assert "40 minutes left held until today at 9:03am" in text(page)
    assert "A time is held for them, today at 10:03am, and nobody has phoned them." in text(page)
    assert f"/staff/call-backs#w{phoned}" in page.content.decode()
    assert "nobody has phoned them" not in text(ward.browser(ward.reed).get("/staff/alarms"))


def test_who_gets_no_message_is_found_where_their_answer_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    at, ward = Desk(), Ward()
    at.waits()
    at.cancels(now=at.starts - 80 * MINUTE)
    with acting(given.SYSTEM):
        query("update messages_notification set tries = 2 where template = 'offer_held'")
    assert alarmed(at.starts - 79 * MINUTE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at.starts - 79 * MINUTE)
    manager = ward.somebody("Grace Oduya", "practice_manager", party=at.practice)
    page = ward.browser(manager).get("/staff/alarms")
    assert "and the message about it does not go out. Phone them" in text(page)
    assert "Go to the waiting list" in text(page)
    assert "Go to the call list" not in text(page)
    assert "They say yes" in text(ward.browser(manager).get("/staff/waiting"))
