"""A practice manager plans sessions: rooms, safe limits, a template that recurs, weeks published after a look, leave, an early
closing; reception adds somebody to a full time, and the day list says so."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import asking
from tests.journeys.conftest import Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

CODE = "DEMO005"
"""A practice that no other journey asks for help: its sessions may change."""


@pytest.fixture
def practice(town: Town) -> str:
    return town.practice(CODE)


def test_the_manager_plans_sessions_and_nobody_is_left_without_a_time(
    clinician: Walker, practice: str, town: Town
) -> None:
    manager = clinician
    asking.signs_in(manager, "Practice manager", practice)
    manager.follows("Settings")
    manager.follows("Rooms")
    manager.sees("Rooms")
    manager.writes("What it is called", "Room 9")
    manager.presses("Add the room")
    manager.reads("Saved.", "Room 9")

    manager.follows("All settings")
    manager.follows("Safe numbers of contacts")
    manager.sees("Safe numbers of contacts")
    manager.reads("Published: 25 contacts a day (British Medical Association")
    manager.page.get_by_label("Contacts a day for GP").fill("25")
    manager.page.get_by_role("region", name="GP", exact=True).get_by_role("button", name="Save").click()
    manager.reads("Saved.")

    manager.follows("All settings")
    manager.follows("Sessions")
    manager.sees("Sessions")
    _fills_in_a_night(manager)
    manager.presses("Add the line")
    manager.sees("Sessions")
    manager.reads("The line is in the template.", "22:00–01:00 next day")
    _fills_in_a_night(manager)
    manager.presses("Add the line")
    manager.sees("Sessions")
    manager.follows(re.compile("has a line in the template already, Saturday 22:00 to 01:00"))
    expect(manager.page.locator("#starts")).to_be_focused()
    expect(manager.page.locator("#starts-error")).to_be_in_viewport(ratio=1)
    manager.presses("See what the template would publish")
    manager.sees("Publish sessions")
    manager.page.get_by_label("How many weeks").select_option("2 weeks")
    manager.presses("Look again")
    manager.reads("2 sessions are new.")
    manager.presses("Publish 2 sessions")
    manager.reads("2 sessions published.")
    assert town.rows(
        "select count(*), max(contact_limit) from appointments_session s join directory_room r on r.id = s.room"
        " where r.name = 'Room 9'"
    ) == [(2, 25)]

    manager.follows("The week")
    manager.follows("Room by room")
    manager.sees("Sessions")
    manager.reads("Room 9", "The dark line is the share that is taken.")
    manager.follows("Person by person")
    manager.follows("Add leave or protected time")
    manager.sees("Leave and protected time")
    _chooses_a_doctor(manager)
    manager.presses("See who would be moved")
    manager.sees("Leave and protected time")
    manager.reads("Enter the first day")
    [(monday,)] = town.rows(
        "select min(starts_at)::date from appointments_slot where kind = 'slot' and starts_at > now()"
    )
    _writes_day(manager, monday + timedelta(days=1))
    manager.presses("See who would be moved")
    manager.sees(re.compile("^Leave of "))
    manager.reads("What becomes of the sessions")
    manager.page.get_by_role("button", name=re.compile("dd it$")).click()
    manager.reads("Added. Everybody who was moved is told; whom no message can reach stands on Call-backs")

    manager.follows("Close early or all day")
    manager.sees("Close early or all day")
    manager.writes("Close at", "17:00")
    manager.writes("Why (staff only)", "No heating")
    manager.presses("See who would be moved")
    manager.sees("Close early today")
    manager.reads("Your front door closes then as well", "Nobody who asks for help is turned away")
    manager.page.get_by_role("button", name=re.compile("lose early$")).click()
    manager.reads(
        "The sessions end early. Everybody who was moved is told; whom no message can reach stands on Call-backs"
    )
    week = manager.place
    manager.opens("/staff/settings/opening-times")
    manager.sees("Opening times")
    manager.reads("from 5pm: No heating", "Open now, until 5pm today")
    manager.opens(week)

    manager.follows("Day list")
    manager.sees("Day list, today")


def _chooses_a_doctor(manager: Walker) -> None:
    who = manager.page.get_by_label("Who", exact=True)
    who.select_option(label=next(one for one in who.locator("option").all_text_contents() if "Dr " in one))


def _writes_day(manager: Walker, day: object) -> None:
    first = manager.page.get_by_role("group", name="First day")
    for part in ("day", "month", "year"):
        first.get_by_label(part.capitalize(), exact=True).fill(str(getattr(day, part)))


def _fills_in_a_night(manager: Walker) -> None:
    _chooses_a_doctor(manager)
    manager.page.get_by_label("Day of the week").select_option("Saturday")
    for box, text in (("From", "22:00"), ("To", "01:00"), ("Minutes a slot", "15")):
        manager.page.get_by_role("textbox", name=box, exact=True).fill(text)
    manager.page.get_by_label("National category").select_option("General Consultation Acute")
    manager.page.get_by_label("Room", exact=True).select_option("Room 9")
