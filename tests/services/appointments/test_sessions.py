"""Sessions: published once from a template, extended, cut without ever leaving a booking behind."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.utils import timezone

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Actor, Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments import actions as booking
from weald.services.appointments import kept, planning, queries
from weald.services.appointments.actions import SlotTaken, sessions, weekly
from weald.services.appointments.actions.sessions import StillBooked
from weald.services.appointments.actions.weekly import NewWeekly
from weald.services.directory.actions import settings

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW
MONDAY = date(2026, 11, 23)
NEXT = date(2026, 11, 30)
HOUR = timedelta(hours=1)


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def manager(ward: Ward) -> Actor:
    return ward.somebody("Mo Hill", "practice_manager")


def line(**fields: Any) -> NewWeekly:
    values: dict[str, Any] = {
        "professional": UUID(int=7), "professional_name": "Dr Amara Reed", "service": "gp", "place": "Hop Lane Surgery",
        "kind": "slot", "mode": "phone", "category": "General Consultation Acute", "setting": "general_practice",
        "weekday": 1, "starts": time(9), "ends": time(12), "slot_minutes": 15,
    }  # fmt: skip
    return NewWeekly(**values | fields)


def publish(monday: date, weeks: int = 1) -> dict[str, int]:
    """Publish, and count what became of the sessions."""
    return dict(Counter(one.status for one in weekly.publish_weeks(monday=monday, weeks=weeks, now=NOW)))


def cut(session: UUID, at: datetime, now: datetime = NOW) -> int:
    """Clear a session from this time on."""
    return sessions.clear(session=session, since=at, until=at + timedelta(days=365), now=now)


def published(ward: Ward, count: int = 6) -> tuple[UUID, list[UUID]]:
    """A session of ten-minute slots, from an hour after NOW."""
    with acting(given.SYSTEM):
        slots = given.slots(ward.practice, count)
        [(session,)] = query("select distinct session_id from appointments_slot where id = any(%s)", [slots])
    return session, slots


def book(ward: Ward, slot: UUID) -> UUID:
    request = ward.request()
    with acting(given.SYSTEM):
        booking.book(
            slot=slot, request=request, responsible=ward.practice, person=None, key=str(uuid4()), now=NOW
        )
    return request


def test_a_week_is_published_from_the_template_once(ward: Ward, manager: Actor) -> None:
    with acting(manager):
        weekly.add_weekly(line=line(), now=NOW)
        weekly.add_weekly(line=line(weekday=4, starts=time(14), ends=time(16, 10)), now=NOW)
        assert publish(NEXT) == {"new": 2}
        assert publish(NEXT) == {"there": 2}
        found = kept.week(NEXT)
    assert [(one.starts_at, one.places) for one in found] == [
        (datetime(2026, 12, 1, 9, tzinfo=UTC), 12),
        (datetime(2026, 12, 4, 14, tzinfo=UTC), 8),  # ten minutes are left over: no whole slot
    ]
    with acting(ward.somebody("Al Dent", "practice_manager", ward.elsewhere)):
        assert kept.week(NEXT) == kept.weekly() == []


def test_the_clock_of_london_counts_in_summer_too(ward: Ward, manager: Actor) -> None:
    with acting(manager):
        weekly.add_weekly(line=line(), now=NOW)
        publish(date(2027, 6, 7))
        [one] = kept.week(date(2027, 6, 7))
    assert one.starts_at == datetime(2027, 6, 8, 8, tzinfo=UTC)


def test_nothing_is_published_on_a_closed_day_or_in_the_past(ward: Ward, manager: Actor) -> None:
    with acting(manager):
        weekly.add_weekly(line=line(), now=NOW)
        settings.close_day(day=date(2026, 12, 1), reason="Training", now=NOW)
        assert publish(NEXT) == {"closed": 1}
        assert publish(MONDAY - timedelta(days=7)) == {"past": 1}
        # the day after Christmas is a bank holiday, and so is the Monday after it
        weekly.add_weekly(line=line(weekday=0), now=NOW)
        assert publish(date(2026, 12, 28)) == {"new": 1, "closed": 1}


def test_what_was_cancelled_is_published_again_only_where_somebody_asks_for_it(
    ward: Ward, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with acting(manager):
        weekly.add_weekly(line=line(), now=NOW)
        weekly.add_weekly(line=line(weekday=2), now=NOW)
        assert publish(NEXT) == {"new": 2}
        gone, _ = kept.week(NEXT)
        cut(gone.id, gone.starts_at)
        assert publish(NEXT) == {"cancelled": 1, "there": 1}
        assert len(kept.week(NEXT)) == 1
    page = ward.browser(manager).get(f"/staff/settings/sessions/publish?week={NEXT}").content.decode()
    assert "1 session was cancelled." in page
    assert "Look with what was cancelled" in page
    page = (
        ward.browser(manager).get(f"/staff/settings/sessions/publish?week={NEXT}&again=yes").content.decode()
    )
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    sent = {"week": NEXT.isoformat(), "weeks": "1", "seen": seen, "again": "yes"}
    done = ward.browser(manager).post("/staff/settings/sessions/publish", sent).content.decode()
    assert "1 session published." in done
    with acting(manager):
        assert len(kept.week(NEXT)) == 2


def test_a_night_before_a_closed_day_ends_at_midnight(ward: Ward, manager: Actor) -> None:
    """Christmas Eve of 2026 is a Thursday."""
    with acting(manager):
        weekly.add_weekly(line=line(weekday=3, starts=time(20), ends=time(2), slot_minutes=30), now=NOW)
        assert publish(date(2026, 12, 21)) == {"new": 1}
        [one] = kept.week(date(2026, 12, 21))
        assert (one.ends_at, one.places) == (datetime(2026, 12, 25, tzinfo=UTC), 8)
        assert publish(date(2026, 12, 21)) == {"there": 1}
        assert publish(NEXT) == {"new": 1}
        assert kept.week(NEXT)[0].places == 12


def test_a_published_week_becomes_the_template(ward: Ward, manager: Actor) -> None:
    with acting(manager):
        weekly.add_weekly(line=line(), now=NOW)
        publish(NEXT)
        before = [(one.weekday, one.starts, one.ends) for one in kept.weekly()]
        weekly.add_weekly(line=line(weekday=4), now=NOW)
        weekly.keep_week(monday=NEXT, agreed=planning.swap(NEXT).seen)
        assert [(one.weekday, one.starts, one.ends) for one in kept.weekly()] == before
        weekly.remove_weekly(line=kept.weekly()[0].id)
        assert kept.weekly() == []
        assert len(kept.week(NEXT)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"ends": time(9)}, {"slot_minutes": 0}, {"slot_minutes": 181}, {"starts": time(11), "ends": time(13)}],
)
def test_a_line_that_cannot_be_is_refused(ward: Ward, manager: Actor, wrong: dict[str, Any]) -> None:
    with acting(manager):
        weekly.add_weekly(line=line(), now=NOW)
    with acting(manager), pytest.raises(Refused):
        weekly.add_weekly(line=line(**wrong), now=NOW)


def test_a_free_session_is_cut_and_extended_again(ward: Ward, manager: Actor) -> None:
    session, _ = published(ward)
    start = NOW + HOUR
    with acting(manager):
        assert cut(session, start + HOUR / 3) == 4
        row = kept.session(session)
        assert row is not None
        assert (row.ends_at, row.places) == (start + HOUR / 3, 2)
        assert len(queries.free_slots([ward.practice], ["gp"], NOW, NOW + 9 * HOUR)) == 2
        assert sessions.extend(session=session, until=start + 2 * HOUR, now=NOW) == 10
        assert len(queries.free_slots([ward.practice], ["gp"], NOW, NOW + 9 * HOUR)) == 12
    assert [one[0] for one in ward.audit("practice.cut_session")] == ["Mo Hill"]


@pytest.mark.parametrize("kind", ["slot", "duty_list"])
def test_a_session_is_not_extended_beyond_an_early_closing_until_that_is_taken_back(
    ward: Ward, manager: Actor, kind: str
) -> None:
    length = 10 if kind == "slot" else 60
    start = NOW + HOUR - timedelta(minutes=3)  # 9am
    with acting(given.SYSTEM):
        given.slots(ward.practice, 1, starts_at=start, ends_at=start + HOUR, kind=kind, slot_minutes=length)
        [(session,)] = query("select id from appointments_session")
    with acting(manager):
        settings.close_early(day=MONDAY, at=time(13), reason="Training", now=NOW)
        sessions.extend(session=session, until=start + 4 * HOUR, now=NOW)
    with (
        acting(manager),
        pytest.raises(Refused, match="You are closed on Monday 23 November from 1pm: choose a time before"),
    ):
        sessions.extend(session=session, until=start + 5 * HOUR, now=NOW)
    with acting(manager):
        row = kept.session(session)
        assert row is not None
        assert row.ends_at == start + 4 * HOUR
        settings.open_day(day=MONDAY)
        sessions.extend(session=session, until=start + 5 * HOUR, now=NOW)


def test_a_session_of_a_late_evening_is_not_extended_into_a_bank_holiday(ward: Ward, manager: Actor) -> None:
    start = datetime(2026, 12, 24, 22, tzinfo=UTC)
    with acting(given.SYSTEM):
        given.slots(ward.practice, 6, starts_at=start, ends_at=start + HOUR)
        [(session,)] = query("select id from appointments_session")
    with acting(manager):
        assert sessions.extend(session=session, until=start + 2 * HOUR, now=NOW) == 6
        with pytest.raises(Refused, match=r"closed on Friday 25 December: choose a time before that\.$"):
            sessions.extend(session=session, until=start + 3 * HOUR, now=NOW)


def test_a_cancelled_session_gives_the_time_back(ward: Ward, manager: Actor) -> None:
    session, _ = published(ward)
    with acting(given.SYSTEM):
        [(professional,)] = query("select professional from appointments_session")
    with acting(manager):
        assert cut(session, NOW + HOUR) == 6
        assert kept.session(session) is None
        assert queries.free_slots([ward.practice], ["gp"], NOW, NOW + 9 * HOUR) == []
        assert queries.on_duty(ward.practice, NOW, NOW + 9 * HOUR) == []
    with acting(given.SYSTEM):
        given.slots(ward.practice, 6, professional=professional)


def test_a_professional_is_never_in_two_places(ward: Ward, manager: Actor) -> None:
    session, _ = published(ward)
    with acting(given.SYSTEM):
        [(professional,)] = query("select professional from appointments_session")
        given.slots(
            ward.elsewhere, 6, professional=professional, starts_at=NOW + 3 * HOUR, ends_at=NOW + 4 * HOUR
        )
    with (
        acting(manager),
        pytest.raises(Refused, match="works at Hop Lane Surgery on Monday 23 November from"),
    ):
        sessions.extend(session=session, until=NOW + 3.5 * HOUR, now=NOW)
    with acting(manager):
        assert sessions.extend(session=session, until=NOW + 3 * HOUR, now=NOW) == 6


def test_no_cut_leaves_a_booking_behind(ward: Ward, manager: Actor) -> None:
    session, slots = published(ward)
    book(ward, slots[4])
    for at in (NOW + HOUR, NOW + 1.5 * HOUR):
        with acting(manager), pytest.raises(StillBooked, match="1 slot is booked"):
            cut(session, at)
    with acting(given.SYSTEM):
        assert query("select sum(capacity)::int from appointments_slot") == [(6,)]  # nothing was withdrawn
    with acting(manager):
        assert cut(session, NOW + HOUR + timedelta(minutes=50)) == 1


@pytest.mark.parametrize("hours", [-1, 2.5])
def test_a_time_that_makes_no_sense_is_refused(ward: Ward, manager: Actor, hours: float) -> None:
    session, _ = published(ward)
    with acting(manager), pytest.raises(Refused):
        sessions.extend(session=session, until=NOW + hours * HOUR - HOUR, now=NOW)
    with acting(manager), pytest.raises(Refused):
        cut(session, NOW + 2 * HOUR)
    with acting(manager), pytest.raises(Refused):
        sessions.extend(session=session, until=NOW + 20 * HOUR, now=NOW)
    with acting(manager), pytest.raises(Refused, match="over"):
        cut(session, NOW + HOUR, NOW + 9 * HOUR)


def test_nobody_touches_the_sessions_of_others(ward: Ward) -> None:
    session, _ = published(ward)
    with acting(ward.somebody("Al Dent", "practice_manager", ward.elsewhere)), pytest.raises(Refused):
        cut(session, NOW + HOUR)
    for who in (ward.reed, ward.desk):
        with acting(who), pytest.raises(Forbidden):
            cut(session, NOW + HOUR)
        with acting(who), pytest.raises(Forbidden):
            publish(NEXT)


CLIENTS = 6


@pytest.mark.slow
def test_whoever_books_while_a_session_is_cut_has_the_slot_or_is_told(ward: Ward, manager: Actor) -> None:
    """Booking clients and the cut at the same moment, many times: never a booking on a withdrawn slot."""
    for turn in range(8):
        race(ward, manager, turn)


def race(ward: Ward, manager: Actor, turn: int) -> None:
    """One session, cut while each of its slots is asked for."""
    session, slots = published_for(ward, turn)
    asking = [ward.request() for _ in range(CLIENTS)]
    begin = threading.Barrier(CLIENTS + 1)
    won: list[UUID] = []
    cuts: list[str] = []
    faults: list[BaseException] = []

    def client(number: int) -> None:
        with acting(given.SYSTEM):
            booking.book(
                slot=slots[number], request=asking[number], responsible=ward.practice, person=None, key=str(uuid4()), now=NOW
            )  # fmt: skip
        won.append(slots[number])

    def manage(_: int) -> None:
        try:
            with acting(manager):
                cut(session, NOW)
            cuts.append("cut")
        except StillBooked:
            cuts.append("refused")

    def run(does: Callable[[int], None], number: int) -> None:
        begin.wait()
        try:
            does(number)
        except SlotTaken:
            pass
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(client, number)) for number in range(CLIENTS)]
    threads.append(threading.Thread(target=run, args=(manage, 0)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with acting(given.SYSTEM):
        booked = query(
            "select a.slot_id, s.capacity from appointments_appointment a join appointments_slot s on s.id = a.slot_id"
            " where s.session_id = %s",
            [session],
        )
    assert {slot for slot, _ in booked} == set(won)
    assert all(capacity == 1 for _, capacity in booked)
    assert cuts == (["refused"] if won else ["cut"])


def published_for(ward: Ward, turn: int) -> tuple[UUID, list[UUID]]:
    start = NOW + HOUR + timedelta(days=turn)
    with acting(given.SYSTEM):
        slots = given.slots(ward.practice, 6, starts_at=start, ends_at=start + HOUR)
        [(session,)] = query("select distinct session_id from appointments_slot where id = any(%s)", [slots])
    return session, slots


@pytest.mark.parametrize("kind", ["duty_list", "call_back", "home_visit"])
def test_a_list_that_is_extended_goes_on_longer_with_room_in_proportion(
    ward: Ward, manager: Actor, kind: str
) -> None:
    starts = NOW + HOUR
    with acting(given.SYSTEM):
        [slot] = given.slots(
            ward.practice, 1, starts_at=starts, ends_at=starts + 4 * HOUR, slot_minutes=240, capacity=20, kind=kind,
            mode="phone" if kind == "call_back" else "face_to_face",
        )  # fmt: skip
        [(session,)] = query("select id from appointments_session")
    request = ward.request()
    with acting(given.SYSTEM):
        booking.book(
            slot=slot, request=request, responsible=ward.practice, person=None, key="x", now=NOW
        )  # who is on it was told until when
    said = (starts, starts + 4 * HOUR)

    def now_is() -> tuple[timedelta, timedelta, int]:
        with acting(given.SYSTEM):
            [(ends, capacity, session_ends)] = query(
                "select s.ends_at, s.capacity, on_.ends_at from appointments_slot s join appointments_session on_ on on_.id = s.session_id"
            )
        return ends - starts, session_ends - starts, capacity

    with acting(manager):
        sessions.extend(session=session, until=starts + 5 * HOUR, now=NOW)
    assert now_is() == (5 * HOUR, 5 * HOUR, 25)
    with acting(given.SYSTEM):
        assert query("select starts_at, ends_at from appointments_appointment") == [said]
    with acting(manager):
        sessions.clear(session=session, since=starts + 2 * HOUR, until=starts + 5 * HOUR, now=NOW)
    assert now_is() == (2 * HOUR, 2 * HOUR, 10)
    with acting(manager):
        sessions.extend(session=session, until=starts + 4 * HOUR, now=NOW)
    assert now_is() == (4 * HOUR, 4 * HOUR, 20)
