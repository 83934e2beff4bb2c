"""The expressions of rules: text → a tree of gates over tests, without negations.

    chest_pain_now and (sweating or at_least 2 of (sick, pale, not calm)) and age >= 16 years

A gate says that at least `need` of its parts hold: `and` needs all of them, `or` needs one. `not` is pushed down to the
tests, so that a tree only ever grows more certain as answers arrive.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from .documents import shown

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
AGE_UNITS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
OLDEST = 121 * 365.25
"""In days: no rule is about anybody older."""
CONTEXT_NUMBERS = ("contacts_last_7_days",)
"""What modifiers may ask about the request itself. A number that is not known counts as 0."""
WORDS = frozenset(("and", "or", "not", "otherwise", "at_least", "of", "age", "sex", "is", *AGE_UNITS))
"""Names that findings cannot have."""

READABLE = re.compile(r"\d+(?:\.\d+)?|[a-z][a-z0-9_]*|[<>!]=|[=<>(),]")
TOKEN = re.compile(rf"{READABLE.pattern}|\S.*", re.DOTALL)
"""A number, a name or a sign; or from where nothing can be read, all that follows."""


class ExpressionError(Exception):
    """An expression that cannot be used; the text is a sentence that says why."""


class Test(NamedTuple):
    """One comparison. `subject` is a finding, `age` (value in days), `sex`, or a number of the context."""

    subject: str
    op: str
    value: str | float

    def holds(self, actual: str | float) -> bool:
        """Whether it is true of a known value."""
        match self.op:
            case "=":
                return actual == self.value
            case "!=":
                return actual != self.value
            case "<":
                return actual < self.value  # type: ignore[operator]
            case "<=":
                return actual <= self.value  # type: ignore[operator]
            case ">":
                return actual > self.value  # type: ignore[operator]
            case _:
                return actual >= self.value  # type: ignore[operator]


Test.__test__ = False  # type: ignore[attr-defined]  # no test case, whatever pytest thinks of the name


class Gate(NamedTuple):
    """True when at least `need` of `parts` are. `Gate(0, ())` is always true."""

    need: int
    parts: tuple["Gate | Test", ...]

    def tests(self) -> tuple[Test, ...]:
        """Every test below, in reading order."""
        found: list[Test] = []
        for part in self.parts:
            found.extend((part,) if isinstance(part, Test) else part.tests())
        return tuple(found)


ALWAYS = Gate(0, ())


class Subject(Protocol):
    """What a finding tells about the tests that it allows."""

    @property
    def kind(self) -> str: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


type Tree = Callable[[bool], Gate | Test]  # called with True for the opposite


def parse(text: str, findings: Mapping[str, Subject], *, context: bool = False) -> Gate:
    """The tree of an expression, or ExpressionError. `context` allows the numbers of the request itself."""
    reader = _Reader(text, findings, context)
    tree = reader.either()
    if reader.next:
        raise ExpressionError(f"`{shown(reader.next)}` is not expected there. Join with `and` or `or`.")
    whole = tree(False)
    return Gate(1, (whole,)) if isinstance(whole, Test) else whole


def age_in_days(number: float, unit: str) -> int:
    """A span in days; months and years have their mean length, and a part of a day is dropped."""
    return int(number * AGE_UNITS[unit])


class _Reader:
    def __init__(self, text: str, findings: Mapping[str, Subject], context: bool) -> None:
        self.findings, self.context = findings, context
        tokens = TOKEN.findall(text)
        if tokens and not READABLE.fullmatch(tokens[-1]):
            raise ExpressionError(f"`{shown(tokens[-1])}` cannot be read in an expression.")
        self.rest = iter(tokens)
        self.next = next(self.rest, "")
        self.depth = 0

    def take(self, *expected: str) -> str:
        token = self.next
        if expected and token not in expected:
            wanted = " or ".join(f"`{word}`" for word in expected)
            raise ExpressionError(f"{wanted} is expected {f'before `{token}`' if token else 'at the end'}.")
        self.next = next(self.rest, "")
        return token

    def either(self) -> Tree:
        trees = [self.both()]
        while self.next == "or":
            self.take()
            trees.append(self.both())
        return trees[0] if len(trees) == 1 else _gate(1, trees)

    def both(self) -> Tree:
        trees = [self.one()]
        while self.next == "and":
            self.take()
            trees.append(self.one())
        return trees[0] if len(trees) == 1 else _gate(len(trees), trees)

    def one(self) -> Tree:
        self.depth += 1
        if self.depth > 30:
            raise ExpressionError("The expression is nested too deeply. Split the rule.")
        try:
            return self._one()
        finally:
            self.depth -= 1

    def _one(self) -> Tree:
        token = self.take()
        match token:
            case "not":
                tree = self.one()
                return lambda opposite: tree(not opposite)
            case "(":
                tree = self.either()
                self.take(")")
                return tree
            case "at_least":
                return self.at_least()
            case "age":
                return self.age()
            case "sex":
                return self.sex()
            case "otherwise":
                raise ExpressionError("`otherwise` must stand alone.")
            case "":
                raise ExpressionError("The expression ends too early.")
        return self.finding(token)

    def at_least(self) -> Tree:
        number = self.take()
        if not number.isdecimal():
            raise ExpressionError("A whole number is expected after `at_least`.")
        self.take("of")
        self.take("(")
        trees = [self.either()]
        while self.take(",", ")") == ",":
            trees.append(self.either())
        if not 1 <= int(number) <= len(trees):
            raise ExpressionError(f"`at_least {number} of` needs between 1 and {len(trees)} here.")
        if len({tree(False) for tree in trees}) < len(trees):
            raise ExpressionError(f"`at_least {number} of` counts the same thing twice.")
        return _gate(int(number), trees)

    def age(self) -> Tree:
        op = self.take("<", "<=", ">", ">=")
        number, unit = self.take(), self.take(*AGE_UNITS)
        if not number.replace(".", "", 1).isdecimal():
            raise ExpressionError(f"A number is expected after `age {op}`.")
        if age_in_days(float(number), unit) > OLDEST:
            raise ExpressionError(
                f"`age {op} {number} {unit}` is out of range: nobody is older than 120 years."
            )
        # In complete units, as people speak: `age > 60 years` begins on the 61st birthday.
        days = age_in_days(float(number) + (op in ("<=", ">")), unit)
        return _test(Test("age", "<" if op in ("<", "<=") else ">=", days))

    def sex(self) -> Tree:
        self.take("is")
        opposite = self.next == "not"
        if opposite:
            self.take()
        # With two sexes, `not male` and `female` are the same test; unknown makes both of them possible.
        other = {"female": "male", "male": "female"}
        value = self.take("female", "male")
        test = _test(Test("sex", "=", value), Test("sex", "=", other[value]))
        return (lambda turned: test(not turned)) if opposite else test

    def finding(self, name: str) -> Tree:
        if self.context and name in CONTEXT_NUMBERS:
            return _test(Test(name, self.take(*OPPOSITE), self.number(name)))
        finding = self.findings.get(name)
        if finding is None:
            raise ExpressionError(f"`{shown(name)}` is not a finding of the dictionary.")
        if finding.kind == "yes_no":
            value = "yes"
            if self.next == "=":
                self.take()
                value = self.take("yes", "no")
            return _test(Test(name, "=", value), Test(name, "=", "no" if value == "yes" else "yes"))
        if finding.kind == "choice":
            op = self.take("=", "!=")
            return _test(Test(name, op, self.take(*finding.choices)))
        op, number = self.take(*OPPOSITE), self.number(name)
        if not finding.low <= number <= finding.high:
            raise ExpressionError(
                f"{number:g} is outside the range of `{name}` ({finding.low:g} to {finding.high:g})."
            )
        return _test(Test(name, op, number))

    def number(self, name: str) -> float:
        token = self.take()
        if not token.replace(".", "", 1).isdecimal():
            raise ExpressionError(f"A number is expected after `{name}` and its sign.")
        return float(token)


def _test(plain: Test, opposite: Test | None = None) -> Tree:
    turned = opposite or Test(plain.subject, OPPOSITE[plain.op], plain.value)
    return lambda opposite: turned if opposite else plain


def _gate(need: int, trees: list[Tree]) -> Tree:
    def build(opposite: bool) -> Gate:
        # Fewer than `need` hold exactly when more than `total - need` do not.
        wanted = len(trees) - need + 1 if opposite else need
        parts: list[Gate | Test] = []
        for tree in trees:
            part = tree(opposite)
            same = isinstance(part, Gate) and len(trees) > 1 and _flat(part, wanted, len(trees))
            parts.extend(part.parts if same and isinstance(part, Gate) else (part,))
        if wanted in (1, len(trees)):
            parts = list(dict.fromkeys(parts))
        return Gate(1 if wanted == 1 else len(parts) if wanted == len(trees) else wanted, tuple(parts))

    return build


def _flat(part: Gate, wanted: int, total: int) -> bool:
    """Whether a part may be merged into the gate above it: both need all, or both need one."""
    return (part.need == 1 and wanted == 1) or (part.need == len(part.parts) and wanted == total)
