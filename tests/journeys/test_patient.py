"""Somebody with back pain asks their practice, books, comes back by the private link, and closes the request: on a phone,
without scripts, and at 400% zoom."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import asking
from tests.journeys.conftest import PHONE, Town
from tests.journeys.walking import Walker
from weald.foundation.ui.display import COOKIE
from weald.services.directory.hours import LONDON

pytestmark = pytest.mark.journey

WAYS = {
    "on a phone": {"viewport": PHONE},
    "without scripts": {"viewport": PHONE, "scripts": False},
    # A desktop of 1280 by 900 at 400%.
    "zoomed in": {"viewport": {"width": 320, "height": 225}, "scale": 4},
}


@pytest.mark.parametrize("way", WAYS)
def test_from_back_pain_to_an_appointment_and_back(
    way: str, walkers: Callable[..., Walker], town: Town
) -> None:
    patient = walkers(**WAYS[way])
    asking.begins(patient)
    asking.says_who(patient)
    asking.says_what(patient, asking.BACK, "Low back pain")

    # Back, forward, loaded again, not sure: nothing is lost.
    first = patient.heading
    asking.answer(patient)
    second = patient.heading
    patient.chooses("I’m not sure")
    patient.page.reload()
    patient.sees(second)
    patient.goes_back()
    patient.sees(first)
    assert patient.page.get_by_label(asking.NONE).is_checked()
    patient.presses("Continue")
    patient.sees(second)
    patient.uses_back_button()  # it leads to the question before, as the page's own way back does
    patient.sees(first)
    patient.uses_forward_button()
    patient.sees(second)
    last = asking.answers(patient, long="2 to 6 weeks")[-1]
    patient.sees("About you")
    patient.uses_back_button()
    patient.sees(last)
    patient.uses_forward_button()
    asking.says_who_asks(patient)

    # What was answered can be changed before it is sent.
    assert patient.line("How long have you had this back pain?") == "2 to 6 weeks"
    patient.changes("How long have you had this back pain?")
    patient.sees("How long have you had this back pain?")
    patient.chooses("6 weeks to 3 months")
    patient.presses("Continue")
    patient.sees("Check your answers")
    assert patient.line("How long have you had this back pain?") == "6 weeks to 3 months"
    assert patient.line("In your words") == asking.BACK
    row = patient.page.locator(".nhsuk-summary-list__row").first
    assert _one_line(row.locator("dd").first, row.get_by_role("link")), "a change stands beside its answer"

    patient.presses("Send my request")
    patient.sees("You need help within 14 days")
    patient.reads("A physiotherapist needs to look at this within 14 days.")
    patient.reads(
        "What happens next", "Choose a time above", "What you can do", "When to ask for help sooner"
    )
    patient.reads("Why", "Back pain that has lasted 2 weeks or more", "Based on:")
    reference = patient.reference

    patient.page.get_by_role("radio").nth(1).check()
    patient.presses("Book this time")
    patient.sees("Your appointment is booked")
    patient.reads(reference)
    assert _starts_at(patient, reference) == town.rows(
        "select a.starts_at from appointments_appointment a join requests_request r on r.id = a.request_id"
        " where r.reference = %s and a.state = 'booked'",
        reference.replace(" ", ""),
    )[0][0]  # fmt: skip
    link = patient.private_link

    # Another device knows nothing but the link.
    later = walkers(**WAYS[way])
    asking.opens_link(later, link, date(1984, 5, 7))
    later.sees("Open your request")
    later.reads("This is not the date of birth that belongs to this link")
    later.does_not_read(reference)
    asking.opens_link(later, link)
    later.sees("You have an appointment")
    before = later.line("When")
    later.follows("Change the time")
    later.sees("Change the time")
    later.page.get_by_role("radio").last.check()
    later.presses("Change to this time")
    later.sees("Your appointment is changed. This is your new time")
    assert later.line("When") != before
    later.follows("Cancel the appointment")
    later.sees("Cancel this appointment?")
    later.presses("Cancel the appointment")
    later.sees("You need help within 14 days")
    later.follows("I no longer need this")
    later.sees("Do you no longer need this?")
    later.presses("Close my request")
    later.sees("This request is closed")
    assert town.request(reference, "state, outcome") == ("closed", "not_needed")


def test_without_a_connection_nothing_is_lost_and_the_page_says_so(walkers: Callable[..., Walker]) -> None:
    patient = walkers()
    asking.begins(patient)
    asking.says_who(patient)
    patient.chooses("Health")
    patient.presses("Continue")
    patient.writes("What is wrong?", asking.BACK)
    patient.page.context.set_offline(True)
    patient.presses("Continue")
    said = patient.page.get_by_role("alert")
    expect(said).to_contain_text("Nothing was sent, and what you typed is still here.")
    expect(said).to_contain_text("call 999")
    expect(said).to_be_in_viewport()
    patient.sees("What is wrong?")
    assert patient.page.get_by_label("What is wrong?").input_value() == asking.BACK
    patient.page.context.set_offline(False)
    expect(said).to_be_hidden()
    patient.presses("Continue")
    patient.sees("Which is closest?")


def test_each_sign_of_danger_takes_little_of_a_narrow_phone(walkers: Callable[..., Walker]) -> None:
    patient = walkers(viewport={"width": 320, "height": 568})
    patient.opens("/")
    patient.follows(asking.BOOKS)
    patient.presses("Ask for help")
    hint = patient.page.locator(".nhsuk-checkboxes__hint").first
    expect(hint).to_be_visible()
    patient.page.context.add_cookies([{"name": COOKIE, "value": "larger.auto.full.en", "url": patient.base}])
    patient.page.reload()
    assert hint.evaluate("one => parseFloat(getComputedStyle(one).paddingLeft)") < 60, (
        "of 320 in large letters"
    )
    patient.chooses("I’m not sure")
    patient.presses("Continue")
    patient.reads("Answer each one. It is fine not to be sure.")
    patient.page.context.clear_cookies(name=COOKIE)
    patient.page.reload()
    patient.reads("Answer each one. It is fine not to be sure.")
    patient.looks()
    yes, no, unsure = (
        patient.page.get_by_label(each, exact=True).first for each in ("Yes", "No", "Not sure")
    )
    assert _one_line(yes, no)
    assert _one_line(no, unsure)


@pytest.mark.parametrize(("letters", "height"), [("normal", 568), ("larger", 640)])
@pytest.mark.parametrize(("address", "came_for"), [("/", "input[name=q]"), ("/p/DEMO001/", "button")])
def test_the_first_screen_of_a_small_phone_holds_what_they_came_for(
    walkers: Callable[..., Walker], address: str, came_for: str, letters: str, height: int
) -> None:
    patient = walkers(viewport={"width": 320, "height": height}, scripts=False)
    patient.page.context.add_cookies(
        [{"name": COOKIE, "value": f"{letters}.auto.full.en", "url": patient.base}]
    )
    patient.opens(address)
    number = patient.page.locator("main").get_by_role("link", name="999", exact=True).bounding_box()
    there = patient.page.locator(f"main {came_for}").first.bounding_box()
    band = patient.page.locator(".weald-demonstration").bounding_box()
    assert number
    assert there
    assert band
    assert number["y"] < there["y"], "999 comes first"
    assert there["y"] + there["height"] - band["height"] <= height, "a real practice has no band"


def _one_line(one: Locator, other: Locator) -> bool:
    """Whether two things stand beside each other."""
    first, second = one.bounding_box(), other.bounding_box()
    assert first
    assert second
    return abs(first["y"] - second["y"]) < 8 and first["x"] + first["width"] <= second["x"]


def _starts_at(patient: Walker, reference: str) -> datetime:
    """Downloads the calendar file, reads it as a calendar would, and compares it with the page."""
    with patient.page.expect_download() as download:
        patient.follows("Add it to your calendar")
    text = download.value.path().read_bytes().decode()
    assert download.value.suggested_filename == "appointment.ics"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = [line.partition(":") for line in text.replace("\r\n ", "").split("\r\n") if line]
    assert [value for name, _, value in lines if name == "BEGIN"] == ["VCALENDAR", "VEVENT"]
    assert [value for name, _, value in lines if name == "END"] == ["VEVENT", "VCALENDAR"]
    event = {name: value for name, _, value in lines}
    assert reference in event["DESCRIPTION"]
    assert "back" not in text.lower()
    begins, ends = (
        datetime.strptime(event[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for name in ("DTSTART", "DTEND")
    )
    assert begins < ends
    hour = begins.astimezone(LONDON)
    said = f"{hour.hour % 12 or 12}{f':{hour.minute:02}' if hour.minute else ''}{'am' if hour.hour < 12 else 'pm'}"
    assert re.search(rf"\b{re.escape(said)}\b", patient.line("When")), (said, patient.line("When"))
    return begins
