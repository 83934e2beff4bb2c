"""Whom a recall goes to, by age and sex: seen before anybody is asked, and nobody asked twice or against their wish."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests import given
from tests.services.requests.patient import text
from tests.services.requests.staff_ward import Ward
from tests.services.requests.test_inviting import NUMBERS, Inviting, job
from tests.services.requests.waiters import NOW, rows
from weald.foundation.access import Forbidden, acting, query
from weald.foundation.ui.wording import wall
from weald.services.people.actions import NewPerson, register_many
from weald.services.requests.actions import invited, recalling
from weald.services.requests.queries.choosing import Chosen, Whom, chosen, months_before

pytestmark = pytest.mark.usefixtures("committed_db")

OVER_65 = Whom(from_age=65, asked_within=12)


def looks(at: Inviting, whom: Whom, reason: str = "flu_vaccine", now: datetime = NOW) -> Chosen:
    with acting(at.desk):
        return chosen(whom, reason, now)


def begins(at: Inviting, seen: str | None, whom: Whom = OVER_65) -> UUID:
    recall = uuid4()
    with acting(at.desk):
        recalling.begin(
            recall=recall, whom=whom, allowed=at.allows(reason="flu_vaccine"), remind_weeks=(), now=NOW, seen=seen
        )  # fmt: skip
    return recall


def names(found: Chosen) -> list[str]:
    return [one.given_name for one in found.people]


def test_ages_are_in_complete_years_on_both_sides() -> None:
    at = Inviting()
    today = at.today
    with acting(given.SYSTEM):
        query("delete from people_person where organisation = %s", [at.practice])
        for turn, born in enumerate(
            (
                date(today.year - 25, today.month, today.day + 1), date(today.year - 25, today.month, today.day),
                date(today.year - 65, today.month, today.day + 1), date(today.year - 65, today.month, today.day),
            )
        ):  # fmt: skip
            at.person(f"99900000{('18', '26', '34', '42')[turn]}", turn, birth_date=born)
    assert names(looks(at, Whom(from_age=25, to_age=64), "smear")) == ["Ada1", "Ada2"]
    assert names(looks(at, Whom(to_age=24), "smear")) == ["Ada0"]
    assert names(looks(at, Whom(from_age=65), "smear")) == ["Ada3"]


def test_sex_is_kept_to_and_whoever_has_none_recorded_is_counted() -> None:
    at = Inviting()
    with acting(given.SYSTEM):
        query("update people_person set sex = 'male' where id = %s", [at.people[0]])
        query("update people_person set sex = 'unknown' where id = %s", [at.people[1]])
    found = looks(at, Whom(sex="female"), "smear")
    assert names(found) == ["Ada2", "Ada3", "Ada4"]
    assert found.sex_unknown == 1
    assert len(looks(at, Whom(), "smear").people) == 5


def test_who_was_asked_who_does_not_want_to_be_and_who_has_no_number_are_left_out() -> None:
    at = Inviting()
    with acting(given.SYSTEM):
        query("update people_person set nhs_number = null where id = %s", [at.people[2]])
        query("update people_person set died_on = '2026-01-01' where id = %s", [at.people[3]])
    asked = at.invites(at.people[0], reason="flu_vaccine")
    refused = at.invites(at.people[1], reason="flu_vaccine")
    with acting(given.person(refused)):
        invited.decline(invitation=refused, how="never", now=NOW)
    everybody = Whom(asked_within=12)
    found = looks(at, everybody)
    assert names(found) == ["Ada4"]
    assert (found.asked_before, found.not_again, found.no_number) == (1, 1, 1)
    assert asked
    # Asked long ago they may be asked again, and what they said is about flu alone; "never" holds for ever.
    assert names(looks(at, everybody, now=NOW.replace(year=NOW.year + 2))) == ["Ada0", "Ada4"]
    assert names(looks(at, replace(everybody, asked_within=0))) == ["Ada0", "Ada4"]
    assert names(looks(at, everybody, "smear")) == ["Ada0", "Ada1", "Ada4"]


def test_who_stands_in_a_recall_is_not_in_the_next_one() -> None:
    at = Inviting()
    first = looks(at, OVER_65)
    assert names(first) == ["Ada0", "Ada1"]
    begins(at, first.digest)
    again = looks(at, OVER_65)
    assert (names(again), again.asked_before) == ([], 2)
    assert job() == 2
    assert rows("select count(*) from messages_notification where template = 'invited'") == [(2,)]


def test_only_those_whom_somebody_saw_are_asked() -> None:
    at = Inviting()
    seen = looks(at, OVER_65).digest
    with pytest.raises(recalling.Changed, match="Look again"):
        begins(at, seen, Whom(from_age=40))
    with acting(given.SYSTEM):
        query("update people_person set birth_date = '1940-01-01' where id = %s", [at.people[4]])
    with pytest.raises(recalling.Changed, match="Look again"):
        begins(at, seen)
    assert rows("select 1 from requests_recall") == []
    recall = begins(at, looks(at, OVER_65).digest)
    assert rows("select count(*), count(person) from requests_recalled where recall_id = %s", recall) == [
        (3, 3)
    ]


def test_people_of_another_practice_are_not_seen_and_a_pharmacist_sees_none() -> None:
    at = Inviting()
    with acting(given.staff(given.practice(), "receptionist")):
        assert chosen(Whom(), "flu_vaccine", NOW).people == ()
    with acting(given.staff(at.practice, "pharmacist")), pytest.raises(Forbidden):
        chosen(Whom(), "flu_vaccine", NOW)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [((2026, 11, 22), 12, (2025, 11, 22)), ((2026, 3, 31), 1, (2026, 2, 28)), ((2026, 1, 15), 1, (2025, 12, 15)),
     ((2028, 2, 29), 12, (2027, 2, 28))],
)  # fmt: skip
def test_months_before(day: Any, months: int, before: Any) -> None:
    assert months_before(datetime(*day, tzinfo=UTC), months) == datetime(*before, tzinfo=UTC)


# The page.


def test_the_page_shows_how_many_and_who_before_anybody_is_asked() -> None:
    now = timezone.now()
    ward, today = Ward(now), wall(now).date()
    with acting(given.SYSTEM):
        register_many(
            persons=[
                NewPerson(
                    id=uuid4(), organisation=ward.practice, given_name=f"Ada{turn}", family_name="Osei",
                    birth_date=date(today.year - 60 - 10 * turn, 1, 1), sex="female", nhs_number=number,
                    phone="+447700900982", contact_by="sms", postcode="CT1 2AB",
                )
                for turn, number in enumerate(NUMBERS[:3])
            ],
            now=now,
        )  # fmt: skip
    browser = ward.browser(ward.desk)
    first = browser.get("/staff/recalls?programme=flu")
    page = text(first)
    assert "Weald cannot know" in page
    assert "not signed by a clinician yet" in page
    form = first.content.decode()
    assert 'value="65"' in form
    last = today + timedelta(days=60)
    sent = {
        "key": uuid4().hex, "programme": "flu", "reason": "flu_vaccine", "from_age": "65", "asked_within": "6",
        "services": ["nurse"], "remind_weeks": "3", "earliest-day": str(today.day), "earliest-month": str(today.month),
        "earliest-year": str(today.year), "latest-day": str(last.day), "latest-month": str(last.month),
        "latest-year": str(last.year),
    }  # fmt: skip
    shown = browser.post("/staff/recalls", sent)
    assert "It would go to 2 people. Nobody is asked yet." in text(shown)
    assert "Ask these 2 people" in text(shown)
    assert "OSEI, Ada1" in text(shown)
    assert rows("select 1 from requests_recall") == []
    assert len(rows("select 1 from access_auditrow where verb = 'requests.look_at_recall'")) == 1
    seen = shown.content.decode().split('name="seen" value="')[1].split('"')[0]
    narrower = browser.post("/staff/recalls", sent | {"seen": seen, "from_age": "80"})
    assert narrower.status_code == 422
    assert "has changed since you looked" in text(narrower)
    assert browser.post("/staff/recalls", sent | {"seen": seen}).status_code == 303
    assert rows("select count(*) from requests_recalled") == [(2,)]
    after = text(browser.post("/staff/recalls", sent | {"key": uuid4().hex}))
    assert "It would go to nobody. Nobody is asked yet." in after
    assert "2 asked before" in after
