"""The longest ways through a plan: how many questions somebody may have to answer.

A group asks several findings in one question: it counts once, together with those of its members that follow.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ..asking import first_open
from ..content import Content
from ..deciding import settle
from ..dictionary import Group
from ..evidence import Evidence
from ..expressions import CONTEXT_NUMBERS
from ..plans import Masks, Node, Plan, Step, known
from .space import Space

MOST_STATES = 60_000
GIVEN = ("age", "sex", *CONTEXT_NUMBERS)
"""What is known without a question."""


class Way(NamedTuple):
    """The questions on a way, first to last, each with its answer."""

    length: int
    steps: tuple[str, ...]


NO_WAY = Way(-1, ())


class Longest(NamedTuple):
    """The longest way to any decision, and the longest to one at the level `now`."""

    any: Way
    now: Way


class TooManyWaysError(Exception):
    """The plan has too many ways to try them all."""


class Paths:
    """The ways through one plan. What cannot change the rest of a way is forgotten, so that most ways share their ends."""

    def __init__(self, plan: Plan, content: Content) -> None:
        self.plan = plan
        self.space = Space(plan, content)
        self.subjects = {subject.name: subject for subject in self.space.subjects}
        self.known: dict[object, Longest] = {}

    def longest(self) -> Longest:
        """The longest ways of all, over every age and sex."""
        best = Longest(NO_WAY, NO_WAY)
        for masks in self._starts():
            if known(self.plan.applies, masks.true, masks.false):
                best = _longer(best, self._from(masks, frozenset()), "", 0)
        return best

    def _starts(self) -> Iterator[Masks]:
        starts = [Masks(0, 0, 0)]
        for subject in self.space.subjects:
            if subject.name in GIVEN:
                starts = [_both(masks, entry.masks) for masks in starts for entry in subject.classes]
        return iter(starts)

    def _from(self, masks: Masks, opened: frozenset[str]) -> Longest:
        key = self._key(masks, opened)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= MOST_STATES:
                raise TooManyWaysError
            found = self.known[key] = self._work(masks, opened)
        return found

    def _work(self, masks: Masks, opened: frozenset[str]) -> Longest:
        settled = settle(self.plan, masks, Evidence({}, ()))
        if settled.open is None:
            done = Way(0, ())
            final = settled.raised or settled.fired
            return Longest(done, done if final and final.rank == 0 else NO_WAY)
        finding = self._open(settled.open, masks)
        group = self.plan.group_of.get(finding)
        best = Longest(NO_WAY, NO_WAY)
        if group and group.name not in opened:
            shut = self._shut(group, masks)
            best = _longer(best, self._from(shut, opened), f"{group.name} no", 1)
            return _longer(best, self._from(masks, opened | {group.name}), f"{group.name} unsure", 1)
        for entry in self.subjects[finding].classes:
            after = self._from(_both(masks, entry.masks), opened)
            best = _longer(best, after, f"{finding} {entry.name}", 0 if group else 1)
        return best

    def _open(self, step: Step, masks: Masks) -> str:
        true, false, unsure = masks
        if step.certain:
            true, false = true & ~unsure, false | unsure
        return self.plan.tests[first_open(step.node, true, false)].subject

    def _shut(self, group: Group, masks: Masks) -> Masks:
        for member in group.members:
            subject = self.subjects.get(member)
            if subject and not (masks.true | masks.false) & (
                subject.classes[0].masks.true | subject.classes[0].masks.false
            ):
                masks = _both(masks, subject.classes[0].masks)
        return masks

    def _key(self, masks: Masks, opened: frozenset[str]) -> object:
        """What the rest of a way depends on: the rules as far as they are still open."""
        true, false, unsure = masks
        rests: list[object] = []
        matter = 0
        for steps in (self.plan.steps, *self.plan.raising):
            rests.append(None)
            for step in steps:
                t, f = (true & ~unsure, false | unsure) if step.certain else (true, false)
                rest = _rest(step.node, t, f)
                if rest is False:
                    continue
                rests.append((step.rank, rest))
                if rest is True:
                    break
                matter |= _bits(step.node) & ~(true | false)
        asked = [
            self.plan.group_of.get(test.subject)
            for bit, test in enumerate(self.plan.tests)
            if matter >> bit & 1
        ]
        return (tuple(rests), opened.intersection(group.name for group in asked if group))


def _rest(node: Node, true: int, false: int) -> object:
    """What is left of a gate: True, False, or what it still needs of what."""
    value = known(node, true, false)
    if value is not None:
        return value
    hits = (true & node.mask).bit_count()
    children = []
    for child in node.children:
        rest = _rest(child, true, false)
        hits += rest is True
        if not isinstance(rest, bool):
            children.append(rest)
    return (node.need - hits, node.mask & ~(true | false), tuple(children))


def _bits(node: Node) -> int:
    bits = node.mask
    for child in node.children:
        bits |= _bits(child)
    return bits


def _both(one: Masks, other: Masks) -> Masks:
    return Masks(one.true | other.true, one.false | other.false, one.unsure | other.unsure)


def _longer(best: Longest, after: Longest, said: str, more: int) -> Longest:
    def pick(old: Way, new: Way) -> Way:
        if new.length < 0 or new.length + more <= old.length:
            return old
        return Way(new.length + more, (said, *new.steps) if said else new.steps)

    return Longest(pick(best.any, after.any), pick(best.now, after.now))
