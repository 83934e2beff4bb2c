"""What of a request is hidden from everybody who acts for the person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query
from weald.services.people.queries import family


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the story that the person reads, or one message: its number or identifier, when, and of what kind."""

    name: str
    at: datetime
    kind: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Hiding:
    """Whether the whole request is hidden, its pieces, who acts for the person, and whether its address belongs to somebody who acts: then no
    notice of what is hidden goes out."""

    whole: bool
    pieces: tuple[Piece, ...]
    names: tuple[str, ...]
    reaches_proxy: bool


_PIECES = """
select e.id::text, e.at, e.kind, exists (select 1 from requests_concealed c where c.entry = e.id)
from requests_entry e where e.request_id = %(request)s and e.told <> ''
union all
select m.id::text, m.at, 'message', exists (select 1 from requests_concealed c where c.message = m.id)
from messages_message m where m.request_id = %(request)s
order by 2
"""


def hiding(request: UUID, person: UUID | None, phone: str, email: str) -> Hiding:
    """What staff need to know before they hide or show something."""
    whole = bool(query("select 1 from requests_request where id = %s and hidden", [request]))
    pieces = tuple(Piece(*row) for row in query(_PIECES, {"request": request}))
    acting = [one.proxy_name for one in family.proxies_of(person) if one.ended_at is None] if person else []
    return Hiding(whole, pieces, tuple(acting), family.reaches_proxy(person, phone, email))
