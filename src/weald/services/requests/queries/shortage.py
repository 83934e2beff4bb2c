"""For which requests no time is left, of every practice at once; read by the program's own job, never by a page.

First whoever could have none of the free times, by the search that their own page asks, so that staff know it in the minute in
which the person is told. Then, where there are more people than times, whoever comes last. Places on lists that staff give
count as well: while there is one, somebody can be helped.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from weald.engines import matching
from weald.engines.promises import URGENT
from weald.foundation.access import query
from weald.foundation.ui.wording import wall
from weald.services.appointments import room
from weald.services.directory import queries as directory
from weald.services.library import policies
from weald.services.people.needs import DOUBLE
from weald.services.requests.queries.cause import Cause
from weald.services.requests.queries.offers import BY_NO_PHONE, has_times, skilled

type _Places = tuple[tuple[UUID, str], ...]
"""Who could see somebody, in the order of the doors: organisations and professions."""

# What decides what somebody can have, besides how soon they need it.
_TERMS = (
    f"(phone = ''), needs && array['hearing'], needs && array{sorted(DOUBLE)}, needs && array['step_free']"
)
_WAITS = "state in ('waiting', 'confirmed') and kind = 'clinical'"
_WAITING = f"""
select organisation, service, level, {_TERMS}, count(*), min(due_at), max(due_at) from requests_request
where {_WAITS} and level = any(%(levels)s) and service = any(%(services)s) group by 1, 2, 3, 4, 5, 6, 7
"""
# Nothing that they could have begins before their care is due: what their own page finds, and tells them.
_FULL = f"""
select r.id, r.organisation, r.level, r.due_at, r.service
from unnest(%(organisations)s::uuid[], %(services)s::text[], %(levels)s::text[], %(unphoned)s::boolean[], %(hearing)s::boolean[],
    %(twice)s::boolean[], %(step_free)s::boolean[], %(earliest)s::timestamptz[])
    as t (organisation, service, level, unphoned, hearing, twice, step_free, earliest)
join requests_request r using (organisation, service, level)
where r.{_WAITS} and (t.unphoned, t.hearing, t.twice, t.step_free) = ({_TERMS}) and t.earliest > case r.level when 'today' then r.due_at
    else greatest(r.due_at, (select d.at + nullif(d.within, '')::interval from requests_decision d
        where d.request_id = r.id order by d.id desc limit 1)) end
"""
# Of each group those who are due last and came last are the ones for whom nothing is left.
_LAST = """
with short as (select * from unnest(%(organisations)s::uuid[], %(services)s::text[], %(levels)s::text[], %(counts)s::int[])
    as t (organisation, service, level, count)),
