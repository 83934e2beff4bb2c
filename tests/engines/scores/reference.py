"""Reads the published reference cases: `*.test.yml` of clinical guidelines, each with inputs and what must come of them.

Read line by line: one of the files is no YAML (a colon without a space), and two say `input:` twice.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

CASE = re.compile(r"^\s*- id: *(.+?)\s*$")
PART = re.compile(r"^\s*(input|expected_output):\s*$")
ITEM = re.compile(r"""^\s*['"]?(gt\d+)\|.*?:\s*(?=-?\d|local::|\d{4}-)(.*?)\s*$""")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ASSUMED = date(2019, 11, 28)
"""The day that most files name as theirs; ABCD2 has birth dates and names none."""


@dataclass
class Case:
    """One case; values as they are written, by the code of the item."""

    name: str
    today: date
    given: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)

    def yes(self, code: str) -> bool:
        """Whether an item is present: its ordinal is above 0, or the word is Yes."""
        text = self.given[code]
        return text.endswith("|Yes|") if text.startswith("local::") else self.ordinal(code) != 0

    def ordinal(self, code: str) -> int:
        """The ordinal of an item, as `2|local::at0015|Weekly|`."""
        return int(self.given[code].partition("|")[0])

    def number(self, code: str) -> float:
        """The number of a quantity, as `145,mm[Hg]`."""
        found = NUMBER.match(self.given[code])
        assert found
        return float(found.group())

    def whole(self, code: str) -> int:
        """The same, where it is whole."""
        assert self.number(code) == int(self.number(code))
        return int(self.number(code))

    def word(self, code: str) -> str:
        """The label of a coded value, as `local::at0006|Female|`."""
        return self.given[code].strip("|").rpartition("|")[2].strip()

    def age(self, code: str) -> int:
        """Completed years from a birth date."""
        born = date.fromisoformat(self.given[code][:10])
        return self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))

    def points(self, code: str) -> float:
        """The wanted total."""
        return float(self.wanted[code])

    def label(self, code: str) -> str:
        """The wanted label, in small letters."""
        return self.wanted[code].strip("| ").rpartition("|")[2].strip().lower()


def read(path: Path) -> list[Case]:
    """The cases of a file."""
    cases: list[Case] = []
    today, part = ASSUMED, "input"
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("current_datetime"):
            today = date.fromisoformat(re.findall(r"\d{4}-\d\d-\d\d", line)[0])
        elif found := CASE.match(line):
            cases.append(Case(found.group(1), today))
        elif found := PART.match(line):
            part = found.group(1)
        elif found := ITEM.match(line):
            (cases[-1].given if part == "input" else cases[-1].wanted)[found.group(1)] = found.group(2)
        else:
            assert not re.search(r"gt\d{4}\|", line), f"not read: {line}"
    return cases
