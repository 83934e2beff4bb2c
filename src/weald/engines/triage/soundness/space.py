"""Every combination of answers to a plan, as Boolean functions over a few variables (binary decision diagrams).

Each subject of a plan (a finding, the age, the sex, a number of the context) has a few classes of answers: those that no rule
of the plan can tell apart are one class. A class is a number, written with variables of its own.
"""

from collections.abc import Iterable
from traceback import clear_frames
from typing import Any, NamedTuple

from dd import autoref

from ..content import Content
from ..evidence import Person
from ..expressions import AGE_UNITS, CONTEXT_NUMBERS
from ..plans import Effect, Masks, Node, Plan

MOST_NODES = 300_000
"""The largest diagram, five times that of the largest pathway so far: rules that belong together in no order at all double it with
each further sign, and whoever brought such a draft would hold up everybody."""

type Set = Any
"""A set of combinations of answers: a function of the decision diagram."""


class TooBigError(Exception):
    """The combinations of a plan take more room than a proof may have."""

    def forget(self) -> None:
        """Let go of the sets on the way here: a diagram complains of those that outlive it."""
        clear_frames(self.__traceback__)


class Class(NamedTuple):
    """Answers to one subject that no rule can tell apart: how they read, and what they mean."""

    name: str
    masks: Masks


class Subject(NamedTuple):
    """A subject with its classes. `ladder` orders classes from the least to the most alarming; each class of `between` may not
    be calmer than the calmest of its `floor`."""

    name: str
    classes: tuple[Class, ...]
    ladder: tuple[int, ...]
    between: tuple[tuple[int, tuple[int, ...]], ...]


class Space:
    """The combinations of answers to one plan. Two plans are compared in one `diagram`, over `subjects` that fit both."""

    def __init__(
        self,
        plan: Plan,
        content: Content,
        subjects: tuple[Subject, ...] = (),
        diagram: autoref.BDD | None = None,
    ) -> None:
        self.plan = plan
        self.subjects = subjects or tuple(
            _subject(name, effect, content) for name, effect in plan.effects.items()
        )
        self.diagram = autoref.BDD() if diagram is None else diagram
        self.bits = {subject.name: _variables(subject) for subject in self.subjects}
        self.diagram.declare(*(bit for bits in self.bits.values() for bit in bits))
        self.nothing: Set = self.diagram.false
        self.everything: Set = self.diagram.true
        self.is_class = {
            (subject.name, place): self._class_set(subject, place)
            for subject in self.subjects
            for place in range(len(subject.classes))
        }
        self.tests = {certain: self._tests(certain) for certain in (False, True)}

    def cube(self, subject: Subject, place: int) -> dict[str, bool]:
        """The values of the variables that write a class."""
        return {bit: bool(place >> at & 1) for at, bit in enumerate(self.bits[subject.name])}

    def _class_set(self, subject: Subject, place: int) -> Set:
        # Numbers that no class has stand for the last one, so that every combination of variables means something.
        last = len(subject.classes) - 1
        codes = range(last, 1 << len(self.bits[subject.name])) if place == last else (place,)
        return self.any_of(self.diagram.cube(self.cube(subject, code)) for code in codes)

    def _tests(self, certain: bool) -> list[Set]:
        sets: list[Set] = []
        for bit, test in enumerate(self.plan.tests):
            subject = next(subject for subject in self.subjects if subject.name == test.subject)
            true = [
                self.is_class[subject.name, place]
                for place, (_, masks) in enumerate(subject.classes)
                if (masks.true & ~masks.unsure if certain else masks.true) >> bit & 1
            ]
            sets.append(self.any_of(true))
        return sets

    def any_of(self, sets: Iterable[Set]) -> Set:
        """The union of sets."""
        whole = self.diagram.false
        for one in sets:
            whole = whole | one
        return whole

    def where(self, node: Node, certain: bool = False) -> Set:
        """The combinations in which a gate holds."""
        parts = [
            self.tests[certain][part] if isinstance(part, int) else self.where(part, certain)
            for part in node.order
        ]
        # at_least[n]: where at least n of the parts seen so far hold.
        at_least = [self.everything] + [self.nothing] * node.need
        for part in parts:
            for count in range(node.need, 0, -1):
                at_least[count] = at_least[count] | (part & at_least[count - 1])
            self.keep_small()
        return at_least[node.need]

    def keep_small(self) -> None:
        """Raise TooBigError once the diagram has more nodes than it may."""
        if len(self.diagram) > MOST_NODES:
            raise TooBigError

    def given(self, sets: Set, subject: Subject, place: int) -> Set:
        """A set, once this subject is known to have this class."""
        return self.diagram.let(self.cube(subject, place), sets)

    def plainest(self, sets: Set) -> dict[str, int]:
        """One combination out of a set that is not empty, with each answer as near to the first of its subject as the set
        allows: the class of each subject."""
        classes: dict[str, int] = {}
        for subject in self.subjects:
            for place in range(len(subject.classes)):
                within = sets & self.is_class[subject.name, place]
                if within != self.nothing:
                    sets, classes[subject.name] = within, place
                    break
        return classes

    def masks(self, classes: dict[str, int]) -> Masks:
        """What is known in one combination."""
        true = false = unsure = 0
        for subject in self.subjects:
            masks = subject.classes[classes[subject.name]].masks
            true, false, unsure = true | masks.true, false | masks.false, unsure | masks.unsure
        return Masks(true, false, unsure)

    def spoken(self, classes: dict[str, int], sets: Set, without: str) -> str:
        """The combination in words: only the subjects on which the set depends, and of them what is not answered no."""
        matter = self.diagram.support(sets)
        answers = {
            subject.name: subject.classes[classes[subject.name]].name
            for subject in self.subjects
            if subject.name != without and matter.intersection(self.bits[subject.name])
        }
        said = [f"{name} {answer}" for name, answer in answers.items() if answer != "no"]
        if len(said) < len(answers):
            said.append("everything else is answered no")
        return ", ".join(said) or "whatever else is answered"


