"""The published files of the Organisation Data Service, one for each kind of place: text in, organisations out. Pure.

Source: NHS England, ODS Data Search and Export (odsdatasearchandexport.nhs.uk), the reports of `REPORTS`; they have the layout
of the files that ODS published before. No header, 27 columns; of them we read code (1), name (2), care board (4, "high level
health geography"), address (5 to 9), postcode (10), opened (11), closed (12), status (13) and telephone (18); in `epraccur`
the prescribing setting (26), which tells a general practice (4) from a prison, a hub or a hospital service; in `edispensary`
the type (14), which tells a pharmacy (1) from an appliance contractor (2). The layout was compared with published rows of
`epraccur`, `edispensary` and `egdpprac`; `eoptsite` and `ecarehomesite` are read as the same, and where they leave the status
empty, the dates say whether a place is open. `ecarehomesite` has those who care for people at home as well, and nothing in it
that we know to tell them apart.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from weald.foundation.refusal import Refused

COLUMNS = 27

SETTINGS = {
    "0": "other",
    "1": "walk-in centre",
    "2": "out-of-hours service",
    "3": "walk-in centre and out-of-hours service",
    "8": "public health service",
    "9": "community health service",
    "10": "hospital service",
    "11": "optometry service",
    "12": "urgent and emergency care",
    "13": "hospice",
    "14": "care home",
    "15": "border force",
    "16": "young offender institution",
    "17": "secure training centre",
    "18": "secure children's home",
    "19": "immigration removal centre",
    "20": "court",
    "21": "police custody",
    "22": "sexual assault referral centre",
    "24": "other place of the justice system",
    "25": "prison",
    "26": "primary care network",
}
"""Prescribing settings as the ODS names them; it adds new ones at times, which are reported by their number."""


@dataclass(frozen=True, slots=True)
class Report:
    """A published file: the kind of its organisations, what they are called, and in which column (from 0) which value says that a
    row is one of them. `column` is None where all are."""

    kind: str
    called: str
    column: int | None = None
    value: str = ""
    others: Mapping[str, str] = field(default_factory=dict, hash=False)


REPORTS = {
    "epraccur": Report("practice", "general practices", 25, "4", SETTINGS),
    "edispensary": Report("pharmacy", "pharmacies", 13, "1", {"2": "appliance contractor"}),
    "egdpprac": Report("dentist", "dental practices"),
    "eoptsite": Report("optician", "optical sites"),
    "ecarehomesite": Report("care_home", "care homes"),
}
"""The files that are read, by the name with which each is published."""

STATUSES = {"A": "open", "C": "closed", "D": "dormant", "P": "not open yet"}
"""Empty in files that leave it to the dates."""

MOST_FAULTS = 10
"""Faults that a refusal spells out."""

_CODE = re.compile(r"[A-Z0-9]{3,8}")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SMALL = {"and", "at", "by", "for", "in", "of", "on", "the", "upon", "with"}
_KEPT_LARGE = {"GP", "NHS", "PMS", "APMS", "UK", "II", "III", "BCSC"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation as the file lists it. `active` is false for one that is closed, dormant or not open yet."""

    kind: str
    ods_code: str
    name: str
    address: tuple[str, ...]
    postcode: str
    phone: str
    opened: date | None
    closed: date | None
    active: bool
    board: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its organisations, and how many other rows of each sort it has."""

    report: Report
    rows: int
    listed: tuple[Listed, ...]
    others: Counter[str]


def report_of(name: str) -> str:
    """Which report a file is, by the name under which it is published (`edispensary_changes_20250301_to_20250424.csv`); empty
    where the name does not say."""
    return next((one for one in REPORTS if name.lower().startswith(one)), "")


def within(one: Listed, boards: Collection[str], postcodes: Collection[str]) -> bool:
    """Whether it belongs to one of these care boards, or lies where the postcode begins so: `ME` is all of ME1 to ME20 and
    not M1; `ME14` is that district. True where neither is asked for."""
    if not boards and not postcodes:
        return True
    district = one.postcode.replace(" ", "")[:-3]
    area = re.match(r"[A-Z]*", district)
    return one.board in boards or district in postcodes or (area is not None and area.group() in postcodes)


def read(content: bytes, report: Report, today: date) -> Reading:
    """Read the whole file; raises Refused, with the lines and what is wrong with them, unless every row is sound."""
    rows = _rows(_text(content))
    listed: list[Listed] = []
    others: Counter[str] = Counter()
    faults: list[str] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        fault = _fault(row)
        if not fault and row[0] in seen:
            fault = f"the code {row[0]} was on line {seen[row[0]]} already"
        if fault:
            faults.append(f"Line {line}: {fault}.")
            continue
        seen[row[0]] = line
        sort = "" if report.column is None else row[report.column]
        if sort == report.value:
            listed.append(_listed(row, report.kind, today))
        else:
            what = "setting" if report.kind == "practice" else "type"
            others[report.others.get(sort, f"{what} {sort or 'not given'}")] += 1
    if faults:
        more = len(faults) - MOST_FAULTS
        raise Refused(
            "The file was not read, and nothing was changed.\n"
            + "\n".join(faults[:MOST_FAULTS])
            + (f"\nAnd {more} more." if more > 0 else "")
            + "\nGet the file again, as it is published, without opening it in a spreadsheet."
        )
    return Reading(report, len(rows), tuple(listed), others)


def _text(content: bytes) -> str:
    if not content.strip():
        raise Refused("The file is empty. Get it again.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise Refused(
            f"Line {line}: this is not text in UTF-8. Save the file as UTF-8, or get it again."
        ) from fault


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Every row that is not blank, with the number of the line that it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, [" ".join(cell.split()) for cell in row]) for row in reader if any(row)]
    except csv.Error as fault:
        raise Refused(
            f"Line {reader.line_num}: the quotation marks do not match ({fault}). Get the file again."
        ) from fault
    if not rows:
        raise Refused("The file has no rows. Get it again.")
    return rows


def _fault(row: list[str]) -> str:
    """What is wrong with a row, or nothing."""
    if len(row) != COLUMNS:
        return f"it has {len(row)} columns instead of {COLUMNS}"
    if not _CODE.fullmatch(row[0]):
        return f"'{row[0][:20]}' is not an ODS code"
    if not row[1] or not "".join(row).isprintable():
        return "the name is missing, or it has characters that cannot be printed"
    if row[12] and row[12] not in STATUSES:
        return f"'{row[12][:20]}' is not a status: it is one of {', '.join(STATUSES)}"
    for said, cell in (("opened", row[10]), ("closed", row[11])):
        if cell and _date(cell) is None:
            return f"'{cell[:20]}', the date on which it {said}, is not a date written as YYYYMMDD"
    opened, closed = _date(row[10]), _date(row[11])
    if opened and closed and closed < opened:
        return f"it closed on {closed} before it opened on {opened}"
    return ""


def _date(cell: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", cell):
        return None
    try:
        return datetime.strptime(cell, "%Y%m%d").date()  # noqa: DTZ007  a day has no time zone
    except ValueError:
        return None


def _listed(row: list[str], kind: str, today: date) -> Listed:
    opened, closed = _date(row[10]), _date(row[11])
    return Listed(
        kind=kind,
        ods_code=row[0],
        name=readable(row[1]),
        # Dental practices have their name in the address again.
        address=tuple(readable(line) for line in row[4:9] if line and line != row[1]),
        postcode=row[9].upper(),
        phone=row[17],
        opened=opened,
        closed=closed,
        # A day on which it closed, or will open, counts whatever the status says.
        active=row[12] in {"A", ""}
        and (closed is None or closed > today)
        and (opened is None or opened <= today),
        board=row[3],
    )


def readable(shouted: str) -> str:
    """A name as people write it: the file has capitals only. "ST MARY'S OF THE WEALD" → "St Mary's of the Weald"."""

    def word(match: re.Match[str]) -> str:
        one = match.group()
        if one in _KEPT_LARGE:
            return one
        if one[1:2] == "'":  # O'NEILL
            return one[:2] + one[2:].capitalize()
        return one.lower() if match.start() and one.lower() in _SMALL else one.capitalize()

    return _WORD.sub(word, shouted) if shouted.isupper() else shouted
