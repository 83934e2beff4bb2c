"""What somebody has filled in so far. One statement a page: this is the busiest read of the front door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from orjson import loads

from weald.foundation.access import query


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as its pages need it; empty texts and None are what was not filled in."""

    id: UUID
    organisation: UUID
    device_hash: bytes
    for_whom: str
    birth_date: date | None
    sex: str
    kind: str
    words: str
    problem: str
    answers: Mapping[str, Any]
    about: Mapping[str, Any]
    expires_at: datetime
    sent_at: datetime | None
    person: UUID | None
    """For whom, where whoever asks signed in; None once somebody else is named."""


COLUMNS = (
    "id, organisation, device_hash, for_whom, birth_date, sex, kind, words, problem, answers, about, expires_at, sent_at,"
    " person"
)
"""The columns of a `DraftRow`, in the order of its fields."""


def draft(identifier: UUID, *, lock: bool = False) -> DraftRow | None:
    """The draft that the actor may see, perhaps locked until their transaction ends; None where there is none."""
    locked = " for update" if lock else ""
    rows = query(f"select {COLUMNS} from requests_draft where id = %s{locked}", [identifier])
    return row_of(rows[0]) if rows else None


def row_of(columns: tuple[Any, ...]) -> DraftRow:
    """A draft, from its `COLUMNS`."""
    row = list(columns)
    row[2] = bytes(row[2])
    row[9:11] = (loads(each) for each in row[9:11])
    return DraftRow(*row)
