"""Somebody waits for a time, somebody else gives theirs back; staff send a link to book; everything on a phone and at a desk."""

import re
from collections.abc import Callable

import pytest

from tests.journeys import asking
from tests.journeys.conftest import PHONE, WIDE, Town
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey


def asks(walker: Walker, family: str) -> None:
    """As far as the offered times."""
    asking.asks_about_a_back(walker, family=family)
    walker.sees("You need help within 14 days")


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "desk"])
def test_a_time_that_comes_free_is_held_and_taken_with_one_press(
    walkers: Callable[..., Walker], town: Town, viewport: dict[str, int]
) -> None:
    first, waits = walkers(viewport=viewport), walkers(viewport=viewport)
    asks(first, "First")
    first.page.locator("summary", has_text="more times").click()
    first.page.locator(
        "input[name=slot]"
    ).last.check()  # one so soon that nobody could come would not be held
    first.presses("Book this time")
    first.sees("Your appointment is booked")
    asks(waits, "Waits")
    waits.follows("Tell me when another time comes free")
    waits.sees("Join the waiting list")
    waits.looks()
    waits.presses("Join the waiting list")
    waits.reads("You are on the waiting list", "What suits you: any time")
    waits.looks()
    first.follows("Cancel the appointment")
    first.presses("Cancel the appointment")
    waits.opens(waits.place)
    waits.reads("A time has come free for you", "It is held for you until")
    waits.looks()
    waits.presses("Yes, I take it")
    waits.sees("Your appointment is booked")
    waits.follows("See everything about this request")
    waits.follows("Tell me if an earlier time comes free")
    waits.presses("Join the waiting list")
    waits.follows("Leave the waiting list")
    waits.sees("Leave the waiting list?")
    waits.looks()
    waits.presses("Leave the waiting list")
    waits.reads("Tell me if an earlier time comes free")


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "desk"])
def test_the_rows_of_a_recall_to_be_phoned_stand_in_line(
    walkers: Callable[..., Walker], town: Town, viewport: dict[str, int]
) -> None:
    desk = walkers(viewport=viewport)
    [(recall, practice)] = town.rows(
        "select r.id, o.name from requests_recall r join directory_organisation o on o.id = r.organisation"
        " join requests_recalled d on d.recall_id = r.id where d.state = 'to_call' group by 1, 2 having count(*) > 2"
        " order by count(*) desc, r.id limit 1"
    )
    asking.signs_in(desk, "Receptionist", practice)
    desk.opens(f"/staff/recalls/{recall}")
    desk.reads("To be phoned")
    desk.looks()
    rows = desk.page.locator("form[action$=phoned]")
    places = rows.evaluate_all(
        """(rows) => rows.map((row) => [...row.querySelectorAll("button")].map((button) => {
            const mine = button.getBoundingClientRect();
            return [mine.x, mine.width, mine.height].join();
        }).join())"""
    )
    assert len(places) > 2
    assert len(set(places)) == 1, places


def test_staff_send_a_link_begin_a_recall_and_see_who_waits(
    walkers: Callable[..., Walker], town: Town
) -> None:
    desk, patient = walkers(viewport=WIDE), walkers()
    asking.signs_in(desk, "Receptionist", asking.BOOKS)
    [(person, number, born)] = town.rows(
        "select p.id, p.nhs_number, p.birth_date from people_person p join directory_organisation o on o.id = p.organisation"
        " where o.ods_code = 'DEMO001' and p.phone like '+447%%' and p.died_on is null and p.merged_into is null"
        " and not exists (select from requests_recalled d where d.person = p.id) order by p.id limit 1"
    )
    desk.opens(f"/staff/person/{person}/invite")
    desk.sees(re.compile("^Send .* a link to book$"))
    desk.looks()
    desk.page.get_by_label("What is it for?").select_option(label="A blood pressure check")
    desk.chooses("GP")
    desk.presses("Send the link")
    desk.reads("The link ")  # is sent, or goes out in the morning
    desk.opens("/staff/recalls")
    desk.sees("Recalls")
    desk.looks()
    desk.page.get_by_label("What is it for?").select_option(label="A flu vaccine")
    desk.chooses("Nurse")
    desk.writes("NHS numbers, one on each line", str(number))
    desk.presses("Begin the recall")
    desk.reads("How far it came", "To be phoned")
    desk.looks()
    desk.follows("All recalls")
    desk.follows("NHS Health Check, 40 to 74")
    desk.sees("Recalls")
    desk.presses("Begin the recall")
    desk.reads("Nobody is asked yet.", "Weald cannot know")
    desk.page.get_by_text("Who: names, ages and how they are reached").click()
    desk.looks()
    desk.follows("Waiting list")
    desk.sees("Waiting list")
    desk.looks()
    town.becomes(
        lambda: bool(
            town.rows(
                "select 1 from messages_notification where template = 'invited' and sent_at is not null and person = %s",
                person,
            )
        ),
        "the invitation was not sent",
    )
    patient.opens("/demo/messages")
    link = re.search(r"/i/[\w-]{20,}/", patient.page.content())
    assert link
    patient.opens(link[0])
    patient.sees("Book your appointment")
    patient.looks()
    patient.is_born(born)
    patient.presses("Open")
    patient.reads("asks you to book this", "You do not want this?")
    patient.looks()
    if patient.page.locator("input[name=slot]").count():
        patient.page.locator("input[name=slot]").first.check()
        patient.presses("Book this time")
        patient.sees("Your appointment is booked")
        patient.looks()
    else:
        patient.presses("Not now: ask me again in 6 months")
        patient.sees("Thank you for telling us")
        patient.looks()
