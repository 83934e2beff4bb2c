"""Lines of the template: recurring, in rooms, over midnight, with travel and safe limits; weeks are published after a look."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.appointments.test_sessions import NEXT, NOW, line, publish
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments import kept, planning
from weald.services.appointments.actions import NewSession, limits, publish_many, sessions, weekly
from weald.services.appointments.categories import ACTIVITY, CATEGORIES, ENCOUNTER, STAFF, WITH_PATIENTS
from weald.services.directory import kept as directory
from weald.services.directory.actions import rooms
from weald.services.directory.models import Premises
from weald.site import wiring

pytestmark = pytest.mark.usefixtures("committed_db")
OTHER = UUID(int=8)


class Practice:
    """A practice with a building of two rooms, and its manager."""

    def __init__(self) -> None:
        self.ward = Ward()
        self.manager = self.ward.somebody("Mo Hill", "practice_manager")
        self.premises = uuid4()
        Premises.objects.create(id=self.premises, organisation_id=self.ward.practice, name="Main")
        with acting(self.manager):
            self.rooms = [
                rooms.add_room(premises=self.premises, name=name, now=NOW) for name in ("Room 1", "Room 2")
            ]


@pytest.fixture
def here() -> Practice:
    return Practice()


def add(**fields: Any) -> None:
    weekly.add_weekly(line=line(**fields), now=NOW)


def test_every_other_week_from_its_first_to_its_last(here: Practice) -> None:
    with acting(here.manager):
        add(every_weeks=2, first_week=NEXT, last_day=date(2026, 12, 29))
        assert publish(NEXT, weeks=8) == {"new": 3}
        held = query("select starts_at from appointments_session order by 1")
    assert [at.date() for (at,) in held] == [date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 29)]


def test_lines_that_never_meet_may_have_the_same_time_and_room(here: Practice) -> None:
    even = {"every_weeks": 2, "first_week": NEXT, "room": here.rooms[0], "premises": here.premises}
    with acting(here.manager):
        add(**even)
        add(**even | {"first_week": NEXT + timedelta(days=7)})
        with pytest.raises(weekly.WrongLine) as wrong:
            add(every_weeks=3, first_week=NEXT)
        assert wrong.value.field == "starts"
        assert str(wrong.value) == (
            "Dr Amara Reed has a line in the template already, Tuesday 09:00 to 12:00. Both would be held first on"
            " 1 December 2026. Change the day or the times, or take that line out first."
        )
        with pytest.raises(
            weekly.WrongLine, match="Room 1 is taken: Dr Amara Reed has a line in it, Tuesday"
        ) as wrong:
            add(
                professional=OTHER,
                professional_name="Dr Okafor",
                room=here.rooms[0],
                premises=here.premises,
                first_week=date(2027, 1, 4),
            )
        assert wrong.value.field == "room"
        assert "Both would need it first on 5 January 2027." in str(wrong.value)
        add(professional=OTHER, professional_name="Dr Okafor", room=here.rooms[1], premises=here.premises)


def test_what_ended_earlier_this_week_is_in_nobody_s_way(here: Practice) -> None:
    thursday = datetime(2026, 12, 3, 9, tzinfo=UTC)
    with acting(here.manager):
        add(last_day=date(2026, 12, 1))
        weekly.add_weekly(line=line(), now=thursday)
        assert len(kept.weekly()) == 2


def test_a_line_may_follow_one_of_the_same_time_that_has_ended(here: Practice) -> None:
    """Somebody's mornings end with the year; in January they come back to the same hour."""
    january = datetime(2027, 1, 4, 9, tzinfo=UTC)
    with acting(here.manager):
        add(last_day=date(2026, 12, 29))
        with pytest.raises(Refused, match="Dr Amara Reed has a line in the template already"):
            add()
        weekly.add_weekly(line=line(), now=january)
        with pytest.raises(Refused, match="Its last day is over"):
            weekly.add_weekly(line=line(weekday=3, last_day=date(2027, 1, 3)), now=january)
        assert publish(NEXT, weeks=6)["new"] == 6  # no week has both


