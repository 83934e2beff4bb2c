"""The pictures of the README: made anew by PICTURES=docs/screenshots .venv/bin/pytest tests/journeys/test_pictures.py."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import asking
from tests.journeys.walking import Walker

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif("PICTURES" not in os.environ, reason="PICTURES names no folder to draw into"),
]

MOST = 200_000
"""Bytes of one picture."""


def draws(walker: Walker, name: str, top: str = "") -> None:
    """A picture of what the screen shows, with the element `top` at its upper edge."""
    page = walker.page
    page.evaluate("document.activeElement && document.activeElement.blur()")
    if top:
        page.evaluate(f"window.scrollTo(0, document.querySelector('{top}').getBoundingClientRect().top - 16)")
    path = Path(os.environ["PICTURES"]) / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    assert path.stat().st_size < MOST


def test_the_pictures_of_the_readme(patient: Walker, walkers: Callable[..., Walker]) -> None:
    patient.opens("/p/DEMO001/")
    draws(patient, "front-door")
    asking.begins(patient)
    asking.says_who(patient)
    asking.says_what(patient, asking.BACK, "Low back pain")
    draws(patient, "question")
    asking.answers(patient, long="2 to 6 weeks")
    asking.says_who_asks(patient)
    patient.presses("Send my request")
    patient.sees("You need help within 14 days")
    draws(patient, "offers", "#times")

    other = walkers()
    asking.begins(other)
    asking.says_who(other)
    asking.says_what(other, "Sore throat since yesterday, hurts to swallow", "Sore throat")
    asking.answers(other)
    asking.says_who_asks(other)
    other.presses("Send my request")
    other.sees("A pharmacist can help you")
    draws(other, "decision")

    desk = walkers(viewport={"width": 1280, "height": 640})
    asking.signs_in(desk, "Clinician", asking.BOOKS)
    draws(desk, "queue")
    flagged = desk.page.locator("tbody tr").filter(has_text="Red flag").filter(has_text="Take")
    flagged.locator("th a").first.click()
    desk.page.wait_for_url("**/staff/request/**")
    desk.settles()
    desk.page.keyboard.press("t")
    desk.page.wait_for_url("**done=taken")
    draws(desk, "request")
