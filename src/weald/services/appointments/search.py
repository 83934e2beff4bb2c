"""The search for times to choose from, across many organisations and days: one statement, and never all the slots.

Of each place, service, mode and day the index gives the few earliest free slots; of those, a door of the overflow keeps
as many as a list could show. What costs differently is counted apart, so that a list made of what is found is the same
as one made of everything: the times of a professional whom the person knows, and of sessions that are crowded.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from weald.engines.matching import LONDON, FreeSlot


@dataclass(frozen=True, slots=True)
class Behind:
    """One organisation and what it gives to the person, behind which door of the overflow."""

    organisation: UUID
    service: str
    door: str


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for in [since, until).

    The times of one service behind one door cost the same, wherever they are. `each` and `in_all` are how many of one
    day, place and mode, and of one door, a list can show. `urgent` requests are given what is kept for today. `skilled`
    names, for services that only some of a role give, who does; `besides` the categories of which nothing is offered.
    `known` is whom the person saw last.
    """

    places: Sequence[Behind]
    modes: Collection[str]
    kinds: Sequence[str]
    since: datetime
    until: datetime
    each: int
    in_all: int
    urgent: bool = False
    double: bool = False
    step_free: bool = False
    skilled: Mapping[str, Collection[UUID]] | None = None
    besides: Collection[str] = ()
    known: UUID | None = None


_COLUMNS = (
    "s.id, s.organisation, s.professional, s.professional_name, s.service, s.place, s.kind, s.mode, s.starts_at,"
    " {ends_at} as ends_at, s.capacity - s.taken as room, {second} as second, {step_free} as step_free"
)
_PLAIN = _COLUMNS.format(ends_at="s.ends_at", second="null::uuid", step_free="false")
_FOR_NEEDS = _COLUMNS.format(
    ends_at="coalesce(after.ends_at, s.ends_at)",
    second="after.id",
    step_free="coalesce(site.step_free, false)",
)
NEEDS_JOIN = """
left join appointments_slot after on %(double)s and s.kind = 'slot' and after.session_id = s.session_id
    and after.starts_at = s.ends_at and after.taken < after.capacity
    and (after.kept_until is null or after.kept_until <= %(now)s or %(urgent)s)
join appointments_session held on held.id = s.session_id
left join directory_premises site on site.id = held.premises
"""
NEEDS = """
and (not %(double)s or s.kind <> 'slot' or after.id is not null)
and (not %(step_free)s or s.mode <> 'face_to_face' or s.kind = 'home_visit' or site.step_free)
"""
OPEN = """
s.taken < s.capacity and s.kind = any(%(kinds)s) and s.clinic = ''
and (s.kept_until is null or s.kept_until <= %(now)s or %(urgent)s)
and (s.service <> all(%(skills)s) or s.professional = any(%(skilled)s)) and s.category <> all(%(besides)s)
"""

