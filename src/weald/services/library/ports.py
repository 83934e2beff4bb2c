"""What this room asks of a room above: the notes that clinicians left at rules while they worked on requests, and what other
content would have decided about those requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from weald.engines.triage import Content

READ_NOTES = "requests.read_clinical"
"""The verb of those who may read the notes: they speak of requests."""


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A clinician disagreed with a rule. `reference` is empty where the reader may not see the request; `level` is what they
    would have decided, if they said so; `answer` closes the note; `href` leads to where it is answered."""

    rule: str
    release: str
    by: str
    at: datetime
    note: str
    level: str
    reference: str
    request_href: str
    answer: str
    answered_by: str
    effect: str
    href: str


class Notes(Protocol):
    """Where the notes are kept."""

    def of(self, problem: str, *, tried: bool) -> tuple[RuleNote, ...]:
        """The notes about the rules of a problem that the actor may read, open ones first; `common` for those of the
        life-threat table and the modifiers. `tried` asks what the change that each wants would have done."""

    def open_count(self) -> int:
        """How many notes that the actor may read wait for an answer."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a draft would have done to the requests of the last weeks: a sentence, and those that would have moved, each as
    its reference, where it is read, and what would have become of it."""

    summary: str
    moved: tuple[tuple[str, str, str], ...]


class Replays(Protocol):
    """Where the requests are."""

    def tried(self, problem: str, before: Content, draft: Content) -> Tried | None:
        """The draft tried on the requests of the actor's practice about this problem; None for who may not read them."""


class _NoNotes:
    def of(self, problem: str, *, tried: bool) -> tuple[RuleNote, ...]:
        return ()

    def open_count(self) -> int:
        return 0


class _NoReplays:
    def tried(self, problem: str, before: Content, draft: Content) -> Tried | None:
        return None


_bound: Notes = _NoNotes()
_replays: Replays = _NoReplays()


def bind(notes: Notes, replays: Replays) -> None:
    """Name the places of the notes and of the requests; the roof does it once, in every process."""
    global _bound, _replays
    _bound, _replays = notes, replays


def notes() -> Notes:
    """Where the notes are."""
    return _bound


def replays() -> Replays:
    """Where the requests are."""
    return _replays
