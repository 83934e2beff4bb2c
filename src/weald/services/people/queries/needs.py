"""What a person needs now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need that holds, since when, and who wrote it down."""

    need: str
    language: str
    note: str
    since: datetime
    by: str


def needs_of(person: UUID) -> tuple[NeedRow, ...]:
    """What a person needs whom the actor may see, longest known first."""
    rows = query(
        "select need, language, note, since, by from people_need where person = %s and until is null order by since, id",
        [person],
    )
    return tuple(NeedRow(*row) for row in rows)


def to_meet(person: UUID) -> tuple[tuple[str, ...], str]:
    """What a request of this person must meet, and the language: for a request that is being sent, by whoever sends it.

    It is written on the request for those who serve; it is never shown to the one who sent it.
    """
    rows = query("select need, language from people_needs_of(%s)", [person])
    return tuple(row[0] for row in rows), next((row[1] for row in rows if row[1]), "")
