"""What triage hears in a message: signs of danger. It may raise a request, never lower one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from weald.engines.triage import RANK
from weald.services.library import content
from weald.services.requests import evidence


@dataclass(frozen=True, slots=True)
class Heard:
    """`signs` are the findings that concern us, by name; `life` says whether one of them belongs to the life-threat table."""

    signs: tuple[str, ...] = ()
    life: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The signs as staff and people read them."""
        return labels(self.signs)


NOTHING = Heard()


def listen(
    text: str,
    *,
    problem: str,
    level: str,
    answers: Mapping[str, Any],
    born: date | None,
    sex: str,
    for_whom: str,
    now: datetime,
) -> Heard:
    """The signs that the words claim, where they belong to the life-threat table, or would make this request more urgent if
    they were so. What the words deny is not heard; what they claim is not yet so: a person asks."""
    known = content.current()
    claimed = known.vocabulary.hear(text).claimed if text.strip() else ()
    life = tuple(name for name in claimed if "" in known.asking.get(name, ()))
    raising = tuple(
        name
        for name in claimed
        if name not in life and answers.get(name) != "yes" and _raises(name, problem, level, answers, born, sex, for_whom, now)
    )  # fmt: skip
    return Heard((*life, *raising), bool(life))


def _raises(
    name: str, problem: str, level: str, answers: Mapping[str, Any], born: date | None, sex: str, for_whom: str, now: datetime
) -> bool:  # fmt: skip
    said = evidence.assess(
        born=born, sex=sex, for_whom=for_whom, problem=problem, words="", answers={**answers, name: "yes"}, now=now
    )  # fmt: skip
    return said.decision is not None and RANK[said.decision.level] < RANK[level]


def about_life(signs: tuple[str, ...]) -> bool:
    """Whether one of these signs belongs to the life-threat table."""
    asking = content.current().asking
    return any("" in asking.get(name, ()) for name in signs)


def labels(signs: tuple[str, ...]) -> tuple[str, ...]:
    """Signs in words; one that the content on duty no longer knows is left out."""
    found = content.current().findings
    return tuple(found[name].label for name in signs if name in found)