waiting as (
    select r.id, r.organisation, r.level, r.due_at, short.count, row_number() over (
        partition by r.organisation, r.service, r.level order by r.due_at desc, r.sent_at desc, r.id desc) as from_the_end
    from short join requests_request r using (organisation, service, level)
    where r.state in ('waiting', 'confirmed') and r.kind = 'clinical' and r.id <> all(%(besides)s)
)
select id, organisation, level, due_at from waiting where from_the_end <= count
"""


@dataclass(frozen=True, slots=True)
class _Alike:
    """People of one organisation and level who wait for the same and can have the same."""

    organisation: UUID
    service: str
    level: str
    unphoned: bool
    hearing: bool
    twice: bool
    step_free: bool
    count: int
    first_due: datetime
    last_due: datetime

    @property
    def modes(self) -> frozenset[str]:
        """How they can be seen."""
        modes = BY_NO_PHONE if self.unphoned else matching.ALL_MODES
        return modes - {"phone"} if self.hearing else modes

    @property
    def terms(self) -> room.Terms:
        """Which of the free times they can have."""
        return room.Terms(self.level in URGENT, self.twice, self.step_free)


def without_a_time(now: datetime) -> list[Cause]:
    """Requests for which no time is left within due time behind any door: for whom nothing fits, and then, where there are more
    people than times, those who come last."""
    bookable = [one for one in policies.matching().services if has_times(one)]
    waiting = [
        _Alike(*row) for row in query(_WAITING, {"levels": list(matching.WINDOWS), "services": bookable})
    ]
    if not waiting:
        return []
    doors = {key: _doors(*key, now) for key in {(one.organisation, one.service) for one in waiting}}
    given = _given({organisation for places in doors.values() for organisation, _ in places})
    full = _full(waiting, doors, given, now)
    return [Cause(row[1], "full", str(row[0]), row[0], row[2], row[3]) for row in full] + _outnumbered(
        waiting, full, doors, given, now
    )


def _full(
    waiting: Iterable[_Alike], doors: Mapping[tuple[UUID, str], _Places], given: room.Given, now: datetime
) -> list[tuple[Any, ...]]:
    """Those for whom nothing is free that they could have."""
    of_terms: dict[room.Terms, set[tuple[UUID, str, str]]] = defaultdict(set)
    for one in waiting:
        of_terms[one.terms] |= _ways(one, doors)
    free = {terms: room.earliest(ways, terms, given, now) for terms, ways in of_terms.items()}
    never = datetime.max.replace(tzinfo=UTC)
    late = []
    for one in waiting:
        earliest = min((free[one.terms].get(way, never) for way in _ways(one, doors)), default=never)
        if earliest > one.first_due:
            late.append((one, earliest))
    if not late:
        return []
    return query(
        _FULL,
        {
            "organisations": [one.organisation for one, _ in late], "services": [one.service for one, _ in late],
            "levels": [one.level for one, _ in late], "unphoned": [one.unphoned for one, _ in late],
            "hearing": [one.hearing for one, _ in late], "twice": [one.twice for one, _ in late],
            "step_free": [one.step_free for one, _ in late], "earliest": [earliest for _, earliest in late],
        },
    )  # fmt: skip


def _outnumbered(
    waiting: Iterable[_Alike],
    full: Iterable[tuple[Any, ...]],
    doors: Mapping[tuple[UUID, str], _Places],
    given: room.Given,
    now: datetime,
) -> list[Cause]:
    """Of all others those who come last where there are more people than times: each time is counted once, for whoever could
    have it."""
    counts: Counter[tuple[UUID, str, str]] = Counter()
    until: dict[tuple[UUID, str], room.Windows] = {}
    for one in waiting:
        counts[one.organisation, one.service, one.level] += one.count
        for place in doors[one.organisation, one.service]:
            until[place] = _longer(until.get(place, (now, now, now)), one, now)
    counts.subtract((organisation, service, level) for _, organisation, level, _, service in full)
    groups = [
        matching.Group(organisation, service, level, number, doors[organisation, service])
        for (organisation, service, level), number in counts.items()
        if number > 0
    ]
    free = room.count(until, given, now)
    short = matching.shortfall(
        groups,
        {place: each for place, (_, each) in free.items()},
        {place: kept for place, (kept, _) in free.items()},
    )
    return _last(short, [row[0] for row in full])


def _longer(until: room.Windows, one: _Alike, now: datetime) -> room.Windows:
    """The windows of a place, as far as these people are due: what is urgent at its due time, else the level's horizon."""
    days = policies.matching().horizon_days
    return (
        max(until[0], one.last_due) if one.level in URGENT else until[0],
        max(until[1], now + timedelta(days=days["soon"])),
        max(until[2], now + timedelta(days=days["routine"])),
    )


def _ways(one: _Alike, doors: Mapping[tuple[UUID, str], _Places]) -> set[tuple[UUID, str, str]]:
    return {(*place, mode) for place in doors[one.organisation, one.service] for mode in one.modes}


def _given(organisations: Iterable[UUID]) -> room.Given:
    policy = policies.matching()
    skills = directory.skills_of(organisations)
    return room.Given(policy.self_booked, skilled(policy.skills, skills), policy.by_invitation)


def _last(short: Mapping[tuple[UUID, str, str], int], besides: list[UUID]) -> list[Cause]:
    if not short:
        return []
    keys = list(short)
    rows = query(
        _LAST,
        {
            "organisations": [one[0] for one in keys], "services": [one[1] for one in keys],
            "levels": [one[2] for one in keys], "counts": list(short.values()), "besides": besides,
        },
    )  # fmt: skip
    return [
        Cause(organisation, "full", str(id), id, level, due_at) for id, organisation, level, due_at in rows
    ]


def _doors(organisation: UUID, service: str, now: datetime) -> _Places:
    """Who could see somebody, in the order of the doors."""
    services = matching.services_for(service, policies.matching())
    today = wall(now).date()
    places = [(organisation, one) for one in services]
    places += [(hub.id, one) for hub in directory.hubs(organisation) for one in services]
    for agreed in directory.agreements(organisation):
        places += [(agreed.sees.id, one) for one in services if agreed.holds(today, one)]
    return tuple(dict.fromkeys(places))
