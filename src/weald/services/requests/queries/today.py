"""The day of a practice in numbers, for its manager. Each reads one index once; no row of a person leaves the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from weald.foundation.access import actor, query
from weald.foundation.ui.wording import midnight, next_midnight, wall
from weald.services.requests.queries.queue import OPEN

WEEKS = 4
"""Weeks back whose same weekdays say what is usual."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many asked for help: today by (hour in London, channel), what is usual by hour, and of how many days that is
    the mean (0: nothing is known)."""

    today: Mapping[tuple[int, str], int]
    usual: Mapping[int, float]
    days: int


@dataclass(frozen=True, slots=True)
class Owed:
    """Of one list, how many are owed an answer: by when it is due (each in one of the five), and what they asked for."""

    kind: str
    overdue: int
    hour: int
    four_hours: int
    later_today: int
    later: int
    free: int
    message: int
    another_time: int
    pharmacy: int
    call: int


_DEMAND = """
with day as (select * from unnest(%(days)s::date[], %(since)s::timestamptz[], %(until)s::timestamptz[]) d (day, since, until))
select day.day, extract(hour from r.sent_at at time zone 'Europe/London')::int, r.channel, count(*)
from day join requests_request r on r.organisation = %(party)s and r.sent_at >= day.since and r.sent_at < day.until
group by 1, 2, 3
"""

_WAITING = f"""
{OPEN}
select kind,
    count(*) filter (where due_at < %(now)s),
    count(*) filter (where due_at >= %(now)s and due_at <= %(now)s + interval '1 hour'),
    count(*) filter (where due_at > %(now)s + interval '1 hour' and due_at <= %(now)s + interval '4 hours'),
    count(*) filter (where due_at > %(now)s + interval '4 hours' and due_at < %(midnight)s),
    count(*) filter (where due_at > %(now)s + interval '4 hours' and due_at >= %(midnight)s),
    count(*) filter (where owner is null),
    count(*) filter (where wants = 'message'),
    count(*) filter (where wants = 'another_time'),
    count(*) filter (where wants = 'pharmacy'),
    count(*) filter (where wants = 'call')
from open where owed group by kind
"""


def demand(now: datetime) -> Arrivals:
    """Who asked for help at the actor's practice today, hour by hour, and on the same weekday of the last four weeks.
    Days on which nobody asked are left out of what is usual: the practice was closed, or not here yet."""
    today = wall(now).date()
    days = [today - timedelta(days=7 * week) for week in range(WEEKS + 1)]
    rows = query(
        _DEMAND,
        {
            "days": days, "since": [midnight(day) for day in days],
            "until": [midnight(day + timedelta(days=1)) for day in days], "party": actor().party,
        },
    )  # fmt: skip
    before = {day for day, *_ in rows if day != today}
    usual: dict[int, float] = {}
    for day, hour, _, count in rows:
        if day != today:
            usual[hour] = usual.get(hour, 0) + count / len(before)
    return Arrivals(
        {(hour, channel): count for day, hour, channel, count in rows if day == today}, usual, len(before)
    )


def waiting(now: datetime) -> dict[str, Owed]:
    """What the actor's practice owes now, by list: clinical and administrative."""
    values = {
        "party": actor().party,
        "now": now,
        "midnight": next_midnight(now),
    }
    found = {row[0]: Owed(*row) for row in query(_WAITING, values)}
    none = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    return {kind: found.get(kind, Owed(kind, *none)) for kind in ("clinical", "administrative")}
