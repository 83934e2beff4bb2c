"""What an edit changes, proven and not sampled: the combinations of answers whose decision differs between two contents.

Both plans of a problem are laid over one diagram: a class of answers is one that neither of the two can tell apart. Then
"more urgent than before" is a set like any other, which is counted, and of which one example is spoken.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dd import autoref

from ..content import Content
from ..deciding import settle
from ..evidence import Evidence, Person
from ..expressions import AGE_UNITS, CONTEXT_NUMBERS
from ..model import LEVELS
from ..plain import subject_words
from ..plans import Effect, Masks, Plan
from .space import Class, Set, Space, Subject, TooBigError, spoken_age

KINDS = {
    "up": "more urgent",
    "down": "less urgent",
    "service": "same level, somebody else",
    "within": "same level and service, another time limit",
    "rule": "same decision, by another rule",
    "added": "newly for these people",
    "removed": "no longer for these people",
}
"""How a combination can change, in words; the most important first."""

NO_MASKS = Masks(0, 0, 0)


class Change(NamedTuple):
    """How many combinations of a problem change in one way, out of how many, and one of them in words."""

    problem: str
    kind: str
    combinations: int
    example: str


class Changes(NamedTuple):
    """All changes of one problem (the life-threat table is the problem without a name), out of `total` combinations.
    `apart` are findings whose answers differ between the two contents: those are not compared, but listed. Where the two
    together are `too_big`, none is compared."""

    problem: str
    total: int
    changes: tuple[Change, ...]
    apart: tuple[str, ...]
    too_big: bool = False


def changes(old: Content, new: Content) -> tuple[Changes, ...]:
    """The changed combinations of every problem that both contents have; problems without a change are left out."""
    found = [
        _compared(old, new, problem)
        for problem, plan in old.plans.items()
        if problem in new.plans and _meaning(plan) != _meaning(new.plans[problem])
    ]
    return tuple(one for one in found if one.changes or one.apart or one.too_big)


def _compared(old: Content, new: Content, problem: str) -> Changes:
    try:
        return _Pair(old, new, problem).compare()
    except TooBigError as error:
        error.forget()
        return Changes(problem, 0, (), (), too_big=True)


def _meaning(plan: Plan) -> object:
    """All that a plan's decisions rest on: two plans of the same meaning need no proof."""
    rows = (plan.steps, *plan.raising)
    return (
        plan.tests,
        plan.applies,
        {name: (effect.table, effect.points) for name, effect in plan.effects.items()},
        [
            [
                (one.rule.name, one.rule.level, one.rule.service, one.rule.within, one.node, one.certain)
                for one in row
            ]
            for row in rows
        ],
    )


class _Side:
    """One of the two plans in the common space."""

    def __init__(
        self, plan: Plan, content: Content, subjects: tuple[Subject, ...], diagram: autoref.BDD
    ) -> None:
        self.plan = plan
        self.space = Space(plan, content, subjects, diagram)
        self.applies = self.space.where(plan.applies)
        nothing = self.space.nothing
        self.levels: list[Set] = [nothing] * len(LEVELS)
        self.services: dict[tuple[str, ...], Set] = {}
        self.limits: dict[tuple[str, ...], Set] = {}
        self.rules: dict[tuple[str, ...], Set] = {}
        left = self.applies
        for step in plan.steps:
            holds = self.space.where(step.node, step.certain)
            fires, left = holds & left, left & ~holds
            for raising in plan.raising[step.rank]:
                raises = fires & self.space.where(raising.node)
                self._add(
                    raises,
                    raising.rank,
                    raising.rule.service,
                    raising.rule.within,
                    (step.rule.name, raising.rule.name),
                )
                fires = fires & ~raises
            self._add(fires, step.rank, step.rule.service, step.rule.within, (step.rule.name,))

    def _add(self, where: Set, rank: int, service: str, within: str, rules: tuple[str, ...]) -> None:
        if where == self.space.nothing:
            return
        level = LEVELS[rank]
        self.levels[rank] = self.levels[rank] | where
        for table, key in (
            (self.services, (level, service)),
            (self.limits, (level, service, within)),
            (self.rules, rules),
        ):
            table[key] = table.get(key, self.space.nothing) | where

    def outcome(self, classes: dict[str, int], kind: str) -> str:
        """The decision in words, with what a change of this kind is about."""
        settled = settle(self.plan, self.space.masks(classes), Evidence({}, ()))
        if settled.fired is None:
            return "no decision"
        rule = (settled.raised or settled.fired).rule
        within = f" within {rule.within}" if kind == "within" else ""
        raised = f", which raises {settled.fired.rule.name}" if kind == "rule" and settled.raised else ""
        return f"{rule.level}, {rule.service}{within} by {rule.name}{raised}"


