"""When somebody gives care no longer, nobody may be left booked with them; when a room is not used, no session may be left in it."""

from weald.foundation.access import query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import plural, time_text, wall, weekday_text
from weald.services.directory.events import CareEnds, RoomRests

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


_IN_ROOM = """
select (select count(*) from appointments_session where room = %(room)s and cancelled_at is null and ends_at > %(at)s),
    (select min(starts_at) from appointments_session where room = %(room)s and cancelled_at is null and ends_at > %(at)s),
    (select count(*) from appointments_weeklysession
        where room = %(room)s and (last_day is null or last_day >= (%(at)s at time zone 'Europe/London')::date))
"""


def room_rests(event: RoomRests) -> None:
    """Refuse while sessions are published in it, or lines of the template would be: those need another room first."""
    sessions, first, lines = query(_IN_ROOM, {"room": event.room, "at": event.at})[0]
    if sessions:
        raise Refused(
            f"{plural(sessions, 'session is', 'sessions are')} published in that room, the first on"
            f" {weekday_text(wall(first))} at {time_text(first)}. Give {'it' if sessions == 1 else 'them'} another room first."
        )
    if lines:
        raise Refused(
            f"{plural(lines, 'line', 'lines')} of the template {'is' if lines == 1 else 'are'} held in that room. Take"
            f" {'it' if lines == 1 else 'them'} out and add {'it' if lines == 1 else 'them'} in another room first."
        )
