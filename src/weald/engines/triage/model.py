"""The public types of triage: what content holds and what an assessment says. All are immutable."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

LEVELS = ("now", "today", "soon", "routine", "self_care")
"""The levels of a decision, most urgent first."""

RANK: Mapping[str, int] = {level: rank for rank, level in enumerate(LEVELS)}
"""0 for the most urgent level."""

SERVICES = tuple(
    [
        "emergency_999",
        "emergency_department",
        "nhs_111",
        "mental_health_crisis",
        "maternity_unit",
        "sexual_assault_centre",
        "urgent_treatment_centre",
        "gp",
        "nurse",
        "clinical_pharmacist",
        "paramedic_home_visit",
        "physiotherapist",
        "mental_health_practitioner",
        "social_prescriber",
        "care_coordinator",
        "community_nurse",
        "health_visitor",
        "midwife",
        "early_pregnancy_unit",
        "community_pharmacy",
        "optometry_urgent",
        "urgent_dental",
        "dental",
        "optometry",
        "sexual_health",
        "drug_and_alcohol",
        "adult_social_care",
        "reception",
        "self_care",
    ]
)
"""Who can be named by a decision."""

SEXES = ("female", "male", "unknown")

SOMETHING_ELSE = "something_else"
"""The problem of somebody who finds none of the problems fitting: a person reads the request."""

type Answer = str | int | float
"""`yes`, `no`, `unsure`, the value of a choice, or a number in the unit of its finding."""


class InputError(Exception):
    """A request that cannot be assessed. `message` is a sentence that says what to send in `field`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class Choice(msgspec.Struct, frozen=True):
    """One answer that a question offers."""

    value: str
    text: str


class Member(msgspec.Struct, frozen=True):
    """One finding of a group: its full question and its short label."""

    finding: str
    text: str
    label: str
    help: str | None = None


class Question(msgspec.Struct, frozen=True):
    """A question, worded for the person themself or for somebody else.

    `finding` is the name under which the answer is sent: a finding, a group, or `problem`. `group` names the opened group
    that a finding belongs to, so that a page can ask what is left of it (`members`) together.
    """

    finding: str
    kind: Literal["yes_no", "number", "choice", "group", "problem"]
    text: str
    help: str | None
    answers: tuple[Choice, ...]
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    step: float | None = None
    members: tuple[Member, ...] = ()
    group: str | None = None
    label: str = ""


SEEN = ("page", "excerpt", "not_opened")
"""How much of a source was read when a rule was compared with it."""


class Source(msgspec.Struct, frozen=True):
    """Published guidance, and the date (ISO 8601) on which the rules were compared with it, as `seen` says."""

    title: str
    url: str
    checked: str
    seen: str


class Because(msgspec.Struct, frozen=True):
    """Why: a rule that fired, its plain sentence, the findings that made it fire, and the guidance behind it.

    `labels` pairs the short staff label of each of those findings with its answer in words.
    """

    rule: str
    text: str
    findings: dict[str, Answer]
    sources: tuple[Source, ...]
    labels: tuple[tuple[str, str], ...] = ()


class RuledOut(msgspec.Struct, frozen=True):
    """A more urgent rule that did not fire, and the finding (or `age`, `sex`) that ruled it out."""

    rule: str
    by: str


class Decision(msgspec.Struct, frozen=True):
    """How soon, with whom, within how long (ISO 8601 from the decision), and the sentence for the person."""

    level: str
    service: str
    within: str
    text: str


class Candidate(msgspec.Struct, frozen=True):
    """A problem that somebody's words suggest, and the words that led there."""

    problem: str
    name: str
    words: tuple[str, ...]


class Assessment(msgspec.Struct, frozen=True):
    """What triage says. `status` tells which of the fields below it are filled.

    ask: `question`, `asked` (questions answered so far), `candidates`.
    decided: `decision`, `because` (the deciding rule first, then the modifier that raised it), `ruled_out`, `rule` (the last
    of `because`), `red_flag`, `advice`, `safety_net`, `path`.
    person: `reason`, `within`, `safety_net`: a member of staff reads the request.
    """

    status: Literal["ask", "decided", "person"]
    problem: str | None = None
    candidates: tuple[Candidate, ...] = ()
    asked: int = 0
    question: Question | None = None
    decision: Decision | None = None
    because: tuple[Because, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    rule: str = ""
    red_flag: bool = False
    advice: tuple[str, ...] = ()
    safety_net: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    reason: str = ""
    within: str = ""
    content: str = ""


class Refused(msgspec.Struct, frozen=True):
    """A pathway that could not be loaded, and each reason with file and line. Its problem goes to a person, and so does who
    names it in one of its `words`: those that could be read. `name` is what it is called, where that could be read."""

    problem: str
    reasons: tuple[str, ...]
    words: tuple[str, ...] = ()
    name: str = ""

    @property
    def called(self) -> str:
        """Its name as people read it: at least what its file is called."""
        return self.name or self.problem.replace("_", " ").capitalize()


type Json = dict[str, Any]
