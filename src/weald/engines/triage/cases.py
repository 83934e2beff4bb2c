"""Worked cases: people, their answers, and the decision that is right for them. They stand beside each pathway and are
evaluated with it; a file of them, one JSON object a line, measures content against an outside judgement."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from .assessing import assess
from .content import Content
from .documents import Block, Fault
from .fields import Fields, plain
from .model import LEVELS, RANK, Assessment, InputError

CASE_FIELDS = ("name", "person", "text", "answers", "context", "expect")
EXPECT_FIELDS = ("level", "service", "rule", "status")


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case: a request, and what its decision must be. Fields of `expect` that are left out are not compared."""

    name: str
    request: Mapping[str, Any]
    expect: Mapping[str, str]
    file: str
    line: int


class Evaluation(msgspec.Struct, frozen=True):
    """How decisions compare with the levels expected: by expected level, how many were the same, more urgent, less urgent,
    or not decided; and a sentence for each that was not the same."""

    counts: dict[str, dict[str, int]]
    differences: tuple[str, ...]

    @property
    def total(self) -> int:
        """The number of cases."""
        return sum(sum(row.values()) for row in self.counts.values())

    def share(self, outcome: str) -> float:
        """The share of cases with an outcome: exact, over, under or undecided; 0 without cases."""
        return sum(row[outcome] for row in self.counts.values()) / self.total if self.total else 0.0


OUTCOMES = ("exact", "over", "under", "undecided")


def read_cases(block: Block, problem: str, faults: list[Fault]) -> tuple[Case, ...]:
    """The worked cases of a problem."""
    fields = Fields(block, "a file of cases", ("cases",), faults)
    cases: list[Case] = []
    for entry in fields.blocks("cases"):
        case = Fields(entry, "a case", CASE_FIELDS, faults)
        expect = entry.get("expect")
        if not isinstance(expect, Block) or not expect:
            case.wrong("expect", "The case needs `expect` with a level, a service and a rule.")
            continue
        Fields(expect, "`expect`", EXPECT_FIELDS, faults)
        request = {key: plain(entry[key]) for key in ("person", "text", "answers", "context") if key in entry}
        cases.append(
            Case(case.text("name"), request | {"problem": problem}, plain(expect), entry.file, entry.line)
        )
    return tuple(cases)


def verdict(content: Content, case: Case) -> str:
    """What is wrong with the outcome of a case, as a sentence; empty when it is as expected."""
    try:
        result = assess(content, case.request)
    except InputError as error:
        return f"“{case.name}” cannot be assessed: {error.field}: {error.message}"
    got = outcome(result)
    rules = {because.rule for because in result.because}
    for key, wanted in case.expect.items():
        if key == "rule" and wanted in rules:
            continue
        if got.get(key) != wanted:
            return f"“{case.name}” expects {key} {wanted}, and gets {spoken(result)}."
    return ""


def outcome(result: Assessment) -> dict[str, str]:
    """What a case can expect of an assessment."""
    found: dict[str, str] = {"status": result.status}
    if result.decision:
        found |= {"level": result.decision.level, "service": result.decision.service, "rule": result.rule}
    return found


def spoken(result: Assessment) -> str:
    """An assessment in a few words."""
    if result.decision:
        return f"{result.decision.level}, {result.decision.service} by {result.rule}"
    if result.question:
        return f"the question {result.question.finding}"
    return f"a person ({result.reason})"


def evaluate(content: Content, lines: Iterable[str]) -> Evaluation:
    """Compare decisions with expected levels. Each line is a JSON object: a request with `expect` (a level, or an object with
    one) and perhaps `name`. A line that cannot be read or assessed raises InputError with its number."""
    counts = {level: dict.fromkeys(OUTCOMES, 0) for level in LEVELS}
    differences: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        field = f"line {number}"
        try:
            case = json.loads(line)
        except ValueError:
            raise InputError(
                field, "This line is not JSON. Write one case as one JSON object a line."
            ) from None
        if not isinstance(case, dict):
            raise InputError(field, "Each line must hold one JSON object.")
        expect = case.pop("expect", None)
        wanted = expect.get("level") if isinstance(expect, dict) else expect
        name = case.pop("name", field)
        if not isinstance(wanted, str) or wanted not in RANK:
            raise InputError(field, f"`expect` must name a level: {', '.join(LEVELS)}.")
        try:
            result = assess(content, case)
        except InputError as error:
            raise InputError(f"{field}, {error.field}", error.message) from None
        if result.decision is None:
            kind = "undecided"
        else:
            gap = RANK[result.decision.level] - RANK[wanted]
            kind = "exact" if gap == 0 else "over" if gap < 0 else "under"
        counts[wanted][kind] += 1
        if kind != "exact":
            differences.append(f"{name}: {wanted} expected, {spoken(result)}.")
    return Evaluation(counts, tuple(differences))
