"""What the program writes to its log while somebody asks for help: routes and times, and nothing of the person."""

import json
import os
from datetime import date

import pytest

from tests.journeys import asking
from tests.journeys.conftest import Town
from tests.journeys.walking import Walker
from weald.foundation.database import place

pytestmark = pytest.mark.journey

GIVEN, FAMILY = "Philippa", "Quillfeather"
WORDS = "A stabbing ache low in my back since I dug over the allotment"
NUMBER = "999 000 0018"
BORN = date(1957, 8, 23)


def test_nothing_of_a_person_reaches_the_log(patient: Walker, clinician: Walker, town: Town) -> None:
    asking.begins(patient, asking.CONFIRMS)
    asking.says_who(patient, born=BORN)
    asking.says_what(patient, WORDS, "Low back pain")
    asking.answers(patient)
    patient.writes("Your first name", GIVEN)
    patient.writes("Your last name", FAMILY)
    patient.writes("Your NHS number, if you know it", "999 000 0019")
    patient.chooses("Email")
    patient.writes("Your phone number", "07700 900984")
    patient.writes("Your email address", "pip@quillfeather.example")
    patient.chooses("No")
    patient.presses("Continue")
    patient.reads("This is not a real NHS number")
    patient.writes("Your NHS number, if you know it", NUMBER)
    patient.presses("Continue")
    patient.sees("Check your answers")
    patient.presses("Send my request")
    patient.sees("We have your request")
    link = patient.private_link
    asking.opens_link(patient, link, date(1957, 8, 24))
    asking.opens_link(patient, link, BORN)
    patient.sees("We have your request")
    patient.opens(f"{link}nothing-here")
    patient.opens("/r/a-guessed-link-of-somebody/")

    asking.signs_in(clinician, "Clinician")
    clinician.writes("Filter by name, problem or reference", FAMILY)
    clinician.page.keyboard.press("Enter")
    clinician.follows(f"{FAMILY.upper()}, {GIVEN}")
    clinician.page.get_by_role("button", name="Take").click()
    clinician.reads("You have this request now.")
    # The message about it goes out behind the pages.
    town.becomes(
        lambda: (
            town.rows(
                'select count(*) from messages_notification where "to" = %s and sent_at is not null',
                "pip@quillfeather.example",
            )
            != [(0,)]
        ),
        "the message was not sent",
    )

    patient.opens("/demo/messages")
    patient.sees("Messages of the demonstration")
    patient.reads("pip@quillfeather.example", link)

    written = town.log.read_text()
    pages = [json.loads(line) for line in written.splitlines() if '"message": "page"' in line]
    assert {"r/<str:token>/", "staff/queue"} <= {page["route"] for page in pages}, "the log is on"
    if not os.environ.get("DATABASE_URL"):
        written += place.find(os.environ).log.read_text(errors="replace")
    token = link.strip("/").rpartition("/")[2]
    secrets = (
        GIVEN, FAMILY, "stabbing", "allotment", "9990000018", NUMBER, "9990000019", "7700900984", "900984", "pip@",
        BORN.isoformat(), "23 August", token, token[:12], "a-guessed-link",
    )  # fmt: skip
    assert [secret for secret in secrets if secret.lower() in written.lower()] == []
