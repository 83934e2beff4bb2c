"""Opening times of places as text: the published list of pharmacies, and what somebody types. Text in, weeks out. Pure.

Source: NHS Business Services Authority, Consolidated Pharmaceutical List, quarterly
(opendata.nhsbsa.net/dataset/consolidated-pharmaceutical-list, its data dictionary read on 2026-11-23). With a header; of it we
read the ODS code, whose column is spelled in three ways over the quarters, and for each day a column
`PHARMACY_OPENING_HOURS_MONDAY`: `Closed`, or stretches such as `09:00-13:00,14:00-18:00` on a 24-hour clock, core and
supplementary, outside of bank holidays. A file of one's own has the columns `ods_code` and `monday` to `sunday`.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from weald.foundation.refusal import Refused
from weald.services.directory.hours import Hours

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Week = tuple[tuple[int, time, time], ...]

MIDNIGHT = time(23, 59)
"""The end of a day that ends at 24:00."""

_STRETCH = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")
_CODES = {"odscode", "pharmacyodscode", "pharmacyodscodefcode"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: how many rows, the week of each code that could be understood (empty: never open), and why that of others
    could not, as a sentence with its line."""

    rows: int
    weeks: dict[str, Week]
    faults: dict[str, str]


def read(lines: Iterator[str]) -> Reading:
    """Read the whole file. Raises Refused where it has not the columns, or is not such a file."""
    reader = csv.reader(lines, strict=True)
    weeks: dict[str, Week] = {}
    faults: dict[str, str] = {}
    rows = 0
    try:
        code_at, days_at = _columns(next(reader, []))
        for row in reader:
            if not any(row):
                continue
            rows += 1
            if len(row) <= max(code_at, *days_at):
                raise Refused(
                    f"Line {reader.line_num}: it has {len(row)} columns, fewer than the first line. Get the file again."
                )
            code = row[code_at].strip().upper()
            try:
                if code in weeks or code in faults:
                    raise ValueError(f"{code} was on a line before already")
                weeks[code] = _week([row[at] for at in days_at])
            except ValueError as fault:
                weeks.pop(code, None)
                faults[code] = f"line {reader.line_num}: {fault}"
    except csv.Error as fault:
        raise Refused(
            f"Line {reader.line_num}: the quotation marks do not match ({fault}). Get the file again."
        ) from fault
    return Reading(rows, weeks, faults)


def week_of(texts: Sequence[str]) -> Week:
    """A week as somebody types it: `monday-friday 09:00-18:00`, `saturday 09:00-13:00`. Raises Refused with what to type."""
    days = [""] * len(DAYS)
    for text in texts:
        named, _, times = text.strip().lower().partition(" ")
        first, _, last = named.partition("-")
        if first not in DAYS or (last or first) not in DAYS or DAYS.index(last or first) < DAYS.index(first):
            raise Refused(
                f"'{text}' does not begin with a day. Type 'monday 09:00-18:00' or 'monday-friday 09:00-18:00'."
            )
        for day in range(DAYS.index(first), DAYS.index(last or first) + 1):
            days[day] = ",".join(part for part in (days[day], times.strip()) if part)
    try:
        week = _week(days)
    except ValueError as fault:
        raise Refused(f"These times cannot be: {fault}. Type 'monday 09:00-13:00,14:00-18:00'.") from fault
    if not week:
        raise Refused("Say at least one time at which it is open, such as 'monday-friday 09:00-18:00'.")
    return week


def _columns(header: Sequence[str]) -> tuple[int, list[int]]:
    names = [re.sub(r"[^a-z]", "", name.lower()) for name in header]
    code = next((at for at, name in enumerate(names) if name in _CODES), None)
    days = [
        next((at for at, name in enumerate(names) if name in {day, f"pharmacyopeninghours{day}"}), None)
        for day in DAYS
    ]
    known = [at for at in days if at is not None]
    if code is None or len(known) < len(days):
        raise Refused(
            "The first line does not name the columns of the Consolidated Pharmaceutical List, nor ods_code and monday to sunday."
            " Get the list as it is published, or write such a first line."
        )
    return code, known


def _week(days: Sequence[str]) -> Week:
    """Raises ValueError, as a sentence without its stop, for what cannot be understood."""
    week = tuple(stretch for day, text in enumerate(days) for stretch in _stretches(day, text))
    if week:
        try:
            Hours(week)
        except ValueError as fault:
            raise ValueError("two times of a day overlap, or one ends before it begins") from fault
    return week


def _stretches(day: int, text: str) -> Iterator[tuple[int, time, time]]:
    if text.strip().lower() in {"", "closed"}:
        return
    for part in text.split(","):
        found = _STRETCH.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"'{part.strip()[:20]}' on {DAYS[day]} is no time such as 09:00-18:00")
        opens_at, opens_past, closes_at, closes_past = (int(one) for one in found.groups())
        try:
            ends = MIDNIGHT if (closes_at % 24, closes_past) == (0, 0) else time(closes_at, closes_past)
            yield day, time(opens_at, opens_past), ends
        except ValueError as fault:
            raise ValueError(f"'{part.strip()}' on {DAYS[day]} is no time of a day") from fault
