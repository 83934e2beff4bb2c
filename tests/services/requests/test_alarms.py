"""Alarms: raised while there is time to act, kept with who saw them, ended when nothing is wrong any more."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments import actions as appointments
from weald.services.directory import queries as directory
from weald.services.directory.models import Agreement, Neighbourhood
from weald.services.requests.actions import alarms
from weald.services.requests.presenters.staff import alarms as alarm_words
from weald.services.requests.queries import alarms as alarming

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def opened(practice: UUID) -> set[tuple[str, str]]:
    return {
        (row[0], row[1])
        for row in query(
            "select kind, about from requests_alarm where organisation = %s and done_at is null", [practice]
        )
    }


def book(slot: UUID, request: UUID, practice: UUID) -> None:
    appointments.book(
        slot=slot,
        request=request,
        responsible=practice,
        person=None,
        key=str(uuid4()),
        now=given.NOW,
        urgent=True,
    )
    query("update requests_request set state = 'booked', serving = %s where id = %s", [practice, request])


@pytest.mark.parametrize(
    ("level", "due", "alarmed"),
    [
        ("now", timedelta(0), True),
        ("today", 1.9 * HOUR, True),
        ("today", 2.1 * HOUR, False),
        ("today", -HOUR, True),
        ("soon", 0.9 * HOUR, True),
        ("soon", 3 * HOUR, False),
        ("routine", 0.9 * HOUR, True),
        ("self_care", 0.9 * HOUR, True),
        ("self_care", 5 * HOUR, False),
    ],
)
def test_a_request_alarms_before_it_is_due_by_its_level(level: str, due: timedelta, alarmed: bool) -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        given.slots(practice, 3)
        [request] = given.requests(practice, level=level, due_at=given.NOW + due)
        alarms.raise_alarms(now=given.NOW)
        assert (("due", str(request)) in opened(practice)) == alarmed


def test_what_is_life_threatening_alarms_until_staff_have_confirmed_it() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [request] = given.requests(practice, level="now", service="emergency_999", due_at=given.NOW)
        alarms.raise_alarms(now=given.NOW)
        assert opened(practice) == {("due", str(request))}
        query(
            "update requests_request set state = 'confirmed', confirmed_at = %s where id = %s",
            [given.NOW, request],
        )
        alarms.raise_alarms(now=given.NOW + HOUR)
        assert not opened(practice)
        query("update requests_request set wants = 'danger' where id = %s", [request])
        alarms.raise_alarms(now=given.NOW + HOUR)
        assert opened(practice) == {("due", str(request))}


def test_whoever_finds_no_time_alarms_at_once_hours_before_it_is_due() -> None:
    """Three need help today, one time is free: the two who are due last alarm, eight hours ahead. A hub then helps one of
    them, an agreement the other."""
    near = Neighbourhood.objects.create(id=uuid4(), code="N1", name="North").id
    practice = given.practice(neighbourhood=near)
    with acting(given.SYSTEM):
        given.slots(practice, 1)
        due = [given.NOW + hours * HOUR for hours in (7, 8, 9)]
        first, second, third = (given.requests(practice, level="today", due_at=each)[0] for each in due)
        assert alarms.raise_alarms(now=given.NOW) == 2
        assert opened(practice) == {("full", str(second)), ("full", str(third))}
        hub = given.practice(kind="hub", neighbourhood=near)
        directory.forget()
        given.slots(hub, 1)
        assert alarms.raise_alarms(now=given.NOW + timedelta(minutes=1)) == 0
        assert opened(practice) == {("full", str(third))}
        other = given.practice()
        Agreement.objects.create(id=uuid4(), organisation_id=practice, sees_id=other, since=given.NOW.date())
        directory.forget()
        given.slots(other, 1)
        alarms.raise_alarms(now=given.NOW + timedelta(minutes=2))
        assert not opened(practice)
        raised = query("select about, raised_at, done_at from requests_alarm order by done_at")
        assert [(row[0], row[1], row[2]) for row in raised] == [
            (str(second), given.NOW, given.NOW + timedelta(minutes=1)),
            (str(third), given.NOW, given.NOW + timedelta(minutes=2)),
        ]
        assert first


def test_the_hub_s_last_time_is_counted_once_for_all_who_could_have_it() -> None:
    """Three practices have one hub with two times, and one person each who needs help today: one of them alarms, wherever."""
    near = Neighbourhood.objects.create(id=uuid4(), code="N1", name="North").id
    practices = [given.practice(neighbourhood=near) for _ in range(3)]
    hub = given.practice(kind="hub", neighbourhood=near)
    with acting(given.SYSTEM):
        given.slots(hub, 2)
        for practice in practices:
            given.requests(practice, level="today", due_at=given.NOW + 8 * HOUR)
        assert alarms.raise_alarms(now=given.NOW) == 1
        given.slots(hub, 1)
        alarms.raise_alarms(now=given.NOW)
        assert not any(opened(practice) for practice in practices)


def test_what_is_left_says_what_others_can_have_as_well_and_only_what_is_agreed() -> None:
    near = Neighbourhood.objects.create(id=uuid4(), code="N1", name="North").id
    practice, neighbour, other = (
        given.practice(neighbourhood=near),
        given.practice(neighbourhood=near),
        given.practice(),
    )
    hub = given.practice(kind="hub", neighbourhood=near)
    for sees, services in ((other, ["nurse"]), (hub, [])):
        Agreement.objects.create(
            id=uuid4(), organisation_id=practice, sees_id=sees, services=services, since=given.NOW.date()
        )
    directory.forget()
    with acting(given.SYSTEM):
        given.slots(practice, 1)
        given.slots(hub, 2)
        given.slots(other, 4)
        given.slots(other, 3, service="nurse")
        given.slots(other, 5, service="physiotherapist")

    def left(whose: UUID) -> tuple[list[tuple[str, int, int, int]], tuple[str, ...]]:
        who = given.staff(whose)
        with acting(who):
            found = alarming.left_today(given.NOW)
            shown = alarm_words.alarms((), found, alarming.sharing(), who, given.NOW)
        return [(one.service, one.own, one.hub, one.agreement) for one in found], shown.shared

    assert left(practice) == (
        [("gp", 1, 2, 0), ("nurse", 0, 0, 3)],
        (
            "What the hub has free is for 2 practices together: each of them reads the same number here.",
            "What others have free by agreement is for their own people first.",
            "Whoever books first has it. The alarms count each time once.",
        ),
    )
    assert left(neighbour) == (
        [("gp", 0, 2, 0)],
        (
            "What the hub has free is for 2 practices together: each of them reads the same number here.",
            "Whoever books first has it. The alarms count each time once.",
        ),
    )
    figures, said = left(other)
    assert [one[0] for one in figures] == ["gp", "nurse", "physiotherapist"]
    assert said == ()


def test_what_is_urgent_and_booked_for_later_than_it_is_due_stays_on_the_page() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        early, late = given.slots(practice, 2)
        one, other = given.requests(
            practice, 2, level="today", due_at=given.NOW + HOUR + timedelta(minutes=5)
        )
        book(early, one, practice)
        book(late, other, practice)
        alarms.raise_alarms(now=given.NOW)
        assert opened(practice) == {("due", str(other))}
        [(figures,)] = query("select figures ->> 'booked_later' from requests_alarm")
        assert figures == "true"


def test_a_session_at_its_limit_used_up_kept_times_and_stuck_notices_alarm() -> None:
    practice, other = given.practice(), given.practice()
    with acting(given.SYSTEM):
        query("insert into appointments_reserve values (%s, 50, 10)", [practice])
        slots = given.slots(practice, 6, contact_limit=3)
        given.slots(other, 6, contact_limit=3)
        query("update appointments_slot set taken = 1 where id = any(%s)", [slots[:3]])
        query(
            'insert into messages_notification (id, organisation, key, by, "to", routes, template, body, urgent, made_at,'
            " not_before, supplier_id, tries, delivered_by, withdrawn_why) values (%s, %s, 'one', 'sms', '', '[]', 'sent', '', false, %s, %s, '', 2, '', '')",
            [uuid4(), practice, given.NOW - HOUR, given.NOW],
        )
        alarms.raise_alarms(now=given.NOW)
        found = {kind for kind, _ in opened(practice)}
        assert found == {"contacts", "notices"}
        query("update appointments_slot set taken = 1 where id = any(%s)", [slots])
        alarms.raise_alarms(now=given.NOW)
        assert {kind for kind, _ in opened(practice)} == {"contacts", "notices", "reserve"}
        assert not opened(other)


def test_an_alarm_is_raised_once_and_again_when_it_comes_back() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [request] = given.requests(practice, level="today", due_at=given.NOW + HOUR)
        assert alarms.raise_alarms(now=given.NOW) == 2  # soon due, and no time
        assert alarms.raise_alarms(now=given.NOW) == 0
        query(
            "update requests_request set state = 'closed', closed_at = %s where id = %s", [given.NOW, request]
        )
        assert alarms.raise_alarms(now=given.NOW) == 0
        assert not opened(practice)
        query("update requests_request set state = 'waiting', closed_at = null where id = %s", [request])
        assert alarms.raise_alarms(now=given.NOW) == 2
        assert query("select count(*) from requests_alarm") == [(4,)]


def test_who_saw_it_first_stays_and_another_practice_sees_nothing() -> None:
    practice, other = given.practice(), given.practice()
    with acting(given.SYSTEM):
        given.requests(practice, level="now", due_at=given.NOW)
        alarms.raise_alarms(now=given.NOW)
        [(alarm,)] = query("select id from requests_alarm where kind = 'due'")
    with acting(given.staff(other, "practice_manager")):
        assert alarming.count() == 0
        assert alarming.open_alarms() == ()
        with pytest.raises(Refused, match="cannot be found"):
            alarms.see(alarm=alarm, now=given.NOW)
    for minutes, name in ((1, "Ann"), (2, "Ben")):
        with acting(given.staff(practice, "receptionist", name=name)):
            alarms.see(alarm=alarm, now=given.NOW + timedelta(minutes=minutes))
            [row] = alarming.open_alarms()
            assert (row.seen_by, row.seen_at) == ("Ann", given.NOW + timedelta(minutes=1))
            assert alarming.count() == 1


def test_only_the_program_raises() -> None:
    practice = given.practice()
    with acting(given.staff(practice, "practice_manager")), pytest.raises(Forbidden):
        alarms.raise_alarms(now=given.NOW)


def test_the_order_is_urgency_and_then_what_is_due_first() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        expected = [
            given.requests(practice, level=level, due_at=given.NOW + minutes * timedelta(minutes=1))[0]
            for level, minutes in (
                ("now", 0),
                ("today", -30),
                ("today", 60),
                ("soon", -90),
                ("soon", 5),
                ("routine", -5),
            )
        ]
        alarms.raise_alarms(now=given.NOW)
    with acting(given.staff(practice, "practice_manager")):
        assert [row.request for row in alarming.open_alarms()] == expected


@pytest.mark.parametrize(
    ("wants", "why"),
    [
        ("danger", "Words in their message can be signs of danger: call them now."),
        ("worse", "They say that they are worse: call them now."),
    ],
)
def test_who_may_be_in_danger_comes_first_says_why_and_is_not_offered_a_time(wants: str, why: str) -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [today] = given.requests(practice, level="today", due_at=given.NOW - HOUR)
        [danger] = given.requests(practice, level="routine", wants=wants, due_at=given.NOW - HOUR / 2)
        alarms.raise_alarms(now=given.NOW)
    with acting(who := given.staff(practice, "clinician")):
        rows = alarming.open_alarms()
    assert [row.request for row in rows] == [danger, today]
    first, second = alarm_words.alarms(rows, (), 0, who, given.NOW).requests
    assert (first.why, first.classes) == (why, "level-now late")
    assert [link.text for link in first.actions] == ["Open"]
    assert second.why == "Still owed an answer, and nobody has it."
    assert "Find any free time" in [link.text for link in second.actions]


def test_what_is_life_threatening_is_not_offered_a_time() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        given.requests(practice, level="now", service="emergency_999", due_at=given.NOW)
        alarms.raise_alarms(now=given.NOW)
    with acting(who := given.staff(practice, "clinician")):
        rows = alarming.open_alarms()
    [line] = alarm_words.alarms(rows, (), 0, who, given.NOW).requests
    assert [link.text for link in line.actions] == ["Open"]


def test_more_alarms_than_a_page_shows_are_counted_and_all_can_be_read_the_worst_first() -> None:
    """205 are late, and nothing is left for them: each is one line, whatever is wrong with it."""
    ward = Ward()
    with acting(given.SYSTEM):
        late = given.requests(ward.practice, alarming.MOST + 4, level="today", due_at=timezone.now() - HOUR)
        [worst] = given.requests(ward.practice, level="now", due_at=timezone.now(), family_name="Worst")
        alarms.raise_alarms(now=timezone.now())
    with acting(ward.reed):
        assert alarming.count() == len(alarming.open_alarms()) == len(late) + 1
    browser = ward.browser(ward.reed)
    first = browser.get("/staff/alarms").content.decode()
    assert "205 alarms to act on" in first
    assert "1 to 200 of 205, the worst first" in first
    assert first.index("WORST") < first.index("TEST, Ada")
    second = browser.get("/staff/alarms?from=201").content.decode()
    assert "201 to 205 of 205" in second
    read = [set(re.findall(r"/staff/request/([0-9a-f-]{36})\"", page)) for page in (first, second)]
    assert (len(read[0]), len(read[1])) == (200, 5)
    assert read[0] | read[1] == {str(one) for one in (*late, worst)}
    assert browser.get("/staff/alarms?from=9999").content.decode().count("1 to 200 of 205") == 2


def test_a_day_at_its_safe_limit_is_one_alarm_and_a_session_at_its_own_says_which_it_is() -> None:
    """Six people today in three sessions, one of them empty, at a limit of five; three tomorrow, in a session for three."""
    practice, reed = given.practice(), uuid4()
    who = given.staff(practice)
    with acting(given.SYSTEM):
        query(
            "insert into appointments_contactlimit (id, organisation, service, a_day, guidance) values (%s, %s, 'gp', 5, 'ours')",
            [uuid4(), practice],
        )
        for hours, limit in ((1, None), (3, None), (5, None), (26, 3), (28, None)):
            starts = given.NOW + timedelta(hours=hours)
            given.slots(
                practice, 3, professional=reed, starts_at=starts, ends_at=starts + timedelta(minutes=30), contact_limit=limit
            )  # fmt: skip
        query(
            "update appointments_slot set taken = 1 where organisation = %s and starts_at between %s and %s",
            [practice, given.NOW + 2 * HOUR, given.NOW + 27 * HOUR],
        )
        alarms.raise_alarms(now=given.NOW)
        later = given.NOW + timedelta(hours=3, minutes=45)  # the first is over, and counts still
        alarms.raise_alarms(now=later)
        seen = query("select count(*) from requests_alarm where kind = 'contacts'")
    with acting(who):
        shown = alarm_words.alarms(alarming.open_alarms(), (), 0, who, given.NOW)
    assert sorted(one.why for one in shown.others) == [
        "Today: 6 contacts, 1 beyond the safe limit of 5 a day. Other sessions are offered first.",
        "Tomorrow, 10:03am to 10:33am: 3 contacts in this session, which is the safe limit of 3. Other sessions are offered"
        " first.",
    ]
    assert seen == [(2,)]
