"""Reading the fields of a block of content: typed, required or not, and nothing beside them."""

import re
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from .documents import Block, ContentError, Fault, Items, shown
from .snomed import is_concept

DURATION = re.compile(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?|P\d+W")
DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


LONGEST = 366
"""The most days of a duration."""


@lru_cache(maxsize=64)
def days(duration: str) -> float:
    """About how many days a duration has."""
    units = {"W": 7.0, "D": 1.0, "H": 1 / 24, "M": 1 / 1440}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([WDHM])", duration))


def is_date(text: str) -> bool:
    """Whether a text is a day of the calendar, as 2026-11-21."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return DATE.fullmatch(text) is not None


class Fields:
    """The fields of one block. Faults gather in `faults`, so that an author sees all of them at once."""

    def __init__(self, block: Block, what: str, known: Collection[str], faults: list[Fault]) -> None:
        self.block, self.what, self.faults = block, what, faults
        for key in block:
            if key not in known:
                self.wrong(
                    key, f"`{shown(key)}` is not a field of {what}. Known: {', '.join(sorted(known))}."
                )

    def wrong(self, key: str | None, sentence: str) -> None:
        """Note a fault at a key, or at the block."""
        self.faults.append(self.block.fault(key, sentence))

    def text(self, key: str, *, optional: bool = False) -> str:
        """A text that is not empty; empty only where it is optional or already reported."""
        value = self.block.get(key)
        if isinstance(value, str) and (text := " ".join(value.split())):
            return text
        if value is None or value == "":
            if not optional:
                self.wrong(key, f"{self.what} has no `{key}`. Write it.")
        else:
            self.wrong(key, f"`{key}` must be text, not `{shown(value)}`. Put it in quotes.")
        return ""

    def one_of(self, key: str, allowed: Collection[str], *, default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.block.get(key, default)
        if isinstance(value, str) and value in allowed:
            return value
        if value is None:
            self.wrong(key, f"{self.what} has no `{key}`. Choose one of: {', '.join(allowed)}.")
        else:
            self.wrong(key, f"`{key}: {shown(value)}` is not known. Choose one of: {', '.join(allowed)}.")
        return default if default is not None else next(iter(allowed))

    def number(self, key: str, default: float | None = None) -> float:
        """A number."""
        value = self.block.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        self.wrong(key, f"`{key}` of {self.what} must be a number.")
        return 0.0

    def flag(self, key: str) -> bool:
        """true or false; false when absent."""
        value = self.block.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, f"`{key}` must be true or false, not `{shown(value)}`.")
        return value is True

    def texts(self, key: str, *, or_one: bool = False) -> tuple[str, ...]:
        """A list of texts, none when absent. `or_one` also takes a single text."""
        value = self.block.get(key)
        if value is None:
            return ()
        if or_one and isinstance(value, str) and value:
            return (value,)
        if isinstance(value, Items):
            texts = [" ".join(item.split()) if isinstance(item, str) else "" for item in value]
            if all(texts):
                return tuple(texts)
        self.wrong(key, f"`{key}` of {self.what} must be a list of texts.")
        return ()

    def duration(self, key: str) -> str:
        """An ISO 8601 duration such as PT4H or P7D; empty when absent."""
        value = self.block.get(key)
        if value is None:
            return ""
        if isinstance(value, str) and DURATION.fullmatch(value):
            if days(value) > LONGEST:
                self.wrong(
                    key, f"`{key}: {shown(value)}` is out of range: no decision waits longer than a year."
                )
            return value
        self.wrong(key, f"`{key}: {shown(value)}` is not a duration such as PT4H or P7D.")
        return ""

    def concept(self, key: str) -> str:
        """The id of a SNOMED CT concept; empty when absent."""
        value = self.text(key, optional=True)
        if value and not is_concept(value):
            self.wrong(
                key,
                f"`{key}: {shown(value)}` of {self.what} is not the id of a SNOMED CT concept: look for a wrong digit.",
            )
            return ""
        return value

    def blocks(self, key: str) -> list[Block]:
        """A list of blocks, none when absent."""
        value = self.block.get(key)
        if value is None:
            return []
        if isinstance(value, Items) and all(isinstance(item, Block) for item in value):
            return list(value)
        self.wrong(key, f"`{key}` of {self.what} must be a list of entries.")
        return []

    def named(self, key: str) -> list[tuple[str, Block]]:
        """The entries `name: {…}` below a key, none when absent."""
        value = self.block.get(key)
        if value is None:
            return []
        if isinstance(value, Block):
            return entries(value, self.faults)
        self.wrong(key, f"`{key}` of {self.what} must hold `name: …` entries.")
        return []


def entries(block: Block, faults: list[Fault]) -> list[tuple[str, Block]]:
    """The entries of a block whose values are blocks; the others are faults."""
    found: list[tuple[str, Block]] = []
    for name, value in block.items():
        if isinstance(value, Block):
            found.append((name, value))
        else:
            faults.append(block.fault(name, f"`{shown(name)}` must hold `field: value` entries."))
    return found


def stop_if(faults: list[Fault]) -> None:
    """Raise what has gathered."""
    if faults:
        raise ContentError(faults)


def plain(value: Any) -> Any:
    """A document without its lines, as JSON holds it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
