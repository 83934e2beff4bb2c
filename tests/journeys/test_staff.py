"""Patients and the staff who answer them: the same request on both sides."""

import re
from collections.abc import Callable

import pytest

from tests.journeys import asking
from tests.journeys.conftest import WIDE, Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

RESTED = "The physiotherapist showed you exercises. Do them twice a day. Ask us again if it is no better in 6 weeks."


def test_staff_confirm_first_by_keys_alone_and_the_person_books(
    patient: Walker, clinician: Walker, walkers: Callable[..., Walker], town: Town
) -> None:
    asking.asks_about_a_back(patient, asking.CONFIRMS, "Confirmed")
    patient.sees("We have your request")
    patient.reads("What we think you need. Staff will confirm it")
    patient.reads("A clinician at Aldermere Health Centre will read this and confirm what happens next by")
    patient.does_not_read("Choose a time")
    reference, link = patient.reference, patient.private_link

    name = asking.signs_in(clinician, "Clinician")
    keys = clinician.page.keyboard
    keys.press("/")
    keys.type("Confirmed")
    keys.press("Enter")
    clinician.page.wait_for_url("**filtered=1")
    keys.press("j")
    keys.press("Enter")
    clinician.page.wait_for_url("**/staff/request/**")
    clinician.looks()
    clinician.reads("In their own words", asking.BACK, "Draft content", "2 to 6 weeks")
    clinician.settles()
    keys.press("t")
    clinician.page.wait_for_url("**done=taken")
    clinician.reads("You have this request now.")
    keys.press("o")
    clinician.page.wait_for_url("**done=confirmed")
    clinician.looks()
    clinician.reads("Confirmed. The person is told.")
    assert town.request(reference, "state, owner_name") == ("confirmed", name)

    returning = walkers()
    asking.opens_link(returning, link)
    returning.sees("You need help within 14 days")
    returning.page.get_by_role("radio").last.check()
    returning.presses("Book this time")
    returning.sees("Your appointment is booked")

    clinician.page.reload()
    clinician.reads("Appointment")
    clinician.presses("Attended")
    clinician.page.wait_for_url("**done=attendance")
    keys.press("r")
    clinician.page.get_by_label("What you tell the person").wait_for()
    keys.type("s")  # the list of outcomes has the focus: the first that begins with s
    keys.press("Tab")
    keys.type(RESTED)
    keys.press("Tab")
    keys.press("Enter")
    clinician.page.wait_for_url("**done=resolved")
    clinician.looks()

    returning.opens(link)
    returning.sees("This request is closed")
    returning.page.get_by_text("What has happened so far").click()
    returning.reads(RESTED)


def test_reception_answers_an_administrative_request(patient: Walker, clinician: Walker, town: Town) -> None:
    asking.begins(patient, asking.CONFIRMS)
    asking.says_who(patient)
    patient.chooses("Something administrative")
    patient.presses("Continue")
    patient.sees("What do you need?")
    patient.writes("What do you need?", "A letter for the council about my parking")
    patient.presses("Continue")
    patient.sees("Which is closest?")
    patient.chooses("A letter, form or report")
    patient.presses("Continue")
    asking.answers(patient)
    asking.says_who_asks(patient, family="Administrative", before="")
    patient.presses("Send my request")
    patient.sees("We have your request")
    patient.reads("Somebody from our team at Aldermere Health Centre will read this")
    reference = patient.reference

    receptionist = clinician
    asking.signs_in(receptionist, "Receptionist")
    receptionist.follows(re.compile("^Administrative"))
    receptionist.sees("Administrative requests")
    receptionist.follows("ADMINISTRATIVE, Ada")
    receptionist.page.wait_for_url("**/staff/request/**")
    receptionist.looks()
    receptionist.reads("A letter for the council about my parking")
    receptionist.settles()
    receptionist.page.keyboard.press("t")
    receptionist.page.wait_for_url("**done=taken")
    receptionist.page.keyboard.press("m")
    receptionist.writes("Message in plain words", "Your letter is ready at the desk.")
    receptionist.presses("Send the message")
    receptionist.page.wait_for_url("**done=reply")
    receptionist.looks()

    patient.page.reload()
    patient.page.get_by_text("What has happened so far").click()
    patient.reads("We wrote to you. Read it in your messages.")
    patient.opens(patient.page.url.partition("?")[0].replace("/decision", "/messages"))
    patient.reads("Your letter is ready at the desk.")
    assert town.request(reference, "kind, service, state") == ("administrative", "reception", "waiting")


