"""The bar of the staff pages: the day's places side by side, the others under More."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import asking
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

LINE = 60
"""Pixels that one line of the bar needs at most."""


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "desk"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with", "without"])
def test_a_place_under_more_is_reached_and_then_stands_in_the_bar(
    walkers: Callable[..., Walker], viewport: dict[str, int], scripts: bool
) -> None:
    manager = walkers(viewport=viewport, scripts=scripts)
    asking.signs_in(manager, "Practice manager")
    manager.opens("/staff/account")  # a page with nothing below the menu that it could half hide
    bar = manager.page.get_by_role("navigation", name="Work")
    expect(bar.get_by_role("link", name="Settings")).to_have_count(0)
    bar.get_by_text("More").click()
    manager.looks()
    bar.get_by_role("link", name="Settings").click()
    manager.sees("Settings")
    here = bar.locator("[aria-current=page]")
    expect(here).to_have_text("Settings")
    expect(here).to_be_visible()
    manager.follows("Waiting list")
    manager.sees("Waiting list")
    expect(bar.get_by_role("link", name="Settings")).to_have_count(0)


def test_a_managers_bar_is_one_line_at_a_desk(clinician: Walker) -> None:
    asking.signs_in(clinician, "Practice manager")
    for place in ("Reception", "Call-backs", "Going home", "Clinical"):
        clinician.follows(re.compile(f"^{place}"))
        box = clinician.page.locator(".staff-bar").bounding_box()
        assert box, place
        assert box["height"] <= LINE, place


def test_more_opens_and_closes_by_keyboard(clinician: Walker) -> None:
    asking.signs_in(clinician, "Practice manager")
    keys, bar = clinician.page.keyboard, clinician.page.get_by_role("navigation", name="Work")
    bar.get_by_role("link", name="Today").focus()
    keys.press("Tab")
    keys.press("Enter")
    first = bar.locator(".staff-more a").first
    expect(first).to_be_visible()
    keys.press("Tab")
    expect(first).to_be_focused()
    keys.press("Escape")
    expect(first).to_be_hidden()
    expect(bar.locator("summary")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Enter")
    clinician.sees("Call-backs")
