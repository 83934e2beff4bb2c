"""Finding persons: the one way by which staff see somebody whom they have no reason to see yet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from weald.foundation.access import actor, authorise, query
from weald.services.people.wanted import Wanted

MOST = 20
"""Rows that a search returns at most."""


@dataclass(frozen=True, slots=True)
class Match:
    """A person as a search shows them. `scope` is `here` (registered here or known for another reason), `elsewhere` (an exact
    match: name, date of birth, the first part of the postcode and the practice, no more) or `restricted` (nothing at all)."""

    scope: str
    person: UUID | None
    given_name: str
    family_name: str
    birth_date: date | None
    sex: str
    nhs_number: str
    phone: str
    postcode: str
    organisation: UUID | None
    registration: str
    until: date | None
    died: bool
    score: float


_SEARCH = "select * from people_search(%s, %s, %s, %s::date[], %s, %s::text[], %s)"


def search(wanted: Wanted) -> tuple[Match, ...]:
    """Whom the words, date and numbers fit, best first; those of the actor's organisation before all others. The database
    function applies the scope and writes the audit. Raises Forbidden."""
    authorise(actor(), "people.search")
    if wanted.nothing:
        return ()
    rows = query(
        _SEARCH,
        [
            wanted.words, wanted.turned, wanted.born, list(wanted.days), wanted.number, list(wanted.numbers), wanted.tail,
        ],
    )  # fmt: skip
    return tuple(_found(row) for row in rows)


def _found(row: tuple[Any, ...]) -> Match:
    number = row[6] or ""
    return Match(*(*row[:6], number, *row[7:]))


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person whom the actor may see."""

    id: UUID
    organisation: UUID
    nhs_number: str
    given_name: str
    family_name: str
    birth_date: date
    sex: str
    phone: str
    email: str
    contact_by: str
    postcode: str
    registration: str
    until: date | None
    died_on: date | None
    death_noted_at: datetime | None


PERSON_COLUMNS = (
    "p.id, p.organisation, coalesce(p.nhs_number, ''), p.given_name, p.family_name, p.birth_date, p.sex, p.phone, p.email,"
    " p.contact_by, p.postcode, p.registration, p.registered_until, p.died_on,"
    " p.death_noted_at"
)
"""The columns of a `PersonRow`, in the order of its fields, where `people_person` is called p."""


def person(identifier: UUID) -> PersonRow | None:
    """The person with this identifier; None where the actor may not see them or there is none."""
    rows = query(
        f"select {PERSON_COLUMNS} from people_person p where p.id = %s and p.merged_into is null",
        [identifier],
    )
    return PersonRow(*rows[0]) if rows else None
