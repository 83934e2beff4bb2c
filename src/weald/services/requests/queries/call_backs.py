"""Whom staff have to phone: those who are to be asked how they are, and those whom a notice did not reach."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from weald.foundation.access import actor, query


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody to phone. `call_back` is empty for a notice that did not arrive."""

    request: UUID
    call_back: UUID | None
    reference: str
    kind: str
    level: str
    red_flag: bool
    given_name: str
    family_name: str
    birth_date: date | None
    phone: str
    problem: str
    problem_name: str
    needs: tuple[str, ...]
    language: str
    note: str
    due_at: datetime
    next_at: datetime
    tries: int
    closed: bool
    owner: UUID | None
    owner_name: str


_TO_CALL = """
select r.id, c.id, r.reference, r.kind, r.level, r.red_flag, r.given_name, r.family_name, r.birth_date, r.phone, r.problem,
    r.problem_name, r.needs, r.language, c.note, c.due_at, c.next_at, c.tries, r.state = 'closed', r.owner, r.owner_name
from messages_callback c join requests_request r on r.id = c.request_id
where c.organisation = %(party)s and c.state = 'to_call'
union all
select r.id, null, r.reference, r.kind, r.level, r.red_flag, r.given_name, r.family_name, r.birth_date, r.phone, r.problem,
    r.problem_name, r.needs, r.language, '', r.due_at, r.due_at, r.calls_tried, false, r.owner, r.owner_name
from requests_request r where r.holder = %(party)s and r.closed_at is null and r.wants = 'call'
order by 17, 16, 1
limit 200
"""


def to_call() -> tuple[ToCall, ...]:
    """The call list of the actor's organisation, those who are to be phoned first at the top."""
    rows = query(_TO_CALL, {"party": actor().party})
    return tuple(
        ToCall(*row[:12], tuple(row[12]), *row[13:])  # type: ignore[call-arg]  # the columns stand in the order of the fields
        for row in rows
    )
