"""From what somebody filled in to what triage reads. Pure but for the content on duty; the moment is an argument."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from msgspec.structs import replace
from orjson import dumps

from weald.engines import triage
from weald.engines.triage import Assessment, Content, Question
from weald.engines.triage.remembering import Remembered
from weald.foundation.lengths import span
from weald.foundation.ui.wording import wall
from weald.services.directory.queries import Practice
from weald.services.library import content
from weald.services.library.actions import may_be_self_service
from weald.services.people import ages
from weald.services.requests.queries.drafts import DraftRow

DAYS_MATTER = 730
"""Under two years an age is given in days, because rules for babies count them."""

ANY_AGE = {"age_years": 40, "sex": "unknown"}
"""For the life-threat question, which comes before anybody's age: its rules do not look at it."""


def person(born: date | None, sex: str, today: date) -> dict[str, Any]:
    """The person as triage reads them."""
    if born is None:
        return ANY_AGE
    days = (today - born).days
    if days < DAYS_MATTER:
        return {"age_days": max(days, 0), "sex": sex or "unknown"}
    return {"age_years": ages.years(born, today), "sex": sex or "unknown"}


def assess(
    *,
    born: date | None,
    sex: str,
    for_whom: str,
    problem: str,
    words: str,
    answers: Mapping[str, Any],
    now: datetime,
    contacts: int = 0,
) -> Assessment:
    """What triage says by the content on duty."""
    rules, who = content.current(), person(born, sex, wall(now).date())
    return assess_by(
        rules,
        as_asked(
            rules, who, for_whom=for_whom, problem=problem, words=words, answers=answers, contacts=contacts
        ),
    )


def assess_by(rules: Content, asked: dict[str, Any]) -> Assessment:
    """What triage says by some content to what is asked of it in the form of `as_asked`."""
    # The page that a form leads to asks what was just asked to lead there.
    return _ASSESSED.of(rules, dumps(asked), lambda: _as_known(triage.assess, rules, asked))


_ASSESSED: Remembered[Content, Assessment] = Remembered(1024)
_ASKS: Remembered[Content, Question | None] = Remembered(2048)


def read_person(rules: Content, who: Mapping[str, Any]) -> triage.Person:
    """Whoever `person` gives, checked, as the engine weighs their age and sex."""
    return triage.read_request(rules, {"person": who}).person


def silent(rules: Content, who: Mapping[str, Any], problem: str) -> frozenset[str]:
    """The signs of groups that nobody of this age and sex is asked for; of a problem without a pathway there are none."""
    if problem not in rules.problems:
        return frozenset()
    return triage.silent(rules, problem, read_person(rules, who))


def as_asked(
    rules: Content,
    who: Mapping[str, Any],
    *,
    for_whom: str,
    problem: str,
    words: str,
    answers: Mapping[str, Any],
    contacts: int = 0,
) -> dict[str, Any]:
    """A request as some content is asked about it. Answers that it does not know (it changed meanwhile) are left out: their
    questions are asked again."""
    other = for_whom not in {"", "me"}
    return {
        "person": who,
        "problem": problem or None,
        "text": words or None,
        "answers": {name: one for name, one in answers.items() if name in rules.findings or name in rules.groups},
        "context": {"contacts_last_7_days": contacts, "for": "other" if other else "self"},
    }  # fmt: skip


def _as_known[Said](
    triage_says: Callable[[Content, Mapping[str, Any]], Said], rules: Content, asked: dict[str, Any]
) -> Said:
    """What triage says once what the content no longer knows is taken out."""
    known = asked["answers"]
    while True:
        try:
            return triage_says(rules, asked)
        except triage.InputError as fault:
            name = fault.field.removeprefix("answers.")
            if name == "problem" and asked["problem"]:
                asked["problem"] = None
            elif name in known:
                del known[name]
            else:
                raise


def knowing_contacts(assess: Callable[[int], Assessment], contacts: int) -> Assessment:
    """What triage says of a request that is sent, knowing how often the person asked lately: that can raise the answer, and
    asks nothing more."""
    said = assess(0)
    if said.status == "ask" or not contacts:
        return said
    raised = assess(contacts) if said.status == "decided" else said
    return said if raised.status == "ask" else raised


CUT_OFF = "Your call ended before we had asked everything. A clinician reads what you told us."
"""What somebody is told whose call ended before the questions did."""


def cut_off(rules: Content, asked: dict[str, Any]) -> Assessment:
    """Of a call that ended while a question was open: a person reads it today, whichever problem it is about; sooner where what
    was answered already says so, whatever the rest would be. The question that was open stays on it, and what nobody answered
    rules nothing out."""
    said = assess_by(rules, asked)
    least, answers = said, dict(asked["answers"])
    while least.question is not None and least.question.kind != "problem":
        asks = least.question
        answers[asks.finding] = calm(rules, asks) or ("no" if asks.kind == "yes_no" else "unsure")
        least = assess_by(rules, asked | {"answers": answers})
    decision = least.decision
    if decision is not None and (
        decision.level == "now"
        or (decision.level == "today" and span(decision.within) < span(rules.within["today"]))
    ):
        return replace(least, question=said.question, ruled_out=())
    return replace(
        said, status="person", reason=CUT_OFF, within=rules.within["today"], safety_net=rules.safety_net
    )