def test_a_session_over_midnight_and_the_one_of_the_next_morning(here: Practice) -> None:
    with acting(here.manager):
        add(weekday=6, starts=time(22), ends=time(2), slot_minutes=60)
        with pytest.raises(Refused, match="a line in the template already, Sunday 22:00 to 02:00"):
            add(weekday=0, starts=time(1), ends=time(3))
        with pytest.raises(Refused, match="12 hours"):
            add(weekday=2, starts=time(10), ends=time(9))
        assert publish(NEXT) == {"new": 1}
        [one] = [one for one in kept.week(NEXT) if one.kind == "slot"]
        # It is held in the week that it begins in, and seen in the next one too.
        assert [row.id for row in kept.week(NEXT + timedelta(days=7))] == [one.id]
    assert (one.starts_at, one.ends_at, one.places) == (
        datetime(2026, 12, 6, 22, tzinfo=UTC),
        datetime(2026, 12, 7, 2, tzinfo=UTC),
        4,
    )


@pytest.mark.parametrize(
    ("monday", "places", "hours"), [(date(2027, 3, 22), 3, 1.5), (date(2027, 10, 25), 7, 3.5)]
)
def test_on_the_night_on_which_clocks_change(here: Practice, monday: date, places: int, hours: float) -> None:
    with acting(here.manager):
        add(weekday=6, starts=time(0, 30), ends=time(3), slot_minutes=30)
        assert publish(monday) == {"new": 1}
        [one] = kept.week(monday)
        add(weekday=6, starts=time(3), ends=time(4), slot_minutes=30)  # it begins when the other ends
        assert publish(monday) == {"new": 1, "there": 1}
    assert one.places == places
    assert one.ends_at - one.starts_at == timedelta(hours=hours)


def test_two_new_sessions_that_want_one_room_are_told_which(here: Practice) -> None:
    with acting(here.manager):
        add(room=here.rooms[0], premises=here.premises)
        add(professional=OTHER, professional_name="Dr Okafor", weekday=2)
        query("update appointments_weeklysession set weekday = 1, room = %s", [here.rooms[0]])
        found = [(one.status, one.why, one.by) for one in planning.plan(NEXT, 1, NOW)]
    said = "Dr Amara Reed is in Room 1 on Tuesday 1 December from 9am to midday"
    assert found == [("new", "", None), ("clash", said, None)]


def test_what_is_published_already_is_called_so(here: Practice) -> None:
    with acting(here.manager):
        add()
        add(weekday=2)
    browser: Any = here.ward.browser(here.manager)
    address = f"/staff/settings/sessions/publish?week={NEXT}"
    look = browser.get(address).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', look)
    assert "2 sessions are new." in look
    assert seen
    done = browser.post(address, {"week": str(NEXT), "weeks": "1", "seen": seen[1]}).content.decode()
    assert "2 sessions published." in done
    assert "2 sessions are published already" in done
    assert "There is nothing more to publish in this time." in done
    assert "left out" not in done
    assert "0 sessions" not in done


def test_home_visits_have_the_way_between_them(here: Practice) -> None:
    visits = {"kind": "home_visit", "mode": "face_to_face", "category": "Home Visit", "place": "Your home"}
    with acting(here.manager):
        add(**visits, slot_minutes=30, travel_minutes=15)
        assert publish(NEXT) == {"new": 1}
        starts = [at for (at,) in query("select starts_at from appointments_slot order by 1")]
        assert [f"{at:%H:%M}" for at in starts] == ["09:00", "09:45", "10:30", "11:15"]
        [one] = kept.week(NEXT)
        # 45 minutes more hold one more visit, not one and a half
        assert sessions.extend(session=one.id, until=one.ends_at + timedelta(minutes=45), now=NOW) == 1
        with pytest.raises(Refused, match="Only home visits have travel"):
            add(weekday=3, travel_minutes=10)
        with pytest.raises(Refused, match="needs no room"):
            add(weekday=3, **visits, room=here.rooms[0])


