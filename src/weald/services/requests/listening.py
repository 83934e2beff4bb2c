"""What triage hears in a message: signs of danger. It may raise a request, never lower one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from weald.engines import triage
from weald.engines.triage import RANK, hear
from weald.services.library import content
from weald.services.requests import evidence


def claims(text: str) -> tuple[str, ...]:
    """The findings that the words claim; those that they deny are not among them."""
    return hear(content.current(), text).claimed


def sounding(text: str) -> str:
    """The part of a text that sounds serious, as it was written; empty where none does."""
    return triage.sounding(content.current(), text)


def listen(
    claimed: tuple[str, ...],
    *,
    problem: str,
    level: str,
    answers: Mapping[str, Any],
    born: date | None,
    sex: str,
    for_whom: str,
    now: datetime,
) -> tuple[str, ...]:
    """The signs that concern us: of the findings that somebody's words claim, those that belong to the life-threat table, or
    would make this request more urgent if they were so. They are not yet so: a person asks."""
    known = content.current()
    life = tuple(name for name in claimed if "" in known.asking.get(name, ()))

    def raises(name: str) -> bool:
        """Whether it makes this request more urgent, or, where this problem's rules know nothing of it, another problem."""
        asking = known.asking.get(name)
        if not asking:
            # How words sound needs no rule to be asked about.
            return asking is not None and RANK[level] > RANK["today"]
        own = problem in asking
        found = (
            _level(one, {**(answers if own else {}), name: "yes"}, born, sex, for_whom, now)
            for one in ((problem,) if own else asking)
        )
        limit = RANK[level] if own else min(RANK[level], RANK["today"] + 1)
        return any(one and RANK[one] < limit for one in found)

    raising = tuple(
        name for name in claimed if name not in life and answers.get(name) != "yes" and raises(name)
    )
    return (*life, *raising)


MOST_QUESTIONS = 60


def _level(
    problem: str, answers: Mapping[str, Any], born: date | None, sex: str, for_whom: str, now: datetime
) -> str:
    """How urgent a problem is with these answers and no other sign; empty where that takes more than yes and no."""
    given = dict(answers)
    for _ in range(MOST_QUESTIONS):
        said = evidence.assess(
            born=born, sex=sex, for_whom=for_whom, problem=problem, words="", answers=given, now=now
        )
        if said.decision is not None:
            return said.decision.level
        if said.question is None or not said.question.finding or said.question.kind == "number":
            return ""
        usual = next((one.value for one in said.question.answers if one.value != "unsure"), "no")
        given[said.question.finding] = usual if said.question.kind == "choice" else "no"
    return ""


def about_life(signs: tuple[str, ...]) -> bool:
    """Whether one of these signs belongs to the life-threat table."""
    asking = content.current().asking
    return any("" in asking.get(name, ()) for name in signs)


def labels(signs: tuple[str, ...]) -> tuple[str, ...]:
    """Signs in words; one that the content on duty no longer knows is left out."""
    found = content.current().findings
    return tuple(found[name].label for name in signs if name in found)
