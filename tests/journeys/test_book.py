"""The pathway book: somebody at the desk reads how it decides; a clinician walks a pathway, signs it, and disagrees with a rule."""

import re
from collections.abc import Callable

import pytest

from tests.journeys import asking
from tests.journeys.conftest import PHONE, Town
from tests.journeys.walking import Walker
from weald.services.library.content import FOLDER

pytestmark = pytest.mark.journey


def test_a_receptionist_finds_and_reads_a_pathway_on_a_phone(walkers: Callable[..., Walker]) -> None:
    desk = walkers(viewport=PHONE)
    asking.signs_in(desk, "Receptionist")
    desk.follows("Pathways")
    desk.sees("Pathway book")
    desk.looks()
    desk.writes("Find a pathway", "razor blades in my throat")
    desk.presses("Find")
    desk.sees("Pathway book")
    desk.looks()
    desk.follows("Sore throat")
    desk.sees("Sore throat")
    desk.looks()
    desk.reads(
        "The decision at a glance",
        "age under 5 years AND feels very ill",
        "all come out as written",
        "Draft",
    )
    desk.does_not_read("Record a review")
    desk.page.locator(".bk-ladder a").first.click()
    assert desk.page.url.split("#")[1].startswith("rule-sore_throat-")
    desk.opens("/staff/book/common")
    desk.sees("Signs of danger, and what raises every decision")
    desk.looks()
    desk.page.emulate_media(media="print")
    assert not desk.page.locator(".bk-tools").is_visible()
    assert desk.page.locator("#rules").is_visible()
    after = "(one) => getComputedStyle(one, '::after').content"
    desk.opens("/staff/book/sore_throat")
    assert desk.page.locator(".bk-ladder a").first.evaluate(after) == "none", (
        "a place on the page has no address on paper"
    )
    assert "Link: " in desk.page.locator(".bk-sources a").first.evaluate(after), "a source has"
    desk.page.emulate_media(media="screen")
    cases = desk.page.get_by_role("region", name="Table of the worked cases")
    assert cases.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_clinician_walks_a_pathway_by_keyboard_and_signs_its_text(clinician: Walker, town: Town) -> None:
    name = asking.signs_in(clinician, "Clinician")
    clinician.opens("/staff/book?q=clozapine")
    clinician.sees("Pathway book")
    clinician.follows("sore_throat.risk_medicine")
    clinician.sees("Sore throat")
    clinician.follows("Walk it in the workbench")
    clinician.sees("Workbench: Sore throat")
    clinician.looks()
    keys = clinician.page.keyboard
    for _ in range(3):
        # The exclusive answer "none of these", reached and ticked without a mouse.
        clinician.page.get_by_label("No, none of these").focus()
        keys.press("Space")
        keys.press("Enter")
        clinician.page.wait_for_load_state()
    clinician.reads("no rule fires yet", "Ruled out", "Still open", "Answers so far")
    clinician.looks()
    clinician.page.get_by_role("link", name=re.compile("^Back to here")).nth(1).click()
    clinician.chooses(re.compile("harsh or high-pitched noise"))
    clinician.presses("Answer")
    clinician.reads("sore_throat.airway fires", "Because (sore_throat.airway)")
    clinician.looks()
    clinician.chooses("I agree with this text")
    clinician.writes("Your role", "GP")
    clinician.presses("Keep my review")
    clinician.sees("Sore throat")
    clinician.reads("Your review is kept.", f"Signed for this text by {name} (GP) on ", "demonstration only")
    assert town.rows("select verdict, demonstration from library_review where text = 'sore_throat'") == [
        ("agree", True)
    ]


def test_a_clinician_brings_a_draft_walks_it_beside_what_is_on_duty_and_throws_it_away(
    clinician: Walker, town: Town
) -> None:
    asking.signs_in(clinician, "Clinician")
    clinician.follows("Pathways")
    clinician.follows(re.compile("Drafts of pathways"))
    clinician.sees("Drafts of pathways")
    clinician.presses("Bring it")
    clinician.reads("There is a problem", "Choose the file of a pathway")
    clinician.looks()
    body = (FOLDER / "pathways/sore_throat.yaml").read_text()
    often = "rule: sore_throat.often\n    when: throat_often\n    level: "
    assert often in body
    for level, said in (("whenever", "`level: whenever` is not known"), ("soon", "")):
        sent = body.replace(f"{often}routine", often + level).encode()
        clinician.page.set_input_files(
            "#file", {"name": "sore_throat.yaml", "mimeType": "text/yaml", "buffer": sent}
        )
        clinician.presses("Bring it")
        if said:
            clinician.reads(f"sore_throat.yaml:{body.partition(often)[0].count('\n') + 3}: ", said)
            clinician.looks()
    clinician.sees("Draft: Sore throat")
    clinician.reads(
        "nothing is decided by it",
        "more urgent, as:",
        "would have changed",
        "to put right before it can go on duty",
    )
    clinician.follows("Walk it beside what is on duty")
    clinician.sees("Workbench: Sore throat (draft)")
    clinician.chooses("No, none of these")
    clinician.presses("Answer")
    clinician.reads("On duty, with the same answers", "The draft says the same.")
    clinician.looks()
    clinician.chooses("I agree with this text")
    clinician.writes("Your role", "GP")
    clinician.presses("Keep my review")
    clinician.sees("Draft: Sore throat")
    clinician.reads("Reviews of exactly this text", "(GP)")
    draft = clinician.place.rsplit("/", 1)[1]
    clinician.presses("Throw this draft away")
    clinician.sees("Drafts of pathways")
    assert town.rows("select 1 from library_draft where id = %s", draft) == []


def test_disagreement_with_a_rule_reaches_its_place_in_the_book_and_is_answered(
    patient: Walker, clinician: Walker
) -> None:
    asking.asks_about_a_back(patient, asking.CONFIRMS, "Disputed")
    patient.sees("We have your request")
    reference = patient.reference.replace(" ", "")
    asking.signs_in(clinician, "Clinician")
    keys = clinician.page.keyboard
    keys.press("/")
    keys.type("Disputed")
    keys.press("Enter")
    clinician.page.wait_for_url("**filtered=1")
    keys.press("j")
    keys.press("Enter")
    clinician.page.wait_for_url("**/staff/request/**")
    clinician.page.locator("#act-disagree > summary").click()
    clinician.writes("What should the author know?", "Six weeks is soon enough for physiotherapy.")
    clinician.page.get_by_label("What would be right?").select_option("self_care")
    clinician.presses("Keep my note")
    clinician.reads("Your note is kept for the author of the rule.")
    clinician.page.locator(
        ".q-reason + * a[href^='/staff/book'], p.quiet a[href^='/staff/book']"
    ).first.click()
    clinician.sees("Low back pain")
    clinician.reads("Six weeks is soon enough for physiotherapy.", reference, "of the last 30 days here")
    clinician.looks()
    clinician.follows("Open: answer this note")
    clinician.sees("Notes about rules")
    clinician.looks()
    clinician.writes("What came of it, in a sentence", "We leave it as it is.")
    clinician.presses("Answer the note")
    clinician.reads("The note is answered.", "We leave it as it is.")
