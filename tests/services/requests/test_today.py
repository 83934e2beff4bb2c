"""The manager's day: what counts as kept, and what the page shows of it."""

from datetime import datetime, timedelta

import pytest

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.services.requests.actions import care, conversation
from weald.services.requests.keeping import promise
from weald.services.requests.queries import today

pytestmark = pytest.mark.usefixtures("committed_db")

NOW = given.NOW
HOUR = timedelta(hours=1)


def at(hours: float | None) -> datetime | None:
    return None if hours is None else NOW + hours * HOUR


@pytest.mark.parametrize(
    ("due", "answered", "withdrawn", "told"),
    [
        # hours from now
        (1, None, None, "open"),
        (0, None, None, "open"),  # the very moment is still in time
        (-1, None, None, "broken"),
        (1, -1, None, "kept"),
        (-1, -2, None, "kept"),
        (-1, -1, None, "kept"),  # at the moment that was promised
        (-2, -1, None, "broken"),  # answered, but late
        (1, None, -1, "withdrawn"),
        (-1, None, -2, "withdrawn"),
        (-2, None, -1, "broken"),  # they gave up after we were late
        (-1, -3, -2, "kept"),
        (-3, -1, -4, "withdrawn"),
    ],
)
def test_what_is_kept(due: float, answered: float | None, withdrawn: float | None, told: str) -> None:
    assert promise(NOW + due * HOUR, at(answered), at(withdrawn), NOW) == told


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
    ward.request(level="now", due_at=NOW - HOUR, sent_at=NOW - HOUR)
    ward.request(due_at=NOW + HOUR)
    ward.request(due_at=NOW - timedelta(days=3), sent_at=NOW - timedelta(days=4))
    ward.request(due_at=NOW - timedelta(days=9), sent_at=NOW - timedelta(days=9))
    ward.request(organisation=ward.elsewhere, due_at=due)
    with acting(manager):
        assert today.promises(NOW) == (today.Kept(1, 3, 1), today.Kept(1, 4, 1), 1)


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
    assert found["clinical"] == today.Waiting("clinical", 1, 2, 2, 1, 2, 8, 1, 0, 0)
    assert found["administrative"] == today.Waiting("administrative", 1, 0, 0, 0, 0, 0, 0, 0, 0)


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
    assert found == today.Demand({(7, "online"): 3, (8, "phone"): 1}, {8: 3.0}, 2)
    with acting(ward.somebody("Al Dent", "practice_manager", ward.elsewhere)):
        assert today.demand(NOW) == today.Demand({}, {}, 0)


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
        '<th class="nhsuk-table__header" scope="row">Overdue</th>',
        "A promise is kept when",
        "Source: ",
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
        assert today.promises(NOW)[0] == today.Kept(3, 0, 0)
