"""What a practice sets for itself: kept whole or not at all, with the old and the new value, and followed at once."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.directory import kept, queries
from weald.services.directory.actions import settings
from weald.services.directory.actions.settings import ServiceSettings
from weald.services.directory.forms import week_boxes
from weald.services.directory.hours import CORE_WEEK, is_open
from weald.services.directory.models import OpeningTime, Organisation
from weald.services.directory.presenters import settings as presenter
from weald.services.requests.evidence import may_book_at_once
from weald.services.requests.presenters.patient.page import door

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW
SHORT = ((0, time(9), time(12)), (0, time(13), time(17)), (2, time(8), time(18, 30)))


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def manager(ward: Ward) -> Any:
    return ward.somebody("Mo Hill", "practice_manager")


def trace(verb: str) -> list[str]:
    with acting(given.SYSTEM):
        return [
            why for (why,) in query("select why from access_auditrow where verb = %s order by id", [verb])
        ]


def test_opening_times_hold_at_once_and_leave_old_and_new(ward: Ward, manager: Any) -> None:
    tuesday = datetime(2026, 11, 24, 10, tzinfo=NOW.tzinfo)
    assert is_open(queries.practice_by_id(ward.practice).hours, tuesday)
    with acting(manager):
        settings.set_opening_times(week=SHORT)
        assert kept.week() == SHORT
    hours = queries.practice_by_id(ward.practice).hours
    assert not is_open(hours, tuesday)
    assert is_open(queries.practice_by_id(ward.elsewhere).hours, tuesday)
    [why] = trace("practice.opening_times")
    assert why.startswith("Monday 08:00–18:30; Tuesday 08:00–18:30;")
    assert why.endswith("→ Monday 09:00–12:00, 13:00–17:00; Wednesday 08:00–18:30")
    with acting(manager):
        settings.set_opening_times(week=SHORT[::-1])
    assert len(trace("practice.opening_times")) == 1  # nothing was different


@pytest.mark.parametrize(
    "week",
    [
        (),
        ((0, time(9), time(9)),),
        ((0, time(9), time(12)), (0, time(11), time(13))),
        ((7, time(9), time(10)),),
    ],
)
def test_a_week_that_cannot_be_changes_nothing(ward: Ward, manager: Any, week: Any) -> None:
    with acting(manager), pytest.raises(Refused):
        settings.set_opening_times(week=week)
    with acting(manager):
        assert kept.week() == ()
    assert trace("practice.opening_times") == []


def test_a_closed_day_is_closed_and_can_be_opened_again(ward: Ward, manager: Any) -> None:
    day = date(2026, 12, 2)
    noon = datetime(2026, 12, 2, 12, tzinfo=NOW.tzinfo)
    with acting(manager):
        settings.close_day(day=day, reason="Training", now=NOW)
        assert kept.closures(NOW.date()) == [(day, "Training", None)]
    assert not is_open(queries.practice_by_id(ward.practice).hours, noon)
    assert is_open(queries.practice_by_id(ward.elsewhere).hours, noon)
    for wrong in (day, NOW.date() - timedelta(days=1), date(2026, 12, 25)):
        with acting(manager), pytest.raises(Refused):
            settings.close_day(day=wrong, reason="Training", now=NOW)
    with acting(manager):
        settings.open_day(day=day)
    assert is_open(queries.practice_by_id(ward.practice).hours, noon)
    assert trace("practice.close_day") == ["open → closed on 2 December 2026: Training"]
    assert trace("practice.open_day") == ["closed on 2 December 2026 → open"]


def test_a_service_is_offered_changed_and_taken_out(ward: Ward, manager: Any) -> None:
    clinic = ServiceSettings("physiotherapist", "Back clinic", True, 5844, None, "")
    with acting(manager):
        settings.set_service(service=clinic, now=NOW)
        settings.set_service(service=clinic, now=NOW)
        assert presenter.service_words(kept.services()["physiotherapist"]) == "Back clinic, from 16 years"
        gone = ServiceSettings("physiotherapist", "Back clinic", False, 5844, 6000, "")
        settings.set_service(service=gone, now=NOW)
        assert not kept.services()["physiotherapist"].commissioned
    first, second = trace("practice.service.physiotherapist")
    assert first.startswith("not offered → name Back clinic, commissioned True")
    assert "commissioned True" in second.partition("→")[0]
    assert "commissioned False" in second.partition("→")[2]
    with acting(manager), pytest.raises(Refused):
        settings.set_service(service=ServiceSettings("gp", "GP", True, 100, 100, ""), now=NOW)


@pytest.mark.parametrize("age", [11, 13])
def test_when_proxies_are_looked_at_again(ward: Ward, manager: Any, age: int) -> None:
    with acting(manager):
        settings.set_proxy_review_age(age=age)
    assert queries.practice_by_id(ward.practice).proxy_review_age == age
    assert trace("practice.proxy_review_age") == [f"12 → {age}"]
    for wrong in (10, 14):
        with acting(manager), pytest.raises(Refused):
            settings.set_proxy_review_age(age=wrong)
        with pytest.raises(IntegrityError):
            query_as_owner("update directory_organisation set proxy_review_age = %s", wrong)


def test_the_database_itself_refuses_opening_times_of_a_day_that_overlap(ward: Ward) -> None:
    def open_on_sunday(where: UUID, *times: tuple[int, int]) -> None:
        with acting(given.SYSTEM):
            OpeningTime.objects.bulk_create(
                OpeningTime(organisation_id=where, weekday=6, opens=time(opens), closes=time(closes))
                for opens, closes in times
            )

    open_on_sunday(ward.practice, (9, 12), (12, 15))
    open_on_sunday(ward.elsewhere, (10, 11))
    for opens, closes in ((11, 13), (9, 10), (8, 16), (14, 15)):
        with pytest.raises(IntegrityError, match="directory_one_opening"):
            open_on_sunday(ward.practice, (opens, closes))


def query_as_owner(sql: str, value: int) -> None:
    with acting(given.SYSTEM):
        query(sql, [value])


def test_a_mode_holds_for_its_problem_only_and_the_usual_for_the_others(ward: Ward, manager: Any) -> None:
    with acting(manager):
        settings.set_modes(modes=[("low_back_pain", True), ("sore_throat", False)])
    practice = queries.practice_by_id(ward.practice)
    assert may_book_at_once("low_back_pain", practice, demonstration=True)
    assert not may_book_at_once("sore_throat", practice, demonstration=True)
    # What no clinician signed is read by staff first, whatever is set.
    assert not may_book_at_once("low_back_pain", practice, demonstration=False)
    assert trace("practice.modes") == ["low_back_pain staff first → low_back_pain self-service"]


@pytest.mark.parametrize("role", ["receptionist", "clinician", "privacy_officer", "planner", "administrator"])
def test_nobody_but_the_manager_sets_anything(ward: Ward, role: str) -> None:
    somebody = ward.somebody("Al Dent", role)
    for verb in (
        lambda: settings.set_opening_times(week=SHORT),
        lambda: settings.close_day(day=NOW.date(), reason="x", now=NOW),
        lambda: settings.open_day(day=NOW.date()),
        lambda: settings.set_proxy_review_age(age=11),
        lambda: settings.set_modes(modes=[("low_back_pain", True)]),
        lambda: settings.set_service(service=ServiceSettings("gp", "GP", True, 0, None, ""), now=NOW),
    ):
        with acting(somebody), pytest.raises(Forbidden):
            verb()


@pytest.mark.parametrize("hours", [0, 4, 12, 26, 120])
def test_the_settings_page_says_what_the_door_says(ward: Ward, hours: int) -> None:
    at = NOW + timedelta(hours=hours)
    said = presenter.at_the_door(CORE_WEEK, [], at)[0]
    assert said.endswith(door(queries.practice_by_id(ward.practice), at).state)


def test_core_hours_that_are_left_out_are_named_to_a_practice() -> None:
    assert presenter.week_warning((), "practice") == presenter.week_warning(CORE_WEEK, "practice") == ""
    with_lunch = tuple(
        (day, *part) for day in range(5) for part in ((time(8), time(13)), (time(13), time(18, 30)))
    )
    assert presenter.week_warning(with_lunch, "practice") == ""
    assert "on Monday, Tuesday, Thursday, Friday" in presenter.week_warning(SHORT[2:], "practice")
    assert presenter.week_warning(SHORT[2:], "hub") == presenter.week_warning(SHORT[2:], "pharmacy") == ""


def test_a_pharmacy_whose_times_nobody_knows_is_told_so_and_nothing_is_assumed_of_it(
    ward: Ward, manager: Any
) -> None:
    page = ward.browser(ward.somebody("Mo Hill", "practice_manager"))
    assert b"What your front door says" in page.get("/staff/settings/opening-times").content
    Organisation.objects.filter(id=ward.practice).update(kind="pharmacy")
    queries.forget()
    unknown = b"It is not known yet when you are open, so nobody is sent to you."
    said = page.get("/staff/settings/opening-times").content
    assert unknown in said
    assert b"What your front door says" not in said
    assert b'value="08:00"' not in said
    assert unknown in page.get("/staff/settings").content
    with acting(manager):
        settings.set_opening_times(week=SHORT)
    said = page.get("/staff/settings/opening-times").content
    assert unknown not in said
    assert b"core hours" not in said
    assert b'value="09:00"' in said


def test_the_pages_save_what_is_typed_and_keep_it_where_it_is_wrong(ward: Ward) -> None:
    browser = ward.browser(ward.somebody("Mo Hill", "practice_manager"))
    typed = {name: f"{at:%H:%M}" for name, at in week_boxes(SHORT).items()} | {"does": "week"}
    answer = browser.post("/staff/settings/opening-times", typed)
    assert (answer.status_code, answer["Location"]) == (303, "/staff/settings/opening-times?done=saved")
    assert (
        "This leaves out part of core hours" in browser.get("/staff/settings/opening-times").content.decode()
    )
    wrong = browser.post("/staff/settings/opening-times", typed | {"closes_0_1": "08:00"})
    assert wrong.status_code == 422
    assert "Monday: the closing time must be after the opening time" in wrong.content.decode()
    closed = {"does": "close", "day-day": "1", "day-month": "12", "day-year": "2099", "reason": "Training"}
    browser.post("/staff/settings/opening-times", closed)  # a day is closed where its people are shown
    assert "No day is closed" in browser.get("/staff/settings/opening-times").content.decode()
    closed["key"] = "k"
    for _ in range(2):  # who presses twice is told the same
        assert browser.post("/staff/settings/sessions/close-early", closed).status_code == 303
    assert "1 December 2099" in browser.get("/staff/settings/opening-times").content.decode()
    assert (
        browser.post("/staff/settings/opening-times", {"does": "open", "day": "nonsense"}).status_code == 409
    )
    assert (
        browser.post("/staff/settings/opening-times", {"does": "open", "day": "2099-12-01"}).status_code
        == 303
    )
    clinic = {
        "name": "Nurse clinic",
        "commissioned": "yes",
        "from_age": "2",
        "to_age": "17",
        "phone": "01632 960001",
    }
    assert browser.post("/staff/settings/services/nurse", clinic).status_code == 303
    assert (
        "Nurse clinic, 2 to 17 years, +441632960001"
        in browser.get("/staff/settings/services").content.decode()
    )
    again = browser.get("/staff/settings/services/nurse").content.decode()
    assert 'name="from_age" type="text" value="2"' in again
    assert browser.post("/staff/settings/services/nurse", clinic | {"from_age": "18"}).status_code == 409
    assert browser.get("/staff/settings/services/alchemy").status_code == 404
    assert browser.post("/staff/settings", {"age": "13"}).status_code == 303
    assert browser.get("/staff/settings").status_code == 200


@pytest.mark.parametrize("page", ["", "/cut"])
def test_a_session_that_a_colleague_cancelled_is_told_so_and_its_week_is_one_press_away(
    ward: Ward, manager: Any, page: str
) -> None:
    gone = ward.browser(manager).get(f"/staff/settings/sessions/{uuid4()}{page}")
    assert gone.status_code == 404
    assert "That session is not published any more" in gone.content.decode()
    assert 'href="/staff/settings/sessions"' in gone.content.decode()
