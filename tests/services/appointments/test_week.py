"""The week as a picture, person by person and room by room; and a week that is copied to others."""

import re
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.services.appointments.test_sessions import NEXT, NOW
from tests.services.appointments.test_template import OTHER, Practice, add, here
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.appointments import kept, planning
from weald.services.appointments.actions import limits, sessions, weekly
from weald.services.appointments.categories import STAFF
from weald.services.appointments.presenters.picture import HEIGHT, WIDTH, Picture, picture
from weald.services.directory import kept as directory
from weald.services.directory.actions import rooms, staff

pytestmark = pytest.mark.usefixtures("committed_db")
__all__ = ["here"]
LATER = NEXT + timedelta(days=14)
PAGE = "/staff/settings/sessions"
VISITS = {"kind": "home_visit", "mode": "face_to_face", "category": "Home Visit", "slot_minutes": 60}


def drawn(monday: date = NEXT, *, by_room: bool = False, closed: dict[date, time] | None = None) -> Picture:
    found = picture(
        kept.week(monday), planning.plan(monday, 1, NOW), monday, NOW, closed or {}, directory.professionals(),
        directory.rooms(), by_room=by_room,
    )  # fmt: skip
    assert found is not None
    return found


def said(shown: Picture) -> dict[str, list[str]]:
    return {row.name: [cell.said for cell in row.cells] for row in shown.rows}


def doctor(name: str = "Dr Eve Lake") -> UUID:
    staff.add_person(
        name=name, sign_in=name[3:].replace(" ", ".").lower(), role="clinician", service="gp", now=NOW
    )
    return next(id for id, called, _ in directory.professionals() if called == name)


def test_what_is_published_missing_and_in_the_way_stands_in_the_row_of_whoever_it_is(here: Practice) -> None:
    with acting(here.manager):
        doctor()
        add(kind="duty_list", capacity=9, slot_minutes=180, weekday=0, mode="face_to_face")
        add(weekday=1)
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        add(weekday=2, starts=time(14), ends=time(15))
        add(weekday=3, room=here.rooms[0], premises=here.premises, starts=time(9), ends=time(10))
        [tuesday] = [one for one in kept.week(NEXT) if one.kind == "slot"]
        query(
            "update appointments_slot set taken = 1 where session_id = %s and starts_at < %s",
            [tuesday.id, tuesday.starts_at + timedelta(hours=1)],
        )
        shown = drawn(closed={NEXT + timedelta(days=4): time.min})
    assert said(shown) == {
        "Dr Amara Reed": [
            "09:00–12:00, Duty list, face to face, 0 of 9 taken",
            "09:00–12:00, Times, phone, 15 min, 4 of 12 taken",
            "14:00–15:00, Times, phone, not published",
            "09:00–10:00, Times, phone, not published",
            "Nothing",
        ],
        "Dr Eve Lake": ["Nothing"] * 5,
    }
    assert [(one.name, one.said) for one in shown.heads] == [
        ("Mon 30", ()), ("Tue 1", ("No duty list",)), ("Wed 2", ("No duty list",)), ("Thu 3", ("No duty list",)),
        ("Fri 4", ("Closed",)),
    ]  # fmt: skip
    assert shown.free == ((), ("GP 8",), (), (), ())
    assert shown.clashes == ()
    assert shown.hours == "08:00 to 18:00"
    first, second = (str(cell.drawn) for cell in shown.rows[0].cells[:2])
    assert re.search(rf'class="rota-duty_list" x="18.5" y="2" width="53.0" height="{HEIGHT - 4}"', first)
    assert "rota-taken" not in first
    assert re.search(r'class="rota-taken" x="19.0" y="\d+" width="17.3"', second), "a third is taken"
    assert f'href="{PAGE}/{tuesday.id}" tabindex="-1"' in second


