"""The history of a request, as staff read it: its lines and its decisions."""

from datetime import datetime
from typing import NamedTuple

from weald.foundation.ui.wording import (
    when,
)
from weald.services.requests.presenters.staff.words import (
    decision_words,
    entry_words,
)
from weald.services.requests.queries.care import DecisionRow, EntryRow

CLINICAL_LINES = frozenset({"confirmed", "changed", "reply", "resolved", "treated", "returned", "escalated"})
"""Kinds of lines whose words to the person only those read who may read clinical details."""


class Event(NamedTuple):
    """One line of the history. `told` was read by the person, `note` only by staff."""

    at: str
    what: str
    by: str
    told: str
    note: str


class Decided(NamedTuple):
    """An earlier or present decision."""

    what: str
    by: str
    text: str
    reason: str
    holds: bool


def decided(one: DecisionRow, holds: bool) -> Decided:
    """A decision by its level and service, and who or which rule made it."""
    by = one.by if not one.rule else f"{one.by} ({one.rule})"
    return Decided(decision_words(one.level, one.service, one.within), by, one.text, one.reason, holds)


def event(one: EntryRow, reads: bool, now: datetime) -> Event:
    """A line for a reader who `reads` clinical details, or does not."""
    note = one.note if reads or one.kind in {"call", "handed_over", "cancelled", "contact"} else ""
    told = one.told if reads or one.kind not in CLINICAL_LINES else ""
    return Event(when(one.at, now), entry_words(one.kind), one.by, told, note)
