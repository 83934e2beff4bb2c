"""What may be known of requests whose record is restricted, by staff who are not cleared for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query, restriction


@dataclass(frozen=True, slots=True)
class Restricted:
    """How many requests of restricted records are owed an answer, and who is cleared for one."""

    owed: int
    cleared: tuple[str, ...]


def restricted_owed(*, until: datetime, now: datetime) -> Restricted:
    """Requests on the worklist of the actor's organisation that are due by `until` and kept from the actor: they stand in
    no list of theirs, and still somebody waits."""
    rows = query("select owed, cleared from requests_restricted_owed(%s, %s)", [until, now])
    return Restricted(rows[0][0], tuple(rows[0][1])) if rows else Restricted(0, ())


def whom_to_ask(request: UUID) -> str:
    """What staff are told of a request that only its restriction keeps from them; nothing where it is not so."""
    person = query("select requests_restricted_person(%s)", [request])[0][0]
    return restriction.whom_to_ask(person) if person else ""


def read_in_emergency(case: UUID) -> tuple[tuple[datetime, str], ...]:
    """When and by which verb whoever opened a record in an emergency read or changed it."""
    rows = query("select at, verb from requests_read_in_emergency(%s)", [case])
    return tuple((at, verb) for at, verb in rows)
