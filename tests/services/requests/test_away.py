"""Leave, protected time, an early closing, and somebody who leaves: everybody is moved and told in one step, or nothing happens."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.conftest import Clock
from tests.services.requests.test_rota import HOUR, Rota
from weald.foundation.access import Actor, Forbidden, acting, query
from weald.foundation.access.models import Identity, RoleBinding
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall, weekday_text
from weald.services.appointments import kept
from weald.services.appointments import queries as free
from weald.services.appointments.actions import NewSession, sessions, weekly
from weald.services.appointments.actions.alone import on_behalf
from weald.services.appointments.actions.sessions import StillBooked
from weald.services.appointments.categories import STAFF
from weald.services.appointments.clashes import busy, said
from weald.services.appointments.gaps import Gap, gaps_between
from weald.services.appointments.models import AWAY, Session
from weald.services.appointments.recurring import moment
from weald.services.directory import kept as directory
from weald.services.directory.actions import staff
from weald.services.directory.models import Neighbourhood, Organisation, Position, Professional
from weald.services.directory.queries import forget, practice_by_id
from weald.services.requests.actions import booking, rota
from weald.services.requests.presenters.staff import rota as presenter
from weald.services.requests.queries import call_backs, queue
from weald.services.requests.queries import rota as queries
from weald.site import staff_commands, wiring

pytestmark = pytest.mark.usefixtures("committed_db")
MINUTES = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def connected() -> None:
    wiring.connect()


@pytest.fixture
def here() -> Rota:
    return Rota()


def who_of(session: UUID) -> UUID:
    """The professional of a session; sessions are nobody's secret, so it may be asked while somebody acts."""
    return Session.objects.values_list("professional", flat=True).get(id=session)


def away(here: Rota, since: datetime, until: datetime, kind: str = "leave") -> NewSession:
    return NewSession(
        organisation=here.ward.practice, professional=who_of(here.first), professional_name="Dr Amara Reed", service="gp",
        premises=None, place="Hop Lane Surgery", kind=kind, mode="face_to_face", category=STAFF,
        setting="general_practice", starts_at=since, ends_at=until, slot_minutes=0, note="",
    )  # fmt: skip


def proposed(here: Rota, gaps: Sequence[Gap], who: Actor | None = None) -> dict[UUID, UUID]:
    with acting(on_behalf(who or here.manager)):
        found = queries.proposals(queries.affected(gaps, here.now), gaps, here.now)
    return {one.person.request: one.proposed.slot for one in found if one.proposed}


def add(here: Rota, since: datetime, until: datetime, kind: str = "leave", *, moved: bool = True) -> int:
    """Add leave as its page does."""
    new = away(here, since, until, kind)
    with acting(here.manager):
        gaps = gaps_between(since, until, professional=new.professional)
    moves = proposed(here, gaps) if moved else {}
    with acting(on_behalf(here.manager)):
        return rota.add_away(away=[new], gaps=gaps, moves=moves, key=str(uuid4()), now=here.now)


