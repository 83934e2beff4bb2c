"""Registering people with an organisation, one or many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import LONDON, date_text, wall
from weald.services.people import nhs_number
from weald.services.people.details import check

OLDEST = 130
"""Years; nobody is known to have lived longer."""

BATCH = 5000
"""Persons that go to the database in one statement."""

LONGEST = {
    "temporary": timedelta(days=92),
    "immediately_necessary": timedelta(days=14),
    "visitor": timedelta(days=14),
}
"""For how long somebody can be registered who is not registered for good. Source: NHS England, Primary Medical Care Policy
and Guidance Manual: temporary residents for up to three months, immediately necessary treatment for up to 14 days. For
visitors, whom the manual does not name apart, the shorter of the two is ours."""


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
    registration: str = "registered"
    registered_until: date | None = None
    from_list: bool = False


# Row security has no COPY: arrays in one statement come close. The organisation sees whom it registers from that moment.
_REGISTER = """
with made as (
    insert into people_person (id, organisation, nhs_number, given_name, family_name, birth_date, sex, phone, email,
        contact_by, postcode, registration, registered_until, from_list)
    select * from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[],
        %s::text[], %s::text[], %s::text[], %s::text[], %s::date[], %s::bool[])
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
    if add([person], now):
        record("people.register", [person.id])
    return person.id


def admit(*, person: UUID, registration: str, until: date, now: datetime) -> None:
    """Register somebody here for a time who is registered elsewhere: they stay one person, with their own practice, and the
    actor's organisation sees them until the end of that day. Admitted again, the later day holds.

    Raises Refused where there is no such person, they have died, their record is restricted, or the time is too long.
    """
    who = actor()
    authorise(who, "people.register")
    check_term(registration, until, wall(now).date())
    if registration == "registered":
        raise Refused(
            "Choose for how long: somebody who moves here for good brings their registration with them."
        )
    ends = datetime.combine(until + timedelta(days=1), time(), LONDON)
    query(_ADMIT, {"person": person, "party": who.party, "now": now, "until": ends})
    rows = query("select died_on is null, access_barred(id) from people_person where id = %s", [person])
    if not rows or rows[0][1]:
        raise Refused("This record cannot be opened from here. Ask your practice manager.")
    if not rows[0][0]:
        raise Refused("This person has died. Search again, and compare the NHS number.")
    record("people.admit", [person], f"{registration} until {until.isoformat()}")


_ADMIT = """
with longer as (
    update access_relationship set until = greatest(until, %(until)s)
    where person = %(person)s and party = %(party)s and basis = 'registration' and until > %(now)s returning 1
)
insert into access_relationship (person, party, basis, since, until)
select %(person)s, %(party)s, 'registration', %(now)s, %(until)s where not exists (select from longer)
"""


def check_term(registration: str, until: date | None, today: date) -> None:
    """Raise Refused unless the last day fits how somebody is registered."""
    if registration == "registered":
        if until is not None:
            raise Refused("Somebody who is registered for good has no last day. Leave it empty.")
        return
    longest = LONGEST.get(registration)
    if longest is None:
        raise Refused("Choose how the person is registered.")
    if until is None or not today <= until <= today + longest:
        raise Refused(f"Enter a last day from today to {date_text(today + longest)}.")


def register_many(*, persons: Iterable[NewPerson], now: datetime) -> int:
    """Register many, all or none; returns how many were new. The same checks as for one; one audit row for the batch."""
    authorise(actor(), "people.register")
    everybody = list(persons)
    with transaction.atomic():
        new = sum(add(everybody[start : start + BATCH], now) for start in range(0, len(everybody), BATCH))
    record("people.register_many", [one.id for one in everybody[:1]], f"{new} persons")
    return new


def add(persons: list[NewPerson], now: datetime) -> int:
    """Check them and write them down in one statement; returns how many were new. For the verbs that register."""
    for one in persons:
        _check(one, now.date())
    columns = [
        [getattr(one, name) for one in persons]
        for name in (
            "id", "organisation", "nhs_number", "given_name", "family_name", "birth_date", "sex", "phone", "email",
            "contact_by", "postcode", "registration", "registered_until", "from_list",
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
    check(one.given_name, one.family_name, one.contact_by)
    if one.nhs_number is not None and nhs_number.normalise(one.nhs_number) != one.nhs_number:
        raise Refused("Enter the NHS number as ten digits without spaces.")
    if one.nhs_number is not None and not nhs_number.is_valid(one.nhs_number):
        raise Refused("This NHS number has a wrong digit. Check it with the person.")
    if not date(today.year - OLDEST, 1, 1) <= one.birth_date <= today:
        raise Refused("Enter a date of birth that is not in the future and not before anybody now living.")
    if one.sex not in {"female", "male", "unknown"}:
        raise Refused("Choose female, male or unknown as sex.")
    check_term(one.registration, one.registered_until, today)
