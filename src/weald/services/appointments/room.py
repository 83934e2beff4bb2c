"""What is free for many people at once, for every practice, by the conditions of the search for one person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from weald.foundation.access import query
from weald.services.appointments.models import MODES, OPEN_LISTS
from weald.services.appointments.queries import LONGEST_SESSION
from weald.services.appointments.search import NEEDS, NEEDS_JOIN, OPEN, who_and_what

type Windows = tuple[datetime, datetime, datetime]
"""Until when times are counted, soonest first."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose times these are: urgent people are given what is kept for today; who needs double time or no steps."""

    urgent: bool = False
    double: bool = False
    step_free: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What is given at all: the kinds that people book themselves and the lists that staff give places on; of services that
    only some of a role give, by whom; and of which categories nothing is offered."""

    kinds: tuple[str, ...]
    skilled: Mapping[str, Collection[UUID]]
    besides: Collection[str]

    def values(self, now: datetime) -> dict[str, Any]:
        """As the conditions ask."""
        return {
            "kinds": [*self.kinds, *OPEN_LISTS], "now": now, "reach": now - LONGEST_SESSION,
            **who_and_what(self.skilled, self.besides),
        }  # fmt: skip


# A list has room until it ends, whenever it began.
_AHEAD = """s.starts_at > %(reach)s and (s.starts_at > %(now)s or s.kind <> 'slot' and s.ends_at > %(now)s)"""
_EARLIEST = f"""
select way.organisation, way.service, way.mode, first.starts_at
from unnest(%(organisations)s::uuid[], %(services)s::text[], %(modes)s::text[]) as way (organisation, service, mode),
lateral (
    select greatest(s.starts_at, %(now)s) as starts_at from appointments_slot s {{join}}
    where s.organisation = way.organisation and s.service = way.service and s.mode = way.mode
      and {_AHEAD} and {OPEN} {{needs}}
    order by s.starts_at limit 1
) first
"""
_COUNT = f"""
select s.organisation, s.service, coalesce(sum(s.capacity - s.taken) filter (where s.kept_until > %(now)s), 0),
    coalesce(sum(s.capacity - s.taken) filter (where free and s.starts_at <= way.first), 0),
    coalesce(sum(s.capacity - s.taken) filter (where free and s.starts_at <= way.second), 0),
    coalesce(sum(s.capacity - s.taken) filter (where free), 0)
from unnest(%(organisations)s::uuid[], %(services)s::text[], %(firsts)s::timestamptz[], %(seconds)s::timestamptz[],
    %(thirds)s::timestamptz[]) as way (organisation, service, first, second, third)
join appointments_slot s on s.organisation = way.organisation and s.service = way.service and s.mode = any(%(modes)s)
cross join lateral (select s.kept_until is null or s.kept_until <= %(now)s as free) is_
where {_AHEAD} and s.starts_at <= case when free then way.third else way.first end and {OPEN}
group by 1, 2
"""


def earliest(
    ways: Iterable[tuple[UUID, str, str]], terms: Terms, given: Given, now: datetime
) -> dict[tuple[UUID, str, str], datetime]:
    """From when something is free, of each organisation, service and mode; what has nothing is left out. One query."""
    wanted = list(ways)
    for_needs = terms.double or terms.step_free
    sql = _EARLIEST.format(join=NEEDS_JOIN if for_needs else "", needs=NEEDS if for_needs else "")
    values = given.values(now) | {
        "organisations": [one[0] for one in wanted], "services": [one[1] for one in wanted],
        "modes": [one[2] for one in wanted], "urgent": terms.urgent, "double": terms.double, "step_free": terms.step_free,
    }  # fmt: skip
    return {(row[0], row[1], row[2]): row[3] for row in query(sql, values)}


def count(
    windows: Mapping[tuple[UUID, str], Windows], given: Given, now: datetime
) -> dict[tuple[UUID, str], tuple[int, tuple[int, int, int]]]:
    """How much is free of each organisation and service: what is kept and begins within the first window, and what everybody
    may have within each window. One query."""
    values = given.values(now) | {
        "organisations": [organisation for organisation, _ in windows], "services": [service for _, service in windows],
        **{name: [one[turn] for one in windows.values()] for turn, name in enumerate(("firsts", "seconds", "thirds"))},
        "modes": list(MODES), "urgent": True,
    }  # fmt: skip
    return {
        (row[0], row[1]): (int(row[2]), (int(row[3]), int(row[4]), int(row[5])))
        for row in query(_COUNT, values)
    }
