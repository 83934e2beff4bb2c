"""Content on duty: what every decision is made with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .dictionary import Finding, Group
from .model import Answer, Refused, Source
from .order import in_order
from .pathways import Danger, Pathway, Rule
from .plans import Plan, Plans
from .seriousness import Seriousness
from .vocabulary import Vocabulary

ENGINE = "2"
"""The version of the meaning of the language. Raised when the same content would decide differently."""


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """Everything that triage knows. `body` is the canonical text that `release` is the digest of; `asking` tells for a finding
    which problems have rules about it (the life-threat table counts as the problem without a name), none for the one that words
    raise by how they sound; `folder` is where it came from, if
    not from a stored body."""

    problems: Mapping[str, Pathway]
    findings: Mapping[str, Finding]
    groups: Mapping[str, Group]
    sources: Mapping[str, Source]
    danger: Danger
    modifiers: tuple[Rule, ...]
    within: Mapping[str, str]
    """How much time each level allows, where a rule does not allow less."""
    wording: Mapping[str, str]
    safety_net: tuple[str, ...]
    plans: Mapping[str, Plan]
    vocabulary: Vocabulary
    seriousness: Seriousness
    asking: Mapping[str, tuple[str, ...]]
    body: str
    release: str
    refused: tuple[Refused, ...]
    folder: Path | None

    @property
    def refused_problems(self) -> frozenset[str]:
        """The problems whose pathways could not be loaded."""
        return frozenset(one.problem for one in self.refused)

    def called(self, problem: str) -> str:
        """The name of a problem, also of one whose pathway could not be loaded; empty where there is no such problem."""
        pathway = self.problems.get(problem)
        if pathway is not None:
            return pathway.name
        return next((one.called for one in self.refused if one.problem == problem), "")

    def also_called(self, problem: str) -> tuple[str, ...]:
        """What else people call a problem, as far as it could be read."""
        pathway = self.problems.get(problem)
        if pathway is not None:
            return pathway.names
        return next((one.words for one in self.refused if one.problem == problem), ())

    def is_private(self, problem: str) -> bool:
        """Whether others should not see that somebody asks about this: what its pathway says, and yes where that could not be
        loaded, because then nobody knows."""
        pathway = self.problems.get(problem)
        return pathway.sensitive if pathway is not None else problem in self.refused_problems

    def spoken(self, finding: Finding, value: Answer) -> str:
        """An answer in words, for staff and for explanations."""
        if isinstance(value, str):
            return dict(finding.values).get(value) or self.wording.get(value, value)
        return f"{value:g} {finding.unit}"


def with_level(content: Content, rule: str, level: str) -> Content:
    """The same content with one rule of a pathway, or of the life-threat table, at another level: to see what that would do.
    Its sentences stay those of the rule as it is; KeyError where there is no such rule. It is no release."""
    danger, problems = content.danger, dict(content.problems)
    if any(one.name == rule for one in danger.rules):
        danger = replace(danger, rules=_moved(danger.rules, rule, level))
    else:
        changed = [
            name for name, pathway in problems.items() if any(one.name == rule for one in pathway.rules)
        ]
        if not changed:
            raise KeyError(rule)
        for name in changed:
            problems[name] = replace(problems[name], rules=_moved(problems[name].rules, rule, level))
    plans = Plans(danger, problems, content.modifiers, content.findings)
    return replace(content, danger=danger, problems=problems, plans=plans, release="")


def _moved(rules: tuple[Rule, ...], name: str, level: str) -> tuple[Rule, ...]:
    return in_order([replace(one, level=level) if one.name == name else one for one in rules])
