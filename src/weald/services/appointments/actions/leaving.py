"""When somebody gives care no longer, nobody may be left booked with them."""

from weald.foundation.access import query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import plural
from weald.services.directory.events import CareEnds

_AHEAD = """
select count(distinct s.id), coalesce(sum(slot.taken), 0)::int
from appointments_session s left join appointments_slot slot on slot.session_id = s.id and slot.ends_at > %(at)s
where s.professional = %(professional)s and s.organisation = %(organisation)s
    and (%(service)s = '' or s.service = %(service)s) and s.cancelled_at is null and s.ends_at > %(at)s
"""


def care_ends(event: CareEnds) -> None:
    """Refuse while they have published sessions ahead: those are taken out first, with everybody in them moved. Their lines
    of the template go."""
    values = {
        "professional": event.professional, "organisation": event.organisation, "service": event.service, "at": event.at,
    }  # fmt: skip
    sessions, booked = query(_AHEAD, values)[0]
    if sessions:
        raise Refused(
            f"They have {plural(sessions, 'session')} ahead, with {plural(booked, 'person', 'people')} booked. Open “See who"
            " is booked with them” first: there everybody is moved and the sessions end in the same step."
        )
    query(
        "delete from appointments_weeklysession where professional = %(professional)s"
        " and organisation = %(organisation)s and (%(service)s = '' or service = %(service)s)",
        values,
    )
