"""The manager's day: what counts as kept, and what the page shows of it."""

from datetime import datetime, timedelta

import pytest

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.requests.actions import alarms, care, conversation, settling
from weald.services.requests.queries import today
from weald.services.requests.queries.measures.board import Board, board

pytestmark = pytest.mark.usefixtures("committed_db")

NOW = given.NOW
HOUR = timedelta(hours=1)


@pytest.fixture
def ward() -> Ward:
    return Ward(NOW)


def story(request: object, kind: str, when: datetime) -> None:
    """A line in the story of a request."""
    with acting(given.SYSTEM):
        query(
            "insert into requests_entry (organisation, request_id, at, by, kind, told, note)"
            " select organisation, id, %s, 'Dr Test', %s, '', '' from requests_request where id = %s",
            [when, kind, request],
        )


def counts(found: Board) -> tuple[tuple[int, int], tuple[int, int], int]:
    """Kept and broken today, in seven days, and how many of today are open."""
    here, week = found.days[found.until], found.tallies["promise", "", ""]
    return (here.met, here.missed), (week.met, week.missed), found.open


def test_promises_are_counted_by_their_first_answer(ward: Ward) -> None:
    manager = ward.somebody("Mo Hill", "practice_manager")
    due = NOW - HOUR / 2
    answered = ward.request(sent_at=NOW - 3 * HOUR, due_at=due)
    late, unheard = (ward.request(sent_at=NOW - 3 * HOUR, due_at=due) for _ in range(2))
    again = ward.request(sent_at=NOW - 3 * HOUR, due_at=due)
    for request, kind, hours in (
        (answered, "taken", -2.5), (answered, "confirmed", -2), (late, "reply", -0.25), (unheard, "call", -1),
        (again, "resolved", -2), (again, "reopened", -1),
    ):  # fmt: skip
        story(request, kind, NOW + hours * HOUR)
    with acting(given.SYSTEM):
        query("update requests_request set due_at = due_at - interval '1 minute' where id = %s", [again])
    ward.request(level="now", due_at=NOW - HOUR, sent_at=NOW - HOUR)
    ward.request(due_at=NOW + HOUR)
    ward.request(due_at=NOW - timedelta(days=3), sent_at=NOW - timedelta(days=4))
    ward.request(due_at=NOW - timedelta(days=9), sent_at=NOW - timedelta(days=9))
    ward.request(organisation=ward.elsewhere, due_at=due)
    with acting(given.SYSTEM):
        for organisation, day in settling.to_settle(now=NOW):
            settling.settle(organisation=organisation, day=day, now=NOW)
    with acting(manager):
        found = board(1, NOW)
    # The one that was opened again had two promises, and kept the first.
    assert counts(found) == ((2, 3), (2, 4), 1)
    assert found.tallies["at_once", "", ""].missed == 1


def test_what_waits_stands_in_one_place_only(ward: Ward) -> None:
    manager = ward.somebody("Mo Hill", "practice_manager")
    for hours in (-1, 0.5, 1, 1.5, 4, 8, 20, 90):
        ward.request(due_at=NOW + hours * HOUR, wants="message" if hours == 8 else "")
    ward.request(
        due_at=NOW - HOUR, kind="administrative", service="reception", owner=ward.desk.identity, taken_at=NOW
    )
    ward.request(due_at=NOW - HOUR, state="closed", closed_at=NOW)
    with acting(manager):
        found = today.waiting(NOW)
    assert found["clinical"] == today.Owed("clinical", 1, 2, 2, 1, 2, 8, 1, 0, 0, 0)
    assert found["administrative"] == today.Owed("administrative", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_demand_is_told_apart_by_hour_and_channel_and_compared_with_what_is_usual(ward: Ward) -> None:
    manager = ward.somebody("Mo Hill", "practice_manager")
    for _ in range(3):
        ward.request(sent_at=NOW - timedelta(minutes=10))
    ward.request(sent_at=NOW, channel="phone")
    for weeks, count in ((1, 2), (2, 4)):
        for _ in range(count):
            ward.request(sent_at=NOW - timedelta(days=7 * weeks))
    ward.request(sent_at=NOW - timedelta(days=1))
    with acting(manager):
        found = today.demand(NOW)
    assert found == today.Arrivals({(7, "online"): 3, (8, "phone"): 1}, {8: 3.0}, 2)
    with acting(ward.somebody("Al Dent", "practice_manager", ward.elsewhere)):
        assert today.demand(NOW) == today.Arrivals({}, {}, 0)


def test_the_page_shows_every_picture_with_its_table(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: NOW)
    browser = ward.browser(ward.somebody("Mo Hill", "practice_manager"))
    empty = browser.get("/staff/today").content.decode()
    assert "Nobody has asked for help yet" in empty
    assert "Nobody is on duty" in empty
    ward.request(channel="walk_in", due_at=NOW - HOUR)
    body = browser.get("/staff/today").content.decode()
    assert body.count('<svg class="chart-drawing" role="img"') == body.count("<figure") == 3
    for words in (
        "Walk-in",
        'scope="row" role="rowheader"><span class="nhsuk-table__heading" aria-hidden="true">Due </span>Overdue</th>',
        "A promise is kept when",
        "Source: ",
        "/staff/promises",
    ):
        assert words in body, words
    assert "TEST" not in body


def test_what_the_page_says_of_an_answer_is_what_staff_do(ward: Ward) -> None:
    """Each verb that answers leaves a line that counts as an answer."""
    manager = ward.somebody("Mo Hill", "practice_manager")
    one, two, three = (ward.request(sent_at=NOW - HOUR, due_at=NOW + HOUR) for _ in range(3))
    with acting(ward.reed):
        care.confirm(request=one, version=0, key="a", now=NOW)
        conversation.reply(request=two, version=0, text="Come in", key="b", now=NOW)
        care.resolve(request=three, version=0, outcome="done", note="It is done.", key="c", now=NOW)
    with acting(manager):
        assert counts(board(1, NOW)) == ((3, 0), (3, 0), 0)


def test_the_day_begins_with_the_alarms_that_are_open(ward: Ward) -> None:
    browser = ward.browser(ward.somebody("Mo Hill", "practice_manager"))
    assert (
        '<strong>0</strong> <a class="nhsuk-link" href="/staff/alarms">alarms to act on'
        in browser.get("/staff/today").content.decode()
    )
    ward.request(level="now", service="emergency_999", due_at=NOW)
    ward.request(organisation=ward.elsewhere, level="now", service="emergency_999", due_at=NOW)
    with acting(given.SYSTEM):
        alarms.raise_alarms(now=NOW)
    page = browser.get("/staff/today").content.decode()
    assert '<strong>1</strong> <a class="nhsuk-link" href="/staff/alarms">alarms to act on' in page
    assert 'Alarms <span class="staff-count">1</span>' in page
