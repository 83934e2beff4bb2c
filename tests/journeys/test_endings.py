"""Where a request can end for the person who asks: at once with 999, at a pharmacy, with a person who reads the words."""

import re
from datetime import date, datetime

import pytest

from tests.journeys import asking
from tests.journeys.conftest import Town
from tests.journeys.walking import Walker
from weald.services.directory.hours import LONDON

pytestmark = pytest.mark.journey


def test_danger_stops_everything_at_once_and_a_name_can_follow(patient: Walker, town: Town) -> None:
    patient.opens("/p/DEMO001/")
    patient.presses("Ask for help")
    patient.chooses("Tight, heavy or spreading chest pain or pressure now")
    patient.presses("Continue")
    patient.sees("Call 999 now")
    patient.reads("Do not wait. Call 999", "has been told and can read this now")
    assert patient.page.get_by_role("link", name="Call 999", exact=True).get_attribute("href") == "tel:999"
    reference = patient.reference
    columns = "level, service, red_flag, state, given_name, phone"
    assert town.request(reference, columns) == ("now", "emergency_999", True, "waiting", "", "")

    patient.page.locator("summary").click()
    patient.presses("Save")
    patient.sees("Call 999 now")
    patient.reads("Write a name or a phone number, or leave this page as it is")
    patient.writes("Name of the person who needs help", "Ada Test")
    patient.writes("Phone number", "07700 900983")
    patient.presses("Save")
    patient.sees("Call 999 now")
    patient.reads("We have the name: Ada Test", reference)
    assert town.request(reference, "given_name, phone") == ("Ada Test", "+447700900983")


def test_a_mother_asks_for_her_child_and_goes_to_a_pharmacy(patient: Walker, town: Town) -> None:
    born = date(datetime.now(LONDON).year - 9, 1, 4)
    asking.begins(patient)
    asking.says_who(patient, whom="My child", born=born, sex="Male")
    asking.says_what(patient, "He has had a sore throat since yesterday", "Sore throat")
    asked = asking.answers(patient)
    assert asked
    patient.sees("About your child, and you")
    for question in asked:
        # "Have you noticed …" may ask the mother; nothing may ask about her.
        assert not re.search(r"\b(do|are|did|were|can) you\b|\byours?\b(?! child)", question, re.I), question
    patient.writes("Your child’s first name", "Tom")
    patient.writes("Your child’s last name", "Test")
    patient.writes("Your own name", "Ada Test")
    patient.chooses("Phone call")
    patient.writes("Your phone number", "01632 960002")
    patient.chooses("No")
    patient.presses("Continue")
    patient.sees("Check your answers")
    assert patient.line("Who needs help") == "My child"
    assert patient.line("Your name") == "Ada Test"
    patient.presses("Send my request")

    patient.sees("A pharmacist can help your child")
    patient.reads(
        "Pharmacies near your practice",
        "You do not need an appointment",
        "Phone first to ask whether they are open",
    )
    assert patient.page.locator(".weald-place").count() >= 2
    patient.reads(
        "What you can do", "When to ask for help sooner", "Call 999 if it becomes an emergency", "Why"
    )
    patient.reads("You do not need to wait for us", "It stays open until they or you close it")
    assert town.request(patient.reference, "state, service, for_whom, asked_by") == (
        "advised", "community_pharmacy", "child", "Ada Test",
    )  # fmt: skip


def test_what_nobody_recognises_goes_to_a_person(patient: Walker, town: Town) -> None:
    asking.begins(patient)
    asking.says_who(patient)
    patient.chooses("Health")
    patient.presses("Continue")
    patient.writes("What is wrong?", "The left one does the thing again that it did at Easter")
    patient.presses("Continue")
    patient.sees("Which is closest?")
    patient.reads("We could not tell from your words")
    patient.chooses("None of these")
    patient.presses("Continue")
    asking.says_who_asks(patient)
    patient.presses("Send my request")
    patient.sees("A person will read your request")
    patient.reads("A clinician at Alderhop Surgery will read this and contact you")
    state, level, problem, words = town.request(patient.reference, "state, level, problem, words")
    assert (state, level) == ("waiting", "today")
    assert problem not in {"low_back_pain", "sore_throat"}
    assert words.startswith("The left one")
