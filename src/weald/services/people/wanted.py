"""Whom somebody looks for, out of one typed line: name, date of birth, NHS number and phone number in any order. Pure.

Typing errors are forgiven where a person compares what is found: a date with one wrong digit or with day and month swapped,
an NHS number with one wrong digit or two that changed places. What is found by such a near miss is shown as one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from weald.foundation.ui.cleaning import clean_line, plain_digits
from weald.services.people import nhs_number

LONGEST = 120
"""Characters of a line that are looked at."""

TAIL = 5
"""Digits that a phone number needs at least."""

OLDEST = 120
"""Years since a date of birth."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s.-]*({'|'.join(MONTHS)})[a-z]*[\s.,-]*(\d{{4}}|\d{{2}})\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\d/.-])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_SPACED_DATE = re.compile(r"(?<![\d+])(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})(?! ?\d)")
_NUMBER = re.compile(r"\+?\d(?:[\s()-]*\d)*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line says. `days` are the date of birth and its near misses, `numbers` the NHS number and its; `tail` is the
    end of a phone number; `number` is empty unless ten digits were typed."""

    words: str = ""
    born: date | None = None
    days: tuple[date, ...] = ()
    number: str = ""
    numbers: tuple[str, ...] = ()
    tail: str = ""

    @property
    def nothing(self) -> bool:
        """Whether there is too little to search by."""
        return len(self.words) < 2 and self.born is None and not self.numbers and not self.tail

    @property
    def turned(self) -> str:
        """The words the other way round: the family name may come first, and either name may be of several words."""
        first, _, rest = self.words.partition(" ")
        return f"{rest} {first}".strip()


def read(line: str, today: date) -> Wanted:
    """What the line says; whatever is no date and no number is part of a name."""
    text = plain_digits(clean_line(line[:LONGEST])).replace(",", " ")
    text, born, days = _born(text, today)
    number = tail = ""
    also_date = False
    for found in _NUMBER.findall(text):
        digits = re.sub(r"\D", "", found)
        text = text.replace(found, " ", 1)
        compact = _compact(digits, today) if born is None else ()
        if compact:
            born, days = compact[0], _near(compact, today)
        if len(digits) == 10 and not digits.startswith("0"):
            number = digits
        elif len(digits) >= TAIL and not (compact and len(digits) == 8):
            tail, also_date = _national(digits), bool(compact)
    words = " ".join(re.sub(r"[^\w\s'’-]|\d|_", " ", text).split())
    return Wanted(
        words=words,
        born=born,
        days=days,
        number=number,
        numbers=(number, *nhs_number.near(number)) if number else (),
        # Six digits beside a name are a date; alone they may be either.
        tail="" if also_date and words else tail,
    )


def stated(
    *,
    given: str = "",
    family: str = "",
    born: date | None = None,
    number: str = "",
    phone: str = "",
    today: date,
) -> Wanted:
    """The same for what a form has in boxes of its own."""
    digits = re.sub(r"\D", "", phone)
    return Wanted(
        words=f"{given} {family}".strip(),
        born=born,
        days=_near((born,), today) if born else (),
        number=number,
        numbers=(number,) if number else (),
        tail=_national(digits) if len(digits) >= TAIL else "",
    )


def _born(text: str, today: date) -> tuple[str, date | None, tuple[date, ...]]:
    """The text without its date, the date, and its near misses."""
    for pattern in (_NAMED_DATE, _ISO, _DATE, _SPACED_DATE):
        for found in pattern.finditer(text):
            first, second, third = found.groups()
            if pattern is _ISO:
                first, third = third, first
            month = MONTHS.index(second.lower()) + 1 if pattern is _NAMED_DATE else int(second)
            if days := _dates(int(first), month, third, today):
                return text[: found.start()] + " " + text[found.end() :], days[0], _near(days, today)
    return text, None, ()


def _compact(digits: str, today: date) -> tuple[date, ...]:
    """A date written without anything between: 060584 or 06051984."""
    if len(digits) not in {6, 8}:
        return ()
    return _dates(int(digits[:2]), int(digits[2:4]), digits[4:], today)


def _dates(day: int, month: int, year: str, today: date) -> tuple[date, ...]:
    """The dates that may be meant, the likelier first: a year of two digits may be of this century or the last."""
    years = (int(year),) if len(year) == 4 else (2000 + int(year), 1900 + int(year))
    return tuple(one for one in (_day(each, month, day) for each in years) if one and _alive(one, today))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _alive(day: date, today: date) -> bool:
    return day <= today and today.year - day.year <= OLDEST


def _near(meant: tuple[date, ...], today: date) -> tuple[date, ...]:
    """Those dates, with day and month swapped, and with one digit wrong."""
    return tuple(dict.fromkeys(one for day in meant for one in (day, *_misses(day)) if _alive(one, today)))


def _misses(meant: date) -> Iterator[date]:
    if swapped := _day(meant.year, meant.day, meant.month):
        yield swapped
    text = meant.strftime("%Y%m%d")
    for place in range(len(text)):
        for digit in "0123456789":
            changed = text[:place] + digit + text[place + 1 :]
            if int(changed[:4]) and (one := _day(int(changed[:4]), int(changed[4:6]), int(changed[6:]))):
                yield one


def _national(digits: str) -> str:
    """The end of a phone number that is the same however the country is written."""
    return re.sub(r"^(?:0044|44|0)(?=\d{9,10}$)", "", digits)
