"""How well words lead to problems: each line of a corpus through the ordinary assessment, as the front door asks it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weald.engines.triage import Content, assess

HERE = Path(__file__).parent
HELD_OUT, OPEN, DEVELOPMENT = HERE / "held_out.jsonl", HERE / "open.jsonl", HERE / "development.jsonl"


@dataclass(frozen=True)
class Heard:
    """One line, the problems proposed for it, and the signs of danger that were heard in it."""

    line: int
    said: dict[str, Any]
    proposed: tuple[str, ...]
    danger: frozenset[str]
    to_a_person: bool

    @property
    def right(self) -> bool:
        """Whether a right problem is among the three; for words that nobody can place, whether a person reads them."""
        if not self.said["problems"]:
            return self.to_a_person and not self.proposed
        return any(problem in self.proposed for problem in self.said["problems"])

    @property
    def caught(self) -> bool:
        """Whether every danger was heard: at least one of those that the words claim."""
        return not self.said["danger"] or bool(self.danger.intersection(self.said["danger"]))

    @property
    def false_alarm(self) -> bool:
        """Whether danger was heard that nobody spoke of."""
        return not self.said["danger"] and bool(self.danger)


def hear(content: Content, path: Path) -> Iterator[Heard]:
    """Every line of a corpus, heard."""
    threats = {test.subject for rule in content.danger.rules for test in rule.when.tests()}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        said = json.loads(line)
        request = {
            "person": {"age_years": said["age_years"], "sex": said["sex"]},
            "text": said["text"],
            "context": {"for": said["for"]},
        }
        result = assess(content, request)
        claimed = content.vocabulary.hear(said["text"]).claimed
        yield Heard(
            number,
            said,
            tuple(candidate.problem for candidate in result.candidates),
            threats.intersection(claimed),
            result.status == "person",
        )


def share(of: list[bool]) -> float:
    """The share of those that hold."""
    return sum(of) / len(of)
