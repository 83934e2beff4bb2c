"""What a request must meet, and which others it is about again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A request about the same, before or after this one."""

    id: UUID
    reference: str
    sent_at: datetime
    problem: str
    problem_name: str
    level: str
    within: str
    state: str
    owner_name: str
    again: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """The how manieth contact this is, what is said of it, what must be met (`recorded`: what the person's record has, as
    far as the actor may see it), and `linked`: oldest first."""

    contact: int
    again: str
    needs: tuple[str, ...]
    recorded: frozenset[str]
    language: str
    linked: tuple[LinkedRow, ...]


_OWN = """
select r.contact, r.again, r.needs, array(select n.need from people_need n where n.person = r.person and n.until is null),
    r.language
from requests_request r where r.id = %s
"""
_LINKED = """
with recursive thread as (
    select id, follows from requests_request where id = %s
    union
    select r.id, r.follows from requests_request r join thread t on r.id = t.follows or r.follows = t.id
)
select r.id, r.reference, r.sent_at, r.problem, r.problem_name, r.level, r.within, r.state, r.owner_name, r.again
from thread t join requests_request r on r.id = t.id where r.id <> %s order by r.sent_at, r.id limit 20
"""


def contact(request: UUID) -> ContactRow:
    """Of a request that the actor may see, as much of the others as they may see."""
    number, again, needs, recorded, language = query(_OWN, [request])[0]
    linked = tuple(LinkedRow(*row) for row in query(_LINKED, [request, request]))
    return ContactRow(number, again, tuple(needs), frozenset(recorded), language, linked)


def recent_contacts(person: UUID, now: datetime) -> int:
    """How many requests this person sent in the seven days before; a number only, which the front door may know."""
    return int(query("select requests_recent_contacts(%s, %s)", [person, now])[0][0])


def said_needs(request: str, person: UUID) -> tuple[tuple[str, ...], str]:
    """What was said on one request of this person, and the language; nothing where there is no such request."""
    rows = query(
        "select needs, language from requests_request where id::text = %s and person = %s", [request, person]
    )
    return (tuple(rows[0][0]), rows[0][1]) if rows else ((), "")
