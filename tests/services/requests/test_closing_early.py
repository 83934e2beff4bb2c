"""Closing early is closing: what people read, by when an answer is due, and what is published follow."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.appointments import actions as appointments
from weald.services.appointments.actions import weekly
from weald.services.appointments.actions.alone import on_behalf
from weald.services.appointments.actions.weekly import NewWeekly
from weald.services.directory import kept
from weald.services.directory import queries as directory
from weald.services.directory.actions import settings
from weald.services.directory.hours import is_open
from weald.services.directory.models import Organisation
from weald.services.messages.closing import MOST, causes
from weald.services.requests.actions import booking, rota
from weald.services.requests.due import due_at
from weald.services.requests.queries import offers

pytestmark = pytest.mark.usefixtures("committed_db")
NOW, HOUR = given.NOW, timedelta(hours=1)
TODAY = NOW.date()
THREE = datetime(2026, 11, 23, 15, tzinfo=UTC)


class Closing(Ward):
    """A practice that keeps core hours, and its manager."""

    def __init__(self) -> None:
        super().__init__()
        self.manager = self.somebody("Mo Hill", "practice_manager")

    def close(self, at: datetime = THREE, reason: str = "No heating") -> None:
        with acting(on_behalf(self.manager)):
            rota.close_early(at=at, gaps=[], moves={}, reason=reason, key=str(at), now=NOW)

    def hours(self, whose: UUID | None = None) -> Any:
        return directory.practice_by_id(whose or self.practice).hours

    def code(self) -> str:
        return directory.practice_by_id(self.practice).ods_code


@pytest.fixture
def ward() -> Closing:
    return Closing()


def test_the_door_says_until_when_and_is_closed_from_then_on(ward: Closing, clock: Clock) -> None:
    door, browser = f"/p/{ward.code()}/", Client()
    assert "Open now, until 6:30pm today" in text(browser.get(door))
    ward.close()
    assert "Open now, until 3pm today" in text(browser.get(door))
    clock.now = THREE
    page = text(browser.get(door))
    assert "Closed now. Opens tomorrow at 8am" in page
    assert "111" in page
    clock.now = THREE + 20 * HOUR
    assert "Open now, until 6:30pm today" in text(browser.get(door))
    assert is_open(ward.hours(ward.elsewhere), THREE + HOUR)  # nobody else's


def test_due_times_follow_for_what_is_sent_from_now_on(ward: Closing) -> None:
    saturday = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert due_at("routine", "P14D", saturday, ward.hours()) == NOW.replace(hour=18, minute=30)
    ward.close()
    hours = ward.hours()
    assert due_at("today", "P1D", NOW, hours) == THREE  # while somebody is there
    assert due_at("routine", "P14D", saturday, hours) == THREE
    tomorrow = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    assert due_at("today", "P1D", THREE, hours) == tomorrow  # as after an ordinary closing time
    assert due_at("routine", "P14D", THREE + HOUR, hours) == tomorrow
    assert due_at("routine", "P14D", NOW, hours) == tomorrow


def test_what_was_promised_stays_promised_and_the_manager_reads_how_much(ward: Closing, clock: Clock) -> None:
    late = ward.request(due_at=NOW.replace(hour=18, minute=30))
    ward.request(due_at=NOW.replace(hour=14))
    ward.request(due_at=NOW.replace(hour=18), state="closed", closed_at=NOW)
    ward.request(due_at=NOW.replace(hour=18), organisation=ward.elsewhere)
    asked = {"day-day": 23, "day-month": 11, "day-year": 2026, "at": "15:00", "reason": "No heating"}
    page = text(ward.browser(ward.manager).post("/staff/settings/sessions/close-early", asked))
    assert "1 answer is owed after that and before the day is over: give it before you close." in page
    assert "Your front door closes then as well" in page
    ward.close()
    assert ward.row(late).due_at == NOW.replace(hour=18, minute=30)


def test_a_hub_that_closes_is_not_told_of_a_front_door_and_is_named_to_whoever_is_moved(clock: Clock) -> None:
    ward = Closing()
    Organisation.objects.filter(pk=ward.practice).update(
        kind="hub", door_opened_at=None, name="Elham Valley Hub"
    )
    with acting(given.SYSTEM):
        day = given.slots(ward.practice, 6, starts_at=THREE, ends_at=THREE + HOUR)
    theirs = ward.request(organisation=ward.elsewhere)
    with acting(given.SYSTEM):
        appointments.book(
            slot=day[2], request=theirs, responsible=ward.elsewhere, person=None, key="e", now=NOW
        )
    browser = ward.browser(ward.manager)
    for at in ("15:00", ""):
        asked = {
            "day-day": 23,
            "day-month": 11,
            "day-year": 2026,
            "at": at,
            "reason": "Flood",
            "cause": "unsafe",
        }
        page = text(browser.post("/staff/settings/sessions/close-early", asked))
        assert "front door" not in page
        assert "people go on asking the practice that they are registered with" in page
        assert "We are sorry: Elham Valley Hub is closed on Monday 23 November" in page
        assert "If you need help sooner, ask your practice, or call 111 when it is closed." in page
    hours = text(browser.get("/staff/settings/opening-times"))
    assert "When you are open, in words" in hours
    assert "front door" not in hours


def test_the_settings_show_it_and_take_it_back(ward: Closing, clock: Clock) -> None:
    ward.close()
    page = text(ward.browser(ward.manager).get("/staff/settings/opening-times"))
    assert "What your front door says" in page
    assert "Monday 23 November 2026 from 3pm" in page
    assert "Monday 23 November, 3pm: Closed now" in page
    with acting(ward.manager):
        settings.open_day(day=TODAY)
    assert is_open(ward.hours(), THREE + HOUR)
    with acting(given.SYSTEM):
        traces = query("select verb, why from access_auditrow where verb like 'practice.%%_day' order by id")
    assert traces[0] == ("practice.close_day", "open → closed on 23 November 2026 from 3pm: No heating")


def test_the_soonest_closing_holds_and_a_whole_day_wins(ward: Closing) -> None:
    ward.close()
    ward.close(THREE + HOUR)
    with acting(ward.manager):
        assert kept.closures(TODAY) == [(TODAY, "No heating", time(15))]
    ward.close(THREE - HOUR, "No water")
    with acting(ward.manager):
        assert kept.closures(TODAY) == [(TODAY, "No water", time(14))]
        settings.close_day(day=TODAY, reason="No roof", now=NOW)
        assert kept.closures(TODAY) == [(TODAY, "No roof", None)]
    ward.close()  # the day is closed already
    with acting(ward.manager):
        assert kept.closures(TODAY) == [(TODAY, "No roof", None)]
    assert not is_open(ward.hours(), NOW)


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        ("24", "16:00", "You close at 3pm on that day, and nothing is published after it"),
        ("25", "22:00", "You close at 6:30pm on that day, and nothing is published after it"),
        ("29", "12:00", "You are not open on that day, and nothing is published on it"),
    ],
)
def test_closing_early_when_the_door_is_closed_by_then_is_refused_as_it_would_change_nothing(
    ward: Closing, clock: Clock, day: str, at: str, sentence: str
) -> None:
    """It said that the sessions end early and everybody is told, and nothing had been changed."""
    clock.now = NOW
    ward.close(THREE + timedelta(days=1))
    manager: Any = ward.browser(ward.manager)
    asked = {"day-day": day, "day-month": "11", "day-year": "2026", "at": at, "reason": "No heating"}
    answer = manager.post("/staff/settings/sessions/close-early", asked)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "No heating" in answer.content.decode()


def test_who_presses_twice_to_close_early_reads_the_same_twice(ward: Closing, clock: Clock) -> None:
    clock.now = NOW
    manager: Any = ward.browser(ward.manager)
    asked = {"day-day": "25", "day-month": "11", "day-year": "2026", "at": "16:00", "reason": "No heating"}
    first, second = (
        manager.post("/staff/settings/sessions/close-early", asked | {"key": "k"}) for _ in range(2)
    )
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]


def test_closing_before_it_opens_is_closed_all_day(ward: Closing) -> None:
    ward.close(NOW.replace(hour=7, minute=0))
    assert not is_open(ward.hours(), NOW + HOUR)
    assert due_at("today", "P1D", NOW, ward.hours()) == datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


def test_a_day_that_is_over_or_without_a_reason_cannot_be_closed(ward: Closing) -> None:
    with pytest.raises(Refused):
        ward.close(reason=" ")
    with acting(ward.manager):
        for wrong in ({"day": TODAY - timedelta(days=1)}, {"reason": " "}):
            values: dict[str, Any] = {
                "day": TODAY,
                "at": time(15),
                "reason": "No heating",
                "now": NOW,
            } | wrong
            with pytest.raises(Refused):
                settings.close_early(**values)
        assert kept.closures(TODAY - timedelta(days=9)) == []


def test_nothing_is_published_behind_the_closing_time(ward: Closing) -> None:
    with acting(ward.manager):
        for starts, ends in ((time(9), time(12)), (time(14), time(17))):
            weekly.add_weekly(
                line=NewWeekly(
                    professional=UUID(int=7), professional_name="Dr Amara Reed", service="gp", place="Hop Lane Surgery",
                    kind="slot", mode="phone", category="General Consultation Acute", setting="general_practice",
                    weekday=1, starts=starts, ends=ends, slot_minutes=15,
                ),
                now=NOW,
            )  # fmt: skip
    tuesday = date(2026, 11, 24)
    ward.close(datetime(2026, 11, 24, 15, tzinfo=UTC))
    with acting(ward.manager):
        planned = weekly.publish_weeks(monday=TODAY, weeks=2, now=NOW)
    assert [(one.day, wall(one.session.starts_at).hour, one.status) for one in planned] == [
        (tuesday, 9, "new"),
        (tuesday, 14, "closed"),
        (tuesday + timedelta(days=7), 9, "new"),
        (tuesday + timedelta(days=7), 14, "new"),
    ]


CLOSE = "/staff/settings/sessions/close-early"
TOMORROW = {"day-day": 24, "day-month": 11, "day-year": 2026, "reason": "Roof"}


def test_a_day_is_closed_with_everybody_who_is_booked_on_it_and_offers_no_time(
    ward: Closing, clock: Clock
) -> None:
    with acting(given.SYSTEM):
        query("update directory_organisation set self_service = true where id = %s", [ward.practice])
        day, other = (
            given.slots(ward.practice, 6, starts_at=NOW + hours * HOUR, ends_at=NOW + (hours + 1) * HOUR)
            for hours in (24, 48)
        )
    directory.forget()
    booked, asks = ward.request(), ward.request(self_service=True)
    with acting(ward.reed):
        booking.book(request=booked, slot=day[3], key="b", now=NOW)
    browser = ward.browser(ward.manager)
    settings_page = browser.get("/staff/settings/opening-times").content.decode()
    assert f'action="{CLOSE}"' in settings_page
    preview = browser.post(CLOSE, TOMORROW).content.decode()
    assert "Close all of tomorrow" in preview
    assert "Move 1 person and close that day" in preview
    assert browser.post(CLOSE, TOMORROW | {"key": "k"}).status_code == 409
    with acting(ward.manager):
        assert kept.closures(TODAY) == []
    done = browser.post(CLOSE, TOMORROW | {"key": "k", f"slot-{booked}": str(other[0])})
    assert (done.status_code, done["Location"]) == (303, "/staff/settings/opening-times?done=closed")
    with acting(ward.manager):
        assert kept.closures(TODAY) == [(TODAY + timedelta(days=1), "Roof", None)]
    assert sorted(ward.notices()) == ["booked", "moved"]
    with acting(given.person(asks)):
        assert {one.slot for one in offers.offers(asks, NOW)} <= set(other[1:])
        with pytest.raises(Refused):
            booking.book(request=asks, slot=day[0], key="a", now=NOW)


def test_whoever_is_moved_is_told_why_and_what_to_do_meanwhile_in_the_same_message(
    ward: Closing, clock: Clock
) -> None:
    """By each way the text that was prepared for it and that the manager changed; once, also where they press twice."""
    with acting(given.SYSTEM):
        day = given.slots(ward.practice, 6, starts_at=NOW + 24 * HOUR, ends_at=NOW + 25 * HOUR)
        other = given.slots(ward.practice, 2, starts_at=NOW + 48 * HOUR, ends_at=NOW + 48.4 * HOUR)
    by_text, by_email, waits = (
        ward.request(),
        ward.request(phone="", email="ada@example.org", contact_by="email"),
        ward.request(),
    )
    for request, slot in zip((by_text, by_email, waits), day, strict=False):
        with acting(ward.reed):
            booking.book(request=request, slot=slot, key=str(slot), now=NOW)
    browser = ward.browser(ward.manager)
    assert "What they are told first" not in browser.get(CLOSE).content.decode()
    closing = TOMORROW | {"cause": "unsafe"}
    preview = browser.post(CLOSE, closing).content.decode()
    boxes = dict(re.findall(r'<textarea[^>]* name="(because-\w+)"[^>]*>\n([^<]*)</textarea>', preview))
    assert set(boxes) == {"because-sms", "because-email", "because-spoken"}
    for text_ in boxes.values():
        assert "closed on Tuesday 24 November" in text_
        assert "the building is not safe" in text_
        assert "call 111" in text_
    assert "Planned training" in preview
    moves = {f"slot-{by_text}": other[0], f"slot-{by_email}": other[1], f"slot-{waits}": "back"}
    said = {
        "because-sms": "Roof down. {x}",
        "because-email": "The roof is down.",
        "because-spoken": "Do not come.",
    }
    too_long = browser.post(CLOSE, closing | moves | said | {"key": "k", "because-sms": "x" * 301})
    assert too_long.status_code == 409
    assert "The text message must be 300 characters or fewer" in too_long.content.decode()
    assert "The roof is down." in too_long.content.decode(), "what was typed stays"
    first, second = (browser.post(CLOSE, closing | moves | said | {"key": "k"}) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"], "the second press says what the first did"
    assert browser.post(CLOSE, closing).status_code == 422, "whoever only asks is told that it is closed"
    with acting(given.SYSTEM):
        told = query(
            "select request_id, by, template, body from messages_notification where template <> 'booked' order by made_at, id"
        )
    bodies = {request: (by, template, body) for request, by, template, body in told}
    assert len(told) == len(bodies) == 3
    assert bodies[by_text][:2] == ("sms", "moved")
    assert bodies[by_text][2].startswith("Roof down. {x} Your appointment is now ")
    assert bodies[by_email][0] == "email"
    assert bodies[by_email][2].startswith("The roof is down. Your appointment is now ")
    assert bodies[waits][1] == "taken_back"
    assert bodies[waits][2].startswith("Roof down. {x} We are sorry: your appointment ")
    assert all(
        ward.story(request)[-1][1].startswith("Do not come. ") for request in (by_text, by_email, waits)
    )


@pytest.mark.parametrize("cause", causes())
def test_a_prepared_text_fits_its_way_and_says_what_to_do_in_an_emergency(cause: str) -> None:
    said = causes()[cause].of(
        "The Neighbourhood Practice of Folkestone and Hythe", "on Wednesday 30 September from 12:30pm"
    )
    for way, most in MOST.items():
        one = getattr(said, way)
        assert len(one) <= most
        assert "{" not in one
        assert "The Neighbourhood Practice of Folkestone and Hythe is closed on Wednesday" in one
        assert "while we are closed" not in one, "whoever reads it may have a practice that is open"
        assert "call 111" in one
        assert "call 999" in one


def test_a_session_that_goes_on_past_midnight_ends_when_the_practice_closes(
    ward: Closing, clock: Clock
) -> None:
    evening = NOW.replace(hour=20, minute=0)
    with acting(given.SYSTEM):
        night = given.slots(ward.practice, 36, starts_at=evening, ends_at=evening + 6 * HOUR)
        later = given.slots(ward.practice, 6, starts_at=evening + 36 * HOUR, ends_at=evening + 37 * HOUR)
    people = [ward.request(), ward.request()]
    for request, slot in zip(people, (night[12], night[33]), strict=True):  # 10pm, and 1:30am
        with acting(ward.reed):
            booking.book(request=request, slot=slot, key=str(slot), now=NOW)
    browser = ward.browser(ward.manager)
    asked = {"day-day": 23, "day-month": 11, "day-year": 2026, "at": "21:00", "reason": "Flood"}
    preview = browser.post(CLOSE, asked).content.decode()
    assert preview.count("Ada Test (booked ") == 2
    offered = set(re.findall(r'<option value="([0-9a-f-]{36})"', preview))
    assert offered <= {str(slot) for slot in (*night[:6], *later)}
    chosen = {f"slot-{one}": str(slot) for one, slot in zip(people, later, strict=False)}
    assert browser.post(CLOSE, asked | chosen | {"key": "k"}).status_code == 303
    with acting(given.SYSTEM):
        held = query(
            "select starts_at, ends_at from appointments_session where cancelled_at is null order by 1"
        )
    assert held == [(evening, evening + HOUR), (evening + 36 * HOUR, evening + 37 * HOUR)]
