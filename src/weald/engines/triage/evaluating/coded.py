"""Coded cases, one JSON object a line: each is checked before the first is run, so that a set is measured whole or not at all."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..content import Content
from ..documents import shown
from ..evidence import Person
from ..model import LEVELS, RANK, Answer, InputError
from ..request import read_request
from .labels import Expected, Labels

CASE_FIELDS = ("id", "person", "problem", "text", "answers", "context", "expect", "label", "note")
REQUEST_FIELDS = ("person", "problem", "text", "answers", "context")


class CasesError(Exception):
    """A set that cannot be measured; each of `faults` is a sentence that names its line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Coded:
    """One case. `answers` are what it says, with the members of a group answered no; `request` is the rest of what is sent."""

    id: str
    line: int
    person: Person
    request: Mapping[str, Any]
    answers: Mapping[str, Answer]
    expected: Expected
    labelled: bool

    @property
    def by_words(self) -> bool:
        """Whether the person's words decide which problem it is."""
        return self.request.get("problem") is None


def read_coded(content: Content, lines: Iterable[str], labels: Labels) -> tuple[Coded, ...]:
    """The cases of a file. Raises CasesError with everything that is wrong in it. Empty lines are passed over."""
    cases: list[Coded] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = _case(content, line, number, labels)
        except InputError as error:
            field = f"line {number}, {error.field}" if error.field else f"line {number}"
            faults.append(f"{field}: {error.message}")
            continue
        if case.id in seen:
            faults.append(
                f"line {number}, id: “{shown(case.id)}” is already the case in line {seen[case.id]}."
            )
        seen.setdefault(case.id, number)
        cases.append(case)
    if not cases and not faults:
        faults.append("line 1: There is no case in this file. Write one JSON object a line.")
    if faults:
        raise CasesError(faults)
    return tuple(cases)


def _case(content: Content, line: str, number: int, labels: Labels) -> Coded:
    try:
        found = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise InputError("", "This line is not JSON. Write one case as one JSON object a line.") from None
    if not isinstance(found, dict):
        raise InputError("", "Each line must hold one JSON object.")
    for key in found:
        if key not in CASE_FIELDS:
            raise InputError(
                shown(key), f"“{shown(key)}” is no field of a case. Known: {', '.join(CASE_FIELDS)}."
            )
    for key in ("id", "note"):
        if key in found and not (isinstance(found[key], str) and found[key].strip()):
            raise InputError(key, f"`{key}` must be text, or be left out.")
    expected = _expected(found, labels)
    request = {key: found[key] for key in REQUEST_FIELDS if key in found}
    asked = read_request(content, request)
    if asked.problem is None and not asked.text.strip():
        raise InputError("problem", "Name a `problem`, or give the person's words in `text`, or both.")
    answers = _known(content, asked.answers)
    rest = {key: value for key, value in request.items() if key != "answers"}
    return Coded(
        found.get("id", f"line {number}"), number, asked.person, rest, answers, expected, "label" in found
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(shown(key), f"“{shown(key)}” is given twice in this line. Keep one.")
        found[key] = value
    return found


def _expected(found: Mapping[str, Any], labels: Labels) -> Expected:
    if ("expect" in found) == ("label" in found):
        raise InputError(
            "expect", 'Give either `expect`, as {"level": "today"}, or a `label`: one of them, not both.'
        )
    if "label" in found:
        name = found["label"]
        label = labels.labels.get(name) if isinstance(name, str) else None
        if label is None:
            raise InputError("label", f"The label must be one of: {', '.join(labels.labels)}.")
        return Expected(name, label.strict.levels, label.lenient)
    expect = found["expect"]
    level = expect.get("level") if isinstance(expect, dict) and set(expect) == {"level"} else None
    if not isinstance(level, str) or level not in RANK:
        raise InputError(
            "expect", f'`expect` must name a level and nothing else, as {{"level": "today"}}: {_levels()}.'
        )
    return Expected(level, (level,))


def _levels() -> str:
    return ", ".join(LEVELS)


def _known(content: Content, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers of a case by finding as well as by group: `no` to a group is `no` to each of its members."""
    known = dict(answers)
    for name, answer in answers.items():
        group = content.groups.get(name)
        if group is None:
            continue
        said = {member: answers.get(member) for member in group.members}
        if answer == "no":
            for member, own in said.items():
                if own in ("yes", "unsure"):
                    raise InputError(
                        f"answers.{name}", f"This is no, and `{member}`, which belongs to it, is {own}."
                    )
                known[member] = "no"
        elif answer == "yes" and set(said.values()) == {"no"}:
            raise InputError(f"answers.{name}", "This is yes, and everything that belongs to it is no.")
    return known
