"""What the desk needs to see of persons and of entries that are not sent yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from weald.foundation.access import query
from weald.services.appointments.queries import AppointmentRow
from weald.services.requests.queries.care import OtherRow

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Unsent:
    """An entry that was begun and not sent."""

    draft: UUID
    begun_at: datetime
    given_name: str
    family_name: str
    birth_date: date | None


# The entries first: what is read off a JSON text is not trusted by row security, which would then look at every person.
_UNSENT = """
with mine as materialized (
    select id, created_at, birth_date, (about ->> 'person')::uuid as person from requests_draft
    where organisation = %s and device_hash = %s and sent_at is null and expires_at > %s
    order by created_at desc limit 9
)
select mine.id, mine.created_at, coalesce(p.given_name, ''), coalesce(p.family_name, ''), mine.birth_date
from mine left join people_person p on p.id = mine.person
order by mine.created_at desc
"""


def unsent(organisation: UUID, desk: bytes, now: datetime) -> tuple[Unsent, ...]:
    """What this member of staff began and did not send, newest first."""
    return tuple(Unsent(*row) for row in query(_UNSENT, [organisation, desk, now]))


_REQUESTS = (
    "select id, reference, sent_at, problem, problem_name, level, state from requests_request"
    " where person = %s and sent_at > %s order by sent_at desc limit 30"
)


def requests_of(person: UUID, now: datetime) -> tuple[OtherRow, ...]:
    """What a person asked in the last year, newest first."""
    return tuple(OtherRow(*row) for row in query(_REQUESTS, [person, now - YEAR]))


_AHEAD = (
    "select id, request_id, organisation, slot_id, state, service, professional, professional_name, place, kind, mode,"
    " starts_at, ends_at, overbooked_why from appointments_appointment"
    " where person = %s and state in ('booked', 'arrived') and ends_at > %s order by starts_at limit 20"
)


def ahead_of(person: UUID, now: datetime) -> tuple[AppointmentRow, ...]:
    """The appointments that a person has ahead, soonest first."""
    return tuple(AppointmentRow(*row) for row in query(_AHEAD, [person, now]))
