"""What somebody does with their own request after it was sent, besides booking."""

from datetime import datetime
from uuid import UUID

from weald.foundation.access import actor, query, record
from weald.foundation.refusal import Refused
from weald.services.appointments import queries as appointments
from weald.services.requests.actions import booking

# The request and its line of story change together; a key that was used before changes nothing.
_LEAVE = """
with changed as (
    update requests_request set given_name = coalesce(nullif(%(name)s, ''), given_name),
        phone = coalesce(nullif(%(phone)s, ''), phone),
        contact_by = case when %(phone)s = '' then contact_by else 'phone' end, version = version + 1
    where id = %(request)s and state <> 'closed' returning id, organisation
)
insert into requests_entry (organisation, request_id, at, by, kind, told, note)
select organisation, id, %(now)s, %(by)s, 'contact', %(told)s, %(where)s from changed returning 1
"""
_CLOSE = """
with changed as (
    update requests_request set state = 'closed', closed_at = %(now)s, outcome = 'not_needed', owner = null,
        owner_name = '', taken_at = null, version = version + 1
    where id = %(request)s and state <> 'closed' returning id, organisation
)
insert into requests_entry (organisation, request_id, at, by, kind, told, note, key)
select organisation, id, %(now)s, %(by)s, 'closed', 'You told us that you no longer need this.', %(note)s, 'closed:' || id
from changed on conflict (key) do nothing
"""


def leave_contact(*, request: UUID, name: str, phone: str, now: datetime, where: str = "") -> None:
    """Add a name, a number, or `where` they are, to a request that was recorded in an emergency, before anybody was asked for
    them. Where they are stands in the story: they may be there for this hour alone."""
    told = "You told us how to reach you." if name or phone else "You told us where you are."
    values = {
        "request": request, "name": name, "phone": phone, "now": now, "by": actor().name, "told": told, "where": where,
    }  # fmt: skip
    if not query(_LEAVE, values):
        raise Refused("This request is closed. If you still need help, call 999 or 111.")
    record("requests.leave_contact", [request])


def no_longer_needed(*, request: UUID, note: str, now: datetime) -> None:
    """The person closes their own request; an appointment that is ahead is given back first. Closed twice is closed."""
    ahead = appointments.of_request(request)
    if ahead is not None and ahead.state in {"booked", "arrived"}:
        booking.cancel(request=request, now=now, reason="no longer needed")
    query(_CLOSE, {"request": request, "note": note, "now": now, "by": actor().name})
    record("requests.no_longer_needed", [request])