def test_a_look_says_what_is_in_the_way_and_what_was_seen_is_what_is_published(here: Practice) -> None:
    with acting(here.manager):
        add(room=here.rooms[0], premises=here.premises)
        add(weekday=2, room=here.rooms[1], premises=here.premises)
        seen = planning.seen(planning.plan(NEXT, 1, NOW))
    with acting(given.SYSTEM):
        publish_many(
            sessions=[
                NewSession(
                    organisation=here.ward.practice, professional=OTHER, professional_name="Dr Okafor", service="gp",
                    premises=here.premises, place="Hop Lane Surgery", kind="slot", mode="phone",
                    category="General Consultation Acute", setting="general_practice", slot_minutes=15, room=here.rooms[0],
                    starts_at=datetime(2026, 12, 1, 11, tzinfo=UTC), ends_at=datetime(2026, 12, 1, 13, tzinfo=UTC),
                ),
                NewSession(
                    organisation=here.ward.elsewhere, professional=UUID(int=7), professional_name="Dr Amara Reed", service="gp",
                    premises=None, place="A hub", kind="slot", mode="phone", category="General Consultation Acute",
                    setting="hub", slot_minutes=15, starts_at=datetime(2026, 12, 2, 9, tzinfo=UTC),
                    ends_at=datetime(2026, 12, 2, 10, tzinfo=UTC),
                ),
            ],
            now=NOW,
        )  # fmt: skip
    with acting(here.manager):
        with pytest.raises(Refused, match="Nothing is published yet"):
            weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW, agreed=seen)
        assert kept.week(NEXT)[0].professional == OTHER
        planned = planning.plan(NEXT, 1, NOW)
        assert [one.why for one in planned] == [
            "Dr Okafor is in Room 1 on Tuesday 1 December from 11am to 1pm",
            "Dr Amara Reed works at Hop Lane Surgery on Wednesday 2 December from 9am to 10am",
        ]
        [ours] = kept.week(NEXT)
        assert [one.by for one in planned] == [ours.id, None], (
            "what another place keeps cannot be opened here"
        )
        assert publish(NEXT) == {"clash": 2}
    place = "/staff/settings/sessions"
    page = here.ward.browser(here.manager).get(f"{place}/publish?week={NEXT}").content.decode()
    assert page.count(f'href="{place}/{ours.id}"') == page.count("Open that session") == 1


def test_a_room_is_changed_and_a_clash_names_who_is_in_it(here: Practice) -> None:
    with acting(here.manager):
        add(room=here.rooms[0], premises=here.premises)
        add(professional=OTHER, professional_name="Dr Okafor", room=here.rooms[1], premises=here.premises)
        assert publish(NEXT) == {"new": 2}
        mine = next(one for one in kept.week(NEXT) if one.professional == OTHER)
        assert mine.room_name == "Room 2"
        with pytest.raises(
            Refused, match="Dr Amara Reed is in Room 1 on Tuesday 1 December from 9am to midday"
        ):
            sessions.set_room(session=mine.id, room=here.rooms[0], premises=here.premises, now=NOW)
        sessions.set_room(session=mine.id, room=None, premises=None, now=NOW)
        found = kept.session(mine.id)
        assert found is not None
        assert found.room is None


def test_rooms_are_added_once_and_taken_out_of_use(here: Practice) -> None:
    with acting(here.manager):
        with pytest.raises(Refused, match="a room of that name"):
            rooms.add_room(premises=here.premises, name="room 1", now=NOW)
        with pytest.raises(Refused, match="one of your buildings"):
            rooms.add_room(premises=uuid4(), name="Room 3", now=NOW)
        rooms.use_room(room=here.rooms[0], in_use=False, now=NOW)
        assert [one.in_use for one in directory.rooms()] == [False, True]
    other = here.ward.somebody("Al Dent", "practice_manager", here.ward.elsewhere)
    with acting(other):
        rooms.use_room(room=here.rooms[1], in_use=False, now=NOW)
        assert directory.rooms() == []
    with acting(here.manager):
        assert [one.in_use for one in directory.rooms()] == [False, True]
    with acting(here.ward.desk), pytest.raises(Forbidden):
        rooms.add_room(premises=here.premises, name="Room 4", now=NOW)


