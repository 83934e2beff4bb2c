"""Rules that contradict themselves or each other, as far as one file shows it: refused when it is read, at their line.

What only all rules together show (a rule that no combination of answers reaches) is for the proof of soundness.
"""

from collections.abc import Iterable

from .documents import Fault
from .expressions import Gate, Test
from .pathways import Rule


def contradictions(rules: Iterable[Rule]) -> list[Fault]:
    """A rule that asks for two different answers to one question at once, and a rule whose condition an earlier one has."""
    faults: list[Fault] = []
    seen: dict[Gate, Rule] = {}
    for rule in rules:
        if rule.twin:
            continue
        subject = _both_ways(rule.when)
        if subject:
            faults.append(
                Fault(
                    rule.file, rule.line,
                    f"`{rule.name}` asks `{subject}` to be two things at once, so that it can never fire. Join with `or`, or take one away.",
                )
            )  # fmt: skip
        earlier = seen.setdefault(rule.when, rule)
        # A rule that fires only on what is certain leaves the rest to a later one of the same condition.
        if earlier is not rule and not earlier.certain:
            faults.append(
                Fault(
                    rule.file, rule.line,
                    f"`{rule.name}` has the condition of `{earlier.name}` (line {earlier.line}), which fires first. Keep one of them.",
                )
            )  # fmt: skip
    return faults


def _both_ways(part: Gate | Test) -> str:
    """The subject of which all parts of a gate together ask the impossible; empty where there is none."""
    if isinstance(part, Test):
        return ""
    if part.need == len(part.parts):
        wanted: dict[str, Test] = {}
        for one in part.parts:
            if isinstance(one, Test) and one.op == "=":
                earlier = wanted.setdefault(one.subject, one)
                if earlier.value != one.value:
                    return one.subject
    return next((found for inner in part.parts if (found := _both_ways(inner))), "")
