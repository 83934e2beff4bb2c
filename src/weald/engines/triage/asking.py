"""The next question, and the questions that a decision used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

from .content import Content
from .deciding import Settled, settle
from .dictionary import Finding, Group
from .evidence import Evidence, Person, plan_for, unfold, weigh
from .model import SOMETHING_ELSE, Answer, Choice, InputError, Member, Question
from .pathways import Pathway
from .plans import Masks, Node, Plan, Step, known


@dataclass(frozen=True)
class Standing:
    """Where somebody stands on a plan: what is settled, or the question that is `next`; and what led there."""

    plan: Plan
    person: Person
    answers: Mapping[str, Answer]
    context: Mapping[str, object]
    claimed: tuple[str, ...]
    evidence: Evidence
    masks: Masks
    settled: Settled
    next: str | None

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The questions that were used, in the order in which the plan asks them, up to where the answers settle it or end:
        asked anew one by one, which takes as long as all the rest of an assessment."""
        plan, answers = self.plan, self.answers
        given: dict[str, Answer] = {name: answers[name] for name in self.claimed if name in answers}
        while True:
            evidence = unfold(plan, given)
            masks = weigh(plan, self.person, evidence.findings, self.context)
            reached = settle(plan, masks, evidence)
            question = _question_of(plan, reached.open, masks, given, answers) if reached.open else None
            if question is None or question not in answers:
                break
            given[question] = answers[question]
        if self.settled.fired and reached != self.settled:
            # An answer that nobody had asked for yet settled it: then all of them were used.
            given |= {name: answer for name, answer in answers.items() if _used(plan, name)}
        return tuple(given)


def walk(
    plan: Plan,
    person: Person,
    answers: Mapping[str, Answer],
    context: Mapping[str, object],
    claimed: Iterable[str] = (),
) -> Standing:
    """Where these answers lead. `claimed` are findings that somebody's words claim: asked first, each by itself."""
    evidence = unfold(plan, answers)
    masks = weigh(plan, person, evidence.findings, context)
    settled = settle(plan, masks, evidence)
    claimed = tuple(claimed)
    unheard = next((name for name in claimed if name not in answers), None)
    question = None
    if unheard and not (settled.fired and settled.fired.rank == 0):
        question = unheard
    elif settled.open:
        question = _question_of(plan, settled.open, masks, answers, answers)
    return Standing(plan, person, answers, context, claimed, evidence, masks, settled, question)


def _used(plan: Plan, name: str) -> bool:
    return name in plan.effects or any(name == group.name or name in group.members for group in plan.groups)


def _question_of(
    plan: Plan, step: Step, masks: Masks, given: Mapping[str, Answer], answers: Mapping[str, Answer]
) -> str:
    """The question for the first open finding of an open step: its group, unless that was given, or somebody sent an answer
    to the finding itself and none to the group."""
    true, false, unsure = masks
    if step.certain:
        true, false = true & ~unsure, false | unsure
    finding = plan.tests[first_open(step.node, true, false)].subject
    group = plan.group_of.get(finding)
    if group is None or group.name in given or (finding in answers and group.name not in answers):
        return finding
    return group.name


def first_open(node: Node, true: int, false: int) -> int:
    """The first test, in reading order, that still matters to a gate which is not settled."""
    for part in node.order:
        if isinstance(part, int):
            if not (true | false) >> part & 1:
                return part
        elif known(part, true, false) is None:
            return first_open(part, true, false)
    raise AssertionError("a gate that is not settled has an open test")


def silent(content: Content, problem: str | None, person: Person) -> frozenset[str]:
    """The members of groups that can change nothing for somebody of this age and sex, whatever they answer."""
    return plan_for(content.plans, problem, person).silent


def question_for(
    content: Content, name: str, other: bool = False, silent: frozenset[str] = frozenset()
) -> Question:
    """The question for a finding or a group, worded for the person themself or, with `other`, for somebody else. A group is
    asked without those of its members that are `silent`, unless that leaves none."""
    group = content.groups.get(name)
    if group is not None:
        return _of_group(content, group, other, silent)
    finding = content.findings.get(name)
    if finding is None:
        raise InputError("finding", f"There is no question called {name!r}.")
    return _of_finding(content, finding, other)


def next_question(
    content: Content, plan: Plan, standing: Standing, answers: Mapping[str, Answer], other: bool
) -> Question:
    """The question that a standing waits for. One of an opened group carries what is left of that group."""
    assert standing.next is not None
    question = question_for(content, standing.next, other, plan.silent)
    group = plan.group_of.get(standing.next)
    if question.kind == "group" or group is None or answers.get(group.name) not in ("yes", "unsure"):
        return question
    left = [
        name for name in group.members if name not in plan.silent and name not in standing.evidence.findings
    ]
    return msgspec.structs.replace(question, group=group.name, members=_members(content, left, other))


def problem_question(content: Content, pathways: Iterable[Pathway]) -> Question:
    """Which problem is it? With something else as the last answer, which leads to a person."""
    answers = [Choice(pathway.problem, pathway.name) for pathway in pathways]
    answers.append(Choice(SOMETHING_ELSE, content.wording[SOMETHING_ELSE]))
    return Question("problem", "problem", content.wording["problem_question"], None, tuple(answers))


def _of_group(content: Content, group: Group, other: bool, silent: frozenset[str]) -> Question:
    asked = [name for name in group.members if name not in silent] or group.members
    return Question(
        finding=group.name,
        kind="group",
        text=group.text_other if other else group.text,
        help=group.help or None,
        answers=_yes_no_unsure(content),
        members=_members(content, asked, other),
    )


def _members(content: Content, names: Iterable[str], other: bool) -> tuple[Member, ...]:
    findings = [content.findings[name] for name in names]
    return tuple(
        Member(found.name, found.text_other if other else found.text, found.label, found.help or None)
        for found in findings
    )


def _of_finding(content: Content, finding: Finding, other: bool) -> Question:
    number = finding.kind == "number"
    if finding.kind == "yes_no":
        answers = _yes_no_unsure(content)
    else:
        answers = (*(Choice(*value) for value in finding.values), Choice("unsure", content.wording["unsure"]))
    return Question(
        finding=finding.name,
        kind=finding.kind,  # type: ignore[arg-type]
        text=finding.text_other if other else finding.text,
        help=finding.help or None,
        answers=answers,
        unit=finding.unit or None,
        min=finding.low if number else None,
        max=finding.high if number else None,
        step=finding.step if number else None,
        label=finding.label,
    )


def _yes_no_unsure(content: Content) -> tuple[Choice, ...]:
    return tuple(Choice(value, content.wording[value]) for value in ("yes", "no", "unsure"))