def test_a_room_in_which_a_session_or_a_line_is_held_is_not_taken_out_of_use(here: Practice) -> None:
    wiring.connect()
    with acting(here.manager):
        add(premises=here.premises, room=here.rooms[0])
        publish(NEXT)
    for why in (
        "1 session is published in that room, the first on Tuesday 1 December at 9am",
        "1 line of the template",
    ):
        with acting(here.manager), pytest.raises(Refused, match=why):
            rooms.use_room(room=here.rooms[0], in_use=False, now=NOW)
        with acting(here.manager):
            assert all(one.in_use for one in directory.rooms())
            for mine in kept.week(NEXT):
                sessions.set_room(session=mine.id, room=here.rooms[1], premises=here.premises, now=NOW)
    with acting(here.manager):
        weekly.remove_weekly(line=kept.weekly()[0].id)
        rooms.use_room(room=here.rooms[0], in_use=False, now=NOW)
        assert [one.in_use for one in directory.rooms()] == [False, True]


def test_a_safe_limit_is_copied_when_a_session_is_published(here: Practice) -> None:
    with acting(here.manager):
        with pytest.raises(Refused, match="whose guidance"):
            limits.set_limit(service="gp", a_day=25, guidance=" ", now=NOW)
        limits.set_limit(service="gp", a_day=25, guidance="British Medical Association", now=NOW)
        add()
        add(weekday=2, contact_limit=12)
        add(weekday=3, service="nurse")
        assert publish(NEXT) == {"new": 3}
        assert [one.contact_limit for one in kept.week(NEXT)] == [25, 12, None]
        limits.set_limit(service="gp", a_day=None, guidance="", now=NOW)
        assert kept.limits() == {}
    with acting(here.ward.desk), pytest.raises(Forbidden):
        limits.set_limit(service="gp", a_day=40, guidance="mine", now=NOW)


def test_what_a_week_would_take_out_of_the_template_is_shown_before_it_does(here: Practice) -> None:
    with acting(here.manager):
        add(weekday=0)
        add(weekday=1)
        add(weekday=2, every_weeks=2, first_week=NEXT)
        add(weekday=4, last_day=NEXT + timedelta(days=30))
        publish(NEXT)
        [monday, *_] = kept.week(NEXT)
        sessions.clear(session=monday.id, since=monday.starts_at, until=monday.ends_at, now=NOW)
        change = planning.swap(NEXT)
        # The Monday is gone, and the Friday would be held for ever; the others are in the week as they are in the template.
        assert [(one.weekday, one.last_day) for one in change.gone] == [
            (0, None),
            (4, NEXT + timedelta(days=30)),
        ]
        assert [one.starts_at.weekday() for one in change.new] == [4]
        assert change.stays == 2
    browser: Any = here.ward.browser(here.manager)
    place = f"/staff/settings/sessions?week={NEXT}"
    assert "If this week were the template" not in browser.get(place).content.decode()
    look = browser.get(f"{place}&compare=1").content.decode()
    assert "2 lines taken out" in look
    assert "2 lines of the template stay as they are." in look
    with acting(here.manager):
        before = kept.weekly()
        with pytest.raises(Refused, match="Look first"):
            weekly.keep_week(monday=NEXT, agreed="what was there before")
        assert kept.weekly() == before
        weekly.keep_week(monday=NEXT, agreed=change.seen)
        after = planning.swap(NEXT)
        assert (after.gone, after.new, after.stays) == ((), (), 3)
    assert "holds exactly this week already" in browser.get(f"{place}&compare=1").content.decode()


def test_a_kept_week_leaves_lines_of_every_few_weeks_and_no_leave(here: Practice) -> None:
    with acting(here.manager):
        add(every_weeks=2, first_week=NEXT)
        add(weekday=3, kind="protected", slot_minutes=0, note="Team meeting", category=STAFF)
        assert publish(NEXT) == {"new": 2}
        weekly.keep_week(monday=NEXT, agreed=planning.swap(NEXT).seen)
        lines = kept.weekly()
        assert [(one.weekday, one.every_weeks, one.note) for one in lines] == [
            (1, 2, ""),
            (3, 1, "Team meeting"),
        ]
        [meeting] = [one for one in kept.week(NEXT) if one.kind == "protected"]
        assert meeting.places == 0