def test_a_line_that_cannot_be_held_is_named_and_leave_is_no_clash(here: Practice) -> None:
    with acting(here.manager):
        add(weekday=1)
        add(weekday=2)
        add(
            weekday=3,
            professional=OTHER,
            professional_name="Dr Tom Okafor",
            room=here.rooms[0],
            premises=here.premises,
        )
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        for one in kept.week(NEXT):
            if wall(one.starts_at).weekday() != 3:
                query("delete from appointments_slot where session_id = %s", [one.id])
                query(
                    "update appointments_session set kind = %s, note = 'Course' where id = %s",
                    ["leave" if wall(one.starts_at).weekday() == 1 else "protected", one.id],
                )
        query("update appointments_weeklysession set starts = '08:00', ends = '11:00' where weekday = 2")
        query(
            "update appointments_weeklysession set professional = %s, professional_name = 'Dr Ada Nine' where weekday = 3",
            [UUID(int=9)],
        )
        shown = drawn()
        ways = {f"{wall(one.starts_at):%A}": f"{PAGE}/{one.id}" for one in kept.week(NEXT)}
    assert [(re.sub("<[^>]+>", "", one), re.findall('href="([^"]+)"', one)) for one in shown.clashes] == [
        (
            "Wednesday 2 December, 08:00–11:00, Dr Amara Reed: Dr Amara Reed is in protected time on Wednesday 2 December from"
            " 9am to midday. Open that session in the way of Wednesday 2 December, 08:00–11:00, Dr Amara Reed",
            [ways["Wednesday"]],
        ),
        (
            "Thursday 3 December, 09:00–12:00, Dr Ada Nine: Dr Tom Okafor is in Room 1 on Thursday 3 December from 9am to"
            " midday. Open that session in the way of Thursday 3 December, 09:00–12:00, Dr Ada Nine",
            [ways["Thursday"]],
        ),
    ]
    assert said(shown)["Dr Amara Reed"][1] == "09:00–12:00, Leave, Course"
    assert "rota-clash" in str(next(row for row in shown.rows if row.name == "Dr Ada Nine").cells[3].drawn)


@pytest.mark.parametrize(
    "week", [NEXT, date(2027, 3, 22), date(2027, 10, 25)], ids=["plain", "spring", "autumn"]
)
def test_a_night_lies_on_both_its_days_and_leaves_the_day_its_room(here: Practice, week: date) -> None:
    with acting(here.manager):
        add(weekday=5, starts=time(22), ends=time(6))
        add(weekday=1)
        weekly.publish_weeks(monday=week, weeks=1, now=NOW)
        shown = drawn(week)
    assert shown.hours == "08:00 to 18:00"
    night = [str(cell.drawn) for cell in shown.rows[0].cells[5:]]
    assert len(night) == 2
    for edge, one in zip((WIDTH - 7 + 0.5, 0.5), night, strict=True):
        assert re.search(rf'class="rota-slot" x="{edge}" y="2" width="6.0"', one), one


def test_rooms_have_their_own_picture_and_whoever_has_none_is_counted(here: Practice) -> None:
    with acting(here.manager):
        seen = {"mode": "face_to_face", "premises": here.premises}
        add(**seen, room=here.rooms[1])
        add(**seen, starts=time(14), ends=time(16))
        add(**seen, professional=OTHER, professional_name="Dr Tom Okafor", starts=time(14), ends=time(16))
        add(weekday=3)
        add(weekday=4, **VISITS)
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        shown = drawn(by_room=True)
    assert [(row.name, row.cells[1].said) for row in shown.rows] == [
        ("Room 1", "Nothing"),
        ("Room 2", "09:00–12:00 Dr Amara Reed, Times, face to face, 15 min, Room 2, 0 of 12 taken"),
        (
            "No room",
            "14:00–16:00 Dr Amara Reed, Times, face to face, 15 min, 0 of 8 taken; 14:00–16:00 Dr Tom Okafor, Times, face to"
            " face, 15 min, 0 of 8 taken",
        ),
    ]
    assert "Reed" in shown.rows[1].cells[1].drawn
    assert "2 sessions" in shown.rows[2].cells[1].drawn
    assert all(cell.said == "Nothing" for row in shown.rows for cell in (row.cells[3], row.cells[4]))


