"""Finding a person: forgiving typing errors, within the scope of who looks, never untraced."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from tests import given
from weald.foundation.access import Actor, Forbidden, acting, query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import LONDON, wall
from weald.services.people import queries, wanted
from weald.services.people.actions import NewPerson, admit, register, register_many
from weald.services.people.nhs_number import check_digit

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC) - timedelta(hours=1)
"""Just now: relationships hold by the database's own clock."""
TODAY = wall(NOW).date()
HERE, THERE = UUID(int=1), UUID(int=2)
ADA = NewPerson(
    id=UUID(int=100), organisation=HERE, given_name="Ada", family_name="O'Brien-Smythe", birth_date=date(1984, 5, 6),
    sex="female", nhs_number="9990000018", phone="+447700900982", postcode="CT1 2AB",
)  # fmt: skip


def numbered(first_nine: int) -> str:
    """The first valid NHS number from these nine digits on."""
    return next(
        f"{nine}{digit}"
        for nine in range(first_nine, first_nine + 9)
        if (digit := check_digit(str(nine))) is not None
    )


ZOE = NewPerson(
    id=UUID(int=200), organisation=THERE, given_name="Zoë", family_name="Quist", birth_date=date(1990, 2, 3),
    nhs_number=numbered(999000100), phone="+447700900333", postcode="ME14 5XY",
)  # fmt: skip


def clerk(party: UUID = HERE, role: str = "receptionist") -> Actor:
    return given.staff(party, role, name="Sam Clerk")


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    with acting(given.SYSTEM):
        register_many(persons=[ADA, ZOE], now=NOW)


def look(line: str, who: Actor | None = None) -> list[tuple[str, UUID | None]]:
    with acting(who or clerk()):
        return [(one.scope, one.person) for one in queries.search(wanted.read(line, TODAY))]


@pytest.mark.parametrize(
    "line",
    [
        "ada o'brien-smythe",
        "OBrien Smythe Ada",
        "smyth ada",
        "aida obrien",
        "obr ada",
        "ada obrien 6.5.1984",
        "ada 060584",
        "obrian 5/6/84",  # day and month changed places
        "ada 6 5 1983",  # one digit
        "6 may 1984",
        "999 000 0018",
        "9990000081",  # two digits changed places
        "9990000118",  # one digit wrong
        "07700 900982",
        "+44 7700 900 982",
        "900982",
    ],
)
def test_found_in_spite_of_typing_errors(line: str) -> None:
    assert look(line) == [("here", ADA.id)]


@pytest.mark.parametrize(
    "line", ["walker", "ada 1.1.1970 quist", "9990000100", "07700 900111", "a", "", "%%", "'; drop"]
)
def test_nobody_is_found_who_does_not_fit(line: str) -> None:
    assert ("here", ADA.id) not in look(line) or line.startswith("ada")


@pytest.mark.parametrize(
    "line", ["zoe quist", "quist", "07700 900333", "zoe quist 3.2.1991", "zoe quits 3.2.1990"]
)
def test_nobody_of_another_practice_is_found_by_less_than_an_exact_match(line: str) -> None:
    assert look(line) == []


@pytest.mark.parametrize("line", [ZOE.nhs_number, "zoe quist 3.2.1990", "Quist Zoë 3 Feb 1990"])
def test_of_another_practice_an_exact_match_shows_the_least(line: str) -> None:
    with acting(clerk()):
        [found] = queries.search(wanted.read(line, TODAY))
    assert (found.scope, found.person, found.birth_date, found.organisation) == (
        "elsewhere",
        ZOE.id,
        ZOE.birth_date,
        THERE,
    )
    assert (found.postcode, found.phone, found.nhs_number, found.sex) == ("ME14", "", "", "unknown")
    with acting(clerk()):
        assert queries.person(ZOE.id) is None


def test_whoever_is_related_is_found_like_ones_own() -> None:
    with acting(given.SYSTEM):
        query(
            "insert into access_relationship (person, party, basis, since) values (%s, %s, 'appointment', %s)",
            [ZOE.id, HERE, NOW - timedelta(days=1)],
        )
    for line in ("quist", "07700 900333", "zoe 3.2.90"):
        assert look(line) == [("here", ZOE.id)], line
    with acting(given.SYSTEM):
        query(
            "update access_relationship set until = %s where basis = 'appointment'",
            [NOW - timedelta(hours=1)],
        )
    assert look("quist") == []


def test_of_a_restricted_record_only_that_there_is_one() -> None:
    other = replace(ADA, id=uuid4(), nhs_number=None, given_name="Adam")
    with acting(given.SYSTEM):
        register(person=other, now=NOW)
        for one in (ADA.id, other.id):
            query(
                "insert into access_restriction (person, organisation, reason, since, by) values (%s, %s, 'x', %s, 'y')",
                [one, HERE, NOW],
            )
    with acting(clerk()):
        [found] = queries.search(wanted.read("obrien", TODAY))
    assert found == queries.Match(
        "restricted", None, "", "", None, "unknown", "", "", "", None, "", None, False, 0.0
    )
    cleared = clerk()
    with acting(given.SYSTEM):
        query(
            "insert into access_relationship (person, party, basis, since) values (%s, %s, 'cleared', %s)",
            [ADA.id, cleared.identity, NOW - timedelta(days=1)],
        )
    assert ("here", ADA.id) in look("ada obrien", cleared)


