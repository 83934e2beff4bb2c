"""Times that could take the place of those that are withdrawn, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query

MOST = 4000
"""Times that are looked at: two weeks of a large neighbourhood."""


@dataclass(frozen=True, slots=True)
class Other:
    """A free time. `second` is the free slot that follows it (for double time), `kept` whether it, or that one, is kept for
    requests decided `today`, `crowded` whether its session has reached its safe number of contacts."""

    slot: UUID
    session: UUID
    organisation: UUID
    professional: UUID
    professional_name: str
    service: str
    kind: str
    mode: str
    starts_at: datetime
    ends_at: datetime
    room: int
    clinic: str
    kept: bool
    step_free: bool
    second: UUID | None
    second_kept: bool
    crowded: bool


_OTHERS = """
select s.id, s.session_id, s.organisation, s.professional, s.professional_name, s.service, s.kind, s.mode, s.starts_at,
    s.ends_at, s.capacity - s.taken, s.clinic, coalesce(s.kept_until > %(now)s, false), coalesce(site.step_free, false),
    after.id, coalesce(after.kept_until > %(now)s, false), held.crowded_at is not null
from appointments_slot s
join appointments_session held on held.id = s.session_id
left join directory_premises site on site.id = held.premises
left join appointments_slot after on s.kind = 'slot' and after.session_id = s.session_id and after.starts_at = s.ends_at
    and after.taken < after.capacity
where s.organisation = any(%(organisations)s) and s.service = any(%(services)s) and s.taken < s.capacity
    and s.starts_at < %(until)s and s.ends_at > %(now)s and (s.starts_at > %(now)s or s.kind <> 'slot')
    and s.starts_at > %(now)s - interval '12 hours'
order by s.starts_at, s.professional_name, s.id limit %(most)s
"""


def others(
    organisations: Iterable[UUID], services: Iterable[str], now: datetime, until: datetime
) -> list[Other]:
    """What is free in these organisations for these services from `now` to `until`, clinics and kept times too, soonest first."""
    values = {
        "organisations": list(organisations), "services": list(services), "now": now, "until": until, "most": MOST,
    }  # fmt: skip
    return [Other(*row) for row in query(_OTHERS, values)]
