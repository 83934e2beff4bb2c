"""Who acts for somebody: what the database lets them see, and when that ends. These tests commit."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests import given
from weald.foundation.access import Actor, Basis, acting, query
from weald.foundation.refusal import Refused
from weald.services.people.actions import NewPerson, proxies, register
from weald.services.people.actions.proxies import NewProxy
from weald.services.people.queries import family

pytestmark = pytest.mark.usefixtures("committed_db")


class Home:
    """A practice with a mother, her daughter of 8, her son of 14, and her own mother."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.practice = given.practice()
        self.desk = given.staff(self.practice, "receptionist", name="Priya Shah")
        self.mother = self.person("Grace", 40, "+447700900011")
        self.daughter = self.person("Ada", 8)
        self.son = self.person("Ben", 14)
        self.old = self.person("Edith", 84)

    def person(self, name: str, age: int, phone: str = "") -> UUID:
        new = NewPerson(
            id=uuid4(), organisation=self.practice, given_name=name, family_name="Test", birth_date=years_ago(age),
            phone=phone,
        )  # fmt: skip
        with acting(given.SYSTEM):
            return register(person=new, now=self.now)

    def request(self, person: UUID, **columns: object) -> UUID:
        with acting(given.SYSTEM):
            [made] = given.requests(
                self.practice, person=person, registered=self.practice, sent_at=self.now, **columns
            )
        return made

    def grant(self, ward: UUID, kind: str = "parent", capacity: str = "child", **more: object) -> UUID:
        fields = {"scope": ("see", "ask", "book", "messages")} | more
        new = NewProxy(
            id=uuid4(), person=ward, proxy=self.mother, proxy_registered=self.practice, proxy_name="Grace Test",
            kind=kind, capacity=capacity, **fields,
        )  # type: ignore[arg-type]  # fmt: skip
        with acting(self.desk):
            return proxies.grant(new=new, now=self.now)

    def seen(self, person: UUID) -> set[UUID]:
        with acting(signed_in(person)):
            return {row[0] for row in query("select id from requests_request")}

    def wards(self) -> set[UUID]:
        with acting(signed_in(self.mother)):
            return {one.person for one in family.wards()}


def signed_in(person: UUID) -> Actor:
    return Actor(Basis.PERSON, "Somebody", party=person)


def years_ago(age: int) -> date:
    today = timezone.localdate() - timedelta(days=3)
    return today.replace(year=today.year - age, day=min(today.day, 28))


@pytest.fixture
def home() -> Home:
    return Home()


def test_who_acts_sees_the_requests_of_that_person_and_of_nobody_else(home: Home) -> None:
    hers, his = home.request(home.daughter), home.request(home.son)
    own = home.request(home.mother)
    assert home.seen(home.mother) == {own}
    home.grant(home.daughter)
    assert home.seen(home.mother) == {own, hers}
    assert home.seen(home.daughter) == {hers}
    assert home.seen(home.son) == {his}
    assert home.wards() == {home.daughter}


def test_what_is_hidden_stays_hidden_from_who_acts_and_not_from_the_person(home: Home) -> None:
    home.grant(home.daughter)
    hidden = home.request(home.daughter, hidden=True)
    assert home.seen(home.mother) == set()
    assert home.seen(home.daughter) == {hidden}
    with acting(home.desk):
        assert query("select 1 from requests_request where id = %s", [hidden])


def test_it_ends_at_once_when_the_person_or_staff_end_it(home: Home) -> None:
    request = home.request(home.daughter)
    first = home.grant(home.daughter)
    with acting(signed_in(home.daughter)):
        proxies.end(proxy=first, now=timezone.now())
    assert home.seen(home.mother) == set()
    assert home.wards() == set()
    second = home.grant(home.daughter)
    home.now = timezone.now()
    assert home.seen(home.mother) == {request}
    with acting(home.desk):
        proxies.suspend(proxy=second, why="A worry", now=timezone.now())
    assert home.seen(home.mother) == set()
    with acting(home.desk):
        proxies.review(proxy=second, now=timezone.now())
    assert home.seen(home.mother) == {request}


def test_a_person_can_only_end_it(home: Home) -> None:
    proxy = home.grant(home.daughter)
    for change in ("scope = '{see}'", "live_until = null", "person = gen_random_uuid()"):
        with acting(signed_in(home.mother)), pytest.raises(DatabaseError):
            query(f"update people_proxy set {change}, ended_at = now() where id = %s", [proxy])
    with acting(signed_in(home.mother)), pytest.raises(DatabaseError):
        query("update people_proxy set changed_at = now() where id = %s", [proxy])
    with acting(signed_in(home.son)):
        assert query("update people_proxy set ended_at = now() where id = %s returning 1", [proxy]) == []