def test_near_duplicates_stand_side_by_side_the_likelier_first() -> None:
    twin = replace(ADA, id=uuid4(), nhs_number=None, birth_date=date(1984, 6, 5))
    with acting(given.SYSTEM):
        register(person=twin, now=NOW)
    assert look("ada obrien-smythe 6.5.84") == [("here", ADA.id), ("here", twin.id)]
    assert look("ada obrien-smythe 5.6.84") == [("here", twin.id), ("here", ADA.id)]


def test_never_more_than_twenty() -> None:
    with acting(given.SYSTEM):
        register_many(persons=[replace(ADA, id=uuid4(), nhs_number=None) for _ in range(30)], now=NOW)
    assert len(look("ada obrien")) == len(look("6.5.84")) == len(look("900982")) == queries.MOST


def test_no_search_goes_untraced_and_what_was_typed_is_kept_nowhere() -> None:
    look("zoe quist 3.2.1990")
    look("walker")
    with acting(given.SYSTEM):
        rows = query(
            "select name, party, verb, subjects::text, why from access_auditrow where verb = 'people.search' order by id"
        )
    assert rows == [
        ("Sam Clerk", HERE, "people.search", f'["{ZOE.id}"]', ""),
        ("Sam Clerk", HERE, "people.search", "[]", ""),
    ]


@pytest.mark.parametrize("role", ["pharmacist", "planner", "administrator", "care_home", "privacy_officer"])
def test_only_who_works_at_a_desk_searches(role: str) -> None:
    with acting(clerk(role=role)), pytest.raises(Forbidden):
        queries.search(wanted.read("ada", TODAY))


@pytest.mark.parametrize("who", [given.person(uuid4()), given.SYSTEM])
def test_the_database_itself_refuses_everybody_but_staff(who: Actor) -> None:
    with (
        acting(who),
        pytest.raises((ProgrammingError, InternalError), match="Only staff"),
        transaction.atomic(),
    ):
        query("select * from people_search('ada', 'ada', null, '{}', '', '{}', '')")


def test_the_policy_of_the_search_is_not_one_for_the_serving_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select roles::text from pg_policies where policyname = 'people_person_searched'")
        assert cursor.fetchall() == [("{weald_owner}",)]
    with acting(clerk(THERE)):
        assert query("select id from people_person") == [(ZOE.id,)]


def test_somebody_registered_elsewhere_is_admitted_for_a_time_and_stays_one_person() -> None:
    with acting(clerk()):
        admit(person=ZOE.id, registration="temporary", until=TODAY + timedelta(days=50), now=NOW)
        admit(person=ZOE.id, registration="temporary", until=TODAY + timedelta(days=60), now=NOW)
        seen = queries.person(ZOE.id)
        assert seen is not None
        assert seen.organisation == THERE
        rows = query("select until from access_relationship where person = %s and party = %s", [ZOE.id, HERE])
        assert rows == [(datetime.combine(TODAY + timedelta(days=61), time(), LONDON),)]
    assert look("quist") == [("here", ZOE.id)]


@pytest.mark.parametrize(
    "changed",
    [
        {"registration": "registered", "until": TODAY + timedelta(days=8)},
        {"registration": "temporary", "until": TODAY + timedelta(days=93)},
        {"registration": "visitor", "until": TODAY - timedelta(days=1)},
        {"registration": "tourist", "until": TODAY + timedelta(days=1)},
        {"person": uuid4(), "registration": "visitor", "until": TODAY + timedelta(days=1)},
    ],
)
def test_nobody_is_admitted_for_too_long_or_without_being_known(changed: dict[str, Any]) -> None:
    with acting(clerk()), pytest.raises(Refused), transaction.atomic():
        admit(**{"person": ZOE.id, "now": NOW, **changed})
    with acting(clerk()):
        assert queries.person(ZOE.id) is None


def test_who_is_registered_for_a_time_has_a_last_day() -> None:
    with acting(clerk()):
        visitor = replace(
            ADA,
            id=uuid4(),
            nhs_number=None,
            registration="visitor",
            registered_until=TODAY + timedelta(days=7),
        )
        register(person=visitor, now=NOW)
        row = queries.person(visitor.id)
        assert row is not None
        assert (row.registration, row.until) == ("visitor", TODAY + timedelta(days=7))
        for until in (None, TODAY + timedelta(days=93)):
            with pytest.raises(Refused, match="last day"):
                register(person=replace(visitor, id=uuid4(), registered_until=until), now=NOW)
