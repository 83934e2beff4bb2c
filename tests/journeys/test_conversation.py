"""A whole episode without a call or a visit: a person and a clinician write to each other, with a photo, until it is done."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import asking
from tests.journeys.conftest import Town
from tests.journeys.walking import Walker
from tests.services.messages.files import photo

pytestmark = pytest.mark.journey

ASKS = "Please send us a photo of the place that hurts. You do not have to: we can see you instead."
ANSWER = "Thank you. This is a strained muscle. Keep moving, and use a warm pack."
CLOSING = "It gets better by itself within six weeks. Write to us here if it does not."


def test_an_episode_by_messages_alone_with_a_photo(
    patient: Walker, clinician: Walker, walkers: Callable[..., Walker], town: Town
) -> None:
    asking.asks_about_a_back(patient, asking.CONFIRMS, "Writes")
    reference, link = patient.reference, patient.private_link

    asking.signs_in(clinician, "Clinician")
    clinician.opens("/staff/queue")
    clinician.follows("WRITES, Ada")
    clinician.page.wait_for_url("**/staff/request/**")
    keys = clinician.page.keyboard
    clinician.settles()
    keys.press("t")
    clinician.page.wait_for_url("**done=taken")
    keys.press("f")
    clinician.page.locator("#photo_text").fill(ASKS)
    clinician.presses("Ask for a photo")
    clinician.page.wait_for_url("**done=reply")
    clinician.looks()
    clinician.reads("Asks for a photo.", "Notice not sent yet")

    returning = walkers()
    asking.opens_link(returning, link)
    returning.follows("You have a new message from your practice.")
    returning.sees("Messages with Aldermere Health Centre")
    returning.looks()
    returning.reads(ASKS, "Never send such a photo of anybody under 18")
    returning.writes("Write a message", "Here it is. It is no damn better")
    sent = {"name": "IMG_1.JPG", "mimeType": "image/jpeg", "buffer": photo(size=(640, 480))}
    returning.page.locator("#files").set_input_files([sent])  # type: ignore[list-item]
    returning.presses("Send message")
    returning.page.wait_for_url("**sent=1")
    returning.looks()
    returning.reads("Your message is sent. We will answer", "Sent, not read yet", "Photo,")
    assert town.request(reference, "wants, state") == ("reply", "waiting")

    clinician.opens("/staff/queue")
    clinician.reads("New message")
    clinician.follows("WRITES, Ada")
    clinician.reads("Here it is.", "They wrote to you and wait for an answer.")
    clinician.page.get_by_text("Photo, 480 × 640").click()
    shown = clinician.page.locator(".talk-photo")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 480)
    clinician.looks()
    keys.press("m")
    clinician.page.locator("#text").fill(ANSWER)
    clinician.presses("Send the message")
    clinician.page.wait_for_url("**done=reply")
    keys.press("g")
    clinician.page.locator("#after").select_option("P2D")
    clinician.presses("Ask them again")
    clinician.page.wait_for_url("**done=ask_again")
    clinician.reads("Will be asked")
    keys.press("r")
    clinician.page.locator("#outcome").select_option("advice_given")
    clinician.page.locator("#note").fill(CLOSING)
    clinician.chooses("They can write back for 14 days, which opens it again")
    clinician.presses("Close the request")
    clinician.page.wait_for_url("**done=resolved")
    clinician.looks()

    returning.opens(f"{link}messages")
    returning.reads(ANSWER, "Read by the practice")
    returning.writes("Write a message", "It is worse again")
    returning.presses("Send message")
    returning.page.wait_for_url("**sent=1")
    assert town.request(reference, "wants, state, calls_tried") == ("reply", "waiting", 0)
    assert town.rows("select count(*) from appointments_appointment a join requests_request r on r.id = a.request_id"
                     " where r.reference = %s", reference.replace(" ", "")) == [(0,)]  # fmt: skip
    clinician.opens("/staff/call-backs")
    clinician.sees("Call-backs")
    clinician.looks()
