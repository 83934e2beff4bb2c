"""Who may add photos and files to which request: content/policies/attachments.yaml, and the sentences that say so."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

import msgspec

from weald.foundation.ui.language import _
from weald.services.library import content
from weald.services.library.policies import POLICIES
from weald.services.people import ages


class _Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    status: str
    reviewer: str
    adult_from: int
    problems: tuple[str, ...]
    tags: tuple[str, ...]
    words: tuple[str, ...]
    sources: tuple[dict[str, str], ...]


@cache
def policy() -> _Policy:
    """The policy on duty."""
    return msgspec.yaml.decode((POLICIES / "attachments.yaml").read_bytes(), type=_Policy)


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether files may be added, and the sentence that says why, or on what condition. `never` is for good."""

    allowed: bool
    never: bool
    sentence: str


def rule(*, problem: str, words: str, born: date | None, today: date, asked: bool) -> Rule:
    """What holds for a request: `words` is what its person wrote, `asked` whether a clinician asked for a photo.

    Where the date of birth is not known, nobody can say that this is an adult: it counts as under 18.
    """
    if not _intimate(problem, words):
        return Rule(
            True,
            False,
            _("Do not send photos of breasts, genitals or your bottom, unless a clinician asks for one here. Never send"
              " such a photo of anybody under 18."),
        )  # fmt: skip
    if born is None or ages.years(born, today) < policy().adult_from:
        return Rule(
            False,
            True,
            _("You cannot send photos or files here. This request may be about an intimate part of the body, and nobody may"
              " send such photos of somebody under 18. We can look when we see you."),
        )  # fmt: skip
    if not asked:
        return Rule(
            False,
            False,
            _("You cannot send photos or files here yet. This request may be about an intimate part of the body. A clinician"
              " has to ask you for a photo first. You can always choose to be seen instead."),
        )  # fmt: skip
    return Rule(
        True,
        False,
        _("A clinician asked you for a photo. You do not have to send one: you can be seen instead. Only send a photo of"
          " yourself. Never send such a photo of anybody under 18."),
    )  # fmt: skip


class About(Protocol):
    """What of a request decides about photos."""

    @property
    def problem(self) -> str:
        """Its problem, or nothing."""

    @property
    def words(self) -> str:
        """What its person wrote when they sent it."""

    @property
    def birth_date(self) -> date | None:
        """Theirs, where it is known."""


def may_ask(request: About, written: str, today: date) -> bool:
    """Whether staff may ask for a photo at all; `written` is what was written since, by the person and in the asking."""
    stated = rule(
        problem=request.problem, words=f"{request.words} {written}", born=request.birth_date, today=today, asked=True
    )  # fmt: skip
    return not stated.never


def _intimate(problem: str, words: str) -> bool:
    on_duty, pathway = policy(), content.current().problems.get(problem)
    if problem in on_duty.problems or (pathway is not None and set(on_duty.tags) & set(pathway.tags)):
        return True
    return bool(_words().search(words))


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, policy().words))})\b", re.IGNORECASE)
