"""The person asks for a pharmacy because no time is free soon enough. Nothing is referred by that: staff check it, as always."""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query, record
from weald.foundation.refusal import Refused
from weald.services.requests.actions.booking import CLOSED
from weald.services.requests.actions.stories import OF_CHANGED
from weald.services.requests.marks import UNANSWERED
from weald.services.requests.queries.pharmacies import could_help, written

KIND = "asks_pharmacy"

# What may be an emergency, and a message that waits for an answer, come first; a key that was used before adds no line.
_ASK = f"""
with changed as (
    update requests_request set version = version + 1,
        wants = case when {UNANSWERED} then wants else 'pharmacy' end
    where id = %(request)s and state in ('waiting', 'confirmed') returning id, organisation
), told as ({OF_CHANGED}) select 1 from changed"""


def ask_for(*, request: UUID, to: UUID, key: str, now: datetime) -> None:
    """Ask the practice to refer this request to the pharmacy `to`. It keeps its place and its due time, and a time can still
    be booked. Raises Refused where a pharmacy is not for it, or this is not one of those that could help."""
    chosen = next((one.place for one in could_help(request, now) if one.place.id == to), None)
    if chosen is None:
        raise Refused("That pharmacy cannot be asked any more. Choose from what is shown.")
    who = actor()
    changed = query(
        _ASK,
        {
            "request": request, "now": now, "by": who.name, "identity": who.identity, "kind": KIND,
            "told": f"You asked for {chosen.name}. Your practice will check that it is right for you, and ask them.",
            "note": written(chosen), "key": f"{KIND}:{request}:{key}",
        },
    )  # fmt: skip
    if not changed:  # somebody closed it since it was read
        raise Refused(CLOSED)
    record("requests.ask_for_pharmacy", [request])
