"""A case as somebody who answers: question by question, as the front door asks them.

Of what the case does not say they are not sure; or, if so asked, they have nothing of it: a set of cases that names the
signs that are there, and is silent about the others, can be read in both ways, and the two are told apart.
"""

from typing import NamedTuple

from ..assessing import assess
from ..content import Content
from ..model import Answer, Assessment, Question
from .coded import Coded


class Run(NamedTuple):
    """What became of a case: the assessment (decided, or left to a person), the problem in the end ("" if none was found), the
    pages that were seen, and the findings of which the case says nothing."""

    case: Coded
    assessment: Assessment
    problem: str
    pages: tuple[str, ...]
    unanswered: tuple[str, ...]
    pharmacy_first: bool


def run(content: Content, case: Coded, *, calm: bool = False) -> Run:
    """Answer what is asked until it is decided, or a person reads it. `calm` answers no, instead of not sure, to signs that the
    case does not speak of.

    A case without a problem gets the first of those that its words suggest, once everything about danger is answered.
    """
    problem: str | None = case.request.get("problem")
    answers: dict[str, Answer] = {}
    pages: dict[str, None] = {}
    unanswered: list[str] = []
    while True:
        assessment = assess(content, {**case.request, "problem": problem, "answers": answers})
        question = assessment.question
        if question is None:
            break
        if question.kind == "problem":
            problem = assessment.candidates[0].problem
            continue
        assert question.finding not in answers, f"{question.finding} was asked twice"
        pages[question.group or question.finding] = None
        answers |= _answered(content, case, question, calm)
        if question.kind != "group" and question.finding not in case.answers:
            unanswered.append(question.finding)
    pathway = content.problems.get(problem or "")
    return Run(
        case,
        assessment,
        problem or "",
        tuple(pages),
        tuple(unanswered),
        bool(pathway and pathway.pharmacy_first),
    )


def _answered(content: Content, case: Coded, question: Question, calm: bool) -> dict[str, Answer]:
    """The answer to a question: what the case says of it, else unsure, which opens a group. What the case says of the members of
    a group goes with it, as from one page: to a group of emergencies alone, yes would be enough, whichever it is."""
    if calm and question.finding not in case.answers:
        return _calm(content, case, question)
    said = {
        member.finding: case.answers[member.finding]
        for member in (question.members if question.kind == "group" else ())
        if member.finding in case.answers
    }
    return {question.finding: case.answers.get(question.finding, "unsure"), **said}


def _calm(content: Content, case: Coded, question: Question) -> dict[str, Answer]:
    """No, wherever the case is silent; what has no calm answer, such as a choice or a number, stays unsure."""
    if question.kind == "group":
        said = {
            one.finding: case.answers[one.finding] for one in question.members if one.finding in case.answers
        }
        if not any(answer in ("yes", "unsure") for answer in said.values()):
            return {question.finding: "no"}
        absent: dict[str, Answer] = {one.finding: "no" for one in question.members}
        return {question.finding: "yes", **absent, **said}
    return {question.finding: content.findings[question.finding].calm or "unsure"}
