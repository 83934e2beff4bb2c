"""Persons in words: the lines of a search, and who somebody is."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from weald.foundation.ui.components import Row, phone_link
from weald.foundation.ui.wording import age_text, date_and_time, date_text, nhs_number_text, phone_text
from weald.services.directory import queries as directory
from weald.services.people import nhs_number
from weald.services.people.details import NAMES
from weald.services.people.names import name_text, plain_name
from weald.services.people.queries import MOST, Match, PersonRow
from weald.services.people.queries.details import DiffersRow
from weald.services.people.wanted import Wanted

REGISTRATIONS = {
    "registered": "Registered",
    "temporary": "Temporary resident",
    "immediately_necessary": "Immediately necessary treatment",
    "visitor": "Visitor",
}
SEXES = {"female": "Female", "male": "Male", "unknown": "Not known"}
CONTACT = {"sms": "Text message", "phone": "Phone call", "email": "Email", "letter": "Letter"}


def detail_text(detail: str, value: str) -> str:
    """A detail as it is read."""
    if detail == "phone":
        return phone_text(value)
    return CONTACT.get(value, value) if detail == "contact_by" else value


class Differs(NamedTuple):
    """One person of whom something is kept otherwise than the practice's list says; a line for each detail."""

    id: UUID
    name: str
    lines: tuple[str, ...]


def differing(found: tuple[DiffersRow, ...], now: datetime) -> tuple[Differs, ...]:
    """Whom the list tells otherwise."""
    return tuple(
        Differs(id, name_text(*names), tuple(_otherwise(one, now) for one in each))
        for (id, *names), each in groupby(found, lambda one: (one.person, one.given_name, one.family_name))
    )


def _otherwise(one: DiffersRow, now: datetime) -> str:
    kept = detail_text(one.detail, one.kept) or "nothing"
    return (
        f"{NAMES[one.detail].capitalize()}: {kept} here, {detail_text(one.detail, one.listed)} on the list that was read"
        f" {date_and_time(one.at, now)}"
    )


class Line(NamedTuple):
    """One person that was found. `differs` says what is not as it was typed; `alike` that another line looks the same."""

    id: str
    key: str
    name: str
    born: str
    age: str
    sex: str
    number: str
    phone: str
    postcode: str
    registration: str
    differs: str
    alike: bool
    died: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found: people of ours, exact matches elsewhere, and whether a restricted record is among them."""

    here: tuple[Line, ...]
    elsewhere: tuple[Line, ...]
    restricted: bool
    more: bool
    alike: bool
    nothing: bool
    too_little: bool


def results(found: tuple[Match, ...], wanted: Wanted, today: date) -> Results:
    """The lines of a search, with a key for each of the first nine who can be chosen."""
    alike = _alike(found)
    here = tuple(
        _line(one, wanted, today, str(number) if number < 10 else "", alike)
        for number, one in enumerate((one for one in found if one.scope == "here"), 1)
    )
    elsewhere = tuple(_line(one, wanted, today, "", alike) for one in found if one.scope == "elsewhere")
    restricted = any(one.scope == "restricted" for one in found)
    return Results(
        here,
        elsewhere,
        restricted,
        len(found) == MOST,
        bool(alike),
        not found and not wanted.nothing,
        wanted.nothing,
    )


def _alike(found: tuple[Match, ...]) -> frozenset[object]:
    """Those of whom another has the same birth date or number of a phone and nearly the same name, or the same name."""
    twins = set()
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            if one.person is None or other.person is None:
                continue
            names = sum(
                mine.casefold() == theirs.casefold()
                for mine, theirs in ((one.given_name, other.given_name), (one.family_name, other.family_name))
            )
            born = one.birth_date == other.birth_date
            if names == 2 or (names == 1 and born):
                twins |= {one.person, other.person}
    return frozenset(twins)


def _line(one: Match, wanted: Wanted, today: date, key: str, alike: frozenset[object]) -> Line:
    assert one.birth_date is not None
    assert one.organisation is not None
    place = directory.practice_by_id(one.organisation).name
    kind = REGISTRATIONS.get(one.registration, "")
    until = f" until {date_text(one.until)}" if one.until else ""
    return Line(
        id=str(one.person),
        key=key,
        name=name_text(one.given_name, one.family_name),
        born=date_text(one.birth_date),
        age=age_text(one.birth_date, today) if one.birth_date <= today else "",
        sex=SEXES[one.sex] if one.scope == "here" else "",
        number=nhs_number_text(one.nhs_number),
        phone=phone_text(one.phone),
        postcode=one.postcode,
        registration=f"{kind}{until}" if one.scope == "here" and one.registration != "registered" else place,
        differs=_differs(one, wanted),
        alike=one.person in alike,
        died=one.died,
    )


def _differs(one: Match, wanted: Wanted) -> str:
    """What is near what was typed and not the same: it must be asked, not assumed."""
    parts = []
    if wanted.born is not None and one.birth_date != wanted.born:
        parts.append(f"you typed {date_text(wanted.born)}")
    if wanted.number and one.scope == "here" and one.nhs_number != wanted.number:
        parts.append(f"you typed {nhs_number.spaced(wanted.number)}")
    return "; ".join(parts)


def rows(one: PersonRow, today: date) -> tuple[Row, ...]:
    """Who somebody is and how to reach them."""
    practice = directory.practice_by_id(one.organisation).name
    until = f" until {date_text(one.until)}" if one.until else ""
    lines = (
        Row("Name", plain_name(one.given_name, one.family_name)),
        Row("Born", f"{date_text(one.birth_date)} ({age_text(one.birth_date, today)})"),
        Row("Sex", SEXES[one.sex]),
        Row("NHS number", nhs_number_text(one.nhs_number) or "None"),
        Row("Registration", f"{REGISTRATIONS[one.registration]}{until}, {practice}"),
        Row("Phone", phone_link(phone_text(one.phone)) if one.phone else ""),
        Row("Email", one.email),
        Row("Likes to be reached by", CONTACT.get(one.contact_by, "")),
        Row("Postcode", one.postcode),
        Row("Died", date_text(one.died_on) if one.died_on else ""),
    )
    return tuple(row for row in lines if row.value)
