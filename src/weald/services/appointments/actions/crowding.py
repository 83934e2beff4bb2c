"""Which sessions have as many contacts as are safe: others are offered before them, and their manager is alarmed.

Nobody is refused: a crowded session costs more in matching, and stays bookable.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weald.foundation.access import query
from weald.foundation.ui.wording import midnight, wall
from weald.services.appointments.models import AWAY
from weald.services.library import policies

NEAR_DAYS = 3
"""How far ahead sessions are counted each minute."""
FAR_MINUTES = 10
"""Every so many minutes they are counted as far ahead as people book: further away they fill slowly."""

# A session has its own limit; a professional's day, wherever they see people, has that of their profession at each place: what is
# over today counts, and sessions at places that set no number. Whichever is reached counts.
_NOTE = """
with limited as materialized (
    select distinct s.professional from appointments_session s
    left join appointments_contactlimit profession on profession.organisation = s.organisation and profession.service = s.service
    where s.ends_at > %(now)s and s.starts_at < %(until)s and s.cancelled_at is null and not (s.kind = any(%(away)s))
      and (s.contact_limit is not null or profession.a_day is not null)
), held as (
    select s.id, s.organisation, s.professional, s.service, s.contact_limit, s.crowded_at, s.ends_at, s.starts_at,
        (select coalesce(sum(one.taken), 0) from appointments_slot one where one.session_id = s.id) as contacts
    from limited join appointments_session s using (professional)
    where s.ends_at > %(morning)s and s.starts_at < %(until)s and s.cancelled_at is null and not (s.kind = any(%(away)s))
), whole_day as (
    select held.*, sum(contacts) over (partition by professional, (starts_at at time zone 'Europe/London')::date) as in_day
    from held
), changed as (
    select one.id, coalesce(contacts >= contact_limit, false) or coalesce(in_day >= profession.a_day, false) as is_crowded
    from whole_day one
    left join appointments_contactlimit profession on profession.organisation = one.organisation and profession.service = one.service
    where one.ends_at > %(now)s
)
update appointments_session s set crowded_at = case when c.is_crowded then %(now)s end
from changed c where s.id = c.id and (s.crowded_at is not null) <> c.is_crowded
returning 1
"""

_OVER = (
    "update appointments_session set crowded_at = null where crowded_at is not null and ends_at <= %(now)s"
)
_CROWDED = """
select s.id, s.organisation, s.professional, s.professional_name, s.service, s.starts_at, s.ends_at, s.crowded_at,
    (select coalesce(sum(one.taken), 0) from appointments_slot one where one.session_id = s.id), s.contact_limit,
    (select coalesce(sum(one.taken), 0) from appointments_session other join appointments_slot one on one.session_id = other.id
     where other.professional = s.professional and other.cancelled_at is null and not (other.kind = any(%(away)s))
       and (other.starts_at at time zone 'Europe/London')::date = (s.starts_at at time zone 'Europe/London')::date), p.a_day
from appointments_session s
left join appointments_contactlimit p on p.organisation = s.organisation and p.service = s.service
where s.crowded_at is not null and s.ends_at > %(now)s and s.cancelled_at is null
order by s.starts_at, s.id
"""


@dataclass(frozen=True, slots=True)
class Crowded:
    """A session that has as many contacts as are safe: `contacts` in it, `limit` of its own; `in_day` on the whole day of its
    professional, wherever, `a_day` of their profession."""

    session: UUID
    organisation: UUID
    professional: UUID
    professional_name: str
    service: str
    starts_at: datetime
    ends_at: datetime
    since: datetime
    contacts: int
    limit: int | None
    in_day: int
    a_day: int | None

    @property
    def by_itself(self) -> bool:
        """Whether it has reached its own limit, not only its day that of the profession."""
        return self.limit is not None and self.contacts >= self.limit


def note_crowded(*, now: datetime) -> list[Crowded]:
    """Mark the sessions as far ahead as people book that have reached a limit, take the mark from those that have not any more or are
    over, and give the marked ones."""
    query(_OVER, {"now": now})
    today = wall(now).date()
    days = max(policies.matching().horizon_days.values()) if now.minute % FAR_MINUTES == 0 else NEAR_DAYS
    values = {
        "now": now,
        "morning": midnight(today),
        "until": midnight(today + timedelta(days=days + 1)),
        "away": list(AWAY),
    }
    query(_NOTE, values)
    return [Crowded(*row) for row in query(_CROWDED, {"now": now, "away": list(AWAY)})]
