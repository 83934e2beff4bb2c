"""What a practice was asked for, and what today will ask for: counts only, no row of a person leaves the database."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from weald.engines import forecast, matching
from weald.engines.forecast import Calendar, Expected, Forecast
from weald.engines.forecast.day import WEEKS
from weald.foundation.access import query
from weald.foundation.ui.wording import midnight, wall
from weald.services.directory.queries import Practice
from weald.services.library import policies

# Every request that was decided `today`, by whomever; what was life-threatening went elsewhere and needs no time here.
_HISTORY = """
select (sent_at at time zone 'Europe/London')::date, extract(hour from sent_at at time zone 'Europe/London')::int, service, count(*)
from requests_request
where organisation = %(organisation)s and sent_at >= %(since)s and sent_at < %(until)s and level = 'today' and kind = 'clinical'
group by 1, 2, 3
"""
# The practice's first day with Weald: before it nothing is known, after it a day without a request is a day of none.
_FIRST = "select min(sent_at at time zone 'Europe/London')::date from requests_request where organisation = %s and sent_at >= %s"
# Nobody asks a hub itself. What reaches it, from the practices around it, are those who are booked there for the same day.
_REACHED = """
select (booked_at at time zone 'Europe/London')::date, extract(hour from booked_at at time zone 'Europe/London')::int, service,
    count(*)
from appointments_appointment
where organisation = %(organisation)s and starts_at >= %(since)s and starts_at < %(until)s and state <> 'cancelled'
  and (booked_at at time zone 'Europe/London')::date = (starts_at at time zone 'Europe/London')::date
group by 1, 2, 3
"""
_FIRST_REACHED = (
    "select min(starts_at at time zone 'Europe/London')::date from appointments_appointment"
    " where organisation = %s and starts_at >= %s"
)
_OPEN = """
select service, count(*) from requests_request
where organisation = %(organisation)s and state in ('waiting', 'confirmed') and kind = 'clinical' and level = 'today' group by 1
"""
# A list on which staff give places has room until it ends: while it runs it is counted in the present hour.
_CAPACITY = """
select service, extract(hour from case when kind <> 'slot' and starts_at <= %(now)s and ends_at > %(now)s then %(now)s else starts_at
        end at time zone 'Europe/London')::int,
    sum(greatest(capacity, taken)),
    sum(capacity - taken) filter (where free),
    sum(capacity - taken) filter (where free and kept_until > %(now)s),
    sum(capacity) filter (where kept_until is not null),
    sum(capacity - taken) filter (where free and kind <> 'slot')
from appointments_slot
cross join lateral (select taken < capacity and case kind when 'slot' then starts_at else ends_at end > %(now)s as free) is_
where organisation = %(organisation)s and starts_at >= %(morning)s and starts_at < %(midnight)s and clinic = ''
  and category <> all(%(besides)s) and capacity > 0
group by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Hour:
    """What there is in one hour of the clock: places in all, those free to come, of these those kept for today; how many were
    kept when the day began or since; and how many of those free are on lists, where staff give places."""

    places: int
    free: int
    kept: int
    stated: int
    listed: int = 0

    def __add__(self, other: "Hour") -> "Hour":
        return Hour(
            self.places + other.places, self.free + other.free, self.kept + other.kept, self.stated + other.stated,
            self.listed + other.listed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demand:
    """Today's need for help today: what was expected, what came so far by hour, what the rest of the day will bring, who
    still waits, and what there is for them by hour. Of all services, or of one."""

    day: date
    expected: Forecast | None
    arrived: Mapping[int, int]
    rest: Expected | None
    waiting: int
    hours: Mapping[int, Hour]


def is_hub(practice: Practice) -> bool:
    """Whether it has no requests of its own: people reach it by being booked there."""
    return practice.kind == "hub"


def by_service(practice: Practice, now: datetime) -> dict[str, Demand]:
    """Today at a practice, for each service that is asked for or has times; `""` is all of them together. At a hub whoever is
    booked there on the day itself takes the place of whoever asks, and nobody waits."""
    today = wall(now).date()
    since = today - timedelta(weeks=WEEKS)
    hub = is_hub(practice)
    counts = _history(practice.id, since, today, _REACHED if hub else _HISTORY)
    first = query(_FIRST_REACHED if hub else _FIRST, [practice.id, midnight(since)])[0][0]
    waiting = {} if hub else dict(query(_OPEN, {"organisation": practice.id}))
    hours = _capacity(practice.id, today, now)
    calendar = Calendar(frozenset(day for day, _, _ in practice.hours.weekly), practice.hours.holidays)
    services = {service for service, _, _ in counts} | set(waiting) | set(hours)
    days = [since + timedelta(days=ahead) for ahead in range((today - since).days)]
    known = [day for day in days if first is not None and day >= first]

    def one(those: set[str]) -> Demand:
        history = {day: [0.0] * 24 for day in known}
        arrived: dict[int, int] = defaultdict(int)
        for (service, day, hour), count in counts.items():
            if service in those and day == today:
                arrived[hour] += count
            elif service in those:
                history[day][hour] += count
        expected = forecast.forecast(today, history, calendar)
        rest = forecast.rest_of_day(expected, now, sum(arrived.values())) if expected else None
        room: dict[int, Hour] = {}
        for service in those:
            for hour, each in hours.get(service, {}).items():
                room[hour] = room.get(hour, Hour(0, 0, 0, 0)) + each
        return Demand(today, expected, dict(arrived), rest, sum(waiting.get(one, 0) for one in those), room)

    return {"": one(services)} | {service: one({service}) for service in sorted(services)}


def needed(practice: Practice, now: datetime) -> dict[str, int]:
    """How many kept times each service will still need today: who waits, and what nine of ten such days bring at most. A
    service of which no earlier day is known is left out: nothing can be said; nor of a hub, whose bookings do not tell who
    needed help today."""
    if is_hub(practice):
        return {}
    found: dict[str, int] = defaultdict(int)
    unknown: set[str] = set()
    demand = by_service(practice, now)
    for service, one in demand.items():
        if not service:
            continue
        first = (matching.services_for(service, policies.matching()) or (service,))[0]
        if one.rest is None:
            unknown.add(first)
        else:
            found[first] += one.waiting + one.rest.high
    return {service: count for service, count in found.items() if service not in unknown}


def _history(organisation: UUID, since: date, today: date, counted: str) -> dict[tuple[str, date, int], int]:
    values = {
        "organisation": organisation, "since": midnight(since), "until": midnight(today + timedelta(days=1)),
    }  # fmt: skip
    return {(service, day, hour): count for day, hour, service, count in query(counted, values)}


def _capacity(organisation: UUID, today: date, now: datetime) -> dict[str, dict[int, Hour]]:
    found: dict[str, dict[int, Hour]] = defaultdict(dict)
    values = {
        "organisation": organisation, "morning": midnight(today), "midnight": midnight(today + timedelta(days=1)), "now": now,
        "besides": list(policies.matching().by_invitation),
    }  # fmt: skip
    for service, hour, *counts in query(_CAPACITY, values):
        found[service][hour] = Hour(*(int(count or 0) for count in counts))
    return found
