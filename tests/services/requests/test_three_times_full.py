"""A day on which three people ask for every time that there is: nobody is refused, the urgent come first, and whoever finds
no time has a promise, and stands on the alarm page while there is time to act."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests import given
from tests.services.requests.staff_ward import Ward
from weald.foundation.access import acting, query
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import uuid7
from weald.services.appointments.actions import SlotTaken
from weald.services.directory import queries as directory
from weald.services.directory.models import Agreement, Neighbourhood
from weald.services.requests.actions import alarms, booking, releasing
from weald.services.requests.actions.submit import Submission, submit_many
from weald.services.requests.due import due_at
from weald.services.requests.queries import alarms as alarming
from weald.services.requests.queries.offers import asked, must_wait, offers
from weald.services.requests.queries.queue import queue

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OPENS = given.NOW.replace(hour=8, minute=0)
MINUTE = timedelta(minutes=1)
TICK = 10
LEVELS = {"now": 6, "today": 60, "soon": 20, "routine": 10, "self_care": 4}
WITHIN = {"now": "PT0M", "today": "PT8H", "soon": "P7D", "routine": "P14D", "self_care": "P14D"}
URGENCY = {level: place for place, level in enumerate(LEVELS)}


@dataclass
class Asked:
    """One person of the day: when they asked, what was decided, and what became of it."""

    id: UUID
    practice: UUID
    device: str
    level: str
    at: datetime
    due: datetime
    booked: datetime | None = None
    was_full: bool = False


class County:
    """Two practices with a hub, and one more that has agreed to see the people of the first."""

    def __init__(self, random: Random) -> None:
        near = Neighbourhood.objects.create(id=uuid4(), code="N1", name="North")
        self.first, self.second = (given.practice(neighbourhood=near.id) for _ in range(2))
        self.hub, self.friend = given.practice(kind="hub", neighbourhood=near.id), given.practice()
        Agreement.objects.create(
            id=uuid4(), organisation_id=self.first, sees_id=self.friend, since=OPENS.date()
        )
        directory.forget()
        for practice in (self.first, self.second):
            query("insert into appointments_reserve values (%s, 40, 30)", [practice])
        for place, count in ((self.first, 3), (self.second, 2), (self.hub, 1), (self.friend, 1)):
            for number in range(count):
                for day in (0, 1, 4):
                    given.slots(
                        place, 12, starts_at=OPENS + timedelta(days=day, hours=1), ends_at=OPENS + timedelta(days=day, hours=9),
                        slot_minutes=40, contact_limit=8 if number == 0 else None, mode=random.choice(["phone", "face_to_face"]),
                    )  # fmt: skip
        self.times = query(
            "select count(*) from appointments_slot where starts_at < %s", [OPENS + timedelta(days=1)]
        )[0][0]


def a_day(county: County, random: Random) -> list[Asked]:
    """Three times as many as there are times, over the opening hours, most of them early; sent as they are."""
    people = []
    for number in range(3 * county.times):
        practice = random.choice([county.first, county.first, county.second])
        at = OPENS + MINUTE * int(600 * random.random() ** 2)
        level = random.choices(list(LEVELS), list(LEVELS.values()))[0]
        hours = directory.practice_by_id(practice).hours
        people.append(
            Asked(uuid7(at), practice, f"device-{number}", level, at, due_at(level, WITHIN[level], at, hours))
        )
    return sorted(people, key=lambda one: one.at)


def send(one: Asked) -> None:
    """Through the door as everybody; what triage decides is set, so that every level comes."""
    submit_many(
        submissions=[
            Submission(
                id=one.id, organisation=one.practice, kind="clinical", words="it is hard to say",
                given_name="Ada", family_name="Test", phone=f"+447700{one.id.int % 10**6:06d}", contact_by="sms", sex="female",
                birth_date=given.NOW.date().replace(year=1984), device_hash=hash_of(one.device),
            )
        ],
        now=one.at,
    )  # fmt: skip
    service = "emergency_999" if one.level == "now" else "gp"
    query(
        "update requests_request set level = %s, service = %s, due_at = %s, self_service = true where id = %s",
        [one.level, service, one.due, one.id],
    )
    query(
        "insert into requests_decision (organisation, request_id, at, by, level, service, within, text, rule, because, ruled_out,"
        " safety_net, advice, release, reason) values (%s, %s, %s, 'the triage rules', %s, %s, %s, 'A GP needs to look at this.',"
        " 'low_back_pain.otherwise', '[]', '[]', '[]', '[]', 'abc', '')",
        [one.practice, one.id, one.at, one.level, service, WITHIN[one.level]],
    )


def choose(one: Asked, now: datetime) -> None:
    """The person takes the first time that is in time; somebody may be faster, and then they look again."""
    for _ in range(3):
        one.was_full = must_wait(asked(one.id), now)
        first = next((each for each in offers(one.id, now) if not each.late), None)
        assert not (one.was_full and first)
        if first is None:
            return
        try:
            one.booked = booking.book(request=one.id, slot=first.slot, key=uuid4().hex, now=now).starts_at
        except SlotTaken:
            continue
        return


def check_lists(county: County, now: datetime, waiting: list[Asked]) -> None:
    """At any moment: both lists are in order of urgency, and whoever is late and urgent is on the page of alarms."""
    for practice in (county.first, county.second):
        with acting(given.staff(practice, "practice_manager")):
            listed = alarming.open_alarms()
            _, rows = queue(kind="clinical", show="all", text="", now=now)
        alarmed = [one for one in listed if one.request is not None]
        keys = [(URGENCY[one.level], one.due_at) for one in alarmed]
        assert keys == sorted(keys)
        risen = [min(URGENCY[row.level], 1 if row.due_at <= now + timedelta(hours=1) else 4) for row in rows]
        assert risen == sorted(risen)
        on_page = {one.request for one in alarmed}
        late = {
            one.id
            for one in waiting
            if one.practice == practice
            and one.level in {"now", "today"}
            and one.due <= now
            and not one.booked
        }
        assert late <= on_page


def test_demand_of_three_times_capacity_for_a_day() -> None:
    random = Random(3)
    with acting(given.SYSTEM):
        county = County(random)
        people = a_day(county, random)
    assert len(people) == 3 * county.times > 200
    come, now = 0, OPENS
    while now <= OPENS + timedelta(hours=10, minutes=30):
        while come < len(people) and people[come].at <= now:
            one = people[come]
            with acting(given.SYSTEM):
                send(one)  # raises if anybody is refused
            if one.level not in {"now", "self_care"}:
                with acting(given.person(one.id)):
                    choose(one, one.at)
            come += 1
        with acting(given.SYSTEM):
            alarms.raise_alarms(now=now)
            if now.minute % 30 == 0:
                for practice in releasing.with_reserve(now=now):
                    releasing.release_surplus(organisation=practice, now=now)
        check_lists(county, now, people[:come])
        now += TICK * MINUTE

    with acting(given.SYSTEM):
        assert query("select count(*) from requests_request") == [(len(people),)]  # nobody was refused
        assert query("select count(*) from appointments_slot where taken > capacity") == [(0,)]
        stored = {
            row[0]: row[1]
            for row in query(
                "select request_id, min(raised_at) from requests_alarm where request_id is not null group by 1"
            )
        }
        # what was kept for today went to nobody who could wait
        took = query(
            "select count(*) from appointments_appointment a join appointments_slot s on s.id = a.slot_id join requests_request r"
            " on r.id = a.request_id where s.kept_until > a.starts_at - interval '31 minutes' and r.level not in ('now', 'today')"
            " and a.starts_at < %s",
            [OPENS + timedelta(days=1)],
        )
        kinds = {row[0] for row in query("select distinct kind from requests_alarm")}
        places = Counter(
            dict(query("select organisation, count(*) from appointments_appointment group by 1"))
        )
    assert took == [(0,)]
    assert {"due", "full", "contacts", "reserve"} <= kinds
    assert all(places[place] for place in (county.first, county.second, county.hub, county.friend))

    for one in people:
        if one.level not in {"now", "today"} or (one.booked and one.booked <= one.due):
            continue
        raised = stored.get(one.id)
        assert raised is not None, one
        time_left = one.due - one.at
        if one.level == "now":
            assert raised - one.at <= TICK * MINUTE
        else:  # at once where no time was left; else two hours before it was due, or as soon as they asked
            limit = (
                TICK * MINUTE
                if one.was_full
                else max(TICK * MINUTE, time_left - timedelta(hours=2) + TICK * MINUTE)
            )
            assert raised - one.at <= limit, one
            assert raised < one.due, one
    full = [one for one in people if one.was_full and one.level == "today"]
    assert len(full) > 20
    assert any(
        one.booked and one.booked > OPENS + timedelta(hours=6) for one in people if one.level == "today"
    )


def test_whoever_finds_every_door_full_reads_by_when_a_person_contacts_them() -> None:
    ward = Ward()
    device = "the device of a person"
    with acting(given.SYSTEM):
        query("update directory_organisation set self_service = true where id = %s", [ward.practice])
        directory.forget()
    now = timezone.now()
    one = Asked(uuid7(now), ward.practice, device, "today", now, now + timedelta(hours=3))
    with acting(given.SYSTEM):
        send(one)
    browser = Client()
    browser.cookies["weald_device"] = device
    page = browser.get(f"/ask/{one.id}/decision").content.decode()
    assert "will read this and contact you by" in page
    assert "You do not have to look again" in page
    with acting(given.SYSTEM):  # and where only later times are free, the promise stands beside them
        starts = one.due + timedelta(hours=2)
        given.slots(ward.practice, 3, starts_at=starts, ends_at=starts + timedelta(minutes=30))
    page = browser.get(f"/ask/{one.id}/decision").content.decode()
    assert "There is no free time soon enough" in page
    assert "ater than we promised" in page