def test_without_the_job_too_nobody_sees_after_the_last_day_or_the_birthday(home: Home) -> None:
    request = home.request(home.daughter)
    proxy = home.grant(home.daughter)
    with acting(given.SYSTEM):
        [(until,)] = query("select until from access_relationship where party = %s", [home.mother])
        assert until.date() <= years_ago(8 - 12) + timedelta(days=1)
        query("update people_proxy set live_until = now() - interval '1 second' where id = %s", [proxy])
    assert home.seen(home.mother) == set()
    assert home.wards() == set()
    assert home.seen(home.daughter) == {request}


def test_over_the_review_age_staff_speak_with_the_young_person_first(home: Home) -> None:
    with pytest.raises(Refused, match="Speak with them"):
        home.grant(home.son)
    home.grant(home.son, reviewed=True)
    assert home.wards() == {home.son}


def test_an_adult_must_agree_or_somebody_decide_in_their_interest(home: Home) -> None:
    with pytest.raises(Refused, match="best-interests decision"):
        home.grant(home.old, "carer", "lacks")
    with pytest.raises(Refused, match="registered document"):
        home.grant(home.old, "attorney", "lacks")
    home.grant(home.old, "attorney", "lacks", document_seen_by="Priya Shah")
    with pytest.raises(Refused, match="already"):
        home.grant(home.old, "carer", "agrees")


def test_who_may_ask_and_not_see_sees_nothing(home: Home) -> None:
    home.request(home.old)
    home.grant(home.old, "carer", "agrees", scope=("ask",))
    assert home.seen(home.mother) == set()
    assert home.wards() == {home.old}
    with acting(signed_in(home.mother)):
        assert family.may_act(home.mother, home.old, "ask") == home.practice
        assert family.may_act(home.mother, home.old, "book") is None
        assert family.may_act(home.mother, home.daughter, "ask") is None


def test_only_staff_of_the_practice_grant(home: Home) -> None:
    elsewhere = given.staff(given.practice(), "receptionist")
    new = NewProxy(
        id=uuid4(), person=home.daughter, proxy=home.mother, proxy_registered=home.practice, proxy_name="Grace Test",
        kind="parent", scope=("see",), capacity="child",
    )  # fmt: skip
    with acting(elsewhere), pytest.raises(Refused):
        proxies.grant(new=new, now=home.now)
    with acting(signed_in(home.mother)), pytest.raises(Refused):
        proxies.grant(new=new, now=home.now)
    with acting(signed_in(home.mother)), pytest.raises(DatabaseError):
        query(
            "insert into people_proxy (id, organisation, person, proxy, proxy_registered, proxy_name, kind, scope, capacity,"
            " note, document_seen_by, granted_by, since, suspended_why, ended_why, changed_at) values (%s, %s, %s, %s, %s,"
            " 'x', 'carer', '{see}', 'agrees', '', '', 'x', now(), '', '', now())",
            [uuid4(), home.practice, home.old, home.mother, home.practice],
        )


def look_over(now: datetime) -> int:
    with acting(given.SYSTEM):
        return proxies.look_over(now=now)


def test_everybody_is_told_thirty_days_before_and_then_it_is_suspended_and_later_ended(home: Home) -> None:
    proxy = home.grant(home.daughter)
    born = years_ago(8)

    def on(years: int, days: int) -> datetime:
        at = born.replace(year=born.year + years) + timedelta(days=days)
        return datetime(at.year, at.month, at.day, 3, tzinfo=home.now.tzinfo)

    def state() -> tuple[str, str]:
        with acting(given.SYSTEM):
            return query("select suspended_why, ended_why from people_proxy where id = %s", [proxy])[0]

    assert look_over(on(12, -31)) == 0
    assert look_over(on(12, -30)) == 1
    assert look_over(on(12, -29)) == 0
    assert state() == ("", "")
    assert look_over(on(12, 0)) == 1
    assert look_over(on(12, 1)) == 0
    assert state() == ("review", "")
    with acting(home.desk):
        proxies.review(proxy=proxy, now=on(12, 5))
    assert state() == ("", "")
    assert look_over(on(16, -30)) == 1
    assert look_over(on(16, 0)) == 1
    assert state() == ("", "age")
