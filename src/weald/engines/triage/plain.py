"""Expressions in plain words, for people who read the rules: "a stiff neck AND (age 16 years or more OR feels very ill)"."""

from dataclasses import dataclass

from .content import Content
from .expressions import AGE_UNITS, ALWAYS, CONTEXT_NUMBERS, Gate, Test, age_in_days

# Labels have commas and small "or"s of their own: in capitals nobody takes the two for one.
JOINED = {"any of": " OR ", "all of": " AND "}


@dataclass(frozen=True, slots=True)
class Words:
    """One condition in words; with `parts`, `text` says how many of them it takes."""

    text: str
    parts: tuple["Words", ...] = ()

    @property
    def line(self) -> str:
        """The whole of it in one line."""
        if not self.parts:
            return self.text
        inner = [f"({part.line})" if part.parts else part.text for part in self.parts]
        if self.text in JOINED:
            return JOINED[self.text].join(inner)
        return f"{self.text}: {'; '.join(inner)}"


def in_words(content: Content, gate: Gate | Test) -> Words:
    """A condition in the words of the dictionary's short labels."""
    if isinstance(gate, Test):
        return Words(_test(content, gate))
    if gate == ALWAYS:
        return Words("in every other case")
    if len(gate.parts) == 1:
        return in_words(content, gate.parts[0])
    if gate.need == len(gate.parts):
        parts = _ages_together(gate.parts)
        words = tuple(Words(part) if isinstance(part, str) else in_words(content, part) for part in parts)
        return Words("all of", words) if len(words) > 1 else words[0]
    words = tuple(in_words(content, part) for part in gate.parts)
    return Words("any of" if gate.need == 1 else f"at least {gate.need} of", words)


def subject_words(content: Content, subject: str) -> str:
    """A finding by its label, and what is known without a question by its name."""
    if subject in CONTEXT_NUMBERS:
        return "contacts in the last 7 days"
    finding = content.findings.get(subject)
    return finding.label if finding else subject


def _ages_together(parts: tuple[Gate | Test, ...]) -> list[Gate | Test | str]:
    """The parts, with "12 years or more" and "under 56 years" said as one: "age 12 to 55 years"."""
    least = [part for part in parts if isinstance(part, Test) and (part.subject, part.op) == ("age", ">=")]
    under = [part for part in parts if isinstance(part, Test) and (part.subject, part.op) == ("age", "<")]
    if len(least) != 1 or len(under) != 1:
        return list(parts)
    first, end = (_age(int(float(part.value))).split() for part in (least[0], under[0]))
    if first[1] != end[1] or int(end[0]) - int(first[0]) < 2:
        return list(parts)
    between = f"age {first[0]} to {int(end[0]) - 1} {end[1]}"
    return [between if part is least[0] else part for part in parts if part is not under[0]]


def _test(content: Content, test: Test) -> str:
    if test.subject == "age":
        return (
            f"age {_age(int(float(test.value)))} or more"
            if test.op == ">="
            else f"age under {_age(int(float(test.value)))}"
        )
    if test.subject == "sex":
        return f"{test.value} (or sex not known)"
    label = subject_words(content, test.subject)
    finding = content.findings.get(test.subject)
    if finding is not None and finding.kind == "yes_no":
        return label if test.value == "yes" else f"no to “{label}”"
    if finding is not None and finding.kind == "choice":
        value = dict(finding.values)[str(test.value)]
        return f"{label}: {value}" if test.op == "=" else f"{label}: anything but {value}"
    number = f"{test.value:g}{f' {finding.unit}' if finding else ''}"
    match test.op:
        case ">=":
            return f"{label} {number} or more"
        case "<=":
            return f"{label} {number} or less"
        case ">":
            return f"{label} more than {number}"
        case "<":
            return f"{label} less than {number}"
        case "!=":
            return f"{label} not {number}"
    return f"{label} {number}"


def _age(days: int) -> str:
    """A threshold of an age in the largest unit that says it exactly."""
    for unit, least in (("years", 2), ("months", 1), ("weeks", 1)):
        number = round(days / AGE_UNITS[unit])
        if number >= least and age_in_days(number, unit) == days:
            return f"{number} {unit if number > 1 else unit[:-1]}"
    return f"{days} day{'' if days == 1 else 's'}"
