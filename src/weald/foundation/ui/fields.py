"""The kinds of field a form is made of. Each reads what was sent and gives a value or a sentence that says what to do."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple, Protocol

from weald.foundation.ui.cleaning import clean_line, clean_lines, plain_digits, show_again, without_separators
from weald.foundation.ui.dates import read_date

# Beyond this a text is refused before it is cleaned: cleaning a megabyte is work that nobody asked for.
TOO_MUCH = 50_000


class Submitted(Protocol):
    """What a browser sent; Django's QueryDict is one."""

    def getlist(self, key: str) -> list[Any]: ...


class Refusal(Exception):  # noqa: N818  an answer to a person, not a fault
    """What was typed cannot be used: the sentence, and the id to jump to where it is not the field's own."""

    def __init__(self, sentence: str, anchor: str = "", wrong: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence, self.anchor, self.wrong = sentence, anchor, wrong


class Typed(NamedTuple):
    """What stood in the box or boxes: `text` for one, `parts` for a date or several choices."""

    text: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `missing` is the sentence for an empty answer; without it the field may be left out, and its
    value is then `None` (an empty text for text fields, an empty tuple for several choices)."""

    name: str
    missing: str = ""

    @property
    def anchor(self) -> str:
        """The id that the error summary links to."""
        return self.name

    def typed(self, data: Submitted) -> Typed:
        """What was sent, to be shown again."""
        return Typed(show_again(_one(data, self.name)))

    def clean(self, data: Submitted, today: date | None) -> Any:
        """The value, or `Refusal`."""
        raise NotImplementedError

    def nothing(self, value: Any = None) -> Any:
        """Answers an empty field: refused if it has a sentence for that, else `value`."""
        if self.missing:
            raise Refusal(self.missing)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Field):
    """Words. `most` characters at most; `lines` keeps line breaks; `what` begins the sentence when it is too long
    ("Your description")."""

    what: str = "Your answer"
    most: int = 200
    lines: bool = False

    def clean(self, data: Submitted, today: date | None) -> str:
        raw = _one(data, self.name)
        if len(raw) > TOO_MUCH:
            raise Refusal(self.too_long(len(raw)))
        text = clean_lines(raw) if self.lines else clean_line(raw)
        if not text:
            return str(self.nothing(""))
        if len(text) > self.most:
            raise Refusal(self.too_long(len(text)))
        return text

    def too_long(self, length: int) -> str:
        """How much too long it is, in figures."""
        return f"{self.what} must be {self.most:,} characters or fewer. You wrote {length:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField(Field):
    """One of `values`. An answer that is not among them (an old page) counts as missing."""

    values: Sequence[str]

    def clean(self, data: Submitted, today: date | None) -> str | None:
        value = _one(data, self.name)
        if value in self.values:
            return value
        if value:
            raise Refusal(self.missing or "Choose one of the answers")
        return self.nothing()  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiChoiceField(Field):
    """Any of `values`, or exactly one of `exclusive` (none, unsure). The value is a tuple in the order of `values`."""

    values: Sequence[str]
    exclusive: Sequence[str] = ()
    conflict: str = "Choose what applies, or choose the answer below the “or”. You cannot choose both"

    def typed(self, data: Submitted) -> Typed:
        sent = data.getlist(self.name)[:100]
        return Typed(parts=tuple(one for one in (*self.values, *self.exclusive) if one in sent))

    def clean(self, data: Submitted, today: date | None) -> tuple[str, ...]:
        sent = set(map(str, data.getlist(self.name)))
        chosen = tuple(one for one in (*self.values, *self.exclusive) if one in sent)
        if sent - set(chosen):
            raise Refusal(self.missing or "Choose one of the answers")
        if not chosen:
            return tuple(self.nothing(()))
        if len(chosen) > 1 and any(one in self.exclusive for one in chosen):
            raise Refusal(self.conflict)
        return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class DateField(Field):
    """Day, month and year, from three boxes `<name>-day` and so on. `what` begins every sentence ("Date of birth").
    `past` refuses days after today; `years` refuses those longer ago than that."""

    what: str = "Date"
    past: bool = False
    future: bool = False
    years: int = 0

    @property
    def anchor(self) -> str:
        return f"{self.name}-day"

    def typed(self, data: Submitted) -> Typed:
        return Typed(
            parts=tuple(
                show_again(_one(data, f"{self.name}-{part}"))[:20] for part in ("day", "month", "year")
            )
        )

    def clean(self, data: Submitted, today: date | None) -> date | None:
        day, month, year = (
            clean_line(_one(data, f"{self.name}-{part}")[:100]) for part in ("day", "month", "year")
        )
        if not (day or month or year):
            return self.nothing()  # type: ignore[no-any-return]
        if today is None and (self.past or self.future or self.years):
            raise TypeError(f"{self.name} is compared with today: bind(…, today=…).")
        result = read_date(
            self.what, day, month, year, today=today, past=self.past, future=self.future, years=self.years
        )
        if isinstance(result, date):
            return result
        sentence, wrong = result
        raise Refusal(sentence, f"{self.name}-{wrong[0]}", wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeField(Field):
    """A time of day on the clock: 08:00, 8.30, 8am, 6:30pm. `what` begins every sentence ("Opening on Monday")."""

    what: str = "The time"

    def clean(self, data: Submitted, today: date | None) -> time | None:
        text = plain_digits(clean_line(_one(data, self.name)[:100])).replace(" ", "").lower()
        if not text:
            return self.nothing()  # type: ignore[no-any-return]
        found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?(am|pm)?", text)
        if found:
            hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
            if half and 1 <= hour <= 12:
                hour = hour % 12 + (12 if half == "pm" else 0)
            if hour < 24 and minute < 60 and (not half or 1 <= int(found[1]) <= 12):
                return time(hour, minute)
        raise Refusal(f"{self.what} must be a time, like 08:00 or 18:30")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(Field):
    """A number from `least` to `most` in steps of `step`, as an int where it is whole and a float where not. Takes
    38.5 and 38,5, and the unit typed after it."""

    what: str = "The number"
    unit: str = ""
    least: float | None = None
    most: float | None = None
    step: float = 1

    def clean(self, data: Submitted, today: date | None) -> int | float | None:
        text = plain_digits(clean_line(_one(data, self.name)[:200])).replace(" ", "")
        if not text:
            return self.nothing()  # type: ignore[no-any-return]
        unit = plain_digits(self.unit).replace(" ", "").casefold()
        if unit:
            folded = text.casefold()
            for ending in (unit, unit.lstrip("°"), unit[:1] if unit.startswith("°") else unit):
                if ending and folded.endswith(ending):
                    text = text[: -len(ending)]
                    break
        text = re.sub(r"^([+-]?\d+),(\d{1,2})$", r"\1.\2", text).replace("−", "-")
        text = re.sub(r"^([+-]?\d{1,3})((?:,\d{3})+)$", lambda found: found[0].replace(",", ""), text)
        if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,10})?", text):
            raise Refusal(f"{self.what} must be a number, like {self._example()}")
        number = float(text)
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            raise Refusal(self._range())
        steps = number / self.step
        if abs(steps - round(steps)) > 1e-6:
            sort = "a whole number" if self.step == 1 else f"in steps of {_figure(self.step)}"
            raise Refusal(f"{self.what} must be {sort}, like {self._example()}")
        return int(number) if number.is_integer() else number

    def _example(self) -> str:
        if self.least is not None and self.most is not None:
            return _figure(round((self.least + self.most) / 2 / self.step) * self.step)
        return _figure(self.least if self.least is not None else 10)

    def _range(self) -> str:
        unit = self.unit if self.unit.startswith("°") else f" {self.unit}" if self.unit else ""
        if self.least is None:
            return f"{self.what} must be {_figure(self.most or 0)}{unit} or less"
        if self.most is None:
            return f"{self.what} must be {_figure(self.least)}{unit} or more"
        return f"{self.what} must be between {_figure(self.least)} and {_figure(self.most)}{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NhsNumberField(Field):
    """Ten digits with a check digit; `check` says whether they fit. The value has no spaces."""

    check: Callable[[str], bool]

    def clean(self, data: Submitted, today: date | None) -> str | None:
        number = without_separators(plain_digits(clean_line(_one(data, self.name)[:200])))
        if not number:
            return self.nothing()  # type: ignore[no-any-return]
        if not re.fullmatch(r"\d+", number):
            raise Refusal(
                "An NHS number has only digits, like 999 123 4560. Leave this empty if you do not know it"
            )
        if len(number) != 10:
            raise Refusal(
                f"An NHS number has 10 digits. You typed {len(number)}. Leave this empty if you do not know it"
            )
        if not self.check(number):
            raise Refusal(
                "This is not a real NHS number. Check each digit. Leave this empty if you do not know it"
            )
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneField(Field):
    """A phone number; a British one comes back as `+44…`, one from abroad as typed with its `+`, without spaces."""

    def clean(self, data: Submitted, today: date | None) -> str | None:
        number = without_separators(plain_digits(clean_line(_one(data, self.name)[:200])).replace("(0)", ""))
        if not number:
            return self.nothing()  # type: ignore[no-any-return]
        if number.startswith("00"):
            number = "+" + number[2:]
        if number.startswith("0"):
            number = "+44" + number[1:]
        if number.startswith("+440"):
            number = "+44" + number[4:]
        # British numbers: 01, 02, 03, 08 with 9 or 10 digits after the 0; 05, 07, 09 always 10 (Ofcom's plan).
        british = re.fullmatch(r"\+44(?:[1238]\d{8,9}|[579]\d{9})", number)
        abroad = re.fullmatch(r"\+(?!44)[1-9]\d{7,14}", number)
        if not british and not abroad:
            raise Refusal("Enter a phone number with all its digits, like 07700 900 982 or 01632 960 001")
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailField(Field):
    """An email address: something, an @, and a name with a dot. Whether it works only a message can show."""

    def clean(self, data: Submitted, today: date | None) -> str | None:
        address = clean_line(_one(data, self.name)[:1000]).replace("\u200e", "").replace("\u200f", "")
        if not address:
            return self.nothing()  # type: ignore[no-any-return]
        local, at, domain = address.rpartition("@")
        good = (
            at
            and len(address) <= 254
            and re.fullmatch(r"[^\s@,;<>\"()\[\]\\]{1,64}", local)
            and not (local.startswith(".") or local.endswith(".") or ".." in local)
            and re.fullmatch(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}", domain)
            and "_" not in domain
        )
        if not good:
            raise Refusal("Enter an email address with an @ and a dot, like name@example.com")
        return f"{local}@{domain.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodeField(Field):
    """A British postcode, as `CT1 2AB`."""

    def clean(self, data: Submitted, today: date | None) -> str | None:
        code = without_separators(plain_digits(clean_line(_one(data, self.name)[:200]))).upper()
        if not code:
            return self.nothing()  # type: ignore[no-any-return]
        if not re.fullmatch(r"(?:[A-Z]{1,2}\d[A-Z\d]?|GIR)\d[A-Z]{2}", code):
            raise Refusal("Enter a full postcode, like CT1 2AB")
        return f"{code[:-3]} {code[-3:]}"


def _one(data: Submitted, name: str) -> str:
    """The last value sent under a name: the one that a browser's visible field gives."""
    sent = data.getlist(name)
    return str(sent[-1]) if sent else ""


def _figure(number: float) -> str:
    return f"{number:,.10g}"
