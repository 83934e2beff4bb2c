"""What open requests of a person must meet, when their record says something else than before."""

from weald.foundation.access import actor, query
from weald.services.people import queries as people
from weald.services.people.events import NeedsChanged
from weald.services.people.needs import known, needs_words

_OPEN = """
select id, needs, needs_on_record, language from requests_request where person = %s and state <> 'closed' for update
"""
_CHANGE = """
with changed as (
    update requests_request set needs = %(needs)s, needs_on_record = %(on_record)s, language = %(language)s,
        version = version + 1
    where id = %(request)s returning id, organisation
)
insert into requests_entry (organisation, request_id, by, identity, kind, told, note, key)
select organisation, id, %(by)s, %(identity)s, 'needs', '', %(note)s, %(key)s from changed on conflict (key) do nothing
"""


def needs_changed(event: NeedsChanged) -> None:
    """Write on every open request what must be met now; what was said on its own form stays."""
    now_needed = people.needs_of(event.person)
    on_record = {one.need for one in now_needed}
    spoken = next((one.language for one in now_needed if one.need == "interpreter"), "")
    for request, needs, before, language in query(_OPEN, [event.person]):
        said = set(needs) - set(before or ())
        wanted = known(said | on_record)
        speaks = (spoken or language) if "interpreter" in wanted else ""
        if (list(wanted), speaks) == (list(known(needs)), language):
            continue
        words = "; ".join(needs_words(wanted, speaks)) or "nothing"
        values = {
            "request": request, "needs": list(wanted), "on_record": sorted(on_record - said) or None, "language": speaks,
            "by": actor().name, "identity": actor().identity, "key": f"needs:{request}:{event.key}",
            "note": f"Must be met now: {words}. Look whether an appointment that is booked is still right.",
        }  # fmt: skip
        query(_CHANGE, values)
