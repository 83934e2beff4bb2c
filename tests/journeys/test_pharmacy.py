"""A pharmacist helps one person whom the practice referred, and sends another one back."""

import re
from collections.abc import Callable

import pytest

from tests.journeys import asking
from tests.journeys.conftest import WIDE, Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

NOTE = "Has had it for four days"
TOLD = "Take the tablets four times a day until they are finished."
BACK = "One tonsil is larger than the other"


def asks_about_a_throat(patient: Walker, family: str) -> str:
    """A sore throat without any sign of danger: the rules name a pharmacist. Gives the reference."""
    asking.begins(patient, asking.CONFIRMS)
    asking.says_who(patient)
    asking.says_what(patient, "My throat is sore and it hurts to swallow", "Sore throat")
    asking.answers(patient, long="Less than 1 week")
    asking.says_who_asks(patient, family=family)
    patient.presses("Send my request")
    patient.sees("We have your request")
    return patient.reference


def refers(clinician: Walker, family: str) -> str:
    """Opens the request and refers it to the first pharmacy of the list; its name."""
    clinician.opens(f"/staff/queue?q={family}")
    clinician.follows(f"{family.upper()}, Ada")
    clinician.page.wait_for_url("**/staff/request/**")
    clinician.page.locator("main h1").wait_for()
    clinician.page.keyboard.press("p")
    clinician.reads("Pharmacy First: Acute sore throat", "Immunosuppression")
    pharmacy = clinician.page.locator("#act-refer").get_by_role("radio").first
    pharmacy.check()
    name = clinician.page.locator("#act-refer .nhsuk-radios__label").first.inner_text().strip()
    clinician.presses("Refer to this pharmacy")
    clinician.reads("Tick all that you verified")  # nothing was ticked: nothing is sent
    clinician.looks()
    for box in clinician.page.locator("#act-refer input[name=checked]").all():
        box.check()
    clinician.writes("For the pharmacist", NOTE)
    clinician.presses("Refer to this pharmacy")
    clinician.page.wait_for_url("**done=referred")
    clinician.reads("Referred. The pharmacy has it now", name)
    clinician.looks()
    return name


def signs_in_at(pharmacist: Walker, pharmacy: str) -> None:
    """One of the pharmacists of this pharmacy."""
    pharmacist.opens(f"/staff/sign-in?q={pharmacy.replace(' ', '+')}")
    pharmacist.follows(re.compile(re.escape(pharmacy)))
    pharmacist.page.get_by_role("button", name=re.compile(" Pharmacist$")).first.click()
    pharmacist.sees("Referred to us")


def opens_referral(pharmacist: Walker, family: str) -> None:
    pharmacist.follows(f"{family.upper()}, Ada")
    pharmacist.page.wait_for_url("**/staff/referral/**")
    pharmacist.looks()


def test_one_is_helped_at_the_pharmacy_and_another_one_comes_back(
    patient: Walker, clinician: Walker, walkers: Callable[..., Walker], town: Town
) -> None:
    helped = asks_about_a_throat(patient, "Helped")
    other = walkers()
    returned = asks_about_a_throat(other, "Returned")
    before = town.request(returned, "level, due_at")

    asking.signs_in(clinician, "Clinician")
    pharmacy = refers(clinician, "Helped")
    assert refers(clinician, "Returned") == pharmacy
    patient.page.reload()
    patient.sees("A pharmacy has your request")
    patient.reads(f"We have asked {pharmacy}")

    pharmacist = walkers(viewport=WIDE)
    signs_in_at(pharmacist, pharmacy)
    opens_referral(pharmacist, "Helped")
    pharmacist.reads("My throat is sore", NOTE, "Allergies", "Not known to us", "Acute sore throat")
    pharmacist.settles()
    # A key that is held down was meant for the one before.
    pharmacist.page.evaluate("""document.body.dispatchEvent(
        new KeyboardEvent("keydown", {key: "t", repeat: true, bubbles: true, cancelable: true}))""")
    assert pharmacist.page.locator("form[data-sent]").count() == 0
    pharmacist.page.keyboard.press("t")
    pharmacist.page.wait_for_url("**done=take")
    pharmacist.reads("You have this referral now.")
    pharmacist.page.keyboard.press("r")
    pharmacist.page.get_by_label("Outcome").select_option("treated")
    pharmacist.chooses("Yes")
    pharmacist.writes("What you found (staff only)", "FeverPAIN 4, no allergy")
    pharmacist.writes(
        "Medicine supplied: name, strength, amount", "Phenoxymethylpenicillin 500 mg, 40 tablets"
    )
    pharmacist.chooses("Supplied under a patient group direction")
    pharmacist.presses("Record")
    pharmacist.reads("Write in plain words what you tell the person")  # what was typed is kept
    pharmacist.looks()
    pharmacist.writes("What you tell the person, in plain words", TOLD)
    pharmacist.presses("Record")
    pharmacist.page.wait_for_url("**done=consult")
    pharmacist.sees("Referred to us")
    assert town.request(helped, "state, outcome") == ("closed", "pharmacy")

    opens_referral(pharmacist, "Returned")
    pharmacist.page.keyboard.press("b")
    pharmacist.page.get_by_label("Why").select_option("needs_practice")
    pharmacist.writes("What the practice should know", BACK)
    pharmacist.presses("Send back")
    pharmacist.page.wait_for_url("**done=return")
    pharmacist.does_not_read("RETURNED, Ada")
    assert town.request(returned, "state, level, due_at") == ("waiting", *before)

    clinician.opens("/staff/queue?q=Returned")
    clinician.reads(f"Came back from {pharmacy}: Somebody at the practice must see them")
    clinician.looks()
    clinician.follows("RETURNED, Ada")
    clinician.reads(BACK)
    patient.page.reload()
    patient.sees("This request is closed")
    patient.page.get_by_text("What has happened so far").click()
    patient.reads(TOLD)
