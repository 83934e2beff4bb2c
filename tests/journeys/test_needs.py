"""Somebody who speaks Polish and uses a wheelchair asks, and books double time."""

import pytest

from tests.journeys import asking
from tests.journeys.conftest import Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey


def test_an_interpreter_makes_the_time_double(patient: Walker, clinician: Walker, town: Town) -> None:
    asking.begins(patient)
    asking.says_who(patient)
    asking.says_what(patient, asking.BACK, "Low back pain")
    asking.answers(patient, long="2 to 6 weeks")
    patient.sees("About you")
    patient.writes("Your first name", "Anna")
    patient.writes("Your last name", "Nowak")
    patient.chooses("Text message")
    patient.writes("Your phone number", "07700 900985")
    patient.chooses("Yes, and it is worse")
    patient.page.get_by_text("Do you need help to use this service?").click()
    patient.looks()
    patient.chooses("An interpreter")
    patient.chooses("Step-free access")
    patient.presses("Continue")
    patient.reads("Choose the language of the interpreter")
    patient.looks()
    patient.page.get_by_label("Language of the interpreter").select_option("Polish")
    patient.presses("Continue")
    patient.sees("Check your answers")
    assert patient.line("Help that you need") == "An interpreter: Polish\nStep-free access"
    assert patient.line("Asked us in the last 7 days") == "Yes, and it is worse"
    patient.presses("Send my request")
    patient.reads(
        "You told us that you need an interpreter: Polish and step-free access",
        "Children must not interpret",
    )
    patient.reads("double time, because an interpreter is needed")
    patient.looks()
    patient.page.get_by_role("radio").last.check()
    patient.presses("Book this time")
    patient.sees("Your appointment is booked")
    patient.reads("The practice books a professional interpreter for you")

    [(minutes, slots)] = town.rows(
        "select extract(epoch from a.ends_at - a.starts_at)::int / 60,"
        " (select count(*)::int from appointments_slot s where s.id in (a.slot_id, a.second_slot_id) and s.taken = 1)"
        " from appointments_appointment a join requests_request r on r.id = a.request_id where r.reference = %s",
        patient.reference.replace(" ", ""),
    )
    assert slots == 2
    assert minutes >= 20

    asking.signs_in(clinician, "Clinician", practice=asking.BOOKS)
    reference = patient.reference.replace(" ", "")
    [(request,)] = town.rows("select id::text from requests_request where reference = %s", reference)
    clinician.opens(f"/staff/request/{request}")
    clinician.reads("Interpreter: Polish", "Step-free", "under 18 must not interpret", f"{minutes} minutes")
    clinician.looks()
    clinician.opens("/staff/queue?show=booked")
    clinician.reads("Interpreter: Polish; Step-free")
    clinician.looks()