def test_two_take_at_once_and_the_slower_is_told_who_has_it(
    patient: Walker, walkers: Callable[..., Walker], town: Town
) -> None:
    asking.asks_about_a_back(patient, asking.CONFIRMS, "Contested")
    patient.sees("We have your request")
    desks = [walkers(viewport=WIDE), walkers(viewport=WIDE)]
    names = [asking.signs_in(desk, "Clinician", turn=turn) for turn, desk in enumerate(desks)]
    for desk in desks:
        desk.follows("CONTESTED, Ada")
        desk.page.wait_for_url("**/staff/request/**")
    for desk in desks:  # pressed without waiting for either answer
        desk.page.evaluate("setTimeout(() => document.querySelector('[data-key=t]').click(), 300)")
    owner = re.compile("|".join(names))
    for desk in desks:
        desk.page.get_by_text(
            re.compile(rf"You have this request now\.|({owner.pattern}) took this request")
        ).wait_for()
        desk.looks()
    told = [desk.page.locator("main").inner_text() for desk in desks]
    [winner] = [name for name, text in zip(names, told, strict=True) if "You have this request now" in text]
    [loser] = [text for text in told if "You have this request now" not in text]
    assert f"{winner} took this request at" in loser
    assert town.request(patient.reference, "owner_name, version") == (winner, 1)


def test_the_queue_shows_by_itself_what_is_new(patient: Walker, clinician: Walker) -> None:
    clinician.page.clock.install()
    asking.signs_in(clinician, "Clinician")
    clinician.does_not_read("NEWCOMER")
    says = clinician.page.locator("[data-says]")
    assert says.get_attribute("role") == "status"
    asking.asks_about_a_back(patient, asking.CONFIRMS, "Newcomer")
    patient.sees("We have your request")
    clinician.page.clock.fast_forward(21_000)
    clinician.page.get_by_text("1 new: NEWCOMER, Ada").wait_for()
    clinician.looks()


def test_a_time_that_is_taken_while_somebody_reads_gives_fresh_ones(
    patient: Walker, walkers: Callable[..., Walker], town: Town
) -> None:
    slower = patient
    faster = walkers()
    for each in (slower, faster):
        asking.asks_about_a_back(each)
        each.sees("You need help within 14 days")
    # The last of the times: the first may have begun before a slow machine comes to press.
    slot = slower.page.get_by_role("radio").last.get_attribute("value")
    choice = f"input[value='{slot}']"
    faster.page.locator(choice).check()
    faster.presses("Book this time")
    faster.sees("Your appointment is booked")

    slower.page.locator(choice).check()
    slower.presses("Book this time")
    slower.sees("You need help within 14 days")
    slower.reads("That time has just been taken. Choose another one.")
    assert slower.page.locator(choice).count() == 0
    slower.page.get_by_role("radio").last.check()
    slower.presses("Book this time")
    slower.sees("Your appointment is booked")
    assert town.rows(
        "select count(*) from appointments_appointment where slot_id = %s and state = 'booked'", slot
    ) == [(1,)]


PRESSES = """(() => {
    const press = (key, repeat = false) => document.body.dispatchEvent(
        new KeyboardEvent("keydown", {key, repeat, bubbles: true, cancelable: true}));
    return press;
})()"""


def test_a_key_that_was_meant_for_another_request_decides_nothing(
    patient: Walker, clinician: Walker, town: Town
) -> None:
    asking.asks_about_a_back(patient, asking.CONFIRMS, "Unread")
    reference = patient.reference

    def state() -> str:
        return str(town.request(reference, "state")[0])

    asking.signs_in(clinician, "Clinician")
    clinician.follows("UNREAD, Ada")
    clinician.page.wait_for_url("**/staff/request/**")
    here = clinician.page.url
    # The key of a page that was just left behind comes as soon as this one has its scripts.
    clinician.page.add_init_script(
        f"if (!location.search) addEventListener('DOMContentLoaded', () => {PRESSES}('o'))"
    )
    clinician.opens(here)
    clinician.settles()
    assert clinician.page.locator("form[data-sent]").count() == 0
    # A key that is held down, and one that comes after this request was left.
    clinician.page.evaluate(f"() => {PRESSES}('o', true)")
    assert clinician.page.locator("form[data-sent]").count() == 0
    clinician.page.evaluate(f"() => {{ const press = {PRESSES}; press('n'); press('o'); }}")
    clinician.page.wait_for_url(lambda address: address != here)
    assert state() == "waiting"
    clinician.opens(here)
    clinician.settles()
    clinician.page.keyboard.press("o")
    clinician.page.wait_for_url("**done=confirmed")
    assert state() == "confirmed"


@pytest.mark.parametrize("role", ["Receptionist", "Clinician"])
def test_the_queue_fits_a_small_desk_with_who_has_it_and_the_way_to_take_it(
    walkers: Callable[..., Walker], role: str
) -> None:
    walker = walkers(viewport=WIDE)
    asking.signs_in(walker, role)
    bar = walker.page.locator(".staff-bar").bounding_box()
    assert bar
    assert bar["height"] <= 60  # one line of places, with their numbers
    for width in (1263, 1152, 1024):
        walker.page.set_viewport_size({"width": width, "height": 768})
        hidden = walker.page.locator(".staff-scroll").evaluate("one => one.scrollWidth - one.clientWidth")
        assert hidden <= 0, width
        bar = walker.page.locator(".staff-bar").bounding_box()
        assert bar
        assert bar["height"] <= 60, width
