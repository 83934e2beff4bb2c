"""A walk through a pathway with a person who is thought up: who they are and what they answered so far, kept in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from weald.engines.triage import COMMON, Content, InputError, Question, Table, table
from weald.engines.triage.model import Answer

MOST_ANSWERS = 60
NONE, UNSURE = "none", "unsure"


@dataclass(frozen=True, slots=True)
class Walk:
    """Who is thought up, and their answers in order: `given` pairs a finding or group with its answer as text."""

    problem: str
    age: str
    unit: str
    sex: str
    given: tuple[tuple[str, str], ...]

    @staticmethod
    def read(problem: str, data: Any) -> "Walk":
        """The walk that an address holds; the answer that a form just sent stands last."""
        pairs = [one.partition(":") for one in data.getlist("given")[:MOST_ANSWERS]]
        given = dict((name, value) for name, _, value in pairs)
        unit = data.get("unit", "years")
        return Walk(
            problem,
            data.get("age", "40").strip()[:5],
            unit if unit in ("years", "days") else "years",
            data.get("sex", "female"),
            tuple(given.items()),
        )

    def answered(self, question: Question, data: Any) -> "Walk | None":
        """With the answer that a form sent to this question; None where it sent none."""
        if question.kind == "group":
            chosen = set(data.getlist("signs"))
            members = [member.finding for member in question.members]
            ticked = [name for name in members if name in chosen]
            if UNSURE in chosen:
                more = {question.finding: "unsure"} | dict.fromkeys(ticked, "yes")
            elif ticked:
                more = {question.finding: "yes"} | {
                    name: "yes" if name in ticked else "no" for name in members
                }
            elif NONE in chosen:
                more = {question.finding: "no"}
            else:
                return None
        else:
            value = UNSURE if data.get("unsure") else data.get("answer", "").strip()[:60]
            if not value:
                return None
            more = {question.finding: value}
        kept = {name: value for name, value in self.given if name not in more}
        return Walk(self.problem, self.age, self.unit, self.sex, tuple((kept | more).items()))

    def before(self, name: str) -> "Walk":
        """As it was before this was answered."""
        at = next((place for place, (known, _) in enumerate(self.given) if known == name), len(self.given))
        return Walk(self.problem, self.age, self.unit, self.sex, self.given[:at])

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """What an address or a form carries on."""
        return (
            ("age", self.age), ("unit", self.unit), ("sex", self.sex),
            *(("given", f"{name}:{value}") for name, value in self.given),
        )  # fmt: skip

    @property
    def address(self) -> str:
        """The part of an address behind `?`."""
        return urlencode(self.fields)

    def table(self, content: Content) -> Table:
        """Where every rule stands. Raises InputError with a sentence for an age, a sex or an answer that cannot be used."""
        if not self.age.isdecimal():
            raise InputError("age", "Write the age as a whole number.")
        request: Mapping[str, Any] = {
            "person": {f"age_{self.unit}": int(self.age), "sex": self.sex},
            "problem": None if self.problem == COMMON else self.problem,
            "answers": {name: _value(content, name, text) for name, text in self.given},
        }
        return table(content, request)


def _value(content: Content, name: str, text: str) -> Answer:
    finding = content.findings.get(name)
    if finding is None or finding.kind != "number" or text == UNSURE:
        return text
    try:
        return float(text)
    except ValueError:
        return text
