"""What a request learns of its notices."""

from uuid import UUID

from weald.foundation.access import actor, query, record
from weald.services.messages.events import NotDelivered
from weald.services.requests.actions import phoning

# A request that somebody closed needs nobody to be told any more; what the person asked for is not written over.
_CALL = """
with changed as (
    update requests_request set wants = case when wants = '' then 'call' else wants end, version = version + 1
    where id = %(request)s and state <> 'closed' returning id, organisation
)
insert into requests_entry (organisation, request_id, by, identity, kind, told, note, key)
select organisation, id, %(by)s, null, 'not_delivered', '', %(note)s, %(key)s from changed on conflict (key) do nothing
"""

NOTE = {
    "sms": "A text message to this person could not be delivered. Phone them, or try another address.",
    "email": "An email to this person could not be delivered. Phone them, or try another address.",
    "letter": "A letter to this person could not be sent. Phone them, or try another address.",
}


def not_delivered(event: NotDelivered) -> None:
    """Somebody was not told: put the request back before staff, who call. In the transaction that gave the message up."""
    if phoning.undelivered(event):
        record("requests.not_delivered", [event.request])
        return
    must_be_phoned(request=event.request, note=NOTE[event.by], key=f"not_delivered:{event.key}")


def must_be_phoned(*, request: UUID, note: str, key: str) -> None:
    """Put somebody on the call list whom no message tells what they must know; the same key adds one line."""
    query(_CALL, {"request": request, "by": actor().name, "note": note, "key": key})
    record("requests.not_delivered", [request])