def held(professional: UUID) -> list[tuple[str, int, int]]:
    """Kind, start and end in minutes after the first session's start, of what a professional has, in order."""
    with acting(given.SYSTEM):
        rows = query(
            "select kind, starts_at, ends_at from appointments_session where professional = %s and cancelled_at is null"
            " order by starts_at",
            [professional],
        )
    first = min(row[1] for row in rows)
    return [(kind, (a - first) // MINUTES, (b - first) // MINUTES) for kind, a, b in rows]


def test_leave_over_all_of_a_session_cancels_it_and_moves_everybody(here: Rota) -> None:
    assert add(here, here.start - HOUR, here.start + 3 * HOUR) == 2
    assert held(who_of(here.first)) == [("leave", 0, 240)]
    assert set(here.booked()) == set(here.asked)
    assert here.ward.notices().count("moved") == 2


@pytest.mark.parametrize(
    ("since", "until", "left", "moved"),
    [
        (-30, 20, [("leave", 0, 50), ("slot", 50, 90)], 0),
        (25, 90, [("slot", 0, 25), ("leave", 25, 90)], 2),
        (20, 40, [("slot", 0, 20), ("protected", 20, 40), ("slot", 40, 60)], 1),
        (15, 35, [("slot", 0, 15), ("protected", 15, 35), ("slot", 40, 60)], 1),
    ],
)
def test_a_session_that_is_partly_in_it_is_shortened_or_split(
    here: Rota, since: int, until: int, left: list[tuple[str, int, int]], moved: int
) -> None:
    kind = next(kind for kind, _, _ in left if kind != "slot")
    assert add(here, here.start + since * MINUTES, here.start + until * MINUTES, kind) == moved
    assert held(who_of(here.first)) == left
    with acting(given.SYSTEM):
        outside = query(
            "select count(*) from appointments_slot s join appointments_session h on h.id = s.session_id"
            " where s.capacity > 0 and (s.starts_at < h.starts_at or s.ends_at > h.ends_at)"
        )
    assert outside == [(0,)]
    assert set(here.booked()) == set(here.asked)


def test_nothing_is_changed_while_anybody_is_left(here: Rota) -> None:
    before, sessions_before = here.booked(), held(who_of(here.first))
    with pytest.raises(StillBooked):
        add(here, here.start - HOUR, here.start + 3 * HOUR, moved=False)
    assert (here.booked(), held(who_of(here.first))) == (before, sessions_before)


def test_nobody_else_is_offered_a_time_that_is_withdrawn(here: Rota) -> None:
    """The place of whoever is moved is never free in between: no waiting list hears of it."""
    add(here, here.start, here.start + HOUR)
    with acting(given.SYSTEM):
        heard = query("select count(*) from events_event where kind = 'SlotFreed'")
        slots = query(
            "select capacity, taken, extra from appointments_slot where session_id = %s", [here.first]
        )
    assert heard == [(0,)]
    assert set(slots) == {(0, 0, 0)}


def test_publishing_goes_around_leave_and_leave_of_weeks_goes_over_the_leap_day() -> None:
    here = Rota(given.NOW)
    leap = moment(date(2028, 2, 21), time.min), moment(date(2028, 3, 6), time.min)
    new = away(here, *leap)
    with acting(here.manager):
        sessions.add_away(away=new, now=here.now)
        weekly.add_weekly(
            line=weekly.NewWeekly(
                professional=new.professional, professional_name="Dr Amara Reed", service="gp", place="Hop Lane Surgery",
                kind="slot", mode="phone", category="Clinical Triage", setting="general_practice", weekday=1,
                starts=time(9), ends=time(12), slot_minutes=15,
            ),
            now=here.now,
        )  # fmt: skip
        done = weekly.publish_weeks(monday=date(2028, 2, 21), weeks=3, now=here.now)
        assert [one.status for one in done] == ["clash", "clash", "new"]  # 22 and 29 February, 7 March
        assert "on leave from midnight on Monday 21 February" in done[0].why
        shown = kept.week(date(2028, 2, 28))
    assert [one.kind for one in shown] == ["leave"]
    with acting(given.SYSTEM):
        on_duty = free.on_duty(here.ward.practice, leap[0], leap[0] + HOUR)
    assert on_duty == []


@pytest.mark.parametrize(
    ("kind", "hours", "why"), [("protected", 14, "at most 12 hours"), ("leave", 400 * 24, "at most a year")]
)
def test_what_lasts_too_long_is_refused(here: Rota, kind: str, hours: int, why: str) -> None:
    with acting(here.manager), pytest.raises(Refused, match=why):
        sessions.add_away(
            away=away(here, here.start + 48 * HOUR, here.start + (48 + hours) * HOUR, kind), now=here.now
        )


def test_leave_does_not_touch_sessions_of_another_organisation(here: Rota) -> None:
    professional = who_of(here.first)
    later = here.start + 72 * HOUR
    with acting(given.SYSTEM):
        given.slots(here.ward.elsewhere, 6, professional=professional, starts_at=later, ends_at=later + HOUR)
    assert add(here, here.start, later + 2 * HOUR) == 2  # theirs stays, and the leave goes around it
    assert held(professional) == [
        ("leave", 0, 72 * 60), ("slot", 72 * 60, 73 * 60), ("leave", 73 * 60, 74 * 60),
    ]  # fmt: skip
    with pytest.raises(Refused, match="works at Hop Lane Surgery"):
        add(here, later, later + HOUR)


class Hub:
    """A hub with a session full of people of two practices of its neighbourhood, and its manager."""

    def __init__(self) -> None:
        self.here = Rota()
        ward = self.here.ward
        near = Neighbourhood.objects.create(id=uuid4(), code="U1", name="Coast")
        self.hub = given.practice(kind="hub", neighbourhood=near.id)
        Organisation.objects.filter(id__in=[ward.practice, ward.elsewhere]).update(neighbourhood_id=near.id)
        forget()
        self.manager = ward.somebody("Hal Cole", "practice_manager", self.hub)
        today = wall(self.here.now)
        self.start = moment(today.date() + timedelta(days=1), time(14))
        with acting(given.SYSTEM):
            self.slots = given.slots(self.hub, 12, starts_at=self.start, ends_at=self.start + 2 * HOUR)
            self.later = given.slots(
                self.hub, 12, starts_at=self.start + 48 * HOUR, ends_at=self.start + 50 * HOUR
            )
            [self.visits] = given.slots(
                self.hub, 1, kind="duty_list", slot_minutes=180, capacity=3, service="nurse",
                starts_at=self.start, ends_at=self.start + 3 * HOUR,
            )  # fmt: skip
            given.slots(
                self.hub, 1, kind="duty_list", slot_minutes=180, capacity=3, service="nurse",
                starts_at=self.start + 24 * HOUR, ends_at=self.start + 27 * HOUR,
            )  # fmt: skip
        self.people = [ward.request(service="gp"), ward.request(service="gp", organisation=ward.elsewhere)]
        self.people.append(ward.request(service="nurse"))
        for request, slot, who in zip(
            self.people,
            [self.slots[1], self.slots[8], self.visits],
            (ward.reed, ward.outsider, ward.reed),
            strict=True,
        ):
            with acting(who):
                booking.book(request=request, slot=slot, key=str(uuid4()), now=self.here.now)

    def close(self, at: datetime, moves: dict[UUID, UUID] | None = None) -> int:
        """Close early as its page does."""
        with acting(self.manager):
            gaps = gaps_between(at, self.start + 8 * HOUR, besides=AWAY)
        moves = proposed(self.here, gaps, self.manager) if moves is None else moves
        with acting(on_behalf(self.manager)):
            return rota.close_early(
                at=at, gaps=gaps, moves=moves, reason="No heating", key=str(uuid4()), now=self.here.now
            )


def test_a_hub_that_closes_early_moves_people_of_every_practice() -> None:
    hub = Hub()
    before = hub.here.booked()
    with pytest.raises(StillBooked):
        hub.close(hub.start + HOUR, moves={})
    assert hub.here.booked() == before
    assert hub.close(hub.start + HOUR) == 1  # whoever is booked in the first hour, or on the duty list, stays
    after = hub.here.booked()
    assert after[hub.people[0]] == hub.slots[1]
    assert after[hub.people[1]] in [
        *hub.slots[:6],
        *hub.later,
    ]  # before it closes is as good, where they know a day before
    assert len({after[request] for request in hub.people}) == 3
    assert after[hub.people[2]] == hub.visits
    assert hub.here.ward.notices().count("moved") == 1
    with acting(given.SYSTEM):
        # The list goes on for the hour that is left of three, with room for one of three, and its person's time says so.
        kept_list = query(
            "select capacity, taken, ends_at from appointments_slot where id = %s", [hub.visits]
        )
        theirs = query("select ends_at from appointments_appointment where slot_id = %s", [hub.visits])
    assert kept_list == [(1, 1, hub.start + HOUR)]
    assert theirs == [(hub.start + HOUR,)]
    with acting(hub.manager):
        assert [one.ends_at for one in kept.between(hub.start, hub.start + 4 * HOUR)] == [
            hub.start + HOUR
        ] * 2
        assert query(
            "select name, why like '%%No heating%%' from access_auditrow where verb = 'practice.close_early'"
        ) == [("Hal Cole", True)]


def test_the_hub_s_page_names_only_whom_its_manager_may_see_and_does_it() -> None:
    hub = Hub()
    browser: Any = hub.here.ward.browser(hub.manager)
    place, day = "/staff/settings/sessions/close-early", wall(hub.start)
    asked = {
        "day-day": day.day,
        "day-month": day.month,
        "day-year": day.year,
        "at": "15:00",
        "reason": "No heating",
    }
    assert browser.get(place).status_code == 200
    assert browser.get(place, {"reason": ""}).status_code == 422
    page = browser.post(place, asked).content.decode()
    assert "Move 1 person and close early" in page
    assert "ends at 3pm" in page
    with acting(on_behalf(hub.manager)):
        gaps = gaps_between(hub.start + HOUR, hub.start + 8 * HOUR, besides=AWAY)
    chosen = {f"slot-{request}": str(slot) for request, slot in proposed(hub.here, gaps, hub.manager).items()}
    nobody = browser.post(place, asked | {"key": "j"})
    assert nobody.status_code == 409
    assert "Choose a new time for each person" in nobody.content.decode()
    assert browser.post(place, asked | chosen | {"key": "k"}).status_code == 303
    assert hub.here.ward.notices().count("moved") == 1


def test_too_little_of_a_list_is_left_and_its_people_are_moved() -> None:
    hub = Hub()
    assert hub.close(hub.start + 20 * MINUTES) == 2
    assert hub.here.booked()[hub.people[2]] != hub.visits
    with acting(hub.manager):
        assert {one.service for one in kept.between(hub.start, hub.start + 4 * HOUR)} == {"gp"}


def test_only_those_who_are_booked_there_can_be_moved_and_only_by_the_manager(here: Rota) -> None:
    other = here.ward.request(service="gp")
    here.book(other, here.slots(here.second)[5])
    with pytest.raises(Refused, match="not booked in that time"):
        here.cut({other: here.slots(here.second)[0]})
    for who in (here.ward.reed, here.ward.desk):
        with pytest.raises(Forbidden):
            on_behalf(who)


def test_who_is_proposed_a_time_after_they_are_due_stands_with_a_warning(here: Rota) -> None:
    with acting(given.SYSTEM):
        query(
            "update requests_request set due_at = %s, level = 'today' where id = %s",
            [here.start + 2 * HOUR, here.asked[1]],
        )
    with acting(on_behalf(here.manager)):
        gap = here.gap(minutes=0)
        found = queries.proposals(queries.affected([gap], here.now), [gap], here.now)
        shown = presenter.people(found, {}, {}, here.now)
    assert [bool(one.warning) for one in shown] == [False, True]
    assert "no free time is sooner" in shown[1].warning
    # whoever is due soonest is given the soonest time
    assert found[1].proposed is not None
    assert found[1].proposed.slot == here.slots(here.second)[0]


class Leaver:
    """A colleague who gives care under a sign-in of their own, with people booked."""

    def __init__(self) -> None:
        self.here = Rota()
        ward = self.here.ward
        self.identity = uuid4()
        Identity.objects.create(id=self.identity, name="Dr Amara Reed", sign_in=self.identity.hex)
        RoleBinding.objects.create(identity_id=self.identity, role="clinician", party=ward.practice)
        professional = Professional.objects.create(
            id=who_of(self.here.first), identity=self.identity, name="Dr Amara Reed"
        )
        Position.objects.create(
            id=uuid4(), professional=professional, organisation_id=ward.practice, service="gp"
        )


def test_nobody_s_work_ends_while_people_are_booked_with_them() -> None:
    leaver = Leaver()
    here = leaver.here
    for ends in (
        lambda: staff.end_work(identity=leaver.identity, now=here.now),
        lambda: staff.end_position(identity=leaver.identity, service="gp", now=here.now),
    ):
        with acting(here.manager), pytest.raises(Refused, match="1 session ahead, with 2 people booked"):
            ends()
    with acting(here.manager):
        assert directory.carer(leaver.identity) is not None
        gaps = gaps_between(here.now, here.now + timedelta(days=900), professional=who_of(here.first))
    moves = proposed(here, gaps)
    with acting(on_behalf(here.manager)):
        moved = rota.end_care(
            identity=leaver.identity, service="", gaps=gaps, moves=moves, key="k", now=here.now
        )
    assert moved == 2
    assert here.booked() == moves
    with acting(here.manager):
        assert directory.carer(leaver.identity) is None
        assert kept.between(here.now, here.now + timedelta(days=900), who_of(here.first)) == []
    assert here.ward.notices().count("moved") == 2


def test_the_page_of_a_colleague_leads_to_who_is_booked_with_them() -> None:
    leaver = Leaver()
    here = leaver.here
    browser: Any = here.ward.browser(here.manager)
    member, leaving = (f"/staff/settings/team/{leaver.identity}{end}" for end in ("", "/leaving"))
    page = browser.get(member).content.decode()
    assert "See who is booked with them" in page
    assert "End their work here</button>" not in page
    pressed = browser.post(member, {"does": "gone"})
    assert pressed.status_code == 409
    assert "2 people booked" in pressed.content.decode()
    preview = browser.get(leaving).content.decode()
    assert "Move 2 people and end their work here" in preview
    assert preview.count("Ada Test (booked ") == 2
    with acting(here.manager):
        gaps = gaps_between(here.now, here.now + timedelta(days=900), professional=who_of(here.first))
    chosen = {f"slot-{request}": str(slot) for request, slot in proposed(here, gaps).items()}
    assert browser.post(leaving, chosen | {"service": "gp", "key": "k"}).status_code == 303
    assert "They give no care here." in browser.get(member).content.decode()
    assert browser.post(member, {"does": "care", "service": "gp"}).status_code == 303
    assert browser.get(f"/staff/settings/team/{uuid4()}/leaving").status_code == 404


def test_whom_an_operator_signed_out_for_good_is_shown_to_the_manager_until_nobody_is_booked_with_them() -> (
    None
):
    leaver = Leaver()
    here = leaver.here
    browser: Any = here.ward.browser(here.manager)
    sessions, today = "/staff/settings/sessions", "/staff/today"
    assert "works here no longer" not in browser.get(sessions).content.decode()
    code = practice_by_id(here.ward.practice).ods_code
    said = staff_commands.leave(sign_in=leaver.identity.hex, organisation=code)
    assert "2 people are booked with them, and 4 places can still be given" in said
    assert "Tell the practice manager" in said
    week, day = (browser.get(page).content.decode() for page in (sessions, today))
    assert "Dr Amara Reed works here no longer" in week
    assert "2 people are still booked with them, and 4 places can still be given to others." in week
    leaving = f"/staff/settings/team/{leaver.identity}/leaving"
    assert f'href="{leaving}"' in week
    assert (
        f'<strong>2</strong> <a class="nhsuk-link" href="{sessions}">booked with somebody who has left</a>'
        in day
    )
    assert "Move 2 people and end their work here" in browser.get(leaving).content.decode()
    with acting(here.manager):
        gaps = gaps_between(here.now, here.now + timedelta(days=900), professional=who_of(here.first))
    chosen = {f"slot-{request}": str(slot) for request, slot in proposed(here, gaps).items()}
    assert browser.post(leaving, chosen | {"service": "", "key": "k"}).status_code == 303
    week, day = (browser.get(page).content.decode() for page in (sessions, today))
    assert "works here no longer" not in week
    assert "who has left" not in day
    with acting(here.manager):
        assert directory.carer(leaver.identity) is None


def test_the_page_of_leave_shows_what_becomes_of_each_session_and_adds_it() -> None:
    leaver = Leaver()
    here = leaver.here
    browser: Any = here.ward.browser(here.manager)
    place, day = "/staff/settings/sessions/away", wall(here.start)
    asked = {
        "professional": str(who_of(here.first)), "kind": "leave", "first-day": day.day, "first-month": day.month,
        "first-year": day.year, "note": "",
    }  # fmt: skip
    assert browser.get(place).status_code == 200
    assert browser.get(place, asked | {"kind": "protected"}).status_code == 422
    assert browser.get(place, asked | {"starts": "09:00"}).status_code == 422
    assert browser.get(place, asked | {"first-day": "30", "first-month": "2"}).status_code == 422
    preview = browser.get(place, asked).content.decode()
    assert "Move 2 people and add it" in preview
    assert "Away all of " in preview or "to midnight." in preview  # of today only what is to come
    assert "cancelled" in preview
    with acting(here.manager):
        gaps = gaps_between(here.now, here.start + HOUR, professional=who_of(here.first))
    chosen = {f"slot-{request}": str(slot) for request, slot in proposed(here, gaps).items()}
    assert browser.post(place, asked | chosen | {"key": "k"}).status_code == 303
    assert [kind for kind, _, _ in held(who_of(here.first))] == ["leave"]


@pytest.mark.parametrize(
    ("asked", "box", "sentence"),
    [
        ({"first-year": "2020"}, "first", "That time is over. Choose one to come"),
        ({"first-day": "31", "first-month": "12", "first-year": "9999"}, "first", "must be a real date: check the year"),
        ({"first-year": "2020", "last-day": "4", "last-month": "1", "last-year": "2020"}, "last", "That time is over"),
        ({"last-day": "1", "last-month": "3", "last-year": "2109"}, "last", "at most a year. Check the year"),
        ({"kind": "protected", "starts": "08:00", "ends": "22:00"}, "ends", "at most 12 hours. For longer, choose leave"),
        (
            {"kind": "protected", "first-day": "30", "first-month": "3", "first-year": "2098", "starts": "01:00", "ends": "01:30"},
            "ends", "Clocks skip that hour on this day. Enter a time after it",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_refused_beside_its_box_before_anybody_is_asked_to_add_it(
    asked: dict[str, str], box: str, sentence: str
) -> None:
    here = Leaver().here
    browser: Any = here.ward.browser(here.manager)
    typed = {
        "professional": str(who_of(here.first)), "kind": "leave", "first-day": "2", "first-month": "1", "first-year": "2098",
        "note": "the note that was typed",
    }  # fmt: skip
    answer = browser.post("/staff/settings/sessions/away", typed | asked)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert re.search(rf'href="#{box}', page)
    assert "the note that was typed" in page
    assert "Add it" not in page


def test_protected_time_goes_around_leave_and_brings_nobody_back_from_it(here: Rota) -> None:
    """A hole in somebody's leave would be published over once the meeting is taken back."""
    who, since = who_of(here.first), here.start + HOUR
    add(here, since, since + 2 * HOUR)
    leave = held(who)
    with acting(here.manager), pytest.raises(Refused, match=r"is on leave .*, all of that time"):
        sessions.add_away(away=away(here, since, since + HOUR, "protected"), now=here.now)
    assert held(who) == leave
    with acting(here.manager):
        sessions.add_away(away=away(here, since + HOUR, since + 3 * HOUR, "protected"), now=here.now)
    assert held(who) == [*leave, ("protected", leave[-1][2], leave[-1][2] + 60)]


def test_leave_to_midnight_is_said_to_the_end_of_its_last_day(here: Rota) -> None:
    """`To midnight on Tuesday` is read as all of Tuesday, by somebody who plans for Tuesday."""
    day = wall(here.now).date() + timedelta(days=3)
    with acting(here.manager):
        sessions.add_away(
            away=away(here, moment(day, time(14, 30)), moment(day + timedelta(days=2), time.min)),
            now=here.now,
        )
        [leave] = busy(
            [who_of(here.first)], [], moment(day, time.min), moment(day + timedelta(days=3), time.min)
        )
        sentence = said(leave, leave.professional)
    assert sentence.endswith(
        f"is on leave from 2:30pm on {weekday_text(day)} to the end of {weekday_text(day + timedelta(days=1))}"
    )


def test_a_meeting_of_everybody_leaves_out_who_is_on_leave_and_says_so() -> None:
    leaver = Leaver()
    here = leaver.here
    since, until = here.start + 24 * HOUR, here.start + 25 * HOUR
    with acting(here.manager):
        sessions.add_away(away=away(here, since - 2 * HOUR, until + 2 * HOUR), now=here.now)
    colleague = Professional.objects.create(id=uuid4(), name="Dr Bo Colleague")
    Position.objects.create(
        id=uuid4(), professional=colleague, organisation_id=here.ward.practice, service="gp"
    )
    browser: Any = here.ward.browser(here.manager)
    day = wall(since)
    asked = {
        "professional": "everybody", "kind": "protected", "first-day": day.day, "first-month": day.month, "first-year": day.year,
        "starts": f"{day:%H:%M}", "ends": f"{wall(until):%H:%M}", "note": "Team meeting",
    }  # fmt: skip
    preview = browser.post("/staff/settings/sessions/away", asked).content.decode()
    assert "Protected time of everybody" in preview
    assert "Their leave stays as it is." in preview
    assert browser.post("/staff/settings/sessions/away", asked | {"key": "k"}).status_code == 303
    assert [kind for kind, _, _ in held(who_of(here.first))][-1] == "leave"
    assert [kind for kind, _, _ in held(colleague.id)] == ["protected"]
    alone = asked | {"professional": str(who_of(here.first))}
    refused = browser.post("/staff/settings/sessions/away", alone)
    assert refused.status_code == 422
    assert "Nothing of that time is left: choose another one" in refused.content.decode()


def test_leave_of_today_begins_now_and_what_was_worked_stays_worked(clock: Clock) -> None:
    """Ill in the middle of a session: the page fills in whole days, and midnight is over."""
    here = Rota(given.NOW)
    clock.now = now = here.start + 15 * MINUTES
    identity = here.ward.reed.identity
    professional = Professional.objects.create(id=who_of(here.first), identity=identity, name="Dr Amara Reed")
    Position.objects.create(
        id=uuid4(), professional=professional, organisation_id=here.ward.practice, service="gp"
    )
    browser: Any = here.ward.browser(here.manager)
    day = wall(now)
    asked = {
        "professional": str(professional.id), "kind": "leave", "first-day": day.day, "first-month": day.month,
        "first-year": day.year,
    }  # fmt: skip
    page = browser.post("/staff/settings/sessions/away", asked).content.decode()
    assert page.count("Ada Test (booked ") == 2
    assert "to midnight." in page
    moves = {f"slot-{one}": str(slot) for one, slot in zip(here.asked, here.slots(here.second), strict=False)}
    done = browser.post("/staff/settings/sessions/away", asked | moves | {"key": "k"})
    assert done.status_code == 303, done.content.decode()
    assert held(professional.id) == [("slot", 0, 15), ("leave", 15, (24 - wall(here.start).hour) * 60)]
    assert here.ward.notices().count("moved") == 2


def test_who_can_be_given_no_time_goes_back_to_their_practice_and_is_told_and_phoned() -> None:
    """A hub is flooded and full: whoever is booked there is their practice's again, and stands on its call list."""
    hub = Hub()
    ward, (ours, theirs, _) = hub.here.ward, hub.people
    with acting(given.SYSTEM):
        query(
            "update appointments_slot set capacity = taken where session_id <> %s and kind = 'slot'",
            [uuid4()],
        )
        [(due,)] = query("select due_at from requests_request where id = %s", [theirs])
    browser: Any = ward.browser(hub.manager)
    place, day = "/staff/settings/sessions/close-early", wall(hub.start)
    asked = {
        "day-day": day.day, "day-month": day.month, "day-year": day.year, "at": "15:00", "reason": "Flood",
    }  # fmt: skip
    page = browser.post(place, asked).content.decode()
    assert "No free time of this kind is left for them" in page
    [chosen] = re.findall(r'<option value="([^"]*)" selected>', page)
    done = browser.post(place, asked | {"key": "k", f"slot-{theirs}": chosen})
    assert done.status_code == 303, done.content.decode()
    row = ward.row(theirs)
    assert (row.state, row.wants, row.due_at, row.serving) == ("waiting", "call", due, None)
    assert theirs not in hub.here.booked()
    assert ours in hub.here.booked()
    assert "taken_back" in ward.notices()
    with acting(given.SYSTEM):
        said = "select template, withdrawn_why from messages_notification where request_id = %s order by template"
        assert query(said, [theirs]) == [("booked", "moved or cancelled"), ("taken_back", "")]
    kind, told, note = ward.story(theirs)[-1]
    assert (kind, "We will contact you about a new time" in told) == ("cancelled", True)
    assert "had no other one" in note
    with acting(ward.outsider):
        assert [one.request for one in call_backs.to_call(hub.here.now)] == [theirs]
        assert theirs == queue.next_request(after=uuid4(), kind="clinical", now=hub.here.now)


def test_a_time_that_is_typed_by_half_is_not_taken_for_all_day() -> None:
    """A browser sends such a time as none: so it must look itself, which `novalidate` would forbid."""
    here = Leaver().here
    browser: Any = here.ward.browser(here.manager)
    for page, times in (("sessions/away", 2), ("sessions/close-early", 1), ("opening-times", 1)):
        forms = re.findall(
            r"<form.*?</form>", browser.get(f"/staff/settings/{page}").content.decode(), re.DOTALL
        )
        asking = [form for form in forms if "Empty for all day" in form]
        assert [form.count("Empty for all day") for form in asking] == [times]
        assert "novalidate" not in asking[0].split(">", 1)[0]
