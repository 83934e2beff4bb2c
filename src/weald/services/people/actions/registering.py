"""Registering people with an organisation, one or many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.services.people import nhs_number

OLDEST = 130
"""Years; nobody is known to have lived longer."""

BATCH = 5000
"""Persons that go to the database in one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody to register. `id` makes it unique: registered twice, they are one person."""

    id: UUID
    organisation: UUID
    given_name: str
    family_name: str
    birth_date: date
    sex: str = "unknown"
    nhs_number: str | None = None
    phone: str = ""
    email: str = ""
    contact_by: str = "sms"
    postcode: str = ""


# Row security has no COPY: arrays in one statement come close. The organisation sees whom it registers from that moment.
_REGISTER = """
with made as (
    insert into people_person (id, organisation, nhs_number, given_name, family_name, birth_date, sex, phone, email,
        contact_by, postcode)
    select * from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[],
        %s::text[], %s::text[], %s::text[])
    on conflict (id) do nothing
    returning id, organisation
), seen as (
    insert into access_relationship (person, party, basis, since)
    select id, organisation, 'registration', %s from made
)
select count(*) from made
"""


def register(*, person: NewPerson, now: datetime) -> UUID:
    """Register one person with an organisation, which may see them from now on; returns their identifier.

    Raises Refused where something about them cannot be, or their NHS number belongs to somebody else.
    """
    authorise(actor(), "people.register", person.organisation)
    if _add([person], now):
        record("people.register", [person.id])
    return person.id


def register_many(*, persons: Iterable[NewPerson], now: datetime) -> int:
    """Register many, all or none; returns how many were new. The same checks as for one; one audit row for the batch."""
    authorise(actor(), "people.register")
    everybody = list(persons)
    with transaction.atomic():
        new = sum(_add(everybody[start : start + BATCH], now) for start in range(0, len(everybody), BATCH))
    record("people.register_many", [one.id for one in everybody[:1]], f"{new} persons")
    return new


def _add(persons: list[NewPerson], now: datetime) -> int:
    for one in persons:
        _check(one, now.date())
    columns = [
        [getattr(one, name) for one in persons]
        for name in (
            "id", "organisation", "nhs_number", "given_name", "family_name", "birth_date", "sex", "phone", "email",
            "contact_by", "postcode",
        )
    ]  # fmt: skip
    try:
        with transaction.atomic():
            return int(query(_REGISTER, [*columns, now])[0][0])
    except IntegrityError as fault:
        if "nhs_number" not in str(fault):
            raise
        raise Refused(
            "Somebody else is registered with this NHS number already. Check the number with the person; nobody was registered."
        ) from fault


def _check(one: NewPerson, today: date) -> None:
    """Raise Refused with what to put right."""
    if not one.given_name.strip() and not one.family_name.strip():
        raise Refused("Enter the person's name.")
    if one.nhs_number is not None and nhs_number.normalise(one.nhs_number) != one.nhs_number:
        raise Refused("Enter the NHS number as ten digits without spaces.")
    if one.nhs_number is not None and not nhs_number.is_valid(one.nhs_number):
        raise Refused("This NHS number has a wrong digit. Check it with the person.")
    if not date(today.year - OLDEST, 1, 1) <= one.birth_date <= today:
        raise Refused("Enter a date of birth that is not in the future and not before anybody now living.")
    if one.sex not in {"female", "male", "unknown"}:
        raise Refused("Choose female, male or unknown as sex.")
    if one.contact_by not in {"sms", "email", "phone", "letter"}:
        raise Refused("Choose text message, email, phone or letter as the way to contact them.")
