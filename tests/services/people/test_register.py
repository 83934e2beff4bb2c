"""Registering persons: who may, what is refused, who sees them then, and tracing a claim."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from weald.foundation.access import Actor, Basis, ContextMissingError, Forbidden, acting
from weald.foundation.access.models import AuditRow, Relationship
from weald.foundation.refusal import Refused
from weald.services.people import queries
from weald.services.people.actions import NewPerson, register, register_many
from weald.services.people.models import Person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LOADER = Actor(Basis.SYSTEM, name="the loader")
PRACTICE = UUID(int=1)
ELSEWHERE = UUID(int=2)
ADA = NewPerson(
    id=UUID(int=100), organisation=PRACTICE, given_name="Ada", family_name="O'Brien", birth_date=date(1984, 5, 6),
    sex="female", nhs_number="9990000018",
)  # fmt: skip


def clerk(party: UUID) -> Actor:
    return Actor(Basis.STAFF, "Sam Clerk", identity=uuid4(), party=party, roles=frozenset({"receptionist"}))


def test_the_organisation_sees_whom_it_registers_and_no_other_does() -> None:
    with acting(LOADER):
        assert register(person=ADA, now=NOW) == ADA.id
        assert [(one.party, one.basis) for one in Relationship.objects.all()] == [(PRACTICE, "registration")]
    with acting(clerk(PRACTICE)):
        assert Person.objects.get().family_name == "O'Brien"
    with acting(clerk(ELSEWHERE)):
        assert not Person.objects.exists()
    with pytest.raises(ContextMissingError):
        Person.objects.count()


def test_registered_twice_they_are_one_person() -> None:
    with acting(LOADER):
        register(person=ADA, now=NOW)
        assert register(person=ADA, now=NOW) == ADA.id
        assert register_many(persons=[ADA], now=NOW) == 0
        assert (Person.objects.count(), Relationship.objects.count()) == (1, 1)
        assert AuditRow.objects.filter(verb="people.register").count() == 1


def test_many_are_one_row_in_the_audit_and_all_or_none() -> None:
    bert = replace(ADA, id=UUID(int=101), nhs_number=None, given_name="Bert")
    with acting(LOADER):
        assert register_many(persons=[ADA, bert], now=NOW) == 2
        assert AuditRow.objects.filter(verb="people.register_many").count() == 1
        with pytest.raises(Refused, match="registered with this NHS number already"):
            register_many(persons=[replace(bert, id=UUID(int=102)), replace(ADA, id=UUID(int=103))], now=NOW)
        assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"given_name": " ", "family_name": ""}, "name"),
        ({"nhs_number": "9990000019"}, "wrong digit"),
        ({"nhs_number": "999 000 0018"}, "without spaces"),
        ({"nhs_number": ""}, "wrong digit"),
        ({"birth_date": date(2026, 11, 24)}, "date of birth"),
        ({"birth_date": date(1850, 1, 1)}, "date of birth"),
        ({"sex": "F"}, "sex"),
        ({"contact_by": "pigeon"}, "contact"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], sentence: str) -> None:
    with acting(LOADER):
        with pytest.raises(Refused, match=sentence):
            register_many(persons=[replace(ADA, id=UUID(int=99)), replace(ADA, **change)], now=NOW)  # type: ignore[arg-type]
        assert not Person.objects.exists()


def test_the_desk_registers_with_its_own_practice_only() -> None:
    with acting(clerk(ELSEWHERE)), pytest.raises(Forbidden):
        register(person=ADA, now=NOW)
    with acting(clerk(PRACTICE)):
        assert register(person=ADA, now=NOW) == ADA.id


@pytest.mark.parametrize(
    ("number", "given", "family", "born", "practice", "found"),
    [
        ("9990000018", "", "o'brien", date(1984, 5, 6), ELSEWHERE, True),
        ("999 000 0018", "Wrong", "O'Brien", date(1984, 5, 6), PRACTICE, True),
        ("9990000018", "Ada", "Other", date(1984, 5, 6), PRACTICE, False),
        ("9990000018", "Ada", "O'Brien", date(1984, 5, 7), PRACTICE, False),
        ("", "ada", "O'Brien", date(1984, 5, 6), PRACTICE, True),
        ("", "Ada", "O'Brien", date(1984, 5, 6), ELSEWHERE, False),
        ("", "Eva", "O'Brien", date(1984, 5, 6), PRACTICE, False),
        ("9990000026", "Ada", "O'Brien", date(1984, 5, 6), PRACTICE, False),
    ],
)
def test_a_claim_is_traced(
    number: str, given: str, family: str, born: date, practice: UUID, found: bool
) -> None:
    with acting(LOADER):
        register(person=ADA, now=NOW)
    with acting(Actor(Basis.PERSON, name="the person who asks", subject=uuid4())):
        assert queries.trace(number, given, family, born, practice) == ((ADA.id, PRACTICE) if found else None)
        assert not Person.objects.exists()


def test_two_of_the_same_name_and_birthday_are_not_told_apart() -> None:
    with acting(LOADER):
        register_many(persons=[ADA, replace(ADA, id=UUID(int=101), nhs_number=None)], now=NOW)
        assert queries.trace("", "Ada", "O'Brien", date(1984, 5, 6), PRACTICE) is None
