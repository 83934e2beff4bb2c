"""Where a request is reached, and which open requests of a person are reached at the number or email that is kept of them."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query
from weald.services.requests.queries.care import OtherRow


@dataclass(frozen=True, slots=True)
class ReachedRow:
    """One open request, and what lies ahead of it. `kept` says that it uses the number or email on the record."""

    asked: OtherRow
    kept: bool
    phone: str
    email: str
    starts_at: datetime | None
    messages: int
    asks_again_at: datetime | None


_NOW = "select contact_by, phone, email from requests_request where id = %s for key share"


def reached_now(request: UUID, before: tuple[str, str, str]) -> tuple[str, str, str]:
    """How and where the request is reached (way, phone, email), for a notice that is written in this transaction: nobody changes it
    before that is committed, and so whoever changes it then finds the notice. What was read `before` where it cannot be seen."""
    rows = query(_NOW, [request])
    return rows[0] if rows else before


_OPEN = f"""
select {", ".join(f"r.{one.name}" for one in fields(OtherRow))},
    r.phone <> '' and r.phone = p.phone or r.email <> '' and lower(r.email) = lower(p.email), r.phone, r.email,
    (select min(a.starts_at) from appointments_appointment a
        where a.request_id = r.id and a.state = 'booked' and a.starts_at > %(now)s),
    (select count(*) from messages_notification n where n.request_id = r.id and n.sent_at is null and n.failed_at is null
        and n.withdrawn_at is null),
    (select min(b.due_at) from messages_callback b where b.request_id = r.id and b.state = 'waiting' and b.appointment is null)
from requests_request r join people_person p on p.id = r.person
where r.person = %(person)s and r.organisation = p.organisation and r.closed_at is null
order by r.sent_at desc limit 50
"""


def reached(person: UUID, now: datetime) -> tuple[ReachedRow, ...]:
    """The open requests that a person has with the practice where they are registered, newest first."""
    width = len(fields(OtherRow))
    rows = query(_OPEN, {"person": person, "now": now})
    return tuple(ReachedRow(OtherRow(*row[:width]), *row[width:]) for row in rows)
