"""Triage: from evidence to a decision with its reasons, or to the next question.

    content = load(folder)
    assess(content, {"person": {"age_years": 34, "sex": "female"}, "problem": "sore_throat", "answers": {}})

Everything here is pure: the same content and the same request give the same answer.
"""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from .again import AgainError, AgainPolicy, Raised, asked_again, most_urgent, read_again
from .asking import question_for, silent
from .assessing import LARGEST_REQUEST, applies, asks, assess, assess_json, to_json
from .content import Content, with_level
from .deciding import decide
from .differences import differences
from .documents import ContentError, Fault
from .evidence import Person
from .hearing import hear, sounding
from .loading import load, of_body, release, with_pathway
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
from .pathways import Pathway, Rule
from .plain import Words, in_words, subject_words
from .prevention import prevention
from .request import read_request
from .seriousness import SOUNDS_SERIOUS
from .signing import COMMON, digests
from .standing import Place, Table, table

if TYPE_CHECKING:
    from .soundness import Changes, Report

__all__ = [
    "COMMON",
    "LARGEST_REQUEST",
    "LEVELS",
    "RANK",
    "SERVICES",
    "SEXES",
    "SOMETHING_ELSE",
    "SOUNDS_SERIOUS",
    "AgainError",
    "AgainPolicy",
    "Assessment",
    "Because",
    "Candidate",
    "Choice",
    "Content",
    "ContentError",
    "Decision",
    "Fault",
    "InputError",
    "Member",
    "Pathway",
    "Person",
    "Place",
    "Question",
    "Raised",
    "Refused",
    "Rule",
    "RuledOut",
    "Source",
    "Table",
    "Words",
    "applies",
    "asked_again",
    "asks",
    "assess",
    "assess_json",
    "changes",
    "check",
    "decide",
    "differences",
    "digests",
    "hear",
    "in_words",
    "load",
    "most_urgent",
    "of_body",
    "prevention",
    "question_for",
    "read_again",
    "read_request",
    "release",
    "silent",
    "sounding",
    "subject_words",
    "table",
    "to_json",
    "with_level",
    "with_pathway",
]


def check(content: Content, only: Collection[str] = (), today: date | None = None) -> "Report":
    """Prove that content is sound. The tools for that are loaded only here: who decides does not need them."""
    from .soundness import check as prove

    return prove(content, only, today)


def changes(old: Content, new: Content) -> "tuple[Changes, ...]":
    """The combinations of answers whose decision differs, problem by problem: proven, not sampled."""
    from .soundness import changes as prove

    return prove(old, new)
