"""The places in the bar of the staff pages, and what lies under More."""

import pytest

from weald.foundation.access import ROLES, Actor, Basis
from weald.services.directory.frame import PLACES, SIDE_BY_SIDE, frame, home, may


def acting_as(*roles: str) -> Actor:
    return Actor(Basis.STAFF, "Ada Test", roles=frozenset(roles))


@pytest.mark.parametrize("role", ROLES)
def test_every_place_of_a_role_is_reached_from_every_page_once(role: str) -> None:
    who = acting_as(role)
    theirs = [place for place in PLACES if may(who, place.verb)]
    for tab in ("", *(place.name for place in theirs)):
        page = frame(who, "A page", tab=tab)
        assert {tab.text for tab in (*page.tabs, *page.more)} == {place.text for place in theirs}
        assert len(page.tabs) + len(page.more) == len(theirs)
        assert len(page.tabs) <= SIDE_BY_SIDE + 1


@pytest.mark.parametrize("role", ROLES)
def test_where_a_page_stands_is_in_the_bar(role: str) -> None:
    who = acting_as(role)
    for place in PLACES:
        if may(who, place.verb):
            page = frame(who, "A page", tab=place.name)
            assert [tab.text for tab in page.tabs if tab.current] == [place.text]
            assert not any(tab.current for tab in page.more)


def test_a_manager_has_the_day_in_the_bar_and_the_rest_under_more() -> None:
    page = frame(acting_as("practice_manager"), "Clinical requests", tab="clinical", waiting={"alarms": 2})
    assert [tab.text for tab in page.tabs] == [
        "Clinical", "Administrative", "Reception", "Day list", "Alarms", "Today",
    ]  # fmt: skip
    assert page.tabs[4].waiting == 2
    assert {"Waiting list", "Promises", "Settings"} <= {tab.text for tab in page.more}


def test_what_stands_under_more_comes_beside_the_day_while_it_is_open() -> None:
    page = frame(acting_as("practice_manager"), "Settings", tab="settings")
    assert [tab.text for tab in page.tabs][-2:] == ["Today", "Settings"]


def test_few_places_need_no_menu() -> None:
    for role in ("pharmacist", "planner", "care_home", "privacy_officer"):
        assert frame(acting_as(role), "A page").more == ()


def test_work_begins_at_the_first_place() -> None:
    assert home(acting_as("practice_manager")) == "/staff/queue"
    assert home(acting_as("pharmacist")) == "/staff/referrals"