def test_a_session_in_the_week_that_a_line_leaves_out_is_not_taken_for_it(here: Practice) -> None:
    with acting(here.manager):
        add()
        assert publish(NEXT) == {"new": 1}
        weekly.remove_weekly(line=kept.weekly()[0].id)
        add(every_weeks=2, first_week=NEXT + timedelta(days=7))
        change = planning.swap(NEXT)
        assert ([one.id for one in change.new], change.stays) == ([one.id for one in kept.week(NEXT)], 1)
        with pytest.raises(Refused, match="every few weeks"):
            weekly.keep_week(monday=NEXT, agreed=change.seen)


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "Home Visit"},
        {"category": "Walk-in"},
        {"category": STAFF},
        {"category": "Made up"},
        {"kind": "home_visit"},
        {"kind": "home_visit", "mode": "face_to_face", "category": "Clinical Triage"},
        {"kind": "call_back", "mode": "face_to_face"},
        {"category": "Group Consultation and Group Education"},
        {"kind": "leave"},
        {"every_weeks": 2},
        {"every_weeks": 9, "first_week": NEXT},
        {"first_week": NEXT + timedelta(days=1)},
        {"first_week": NEXT, "last_day": NEXT},
    ],
)
def test_what_does_not_fit_together_is_refused(here: Practice, wrong: dict[str, Any]) -> None:
    with acting(here.manager), pytest.raises(Refused):
        add(**wrong)


def test_every_national_category_has_a_context_of_its_own() -> None:
    assert {one.context for one in CATEGORIES.values()} == {ENCOUNTER, ACTIVITY, STAFF}
    assert len(WITH_PATIENTS) == 17


def test_a_group_is_a_slot_for_several(here: Practice) -> None:
    with acting(here.manager):
        add(capacity=12, slot_minutes=60, category="Group Consultation and Group Education", mode="video")
        publish(NEXT)
        [one] = kept.week(NEXT)
    assert one.places == 36


def test_the_pages_add_publish_and_refuse_in_sentences(here: Practice) -> None:
    from weald.services.directory.actions import staff

    with acting(here.manager):
        staff.add_person(name="Dr Eve Lake", sign_in="eve.lake", role="clinician", service="gp", now=NOW)
        [(carer, _, _)] = directory.professionals()
    browser: Any = here.ward.browser(here.manager)
    place = "/staff/settings/sessions"
    line_ = {
        "does": "add", "professional": f"{carer}:gp", "weekday": "1", "starts": "22:00", "ends": "01:00", "kind": "slot",
        "slot_minutes": "15", "capacity": "1", "travel_minutes": "0", "mode": "phone", "category": "Clinical Triage",
        "room": str(here.rooms[0]), "every_weeks": "2",
    }  # fmt: skip
    missing = browser.post(place, line_)
    assert missing.status_code == 422
    assert "Enter a day of the first week" in missing.content.decode()
    first = {"first_week-day": "4", "first_week-month": "3", "first_week-year": "2030"}
    added = browser.post(place, line_ | first).content.decode()
    assert "22:00–01:00 next day" in added
    assert "every other week from the week of 4 March 2030" in added
    wrong = browser.post(place, line_ | first | {"starts": "23:00"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert page.count("Dr Eve Lake has a line in the template already, Tuesday 22:00 to 01:00.") == 2
    assert '<a href="#starts">Dr Eve Lake has a line in the template already' in page, (
        "the summary leads to it"
    )
    beside = page[page.index('id="starts-error"') :]
    assert "Both would be held first on 5 March 2030." in beside, "and it stands beside the form"
    meeting = {
        "does": "add", "professional": "everybody", "weekday": "3", "starts": "13:00", "ends": "14:00", "kind": "protected",
        "capacity": "1", "every_weeks": "1", "note": "Team meeting",
    }  # fmt: skip
    assert "Protected time, Team meeting" in browser.post(place, meeting).content.decode()
    assert browser.get("/staff/settings/rooms").status_code == 200
    assert (
        browser.post(
            "/staff/settings/rooms", {"does": "add", "premises": str(here.premises), "name": ""}
        ).status_code
        == 422
    )
    limit = browser.post("/staff/settings/contact-limits", {"service": "gp", "a_day": "25", "guidance": ""})
    assert limit.status_code == 422
    again = limit.content.decode()
    assert 'href="#guidance-gp"' in again, "the summary leads to the box"
    assert 'id="guidance-gp-error"' in again
    assert re.search(r'id="a_day-gp"[^>]* value="25"', again), "what was typed stands"
    page = browser.get("/staff/settings/contact-limits").content.decode()
    assert "Published: 25 contacts a day (British Medical Association" in page
