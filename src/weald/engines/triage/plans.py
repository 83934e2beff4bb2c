"""From rules to a plan: every test becomes one bit, so that a decision is a few operations on whole numbers.

What is known is three masks over the tests of a plan: `true`, `false`, and `unsure` (the tests that rest on an answer which
is not certain; each of them is also in `true` or `false`, resolved cautiously). A test in none of them was not asked.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .dictionary import Finding, Group
from .expressions import CONTEXT_NUMBERS, Gate, Test
from .model import LEVELS, RANK
from .order import in_order
from .pathways import Danger, Pathway, Rule


class Masks(NamedTuple):
    """What one answer, or all of them, say about the tests of a plan."""

    true: int
    false: int
    unsure: int


class Node(NamedTuple):
    """A gate over bits: true with `need` of its parts, false once more than `spare` of them are false."""

    need: int
    spare: int
    mask: int
    children: tuple["Node", ...]
    order: tuple["int | Node", ...]


class Step(NamedTuple):
    """A rule in its place in a plan."""

    rule: Rule
    node: Node
    certain: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What each answer to one subject means. With `points`, numbers are looked up by the band that they fall into."""

    table: Mapping[str | float, Masks]
    points: tuple[float, ...] = ()

    def of(self, value: str | float) -> Masks:
        """The masks of an answer."""
        if isinstance(value, str):
            return self.table[value]
        # Even bands lie between two points, odd ones are a point itself.
        return self.table[bisect_left(self.points, value) + bisect_right(self.points, value)]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a decision about one problem needs; without a problem, the life-threat table alone."""

    pathway: Pathway | None
    steps: tuple[Step, ...]
    urgent: int
    raising: tuple[tuple[Step, ...], ...]
    tests: tuple[Test, ...]
    effects: Mapping[str, Effect]
    groups: tuple[Group, ...]
    group_of: Mapping[str, Group]
    applies: Node
    silent: frozenset[str] = frozenset()
    """The members of groups that can change nothing for the person of a `fitting` plan: nobody asks for them."""
    whole: frozenset[str] = frozenset()
    """Members of groups that other pathways ask too. They are never silent: an answer goes with its person to another problem,
    where the same sign may matter."""
    fitted: dict[Masks, "Plan"] = field(default_factory=dict, compare=False, repr=False)

    def fitting(self, person: Masks) -> "Plan":
        """This plan for somebody of whom age and sex say so much: with what they need not be asked. What is only possible of
        their age or sex rules nothing out. Kept, for there are few kinds of person."""
        made = self.fitted.get(person)
        if made is None:
            true, false = person.true & ~person.unsure, person.false & ~person.unsure
            open_ = 0
            for step in (*self._in_question(true, false), *(step for row in self.raising for step in row)):
                open_ |= still_open(step.node, true, false)
            matters = {test.subject for bit, test in enumerate(self.tests) if open_ >> bit & 1}
            silent = frozenset(self.group_of) - matters - self.whole
            made = self.fitted.setdefault(person, replace(self, silent=silent) if silent else self)
        return made

    def _in_question(self, true: int, false: int) -> Iterator[Step]:
        """The steps that can come to decide: none after one that holds for certain."""
        for step in self.steps:
            yield step
            if known(step.node, true, false):
                return


class Plans(Mapping[str, Plan]):
    """The plan of each problem, and without a problem that of the life-threat table: made for whoever asks for it first, in less
    than a thousandth of a second, and kept."""

    def __init__(
        self,
        danger: Danger,
        pathways: Mapping[str, Pathway],
        modifiers: Iterable[Rule],
        findings: Mapping[str, Finding],
    ) -> None:
        self._parts = danger, pathways, tuple(modifiers), findings
        asked = Counter(group for pathway in pathways.values() for group in pathway.groups)
        self._shared = frozenset(group for group, times in asked.items() if times > 1)
        self._made: dict[str, Plan] = {}

    def __getitem__(self, problem: str) -> Plan:
        made = self._made.get(problem)
        if made is None:
            danger, pathways, modifiers, findings = self._parts
            plan = make_plan(
                danger, pathways[problem] if problem else None, modifiers, findings, self._shared
            )
            # Two threads may make it at once; both go on with the same.
            made = self._made.setdefault(problem, plan)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter((*self._parts[1], ""))

    def __len__(self) -> int:
        return len(self._parts[1]) + 1


def known(node: Node, true: int, false: int) -> bool | None:
    """Whether a gate holds; None when that depends on something not asked."""
    need, spare, mask, children, _ = node
    hits = (true & mask).bit_count()
    if hits >= need:
        return True
    misses = (false & mask).bit_count()
    if misses > spare:
        return False
    for child in children:
        value = known(child, true, false)
        if value is True:
            hits += 1
            if hits >= need:
                return True
        elif value is False:
            misses += 1
            if misses > spare:
                return False
    return None


def still_open(node: Node, true: int, false: int) -> int:
    """The tests, as bits, on which it rests whether a gate holds; none once that is settled."""
    if known(node, true, false) is not None:
        return 0
    bits = node.mask & ~(true | false)
    for child in node.children:
        bits |= still_open(child, true, false)
    return bits


def make_plan(
    danger: Danger,
    pathway: Pathway | None,
    modifiers: Iterable[Rule],
    findings: Mapping[str, Finding],
    shared: frozenset[Group] = frozenset(),
) -> Plan:
    """The plan of a pathway, or of the life-threat table alone. `shared` are the groups that several pathways ask."""
    rules = in_order([*danger.rules, *(pathway.rules if pathway else ())])
    raising = tuple(_raising(level, pathway, modifiers) for level in LEVELS)
    bits: dict[Test, int] = {}
    placed = {
        id(rule): _node(rule.when, bits) for rule in (*rules, *(rule for row in raising for rule in row))
    }
    applies = _node(pathway.applies if pathway else Gate(0, ()), bits)
    tests = tuple(bits)
    used = {test.subject for test in tests}
    groups = (*danger.groups, *(pathway.groups if pathway else ()))
    groups = tuple(dict.fromkeys(group for group in groups if used.intersection(group.members)))
    step = {
        id(rule): Step(rule, placed[id(rule)], rule.certain, RANK[rule.level])
        for row in (rules, *raising)
        for rule in row
    }
    steps = tuple(step[id(rule)] for rule in rules)
    return Plan(
        pathway=pathway,
        steps=steps,
        urgent=sum(step.rank == 0 for step in steps),
        raising=tuple(tuple(step[id(rule)] for rule in row) for row in raising),
        tests=tests,
        effects={
            subject: _effect(subject, tests, findings)
            for subject in dict.fromkeys(test.subject for test in tests)
        },
        groups=groups,
        group_of={member: group for group in reversed(groups) for member in group.members},
        applies=applies,
        whole=frozenset(member for group in groups if group in shared for member in group.members),
    )


def _raising(level: str, pathway: Pathway | None, modifiers: Iterable[Rule]) -> tuple[Rule, ...]:
    """The modifiers that can raise a decision of this level, the most urgent first."""
    if pathway is None:
        return ()
    fitting = [rule for rule in modifiers if level in rule.raises and concerns(rule, pathway)]
    return tuple(sorted(fitting, key=lambda rule: RANK[rule.level]))


def concerns(modifier: Rule, pathway: Pathway) -> bool:
    """Whether a modifier is about this pathway: by its tags or its problem; without either, about every clinical one."""
    if not modifier.tags and not modifier.problems:
        return pathway.kind == "clinical"
    return pathway.problem in modifier.problems or not set(modifier.tags).isdisjoint(pathway.tags)


def _node(gate: Gate, bits: dict[Test, int]) -> Node:
    order: list[int | Node] = []
    mask = 0
    for part in gate.parts:
        if isinstance(part, Test):
            bit = bits.setdefault(part, len(bits))
            mask |= 1 << bit
            order.append(bit)
        else:
            order.append(_node(part, bits))
    children = tuple(part for part in order if isinstance(part, Node))
    return Node(gate.need, len(order) - gate.need, mask, children, tuple(order))


def _effect(subject: str, tests: tuple[Test, ...], findings: Mapping[str, Finding]) -> Effect:
    mine = [(test, 1 << bit) for bit, test in enumerate(tests) if test.subject == subject]
    everything = sum(bit for _, bit in mine)

    def exactly(value: str | float) -> Masks:
        true = sum(bit for test, bit in mine if test.holds(value))
        return Masks(true, everything & ~true, 0)

    if subject == "sex":
        # Unknown makes both possible, so each test on it counts as true where that is the cautious way.
        return Effect(
            {
                "female": exactly("female"),
                "male": exactly("male"),
                "unknown": Masks(everything, 0, everything),
            }
        )
    if subject == "age" or subject in CONTEXT_NUMBERS:
        return _bands(mine, exactly, {})
    finding = findings[subject]
    worst = finding.worst
    resolved = exactly(worst) if worst is not None else Masks(everything, 0, 0)
    unsure: dict[str | float, Masks] = {"unsure": resolved._replace(unsure=everything)}
    if finding.kind == "number":
        return _bands(mine, exactly, unsure)
    values = finding.choices if finding.kind == "choice" else ("yes", "no")
    return Effect({**{value: exactly(value) for value in values}, **unsure})


def _bands(
    mine: list[tuple[Test, int]], exactly: Callable[[float], Masks], unsure: Mapping[str | float, Masks]
) -> Effect:
    points = tuple(sorted({float(test.value) for test, _ in mine}))
    samples = [points[0] - 1]
    for point, after in zip(points, (*points[1:], points[-1] + 2), strict=True):
        samples += [point, (point + after) / 2]
    return Effect({**{band: exactly(sample) for band, sample in enumerate(samples)}, **unsure}, points)
