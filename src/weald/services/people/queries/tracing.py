"""Whose claim it is: the one question of the front door about stored persons."""

from datetime import date
from uuid import UUID

from weald.foundation.access import query
from weald.services.people import nhs_number


def trace(
    number: str, given: str, family: str, born: date, practice_id: UUID | None
) -> tuple[UUID, UUID] | None:
    """Whose claim this is: the person's identifier and where they are registered, or None.

    Found where the date of birth and family name agree with the NHS number, or, without a number, with the first name
    at their own practice, and with exactly one person. It tells the front door nothing else, and shows nothing stored.
    """
    rows = query(
        "select person, registered from people_trace(%s, %s, %s, %s, %s)",
        [nhs_number.normalise(number), given.strip(), family.strip(), born, practice_id],
    )
    return (rows[0][0], rows[0][1]) if rows else None