def _variables(subject: Subject) -> tuple[str, ...]:
    return tuple(f"{subject.name}:{at}" for at in range(max(1, (len(subject.classes) - 1).bit_length())))


def _subject(name: str, effect: Effect, content: Content) -> Subject:
    if name == "sex":
        classes = tuple(Class(value, effect.of(value)) for value in ("female", "male", "unknown"))
        return Subject(name, classes, (), ((2, (0, 1)),))
    if name == "age":
        return _age(effect)
    if name in CONTEXT_NUMBERS:
        bands = _bands(effect)
        return Subject(name, bands, tuple(range(len(bands))), ())
    finding = content.findings[name]
    unsure = Class("unsure", effect.of("unsure"))
    if finding.kind == "number":
        known = _bands(effect)
    else:
        values = finding.choices if finding.kind == "choice" else ("no", "yes")
        known = tuple(Class(value, effect.of(value)) for value in values)
    last = len(known)
    places = tuple(range(last))
    if finding.alarming == "none":
        return Subject(name, (*known, unsure), (), ((last, places),))
    ladder = places[::-1] if finding.alarming in ("no", "low") else places
    # Not sure is at least as urgent as the calmest answer, and the most alarming answer at least as urgent as not sure.
    return Subject(name, (*known, unsure), ladder, ((last, ladder[:1]), (ladder[-1], (last,))))


def _bands(effect: Effect) -> tuple[Class, ...]:
    samples = [effect.points[0] - 1]
    names = [f"below {effect.points[0]:g}"]
    for point, after in zip(effect.points, (*effect.points[1:], effect.points[-1] + 2), strict=True):
        samples += [point, (point + after) / 2]
        names += [f"{point:g}", f"above {point:g}"]
    return tuple(Class(name, effect.of(sample)) for name, sample in zip(names, samples, strict=True))


def _age(effect: Effect) -> Subject:
    """The ages between thresholds, and the years within which a threshold falls (the age in days is then not known)."""
    classes: list[Class] = []
    for days in (0, *(int(point) for point in effect.points)):
        masks = effect.of(days)
        if masks not in [known.masks for known in classes]:
            classes.append(Class(f"from {spoken_age(days)}", masks))
    between: list[tuple[int, tuple[int, ...]]] = []
    for years in sorted({int(point // AGE_UNITS["years"]) for point in effect.points}):
        person = Person.of_years(years, "unknown")
        low, high = effect.of(person.youngest), effect.of(person.oldest)
        if low != high:
            ends = tuple(place for place, known in enumerate(classes) if known.masks in (low, high))
            between.append((len(classes), ends))
            true = low.true | high.true
            classes.append(
                Class(person.spoken_age, Masks(true, low.false & high.false, low.true ^ high.true))
            )
    return Subject("age", tuple(classes), (), tuple(between))


def spoken_age(days: int) -> str:
    """An age as a report says it: in days under two years."""
    years = round(days / AGE_UNITS["years"], 2)
    return f"{years:g} years" if days >= 730 else f"{days} days"
