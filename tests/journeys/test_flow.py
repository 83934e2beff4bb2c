"""A full day: somebody finds no time and asks for a pharmacy, staff read the alarm and refer them; the manager keeps times for
those who must be helped today and looks at the forecast. On a phone and at a desk."""

import re
from collections.abc import Callable

import pytest

from tests.journeys import asking
from tests.journeys.conftest import PHONE, WIDE, Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

SIZES = pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "desk"])


@pytest.fixture
def full(town: Town) -> tuple[str, str]:
    """Code and name of a practice where people book at once, and which no other journey asks for help; every time of its
    neighbourhood is taken."""
    [(code, name, near)] = town.rows(
        "select o.ods_code, o.name, o.neighbourhood_id from directory_organisation o where o.kind = 'practice' and o.self_service"
        " and not exists (select from directory_organisation other where other.neighbourhood_id = o.neighbourhood_id"
        " and other.ods_code = any(%s)) order by o.ods_code limit 1",
        [f"DEMO00{number}" for number in range(1, 7)],
    )
    town.rows(
        "with filled as (update appointments_slot set taken = capacity where organisation in (select id"
        " from directory_organisation where neighbourhood_id = %s) returning 1) select count(*) from filled",
        near,
    )
    return str(code), str(name)


@SIZES
def test_who_finds_no_time_asks_for_a_pharmacy_and_staff_act_on_the_alarm(
    walkers: Callable[..., Walker], town: Town, full: tuple[str, str], viewport: dict[str, int]
) -> None:
    code, practice = full
    patient, staff = walkers(viewport=viewport), walkers(viewport=viewport)
    patient.opens(f"/p/{code}/")
    patient.sees(practice)
    patient.presses("Ask for help")
    patient.chooses(asking.NONE)
    patient.presses("Continue")
    asking.says_who(patient)
    asking.says_what(patient, "My throat is sore", "Sore throat")
    asking.answers(patient, long="1 to 3 weeks")
    asking.says_who_asks(patient, family="Pane")
    patient.presses("Send my request")
    patient.looks()
    patient.reads("A pharmacist could help you sooner", "will read this and contact you")
    reference = patient.reference
    patient.presses("Ask for this pharmacy")
    patient.reads("Choose one of the pharmacies first")
    patient.looks()
    patient.page.get_by_role("group", name="Which pharmacy?").get_by_role("radio").first.check()
    patient.presses("Ask for this pharmacy")
    patient.reads("You asked for a pharmacy.", "will check that it is right for you")
    patient.looks()

    (request,) = town.request(reference, "id")
    town.becomes(
        lambda: bool(town.rows("select 1 from requests_alarm where request_id = %s", request)), "no alarm"
    )
    asking.signs_in(staff, "Clinician", practice)
    staff.follows(re.compile("^Alarms"))
    staff.sees(re.compile("alarms? to act on$"))
    staff.reads("No time is left at any door within due time.", "No time is free any more today")
    staff.page.get_by_role("button", name=re.compile("^I see to it")).first.click()
    staff.reads("Seen by")
    staff.opens(f"/staff/request/{request}")
    staff.reads("No time was free soon enough, and they ask for a pharmacy.")
    staff.looks()


@SIZES
def test_the_manager_keeps_times_for_today_says_who_helps_and_reads_the_forecast(
    walkers: Callable[..., Walker], town: Town, viewport: dict[str, int]
) -> None:
    manager = walkers(viewport=viewport)
    asking.signs_in(manager, "Practice manager")
    manager.opens("/staff/settings/reserve")
    manager.sees("Kept for today, and when you are full")
    manager.writes("Share of each day", "120")
    manager.page.get_by_role("button", name="Save", exact=True).click()
    manager.reads("100")
    manager.looks()
    manager.writes("Share of each day", "30")
    manager.page.get_by_role("button", name="Save", exact=True).click()
    manager.reads("30% of each day’s times are kept for people who must be helped today")
    [(code, name)] = town.rows(
        "select o.ods_code, o.name from directory_organisation o where o.kind = 'practice' and o.active and not exists"
        " (select from directory_agreement a where a.sees_id = o.id) order by o.ods_code desc limit 1"
    )
    manager.writes("ODS code of the practice that sees your people", str(code))
    manager.chooses("Nurse")
    manager.presses("Note the agreement")
    manager.reads(f"{name}: Nurse, since")
    manager.looks()
    manager.page.get_by_role("button", name=f"End the agreement with {name}").click()
    manager.does_not_read(str(name))

    manager.follows("today’s forecast")
    manager.sees(re.compile("^Need for help today"))
    manager.reads("Need for help today, by hour", "Times, by hour")
    for picture in manager.page.locator("figure").all():
        assert picture.locator("svg[role=img] title").count() == 1
        assert picture.locator("table").count() == 1
    manager.follows(re.compile("^Alarms"))
    manager.sees(re.compile("(alarms? to act on|Alarms)$"))
    manager.reads("What is left today", "practices together: each of them reads the same number here")