def test_where_no_room_is_known_only_people_are_drawn(here: Practice) -> None:
    with acting(here.manager):
        add()
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        query("delete from directory_room")
    page = here.ward.browser(here.manager).get(f"{PAGE}?week={NEXT}&by=room").content.decode()
    assert "The week as a picture" in page
    assert "Dr Amara Reed" in page
    assert "Room by room" not in page


@pytest.mark.parametrize(("minutes", "drawn_words"), [(15, None), (60, "P"), (105, "Phon"), (180, "Phone")])
def test_no_word_is_wider_than_its_stretch(here: Practice, minutes: int, drawn_words: str | None) -> None:
    with acting(here.manager):
        add(ends=time(9 + minutes // 60, minutes % 60))
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        cell = str(drawn().rows[0].cells[1].drawn)
    assert re.findall(r'class="rota-text"[^>]*>(.*?)<', cell) == ([drawn_words] if drawn_words else [])


def test_names_and_notes_are_drawn_as_words_only(here: Practice) -> None:
    with acting(here.manager):
        add(
            professional_name="<b>Dr</b>",
            kind="protected",
            slot_minutes=0,
            category=STAFF,
            note="<script>x</script>",
        )
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
    for by in ("", "&by=room"):
        page = here.ward.browser(here.manager).get(f"{PAGE}?week={NEXT}{by}").content.decode()
        assert "<script>x" not in page
        assert "<b>Dr" not in page
        assert "The week as a picture" in page


def test_a_week_is_copied_as_it_is_published_after_a_look(here: Practice) -> None:
    with acting(here.manager):
        lake = doctor()
        mine = {"professional": lake, "professional_name": "Dr Eve Lake"}
        add(
            **mine,
            weekday=4,
            room=here.rooms[0],
            premises=here.premises,
            contact_limit=7,
            note="Only this week",
        )
        add(**mine, weekday=5, starts=time(22), ends=time(2))
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        for one in kept.weekly():
            weekly.remove_weekly(line=one.id)
        sessions_before = [
            (one.kind, one.room_name, one.contact_limit, one.note, one.places) for one in kept.week(NEXT)
        ]
    browser: Any = here.ward.browser(here.manager)
    look = browser.get(f"{PAGE}/publish?from={NEXT}&week=2026-12-16&weeks=2").content.decode()
    assert "A copy of the week of 30 November 2026, as it is published. Leave is not copied." in look
    # Two Fridays and two nights, less Christmas Day; and the second night begins on no closed day.
    assert "3 sessions are new." in look
    assert "1 session falls on a closed day." in look
    with acting(here.manager):
        assert kept.week(LATER) == []
    seen = re.search(r'name="seen" value="(\w+)"', look)
    assert seen
    sent = {"from": str(NEXT), "week": "2026-12-16", "weeks": "2", "seen": seen[1]}
    assert "3 sessions published." in browser.post(f"{PAGE}/publish", sent).content.decode()
    assert browser.post(f"{PAGE}/publish", sent).status_code == 409, "a second press publishes nothing"
    with acting(here.manager):
        found = kept.week(LATER)
        assert [
            (one.kind, one.room_name, one.contact_limit, one.note, one.places) for one in found
        ] == sessions_before
        assert [f"{wall(one.starts_at):%a %d %H:%M}" for one in found] == ["Fri 18 09:00", "Sat 19 22:00"]
        assert [one.status for one in planning.copied(NEXT, LATER, 1, NOW)] == ["there", "there"]


def test_a_copy_goes_by_the_clock_and_leaves_out_leave_whoever_left_and_rooms_out_of_use(
    here: Practice,
) -> None:
    night = date(2027, 3, 22)
    with acting(here.manager):
        lake = doctor()
        mine = {"professional": lake, "professional_name": "Dr Eve Lake"}
        add(**mine, weekday=6, starts=time(0), ends=time(4), slot_minutes=60)
        add(**mine, weekday=3, room=here.rooms[0], premises=here.premises)
        add(**mine, weekday=1)
        add(weekday=2)  # of somebody who works here no longer
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        [tuesday, *_] = kept.week(NEXT)
        query("delete from appointments_slot where session_id = %s", [tuesday.id])
        query("update appointments_session set kind = 'leave' where id = %s", [tuesday.id])
        query("update directory_room set in_use = false where id = %s", [here.rooms[0]])
        planned = planning.copied(NEXT, night, 1, NOW)
        assert [(one.session.professional_name, one.status, one.why) for one in planned] == [
            ("Dr Amara Reed", "left", ""),
            ("Dr Eve Lake", "clash", "Room 1 is out of use"),
            ("Dr Eve Lake", "new", ""),
        ]
        with pytest.raises(Refused, match="changed since you looked"):
            weekly.publish_weeks(monday=night, weeks=1, now=NOW, source=NEXT, agreed="something else")
        limits.set_limit(service="gp", a_day=25, guidance="ours", now=NOW)
        weekly.publish_weeks(monday=night, weeks=1, now=NOW, source=NEXT)
        [one] = kept.week(night)
        assert one.contact_limit == 25, "a limit that was set since holds"
        # An hour of that night is skipped: one place less.
        assert (f"{wall(one.starts_at):%H:%M}", f"{wall(one.ends_at):%H:%M}", one.places) == (
            "00:00",
            "04:00",
            3,
        )
    look = here.ward.browser(here.manager).get(f"{PAGE}/publish?from={NEXT}&week={night}").content.decode()
    assert "works here no longer, or gives that care no longer" in look
    assert "Room 1 is out of use." in look


def test_what_changed_in_the_week_that_is_copied_is_seen_before_it_is_published(here: Practice) -> None:
    with acting(here.manager):
        lake = doctor()
        add(professional=lake, professional_name="Dr Eve Lake", premises=here.premises)
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        seen = planning.seen(planning.copied(NEXT, LATER, 1, NOW))
        sessions.set_room(session=kept.week(NEXT)[0].id, room=here.rooms[1], premises=here.premises, now=NOW)
        with pytest.raises(Refused, match="changed since you looked"):
            weekly.publish_weeks(monday=LATER, weeks=1, now=NOW, source=NEXT, agreed=seen)
        rooms.add_room(premises=here.premises, name="Room 3", now=NOW)
        assert kept.week(LATER) == []


def test_a_week_too_far_away_says_that_it_is_not_shown(here: Practice) -> None:
    browser = here.ward.browser(here.manager)
    for page in (f"{PAGE}?week=", f"{PAGE}/publish?week="):
        assert "two years from today" in browser.get(f"{page}2090-01-01").content.decode()
        for week in (str(NEXT), "", "nonsense"):
            assert "two years from today" not in browser.get(f"{page}{week}").content.decode()


def test_a_line_of_no_length_is_not_taken_for_a_day(here: Practice) -> None:
    """What ends no later than it starts ends on the next day: not where both are the same."""
    with acting(here.manager), pytest.raises(Refused, match="It starts and ends at the same time"):
        add(starts=time(23, 59), ends=time(23, 59))


@pytest.mark.parametrize(("at", "status"), [("06:00", 422), ("09:00", 422), ("02:00", 200), ("22:00", 200)])
def test_the_end_of_a_night_cancels_none_of_it(here: Practice, at: str, status: int) -> None:
    """A night from 22:00 to 06:00: its own end, and a time of the morning after, were taken for its start, which cancels all."""
    with acting(here.manager):
        add(weekday=5, starts=time(22), ends=time(6))
        weekly.publish_weeks(monday=NEXT, weeks=1, now=NOW)
        [night] = kept.week(NEXT)
    answer = here.ward.browser(here.manager).get(f"{PAGE}/{night.id}/cut", {"at": at})
    assert answer.status_code == status
    assert ("Enter a time before that" in answer.content.decode()) is (status == 422)
    assert ("Cancel the session" in answer.content.decode()) is (at == "22:00")
