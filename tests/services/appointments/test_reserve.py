"""What is kept for today: so much of each day as the practice states, spread over it, released in time and never too much."""

from datetime import timedelta
from itertools import pairwise
from random import Random
from uuid import UUID, uuid4

import pytest

from tests import given
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments.actions import crowding, reserve, sessions
from weald.services.requests.actions import alarms
from weald.services.requests.queries.offers import offers

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def state(practice: UUID, share: int, minutes: int = 10) -> None:
    query(
        "insert into appointments_reserve (organisation, share, released_minutes) values (%s, %s, %s)",
        [practice, share, minutes],
    )


def kept(practice: UUID) -> list[bool]:
    """Of each free time of the practice, in order: whether it is kept at NOW."""
    return [
        row[0]
        for row in query(
            "select coalesce(kept_until > %s, false) from appointments_slot where organisation = %s and taken < capacity"
            " order by starts_at, id",
            [given.NOW, practice],
        )
    ]


@pytest.mark.parametrize(("share", "count"), [(0, 0), (10, 2), (25, 5), (50, 10), (90, 18), (100, 20)])
def test_publishing_keeps_the_share_spread_over_the_day(share: int, count: int) -> None:
    practice, other = given.practice(), given.practice()
    with acting(given.SYSTEM):
        state(practice, share)
        given.slots(practice, 20)
        given.slots(other, 20)
        marks = kept(practice)
        assert sum(marks) == count
        assert not any(kept(other))  # states no share
        places = [place for place, one in enumerate(marks) if one]
        gaps = {right - left for left, right in pairwise(places)}
        assert not gaps or max(gaps) - min(gaps) <= 1
        if count:
            assert {place // 10 for place in places} == {0, 1}  # the first half of the day and the second


def test_each_service_and_day_keeps_its_own_and_open_lists_and_clinics_keep_nothing() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        state(practice, 50)
        given.slots(practice, 10)
        given.slots(practice, 4, service="nurse")
        given.slots(
            practice, 6, starts_at=given.NOW + 2 * DAY, ends_at=given.NOW + 2 * DAY + timedelta(hours=1)
        )
        given.slots(practice, 1, kind="duty_list", capacity=20)
        given.slots(practice, 4, clinic="flu")
        found = query(
            "select service, kind, clinic, starts_at::date, count(*) filter (where kept_until is not null)"
            " from appointments_slot where organisation = %s group by 1, 2, 3, 4",
            [practice],
        )
        assert sorted(row[4] for row in found) == [0, 0, 2, 3, 5]
        [(release,)] = query(
            "select distinct starts_at - kept_until from appointments_slot where kept_until is not null"
        )
        assert release == timedelta(minutes=10)


def test_a_changed_share_is_spread_anew_and_what_is_booked_or_released_stays() -> None:
    practice, other = given.practice(), given.practice()
    with acting(given.SYSTEM):
        slots = given.slots(practice, 12)
        given.slots(other, 4)
        query("update appointments_slot set taken = 1 where id = any(%s)", [slots[:2]])
    with acting(given.staff(practice, "practice_manager")):
        reserve.state(share=50, released_minutes=30, now=given.NOW)
        assert sum(kept(practice)) == 6  # half of the day, and not of what is left of it
        query("update appointments_slot set kept_until = %s where id = %s", [given.NOW, slots[2]])
        reserve.state(share=100, released_minutes=30, now=given.NOW)
        assert kept(practice) == [False] + [True] * 9
        assert query("select kept_until from appointments_slot where id = any(%s)", [slots[:2]]) == [
            (None,),
            (None,),
        ]
        reserve.state(share=0, released_minutes=30, now=given.NOW)
        assert not any(kept(practice))
        assert query("select why from access_auditrow where verb = 'practice.reserve' order by id")[-1] == (
            "100%, 30 minutes → 0%, 30 minutes",
        )
    with acting(given.SYSTEM):
        assert not any(kept(other))


@pytest.mark.parametrize(("share", "minutes"), [(-1, 30), (101, 30), (20, -1), (20, 1441)])
def test_what_is_no_share_is_refused(share: int, minutes: int) -> None:
    practice = given.practice()
    with acting(given.staff(practice, "practice_manager")), pytest.raises(Refused):
        reserve.state(share=share, released_minutes=minutes, now=given.NOW)


def test_only_who_sets_how_the_practice_works_states_a_share() -> None:
    practice = given.practice()
    for role in ("receptionist", "clinician", "pharmacist"):
        with acting(given.staff(practice, role)), pytest.raises(Forbidden):
            reserve.state(share=10, released_minutes=30, now=given.NOW)


@pytest.mark.parametrize("seed", range(8))
def test_a_release_never_gives_away_what_is_needed_and_gives_the_rest(seed: int) -> None:
    """Whatever is free and kept: afterwards as many are kept as were needed, or all that there were; the last of the day."""
    random, practice = Random(seed), given.practice()
    with acting(given.SYSTEM):
        state(practice, random.choice([30, 60, 100]), 10)
        slots = given.slots(practice, 30)
        given.slots(practice, 8, service="nurse")
        query("update appointments_slot set taken = 1 where id = any(%s)", [random.sample(slots, 9)])
        of_service = "select starts_at from appointments_slot where service = %s and taken = 0 and kept_until > %s order by 1"
        before, nurses = query(of_service, ["gp", given.NOW]), query(of_service, ["nurse", given.NOW])
        needed = random.randrange(12)
        released = reserve.release(
            organisation=practice, needed={"gp": needed}, until=given.NOW + DAY, now=given.NOW
        )
        after = query(of_service, ["gp", given.NOW])
        assert len(after) == min(needed, len(before))
        assert after == before[len(before) - len(after) :]
        assert released == len(before) - len(after)
        assert query(of_service, ["nurse", given.NOW]) == nurses  # nothing is known of them


def test_a_released_time_is_never_kept_again() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        state(practice, 100)
        given.slots(practice, 6)
        reserve.release(organisation=practice, needed={"gp": 0}, until=given.NOW + DAY, now=given.NOW)
        given.slots(practice, 2)
        assert sum(kept(practice)) == 2


@pytest.mark.parametrize("share", [10, 25, 50, 90])
@pytest.mark.parametrize("booked", [0, 3, 7])
def test_an_extended_session_keeps_the_share_of_its_longer_day(share: int, booked: int) -> None:
    """Whoever could wait has booked what was open to them: the new times make up the share, and nothing kept is given up."""
    practice = given.practice()
    start = given.NOW + timedelta(hours=1)
    with acting(given.SYSTEM):
        state(practice, share)
        slots = given.slots(practice, 12)
        query(
            "update appointments_slot set taken = 1 where id in (select id from appointments_slot where id = any(%s)"
            " and kept_until is null order by starts_at limit %s)",
            [slots, booked],
        )
        before = sum(kept(practice))
        [(session,)] = query("select distinct session_id from appointments_slot where id = any(%s)", [slots])
    with acting(given.staff(practice, "practice_manager")):
        sessions.extend(session=session, until=start + timedelta(minutes=210), now=given.NOW)
        assert sum(kept(practice)) == (21 * share + 50) // 100 >= before
        [(of_the_new,)] = query(
            "select count(*) from appointments_slot where session_id = %s and starts_at >= %s and kept_until is not null",
            [session, start + timedelta(hours=2)],
        )
        assert of_the_new
        # One at a time comes to the same: nothing is lost by rounding.
        for more in range(22, 31):
            sessions.extend(session=session, until=start + timedelta(minutes=10 * more), now=given.NOW)
        assert sum(kept(practice)) == (30 * share + 50) // 100


@pytest.mark.parametrize("share", [10, 25, 50, 90])
def test_a_cut_session_keeps_the_share_of_what_is_left_of_the_day(share: int) -> None:
    """Whatever part is cut out: the share of the whole day that is left is kept, spread over it; other days stay as they are."""
    practice, elsewhere = given.practice(), given.practice()
    start, minutes = given.NOW + timedelta(hours=1), timedelta(minutes=10)
    with acting(given.SYSTEM):
        state(practice, share)
        slots = given.slots(practice, 20)
        given.slots(practice, 10, professional=uuid4())  # somebody else works on that day
        given.slots(practice, starts_at=start + DAY, ends_at=start + DAY + 10 * minutes)
        given.slots(elsewhere, 10)
        [(session,)] = query("select distinct session_id from appointments_slot where id = any(%s)", [slots])
    tomorrow = (10 * share + 50) // 100
    with acting(given.staff(practice, "practice_manager")):
        for gone, since, until in (
            (7, 13, 20),
            (12, 0, 5),
            (15, 8, 11),
        ):  # its end, its start, a part in the middle
            cleared = sessions.clear(
                session=session, since=start + since * minutes, until=start + until * minutes, now=given.NOW
            )
            assert cleared == until - since
            left = 30 - gone
            assert sum(kept(practice)) == (left * share + 50) // 100 + tomorrow
            today = kept(practice)[:left]
            assert sum(today) == (left * share + 50) // 100
            places = [place for place, one in enumerate(today) if one]
            gaps = {right - left for left, right in pairwise(places)}
            assert not gaps or max(gaps) - min(gaps) <= 1
    with acting(given.SYSTEM):
        assert not any(kept(elsewhere))


@pytest.mark.parametrize("moved", [False, True])
def test_what_is_cut_takes_none_of_the_reserve_with_it_while_others_have_open_times(moved: bool) -> None:
    """The day is left with its share although every kept time that was free lay in what is cut; what was given stays given."""
    practice = given.practice()
    start = given.NOW + timedelta(hours=1)
    with acting(given.SYSTEM):
        state(practice, 25)
        slots = given.slots(practice, 12)
        given.slots(practice, 8, starts_at=start + timedelta(hours=3), ends_at=start + timedelta(minutes=260))
        query("update appointments_slot set kept_until = null where organisation = %s", [practice])
        query(
            "update appointments_slot set kept_until = starts_at - interval '10 minutes', taken = (id = %s)::int"
            " where id = any(%s)",
            [slots[0], [slots[0], *slots[8:]]],
        )
        if moved:  # everybody in it was given another time: their places went with them
            query("update appointments_slot set capacity = 0 where id = any(%s)", [slots[8:]])
        [(session,)] = query("select distinct session_id from appointments_slot where id = any(%s)", [slots])
    with acting(given.staff(practice, "practice_manager")):
        sessions.clear(
            session=session,
            since=start + timedelta(minutes=80),
            until=start + timedelta(hours=2),
            now=given.NOW,
        )
        assert sum(kept(practice)) == 3  # a quarter of sixteen are four, and one was given


def test_kept_times_that_were_given_or_released_are_not_made_up_for_when_a_session_is_extended() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        state(practice, 50)
        slots = given.slots(practice, 12)
        query(
            "update appointments_slot set taken = 1 where id in (select id from appointments_slot"
            " where kept_until is not null order by starts_at limit 4)"
        )
        reserve.release(organisation=practice, needed={"gp": 1}, until=given.NOW + DAY, now=given.NOW)
        assert sum(kept(practice)) == 1
        [(session,)] = query("select distinct session_id from appointments_slot where id = any(%s)", [slots])
    with acting(given.staff(practice, "practice_manager")):
        sessions.extend(session=session, until=given.NOW + timedelta(minutes=60 + 140), now=given.NOW)
        assert sum(kept(practice)) == 2  # half of fourteen are seven: four were given, one was released


def test_a_manager_releases_the_day() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        state(practice, 50)
        given.slots(practice, 8)
    with acting(given.staff(practice, "practice_manager")):
        assert reserve.release_day(until=given.NOW + DAY, now=given.NOW) == 4
        assert not any(kept(practice))


def test_a_session_is_crowded_from_its_limit_on_and_not_after_somebody_cancels() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        slots = given.slots(practice, 6, contact_limit=4)
        given.slots(practice, 6)

        def taken(count: int) -> list[tuple[int, int | None]]:
            query("update appointments_slot set taken = 0 where id = any(%s)", [slots])
            query("update appointments_slot set taken = 1 where id = any(%s)", [slots[:count]])
            found = crowding.note_crowded(now=given.NOW)
            return [(one.contacts, one.limit) for one in found if one.organisation == practice]

        assert taken(3) == []
        assert taken(4) == [(4, 4)]
        assert taken(5) == [(5, 4)]
        assert taken(3) == []


def test_a_day_of_one_professional_has_the_limit_of_the_profession() -> None:
    practice, reed = given.practice(), uuid4()
    with acting(given.SYSTEM):
        query(
            "insert into appointments_contactlimit (id, organisation, service, a_day, guidance) values (%s, %s, 'gp', 5, 'ours')",
            [uuid4(), practice],
        )
        for hours in (1, 4, 26):
            starts = given.NOW + timedelta(hours=hours)
            slots = given.slots(
                practice, 3, professional=reed, starts_at=starts, ends_at=starts + timedelta(minutes=30)
            )
        query("update appointments_slot set taken = 1 where organisation = %s", [practice])
        assert len(slots) == 9
        found = [one for one in crowding.note_crowded(now=given.NOW) if one.organisation == practice]
        assert [(one.contacts, one.a_day) for one in found] == [(3, 5), (3, 5)]  # six today, three tomorrow


def test_the_day_of_one_professional_is_counted_over_all_their_places_and_hours() -> None:
    """Nine contacts at the practice this morning, nine at the hub this afternoon, each with a limit of ten; the hub's alarm
    stays when the morning is over."""
    practice, hub, reed = given.practice(), given.practice(kind="hub"), uuid4()
    with acting(given.SYSTEM):
        for place in (practice, hub):
            query(
                "insert into appointments_contactlimit (id, organisation, service, a_day, guidance) values (%s, %s, 'gp', 10, 'ours')",
                [uuid4(), place],
            )
        for place, hours in ((practice, 1), (hub, 4)):
            starts = given.NOW + timedelta(hours=hours)
            given.slots(place, 9, professional=reed, starts_at=starts, ends_at=starts + timedelta(minutes=90))
        query("update appointments_slot set taken = 1 where organisation = %s", [practice])
        assert crowding.note_crowded(now=given.NOW) == []
        query("update appointments_slot set taken = 1 where organisation = %s", [hub])
        both = {one.organisation for one in crowding.note_crowded(now=given.NOW)}
        later = [one.organisation for one in crowding.note_crowded(now=given.NOW + timedelta(hours=3))]
    assert both == {practice, hub}
    assert later == [hub]


def test_a_session_as_far_ahead_as_people_book_is_crowded_once_and_offered_after_the_others() -> None:
    practice = given.practice()
    starts = given.NOW + timedelta(days=9)
    with acting(given.SYSTEM):
        full = given.slots(
            practice,
            12,
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            contact_limit=4,
            professional_name="Dr Full",
        )
        given.slots(
            practice, 12, starts_at=starts + timedelta(minutes=5), ends_at=starts + timedelta(minutes=125),
            professional_name="Dr Free",
        )  # fmt: skip
        query("update appointments_slot set taken = 1 where id = any(%s)", [full[3:]])
        [request] = given.requests(practice, level="routine", due_at=given.NOW + timedelta(days=14))
        tenth = given.NOW.replace(minute=10)
        assert crowding.note_crowded(now=given.NOW) == []
        assert [one.contacts for one in crowding.note_crowded(now=tenth)] == [9]
        alarms.raise_alarms(now=tenth)
        for minutes in (1, 10):  # it stays while only the next days are counted, and is told once
            assert alarms.raise_alarms(now=tenth + timedelta(minutes=minutes)) == 0
    with acting(given.person(request)):
        assert {one.professional_name for one in offers(request, given.NOW)[:3]} == {"Dr Free"}
