"""A practice's list of registered people as a file: lines in, people out, and of each bad line where it is and what is wrong.
What a line says about somebody is never repeated: neither in a fault nor in a log. Pure.

The file has a header and one line for each person. Columns, in any order, by any of their names: see `COLUMNS`. Dates of birth are
read as 1984-05-06, 06/05/1984 or 19840506; sex as a word or by the codes of the NHS Data Dictionary, PERSON PHENOTYPIC SEX and
PERSON STATED GENDER CODE (1 male, 2 female, 9 indeterminate, X or 0 not known).
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import QueryDict

from weald.foundation.refusal import Refused
from weald.foundation.ui.fields import EmailField, Field, PhoneField, PostcodeField, Refusal
from weald.services.people import nhs_number

COLUMNS = {
    "nhs_number": ("nhsnumber", "nhsno"),
    "given_name": ("givenname", "givennames", "forename", "forenames", "firstname"),
    "family_name": ("familyname", "surname", "lastname"),
    "birth_date": ("birthdate", "dateofbirth", "dob"),
    "sex": ("sex", "gender"),
    "postcode": ("postcode",),
    "phone": ("phone", "telephone", "mobile", "telephonenumber", "mobilenumber"),
    "email": ("email", "emailaddress"),
    "practice": ("practice", "practicecode", "odscode", "gppractice", "gppracticecode"),
}
"""What is read, and how its column may be called: capitals, spaces and underscores do not count."""
NEEDED = ("nhs_number", "given_name", "family_name", "birth_date", "sex")
OLDEST = 130
LONGEST_NAME = 80

_SEXES = {
    "female": "female", "f": "female", "2": "female", "male": "male", "m": "male", "1": "male", "unknown": "unknown",
    "not known": "unknown", "indeterminate": "unknown", "u": "unknown", "i": "unknown", "9": "unknown", "x": "unknown",
    "0": "unknown",
}  # fmt: skip
_DATES = (
    (r"\d{4}-\d{2}-\d{2}", "%Y-%m-%d"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    (r"\d{8}", "%Y%m%d"),
)
_CONTACTS: Mapping[str, Field] = {
    "phone": PhoneField(name="phone"),
    "email": EmailField(name="email"),
    "postcode": PostcodeField(name="postcode"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list, and on which line."""

    line: int
    organisation: UUID
    nhs_number: str
    given_name: str
    family_name: str
    birth_date: date
    sex: str
    phone: str
    email: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `faults` are sentences about lines that cannot be read; `unread` names, by column, the lines whose phone,
    email or postcode could not be understood and is left empty."""

    people: tuple[Listed, ...]
    faults: tuple[str, ...]
    unread: Mapping[str, tuple[int, ...]]


class _Bad(Exception):  # noqa: N818  an answer about a line
    """What is wrong with a line, without what it says."""


def read(
    lines: Iterator[str], practice_of: Callable[[str], UUID | None], *, synthetic: bool, today: date
) -> Reading:
    """Read the whole file. `practice_of` gives the practice with a code, for a line without one that of an empty code; with
    `synthetic`, only numbers that belong to nobody are taken. Raises Refused where the file has not the columns."""
    reader = csv.reader(lines, strict=True)
    people: list[Listed] = []
    faults: list[str] = []
    unread: dict[str, list[int]] = {}
    seen: dict[str, int] = {}
    try:
        at = _columns(next(reader, []))
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            line = reader.line_num
            try:
                one = _person(line, row, at, practice_of, synthetic=synthetic, today=today, unread=unread)
                if one.nhs_number in seen:
                    raise _Bad(f"the NHS number is that of line {seen[one.nhs_number]} again")
            except _Bad as fault:
                faults.append(f"Line {line}: {fault}.")
                continue
            seen[one.nhs_number] = line
            people.append(one)
    except csv.Error as fault:
        raise Refused(
            f"Line {reader.line_num}: the quotation marks do not match. Export the list again."
        ) from fault
    return Reading(tuple(people), tuple(faults), {name: tuple(those) for name, those in unread.items()})


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [re.sub(r"[\s_]", "", name.lower()) for name in header]
    at = {}
    for column, called in COLUMNS.items():
        places = [place for place, name in enumerate(names) if name in called]
        if len(places) > 1:
            raise Refused(f"Line 1: two columns are the {column}. Leave one of them out.")
        if places:
            at[column] = places[0]
    if missing := [column for column in NEEDED if column not in at]:
        raise Refused(
            f"Line 1 does not name the column {', '.join(missing)}. Write a first line with the names of the columns:"
            f" {', '.join(COLUMNS)}."
        )
    return at


def _person(
    line: int,
    row: Sequence[str],
    at: Mapping[str, int],
    practice_of: Callable[[str], UUID | None],
    *,
    synthetic: bool,
    today: date,
    unread: dict[str, list[int]],
) -> Listed:
    if len(row) <= max(at.values()):
        raise _Bad(f"it has {len(row)} columns, fewer than the first line")
    said = {column: " ".join(row[place].split()) for column, place in at.items()}
    if not all(cell.isprintable() for cell in said.values()):
        raise _Bad("it has characters that cannot be printed")
    number = nhs_number.normalise(said["nhs_number"])
    if not number:
        raise _Bad("nhs_number is empty")
    if not nhs_number.is_valid(number):
        raise _Bad("nhs_number is not ten digits of which the last fits the others")
    if synthetic and int(number) not in nhs_number.SYNTHETIC:
        raise _Bad("nhs_number could be somebody's: the demonstration takes those from 999 000 0000 on only")
    if not said["given_name"] and not said["family_name"]:
        raise _Bad("given_name and family_name are empty")
    for column in ("given_name", "family_name"):
        if len(said[column]) > LONGEST_NAME:
            raise _Bad(f"{column} is longer than {LONGEST_NAME} characters")
    sex = _SEXES.get(said["sex"].lower())
    if sex is None:
        raise _Bad("sex is not female, male or unknown")
    practice = practice_of(said.get("practice", ""))
    if practice is None:
        raise _Bad("practice is not the code of a practice that is open in the directory")
    contacts = {}
    for column, field in _CONTACTS.items():
        contacts[column] = ""
        try:
            contacts[column] = _contact(field, column, said.get(column, "")) or ""
        except Refusal:
            unread.setdefault(column, []).append(line)
    return Listed(
        line, practice, number, said["given_name"], said["family_name"], _born(said["birth_date"], today), sex, **contacts
    )  # fmt: skip


def _contact(field: Field, column: str, text: str) -> str | None:
    if not text:
        return None
    sent = QueryDict(mutable=True)
    sent[column] = text
    found: str | None = field.clean(sent, None)
    return found


def _born(text: str, today: date) -> date:
    for shape, form in _DATES:
        if re.fullmatch(shape, text):
            try:
                born = datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no time zone
            except ValueError:
                break
            if not date(today.year - OLDEST, 1, 1) <= born <= today:
                raise _Bad("birth_date is in the future, or before anybody now living")
            return born
    raise _Bad("birth_date is not a date such as 1984-05-06 or 06/05/1984")
