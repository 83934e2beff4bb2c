"""A practice manager through their week, somebody who reports what was unsafe, and a planner."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.journeys import asking
from tests.journeys.conftest import WIDE, Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

CODE = "DEMO003"
"""A practice that no other journey asks for help: its opening times may change."""


@pytest.fixture
def practice(town: Town) -> str:
    return town.practice(CODE)


def test_the_manager_sees_the_day_with_a_table_beside_every_picture(clinician: Walker) -> None:
    manager = clinician
    asking.signs_in(manager, "Practice manager")
    manager.follows("Today")
    manager.sees(re.compile("^Today: Monday"))
    manager.reads(
        "Waiting against due",
        "Demand by hour and channel",
        "A promise is kept when",
        "On duty now",
        "Source: ",
    )
    pictures = manager.page.locator("figure")
    assert pictures.count() == 3
    for picture in pictures.all():
        assert picture.locator("svg[role=img] title").count() == 1
        assert picture.locator("table").count() == 1


def test_the_manager_looks_at_promises_and_the_national_measures(clinician: Walker) -> None:
    manager = clinician
    asking.signs_in(manager, "Practice manager")
    manager.follows("Promises")
    manager.sees("Promises and measures")
    manager.follows("13 weeks")
    manager.sees("Promises and measures")
    manager.reads(
        "National measures",
        "Urgent requests dealt with on the same day",
        "Not measured here.",
        "What is counted",
    )
    pictures = manager.page.locator("figure")
    for picture in pictures.all():
        assert picture.locator("svg[role=img] title").count() == 1
        assert picture.locator("table").count() == 1


def shows_cards(walker: Walker) -> None:
    """No table of the page scrolls sideways: each row is a card, with the headings beside what stands under them."""
    tables = walker.page.locator(".nhsuk-table")
    assert tables.count()
    for table in tables.all():
        assert table.evaluate("one => getComputedStyle(one.tHead).position") == "absolute", table.inner_text()
    for region in walker.page.locator(".chart__table").all():
        assert region.evaluate("one => one.scrollWidth <= one.clientWidth"), region.inner_text()


def test_on_a_phone_no_table_of_figures_scrolls_sideways(patient: Walker) -> None:
    manager = patient  # a phone in other hands
    asking.signs_in(manager, "Practice manager")
    for path, heading in (
        ("promises?weeks=0", "Promises and measures"),
        ("promises?weeks=13", "Promises and measures"),
        ("today", re.compile("^Today: Monday")),
        ("forecast", re.compile("^Need for help today: Monday")),
    ):
        manager.opens(f"/staff/{path}")
        manager.sees(heading)
        shows_cards(manager)


def test_on_a_phone_no_table_of_the_districts_scrolls_sideways(patient: Walker, town: Town) -> None:
    planner = patient
    [(board,)] = town.rows("select name from directory_organisation where kind = 'icb' limit 1")
    planner.opens("/staff/")
    planner.follows(str(board))
    planner.page.get_by_role("button", name=re.compile(" Planner$")).first.click()
    planner.sees("Figures by district")
    planner.presses("Set them side by side")
    planner.reads(" beside ")
    planner.looks()
    shows_cards(planner)


def test_the_manager_sets_how_the_practice_works(clinician: Walker, practice: str, town: Town) -> None:
    manager = clinician
    asking.signs_in(manager, "Practice manager", practice)
    manager.follows("Settings")
    manager.sees("Settings")
    manager.follows("Opening times")
    manager.sees("Opening times")
    manager.writes("Monday, closes", "09:30")
    manager.presses("Save the week")
    manager.reads("Saved.", "This leaves out part of core hours", "09:30")
    manager.sees("Opening times")
    manager.writes("Monday, closes", "08:00")
    manager.presses("Save the week")
    manager.sees("Opening times")
    manager.reads("Monday: the closing time must be after the opening time")

    manager.follows("All settings")
    manager.follows("Services")
    manager.sees("Services")
    manager.follows("GP")
    manager.sees("GP")
    manager.presses("Save the service")
    manager.sees("Services")

    manager.follows("All settings")
    manager.follows("Staff and roles")
    manager.sees("Staff and roles")
    manager.writes("Name, as patients know it", "Eve Lake")
    manager.writes("Name that they sign in with", "eve.lake@journey")
    manager.chooses(re.compile("^Receptionist"))
    manager.presses("Add")
    manager.reads("Added. They can sign in now.")
    manager.follows("Eve Lake")
    manager.sees("Eve Lake")
    manager.page.get_by_role("button", name="Give the role Privacy officer").click()
    manager.reads("The role is given.")
    manager.presses("End their work here")
    manager.reads("Their sessions have ended.")
    manager.does_not_read("Eve Lake")

    manager.follows("All settings")
    manager.follows("Staff first or self-service")
    manager.sees("Staff first or self-service")
    manager.page.get_by_label("Low back pain", exact=True).click()
    manager.presses("Save")
    manager.reads("Saved.")

    manager.follows("All settings")
    manager.follows("Message templates")
    manager.sees("Message templates")
    manager.writes("Name, for staff", "Ring us")
    manager.writes("Text, for the person", "Please ring us after 2pm.")
    manager.presses("Save the text")
    manager.reads("Saved.", "Please ring us after 2pm.")

    told = {
        verb for (verb,) in town.rows("select distinct verb from access_auditrow where why like %s", "%→%")
    }
    assert {
        "practice.opening_times",
        "practice.give_role",
        "practice.modes",
        "messages.save_template",
    } <= told


def test_sessions_are_published_and_cut(clinician: Walker, practice: str) -> None:
    manager = clinician
    asking.signs_in(manager, "Practice manager", practice)
    manager.opens("/staff/settings/sessions")
    manager.sees("Sessions")
    manager.follows("The week after")
    manager.presses("See what this week would change in the template")
    manager.sees("Sessions")
    manager.reads("If this week were the template", "What is published stays as it is.")
    manager.presses("Make this week the template")
    manager.reads("This week is the template now.")
    manager.sees("Sessions")
    manager.follows("The week after")
    manager.follows("The week after")
    manager.presses("See what the template would publish")
    manager.sees("Publish sessions")
    manager.reads("sessions are new.", "Nothing is published before you press.")
    manager.page.get_by_role("button", name=re.compile("^Publish .* sessions")).click()
    manager.reads("sessions published.", "There is nothing more to publish in this time.")
    manager.sees("Publish sessions")
    manager.follows("The week")
    manager.sees("Sessions")
    manager.reads("The dark line is the share that is taken.")
    manager.page.locator(".rota-cell a").first.click()
    manager.sees(re.compile("^Session of "))
    manager.uses_back_button()
    manager.page.locator(".rota-days summary").first.click()
    manager.looks()
    manager.page.locator("td.time a").first.click()
    manager.sees(re.compile("^Session of "))
    manager.presses("See who would be moved")
    manager.sees(re.compile("^Cancel the session of "))
    manager.reads("Nobody is booked in this time.", "cancelled")
    manager.presses("Cancel the session")
    manager.reads("The session is cut.")
    other = manager.page.get_by_label("Copy this week to another")
    other.fill(str(date.fromisoformat(other.input_value()) + timedelta(weeks=8)))
    manager.presses("See what a copy would publish")
    manager.reads("A copy of the week of")
    manager.sees("Publish sessions")
    manager.page.get_by_role("button", name=re.compile("^Publish .* sessions")).click()
    manager.reads("sessions published.")


def test_anybody_reports_what_was_unsafe_and_the_manager_answers(
    patient: Walker, clinician: Walker, practice: str
) -> None:
    patient.opens(f"/p/{CODE}/")
    patient.sees(practice)
    patient.follows("Report something about safety")
    patient.sees("Report something about safety")
    patient.reads(f"Your report goes to {practice}.")
    patient.presses("Send the report")
    patient.sees("Report something about safety")
    patient.reads("Choose what you want to report", "Say what happened")
    patient.chooses("Something went wrong, or nearly did")
    patient.writes("What happened?", "The page said that my practice was open, and it was not.")
    patient.writes("Or about when?", "Last Friday")
    for question in ("How much harm to the body?", "How much harm to the mind, such as fear or distress?"):
        patient.page.get_by_role("group", name=question).get_by_label("None", exact=True).check()
    patient.presses("Send the report")
    patient.sees("Thank you for your report")
    reference = patient.reference.replace(" ", "")

    manager = clinician
    asking.signs_in(manager, "Practice manager", practice)
    manager.follows("Safety")
    manager.sees("Safety events")
    manager.follows(reference)
    manager.sees(f"Safety event {reference}")
    manager.reads("The page said that my practice was open", "p/<str:ods>/", "by the public")
    manager.writes("What was done, and what was learned", "We put the opening times right.")
    manager.presses("Save")
    manager.sees("Safety events")
    manager.reads("Read by")


def test_a_planner_compares_districts_and_sees_nobody(walkers: Callable[..., Walker], town: Town) -> None:
    planner = walkers(viewport=WIDE)
    [(board,)] = town.rows("select name from directory_organisation where kind = 'icb'")
    planner.opens("/staff/")
    planner.follows(str(board))
    planner.page.get_by_role("button", name=re.compile(" Planner$")).first.click()
    planner.sees("Figures by district")
    planner.follows("1 week")
    planner.sees("Figures by district")
    planner.reads("Swale", "Sevenoaks", "Source: requests in Weald", "a count of 1 to 7 is not told")
    planner.follows("Swale")
    planner.reads("Practices in Swale")
    planner.looks()
    planner.page.get_by_label("District", exact=True).select_option("Swale")
    planner.page.get_by_label("beside", exact=True).select_option("Sevenoaks")
    planner.presses("Set them side by side")
    planner.reads("Swale beside Sevenoaks", "31,160 more in Swale.", "Practices in Swale")
    planner.follows("Most deprived fifth")
    planner.reads(
        "Swale beside Sevenoaks", "those with most first by: Neighbourhoods among the most deprived fifth"
    )
    planner.looks()
    planner.opens("/staff/queue")
    planner.reads("Your role does not allow this")