def calm(rules: Content, question: Question) -> str | None:
    """The calm answer to a yes or no; None where neither is. To a group it is that there is none."""
    finding = rules.findings.get(question.finding)
    return finding.calm if finding else "no"


def labels(names: Iterable[str]) -> tuple[str, ...]:
    """Findings and groups in words: a group by its question, and none of its members beside it."""
    rules, named = content.current(), tuple(names)
    asked = [name for name in named if name not in rules.groups]
    groups = [rules.groups[name] for name in named if name in rules.groups]
    within = {member for group in groups for member in group.members}
    return (
        *(group.text for group in groups),
        *(rules.findings[name].label for name in asked if name not in within),
    )


def kind_of(problem: str) -> str:
    """Whether a problem is a matter of health or administrative; empty where no pathway says."""
    pathway = content.current().problems.get(problem)
    return pathway.kind if pathway else ""


class Proposed(NamedTuple):
    """What an assessment that asks nothing more comes to."""

    level: str
    service: str
    within: str
    text: str


def proposed(said: Assessment, kind: str) -> Proposed:
    """The decision. What no rule could decide, a person reads within the content's time for that: it counts as `today`,
    because nobody knows yet that it may wait."""
    if said.decision is not None:
        found = said.decision
        return Proposed(found.level, found.service, found.within, found.text)
    return Proposed("today", "gp" if kind == "clinical" else "reception", said.within, said.reason)


@dataclass(frozen=True)
class Filled:
    """What is filled in so far, at its practice, at this moment."""

    draft: DraftRow
    practice: Practice
    now: datetime

    @property
    def other(self) -> bool:
        """Whether questions are put about somebody else than whoever answers them."""
        return self.draft.for_whom in {"child", "other"}

    @property
    def _who(self) -> dict[str, Any]:
        return person(self.draft.birth_date, self.draft.sex, wall(self.now).date())

    @cached_property
    def assessment(self) -> Assessment:
        """What triage says of all of it; how often they asked lately is weighed when it is sent."""
        rules = content.current()
        return assess_by(rules, self._as_asked(rules))

    @cached_property
    def asks(self) -> Question | None:
        """The question of `assessment`, found without what else that says: for those who look many answers ahead."""
        rules = content.current()
        asked = self._as_asked(rules)
        return _ASKS.of(rules, dumps(asked), lambda: _as_known(triage.asks, rules, asked))

    def _as_asked(self, rules: Content) -> dict[str, Any]:
        row = self.draft
        return as_asked(
            rules, self._who, for_whom=row.for_whom, problem=row.problem, words=row.words, answers=row.answers
        )

    def question_for(self, name: str) -> Question:
        """The question with this name, to be asked again: without signs that can change nothing at this age and sex."""
        rules = content.current()
        return triage.question_for(rules, name, self.other, silent(rules, self._who, self.draft.problem))

    @property
    def emergency(self) -> bool:
        """Whether the questions end here: somebody needs help this minute."""
        decision = self.assessment.decision
        return decision is not None and decision.level == "now"

    def problems(self) -> tuple[tuple[str, str], ...]:
        """Every problem that may be chosen, by name: those that are made for this age and sex, and those whose pathway could
        not be loaded, which a person reads. What they began with (health or not) bars nothing: the request becomes of the
        kind of its problem."""
        on_duty = content.current()
        who = read_person(on_duty, self._who)
        fitting = [
            (one.problem, one.name)
            for one in on_duty.problems.values()
            if triage.applies(on_duty, one.problem, who)
        ]
        fitting += [(one.problem, one.called) for one in on_duty.refused]
        return tuple(sorted(fitting, key=lambda pair: pair[1]))


@dataclass(frozen=True)
class Journey(Filled):
    """A draft of somebody at the front door, on its way."""

    @cached_property
    def place(self) -> str:
        """The first step that is not done yet, by the name of its page."""
        row, said = self.draft, self.assessment
        question = said.question
        if question is not None and in_danger(question):
            return "danger"
        if row.birth_date is None:
            return "who"
        if not row.kind:
            return "kind"
        if not row.words and not row.problem:
            return "words"
        if question is not None and question.kind != "problem":
            # Before any problem is chosen this is a sign of danger that their words speak of.
            return "question"
        if not row.problem or question is not None:
            return "problem"
        asked_before = row.kind != "clinical" or bool(row.about.get("asked_before"))
        return "check" if row.about and asked_before else "about_you"


def in_danger(question: Question) -> bool:
    """Whether a question belongs to the life-threat table."""
    groups = {group.name for group in content.current().danger.groups}
    return question.finding in groups or question.group in groups


def only_problem(kind: str) -> str:
    """The administrative path, where there is just one, so that nobody is asked to choose; else nothing."""
    known = [
        one.problem for one in content.current().problems.values() if one.kind == kind == "administrative"
    ]
    return known[0] if len(known) == 1 else ""


def may_book_at_once(problem: str, practice: Practice, *, demonstration: bool) -> bool:
    """Whether the person may act on the decision before staff have read it: the practice is on self-service, and the
    pathway is signed (in the demonstration nothing is)."""
    return practice.books_at_once(problem) and may_be_self_service(
        problem, practice.id, demonstration=demonstration
    )
