"""A case as somebody who answers: question by question, as the front door asks them, and not sure of what the case does not say."""

from typing import NamedTuple

from ..assessing import assess
from ..content import Content
from ..model import Answer, Assessment, Question
from .coded import Coded


class Run(NamedTuple):
    """What became of a case: the assessment (decided, or left to a person), the problem in the end ("" if none was found), the
    pages that were seen, and the findings answered `unsure` because the case says nothing about them."""

    case: Coded
    assessment: Assessment
    problem: str
    pages: tuple[str, ...]
    unanswered: tuple[str, ...]
    pharmacy_first: bool


def run(content: Content, case: Coded) -> Run:
    """Answer what is asked until it is decided, or a person reads it.

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
        answers |= _answered(case, question)
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


def _answered(case: Coded, question: Question) -> dict[str, Answer]:
    """The answer to a question: what the case says of it, else unsure, which opens a group. What the case says of the members of
    a group goes with it, as from one page: to a group of emergencies alone, yes would be enough, whichever it is."""
    said = {
        member.finding: case.answers[member.finding]
        for member in (question.members if question.kind == "group" else ())
        if member.finding in case.answers
    }
    return {question.finding: case.answers.get(question.finding, "unsure"), **said}