class _Pair:
    def __init__(self, old: Content, new: Content, problem: str) -> None:
        self.problem, self.content = problem, new
        plans = old.plans[problem], new.plans[problem]
        self.apart: list[str] = []
        names = list(dict.fromkeys((*plans[0].effects, *plans[1].effects)))
        pairs = [self._subjects(name, plans, (old, new)) for name in names]
        diagram = autoref.BDD()
        self.old = _Side(plans[0], old, tuple(one for one, _ in pairs), diagram)
        self.new = _Side(plans[1], new, tuple(one for _, one in pairs), diagram)
        self.space = self.new.space

    def _subjects(
        self, name: str, plans: tuple[Plan, Plan], contents: tuple[Content, Content]
    ) -> tuple[Subject, Subject]:
        """A subject as each side reads it: the same classes in the same order, each with the masks of that side."""
        effects = plans[0].effects.get(name), plans[1].effects.get(name)
        answers: dict[str, tuple[str | float, ...]]
        if name == "sex":
            answers = {value: (value,) for value in ("female", "male", "unknown")}
        elif name == "age":
            answers = _ages(effects)
        elif name in CONTEXT_NUMBERS:
            answers = _bands(effects)
        else:
            answers = self._finding(name, effects, contents)
        rows = [
            (said, tuple(_masks(effect, values) for effect in effects)) for said, values in answers.items()
        ]
        kept: dict[tuple[Masks, ...], str] = {}
        for said, masks in rows:
            kept.setdefault(masks, said)
        return (
            Subject(name, tuple(Class(said, masks[0]) for masks, said in kept.items()), (), ()),
            Subject(name, tuple(Class(said, masks[1]) for masks, said in kept.items()), (), ()),
        )

    def _finding(
        self, name: str, effects: tuple[Effect | None, Effect | None], contents: tuple[Content, Content]
    ) -> dict[str, tuple[str | float, ...]]:
        found = [content.findings.get(name) for content in contents]
        one = found[1] or found[0]
        assert one is not None
        both = [finding for finding in found if finding is not None]
        if len({finding.kind for finding in both}) > 1 or len({finding.choices for finding in both}) > 1:
            self.apart.append(name)
        if any(finding.kind == "number" for finding in both) and name not in self.apart:
            return _bands(effects) | {"unsure": ("unsure",)}
        values = (
            [value for value in one.choices if all(value in finding.choices for finding in both)]
            if one.kind == "choice"
            else ["no", "yes"]
            if name not in self.apart
            else []
        )
        return {value: (value,) for value in (*values, "unsure")}

    def compare(self) -> Changes:
        old, new, space = self.old, self.new, self.space
        both = old.applies & new.applies
        sets = {
            "up": space.any_of(
                _least(new.levels, rank) & ~_least(old.levels, rank) for rank in range(len(LEVELS))
            ),
            "down": space.any_of(
                _least(old.levels, rank) & ~_least(new.levels, rank) for rank in range(len(LEVELS))
            ),
        }
        same = space.any_of(was & is_ for was, is_ in zip(old.levels, new.levels, strict=True))
        for kind, was, is_ in (
            ("service", old.services, new.services),
            ("within", old.limits, new.limits),
            ("rule", old.rules, new.rules),
        ):
            agree = space.any_of(where & is_[key] for key, where in was.items() if key in is_)
            sets[kind] = same & ~agree
            same = same & agree
        sets = {kind: where & both for kind, where in sets.items()}
        sets |= {"added": new.applies & ~old.applies, "removed": old.applies & ~new.applies}
        total = 1
        for subject in space.subjects:
            total *= len(subject.classes)
        found = tuple(
            Change(self.problem, kind, self._count(sets[kind]), self._example(sets[kind], kind))
            for kind in KINDS
            if sets[kind] != space.nothing
        )
        return Changes(self.problem, total, found, tuple(self.apart))

    def _count(self, where: Set) -> int:
        """The combinations of a set: codes that no class has stand for the last one, and are not counted again."""
        space = self.space
        for subject in space.subjects:
            codes = range(len(subject.classes))
            where = where & space.any_of(space.diagram.cube(space.cube(subject, code)) for code in codes)
        return int(space.diagram.count(where, sum(len(bits) for bits in space.bits.values())))

    def _example(self, where: Set, kind: str) -> str:
        classes = self.space.plainest(where)
        said = [
            f"{subject_words(self.content, subject.name)} {subject.classes[classes[subject.name]].name}"
            for subject in self.space.subjects
            if self.space.diagram.support(where).intersection(self.space.bits[subject.name])
            and subject.classes[classes[subject.name]].name != "no"
        ]
        when = ", ".join(said) or "everything else is answered no"
        return f"{when}: {self.old.outcome(classes, kind)} → {self.new.outcome(classes, kind)}"


def _least(levels: list[Set], rank: int) -> Set:
    """Where the decision is at least as urgent as this."""
    whole = levels[0]
    for one in levels[1 : rank + 1]:
        whole = whole | one
    return whole


def _masks(effect: Effect | None, answers: tuple[str | float, ...]) -> Masks:
    """What an answer means; of two it is not known which holds, so that what only one says counts cautiously as true."""
    if effect is None:
        return NO_MASKS
    if len(answers) == 1:
        return effect.of(answers[0]) if _known(effect, answers[0]) else NO_MASKS
    low, high = effect.of(answers[0]), effect.of(answers[1])
    return Masks(low.true | high.true, low.false & high.false, low.true ^ high.true)


def _known(effect: Effect, answer: str | float) -> bool:
    return answer in effect.table if isinstance(answer, str) else bool(effect.points)


def _points(effects: Iterable[Effect | None]) -> list[float]:
    return sorted({point for effect in effects if effect for point in effect.points})


def _bands(effects: Iterable[Effect | None]) -> dict[str, tuple[str | float, ...]]:
    points = _points(effects)
    bands: dict[str, tuple[str | float, ...]] = {f"below {points[0]:g}": (points[0] - 1,)}
    for point, after in zip(points, (*points[1:], points[-1] + 2), strict=True):
        bands |= {f"{point:g}": (point,), f"above {point:g}": ((point + after) / 2,)}
    return bands


def _ages(effects: Iterable[Effect | None]) -> dict[str, tuple[str | float, ...]]:
    """The ages between the thresholds of both, and the years within which a threshold falls."""
    points = [int(point) for point in _points(effects)]
    ages: Mapping[str, tuple[str | float, ...]] = {
        f"from {spoken_age(days)}": (days,) for days in (0, *points)
    }
    within = {}
    for years in sorted({int(point // AGE_UNITS["years"]) for point in points}):
        person = Person.of_years(years, "unknown")
        within[person.spoken_age] = (person.youngest, person.oldest)
    return {**ages, **within}
