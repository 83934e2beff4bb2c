"""What of a request is hidden from everybody who acts for the person."""

from uuid import UUID

from weald.foundation.access import query
from weald.services.people.queries import family


def concealed(request: UUID) -> frozenset[str]:
    """The lines and messages of a request that are hidden, by number or identifier."""
    rows = query(
        "select coalesce(entry::text, message::text) from requests_concealed where request_id = %s", [request]
    )
    return frozenset(row[0] for row in rows)


def is_hidden(request: UUID) -> bool:
    """Whether the whole request is."""
    return bool(query("select 1 from requests_request where id = %s and hidden", [request]))


def cannot_be_told(person: UUID | None, *addresses: str) -> bool:
    """Whether a notice of something hidden would reach somebody who acts for the person: it is kept back."""
    return family.reaches_proxy(person, *addresses)