# The days are moments, so that the index is read from one to the other. A slot of a known professional or of a crowded
# session is left to the parts below, which read those sessions alone.
_SEARCH = """
with way as (
    select * from unnest(%(organisations)s::uuid[], %(services)s::text[], %(doors)s::text[], %(modes)s::text[])
        as t (organisation, service, door, mode)
), crowd as materialized (
    select id from appointments_session
    where organisation in (select organisation from way) and crowded_at is not null
), near as (
    select way.door, 0 as apart, f.*
    from way, unnest(%(mornings)s::timestamptz[], %(midnights)s::timestamptz[]) as day (since, until),
    lateral (
        select {columns} from appointments_slot s {join}
        where s.organisation = way.organisation and s.service = way.service and s.mode = way.mode
          and s.starts_at >= day.since and s.starts_at < day.until and {open} {needs} {apart}
        order by s.starts_at limit %(each)s
    ) f
    {known} {crowded}
), lined_up as (
    select near.*, row_number() over (partition by door, service, mode, apart order by starts_at, id) as place_in_line
    from near
)
select id, organisation, professional, professional_name, service, place, kind, mode, starts_at, ends_at, room, second,
    step_free, apart = 2 as crowded
from lined_up where place_in_line <= %(in_all)s
"""
_OF_SESSIONS = """
union all
select door, {number}, {names} from (
    select way.door, {columns},
        row_number() over (partition by s.organisation, s.service, s.mode, (s.starts_at at time zone 'Europe/London')::date
            order by s.starts_at, s.id) as turn
    from appointments_session on_ join appointments_slot s on s.session_id = on_.id
    join way on way.organisation = s.organisation and way.service = s.service and way.mode = s.mode {join}
    where {sessions} and on_.cancelled_at is null
      and s.starts_at >= %(since)s and s.starts_at < %(until)s and {open} {needs} {apart}
) those where turn <= %(each)s
"""
_NAMES = (
    "id, organisation, professional, professional_name, service, place, kind, mode, starts_at, ends_at, room, second,"
    " step_free"
)
_OF_KNOWN = "on_.professional = %(known)s and tstzrange(on_.starts_at, on_.ends_at) && tstzrange(%(since)s, %(until)s)"
_OF_CROWDED = "on_.id in (select id from crowd)"
_NOT_CROWDED = "and s.session_id <> all(array(select id from crowd))"


def find(search: Search, now: datetime) -> list[FreeSlot]:
    """The free slots from which a short list can be made, in no order; in one query, live."""
    mornings, midnights = _days(search.since, search.until)
    # As one list: the server takes two short lists for less work than three, and keeps its plan.
    ways = [(one, mode) for one in search.places for mode in search.modes]
    values: dict[str, Any] = {
        "organisations": [one.organisation for one, _ in ways], "services": [one.service for one, _ in ways],
        "doors": [one.door for one, _ in ways], "modes": [mode for _, mode in ways], "kinds": list(search.kinds),
        "mornings": mornings, "midnights": midnights, "since": search.since, "until": search.until, "now": now,
        "each": search.each, "in_all": search.in_all, "urgent": search.urgent, "double": search.double,
        "step_free": search.step_free, "known": search.known,
        **who_and_what(search.skilled, search.besides),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_statement(search), values)
        return [FreeSlot(*row) for row in cursor.fetchall()]


def who_and_what(skilled: Mapping[str, Collection[UUID]] | None, besides: Collection[str]) -> dict[str, Any]:
    """Who may give it, and what is not offered, as the conditions ask."""
    return {
        "skills": list(skilled or ()), "skilled": [one for those in (skilled or {}).values() for one in those],
        "besides": list(besides),
    }  # fmt: skip


def _statement(search: Search) -> str:
    for_needs = search.double or search.step_free
    parts = {
        "columns": _FOR_NEEDS if for_needs else _PLAIN, "join": NEEDS_JOIN if for_needs else "",
        "needs": NEEDS if for_needs else "", "open": OPEN,
    }  # fmt: skip
    known = ""
    if search.known:
        known = _OF_SESSIONS.format(number=1, names=_NAMES, sessions=_OF_KNOWN, apart=_NOT_CROWDED, **parts)
    crowded = _OF_SESSIONS.format(number=2, names=_NAMES, sessions=_OF_CROWDED, apart="", **parts)
    not_known = "and s.professional <> %(known)s" if search.known else ""
    return _SEARCH.format(known=known, crowded=crowded, apart=f"{not_known} {_NOT_CROWDED}", **parts)


def _days(since: datetime, until: datetime) -> tuple[list[datetime], list[datetime]]:
    """The London days of [since, until): from when and until when each is looked at."""
    first = since.astimezone(LONDON).date()
    count = (until.astimezone(LONDON).date() - first).days + 1
    bounds = [datetime.combine(first + timedelta(days=ahead), time.min, LONDON) for ahead in range(count + 1)]
    return [max(since, one) for one in bounds[:-1]], [min(until, one) for one in bounds[1:]]
