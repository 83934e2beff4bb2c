"""Triage: from evidence to a decision with its reasons, or to the next question.

    content = load(folder)
    assess(content, {"person": {"age_years": 34, "sex": "female"}, "problem": "sore_throat", "answers": {}})

Everything here is pure: the same content and the same request give the same answer.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from .again import AgainError, AgainPolicy, Raised, asked_again, most_urgent, read_again
from .asking import asked_path, question_for
from .assessing import LARGEST_REQUEST, applies, assess, assess_json, read_request, to_json
from .cases import Evaluation, evaluate
from .content import Content, load, release
from .deciding import decide
from .differences import differences
from .documents import ContentError, Fault
from .evidence import Person
from .model import (
    LEVELS,
    RANK,
    SERVICES,
    SEXES,
    SOMETHING_ELSE,
    Assessment,
    Because,
    Candidate,
    Choice,
    Decision,
    InputError,
    Member,
    Question,
    Refused,
    RuledOut,
    Source,
)
from .pathways import Pathway

if TYPE_CHECKING:
    from .soundness import Report

__all__ = [
    "LARGEST_REQUEST",
    "LEVELS",
    "RANK",
    "SERVICES",
    "SEXES",
    "SOMETHING_ELSE",
    "AgainError",
    "AgainPolicy",
    "Assessment",
    "Because",
    "Candidate",
    "Choice",
    "Content",
    "ContentError",
    "Decision",
    "Evaluation",
    "Fault",
    "InputError",
    "Member",
    "Pathway",
    "Person",
    "Question",
    "Raised",
    "Refused",
    "RuledOut",
    "Source",
    "applies",
    "asked_again",
    "asked_path",
    "assess",
    "assess_json",
    "check",
    "decide",
    "differences",
    "evaluate",
    "load",
    "most_urgent",
    "question_for",
    "read_again",
    "read_request",
    "release",
    "to_json",
]


def check(content: Content, only: Collection[str] = ()) -> "Report":
    """Prove that content is sound. The tools for that are loaded only here: who decides does not need them."""
    from .soundness import check as prove

    return prove(content, only)
