"""What a form begins with when it is known who asks and for whom. Pure."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from weald.foundation.ui.wording import wall
from weald.services.directory.queries import Practice
from weald.services.people import ages
from weald.services.people.acting_for import ADULT
from weald.services.people.queries import PersonRow
from weald.services.people.queries.family import Ward


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefilled:
    """For whom, by whom, and what need not be asked."""

    organisation: UUID
    person: UUID
    asker: UUID
    for_whom: str
    birth_date: date
    sex: str
    about: dict[str, str]
    channel: str = "online"

    def fields(self) -> dict[str, Any]:
        """As the draft takes it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def for_oneself(own: PersonRow) -> Prefilled:
    """Somebody who signed in asks for themself."""
    return Prefilled(
        organisation=own.organisation,
        person=own.id,
        asker=own.id,
        for_whom="me",
        birth_date=own.birth_date,
        sex=own.sex,
        about=_about(own.given_name, own.family_name, own.nhs_number) | _contact(own),
    )


def for_ward(ward: Ward, own: PersonRow, now: datetime) -> Prefilled:
    """Somebody who signed in asks for a person for whom they act; we answer to whoever asks."""
    child = ages.years(ward.birth_date, wall(now).date()) < ADULT
    asks = f"{own.given_name} {own.family_name}".strip()
    return Prefilled(
        organisation=ward.registered,
        person=ward.person,
        asker=own.id,
        for_whom="child" if child else "other",
        birth_date=ward.birth_date,
        sex=ward.sex,
        about=_about(ward.given_name, ward.family_name, ward.nhs_number) | {"asked_by": asks} | _contact(own),
    )


def for_resident(ward: Ward, home: Practice, name: str) -> Prefilled:
    """A member of a care home's staff asks for a resident; we phone the home."""
    return Prefilled(
        organisation=ward.registered,
        person=ward.person,
        asker=home.id,
        for_whom="other",
        birth_date=ward.birth_date,
        sex=ward.sex,
        about=_about(ward.given_name, ward.family_name, ward.nhs_number)
        | {"asked_by": f"{name}, {home.name}", "phone": home.phone, "email": "", "contact_by": "phone"},
        channel="partner",
    )


def _about(given: str, family: str, number: str) -> dict[str, str]:
    return {"given_name": given, "family_name": family, "nhs_number": number}


def _contact(own: PersonRow) -> dict[str, str]:
    """How they like to be reached, as far as the form offers it."""
    by = own.contact_by if own.contact_by in {"sms", "email", "phone"} else "phone"
    able = {"sms": own.phone, "phone": own.phone, "email": own.email}[by]
    return {"phone": own.phone, "email": own.email, "contact_by": by if able else ""}
