"""What the alarms are made of, for every practice at once; read by the program's own job, never by a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from weald.engines import matching
from weald.engines.matching.waiting import ends_for_good
from weald.foundation.access import query
from weald.foundation.ui.wording import next_midnight, wall
from weald.services.directory import queries as directory
from weald.services.library import policies
from weald.services.requests.marks import ON_TOP, RETURNS
from weald.services.requests.queries.waiting import open_hours, unasked
from weald.services.requests.words import GO_YOURSELF


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that staff must act on: one of the kinds of alarm, and what it is about."""

    organisation: UUID
    kind: str
    about: str
    request: UUID | None = None
    level: str = ""
    due_at: datetime | None = None
    figures: Mapping[str, Any] | None = None


# Owed as the queue understands it. What is life-threatening is answered once staff have confirmed it; what is urgent and
# booked for later than it is due is as good as late.
_OWED = f"""
select r.id, r.organisation, r.level, r.due_at, ahead.starts_at is not null and ahead.starts_at > r.due_at
from requests_request r
left join appointments_appointment ahead
    on ahead.request_id = r.id and ahead.state in ('booked', 'arrived') and r.state = 'booked'
where r.state <> 'closed' and (
    (r.level = 'now' or {ON_TOP} or r.due_at <= %(now)s + make_interval(mins => case r.level when 'today' then %(today)s
        when 'soon' then %(soon)s when 'routine' then %(routine)s else %(self_care)s end))
    and (r.state <> 'booked' or ahead.ends_at is null or ahead.ends_at <= %(now)s or {RETURNS})
    and not (r.level = 'now' and r.confirmed_at is not null and r.wants = '')
    or r.level in ('now', 'today') and ahead.starts_at > r.due_at
)
"""


def owed_soon(now: datetime) -> list[Cause]:
    """Requests that are late, will be soon, or whose time lies after they are due."""
    minutes = policies.matching().alarms.before_minutes
    return [
        Cause(organisation, "due", str(id), id, level, due_at, {"booked_later": booked_later})
        for id, organisation, level, due_at, booked_later in query(_OWED, {"now": now, **minutes})
    ]


_WAITING = """
select organisation, service, level, count(*) from requests_request
where state in ('waiting', 'confirmed') and kind = 'clinical' and level = any(%(levels)s) and service = any(%(services)s)
group by 1, 2, 3
"""
_ROOM = """
select organisation, service, count(*) filter (where starts_at < %(today)s), count(*) filter (where starts_at < %(soon)s), count(*)
from appointments_slot
where taken < capacity and kind = any(%(kinds)s) and clinic = '' and organisation = any(%(organisations)s)
  and service = any(%(services)s) and starts_at > %(now)s and starts_at < %(routine)s
group by 1, 2
"""
# Of each group those who are due last and came last are the ones for whom nothing is left.
_LAST = """
with short as (select * from unnest(%(organisations)s::uuid[], %(services)s::text[], %(levels)s::text[], %(counts)s::int[])
    as t (organisation, service, level, count)),
waiting as (
    select r.id, r.organisation, r.level, r.due_at, short.count, row_number() over (
        partition by r.organisation, r.service, r.level order by r.due_at desc, r.sent_at desc, r.id desc) as from_the_end
    from short join requests_request r using (organisation, service, level)
    where r.state in ('waiting', 'confirmed') and r.kind = 'clinical'
)
select id, organisation, level, due_at from waiting where from_the_end <= count
"""


def without_a_time(now: datetime) -> list[Cause]:
    """Requests for which no time is left within due time behind any door: there are more people than times."""
    policy = policies.matching()
    bookable = [one for one in policy.services if one not in GO_YOURSELF]
    waiting = query(_WAITING, {"levels": list(matching.WINDOWS), "services": bookable})
    if not waiting:
        return []
    groups = [
        matching.Group(organisation, service, level, count, _doors(organisation, service, now))
        for organisation, service, level, count in waiting
    ]
    places = {place for one in groups for place in one.places}
    rows = query(
        _ROOM,
        {
            "kinds": list(policy.self_booked), "organisations": list({organisation for organisation, _ in places}),
            "services": list({service for _, service in places}), "now": now, "today": next_midnight(now),
            "soon": now + timedelta(days=policy.horizon_days["soon"]),
            "routine": now + timedelta(days=policy.horizon_days["routine"]),
        },
    )  # fmt: skip
    short = matching.shortfall(groups, {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows})
    return _last(short)


def _last(short: Mapping[tuple[UUID, str, str], int]) -> list[Cause]:
    if not short:
        return []
    keys = list(short)
    rows = query(
        _LAST,
        {
            "organisations": [one[0] for one in keys], "services": [one[1] for one in keys],
            "levels": [one[2] for one in keys], "counts": list(short.values()),
        },
    )  # fmt: skip
    return [
        Cause(organisation, "full", str(id), id, level, due_at) for id, organisation, level, due_at in rows
    ]


def _doors(organisation: UUID, service: str, now: datetime) -> tuple[tuple[UUID, str], ...]:
    """Who could see somebody, in the order of the doors."""
    services = matching.services_for(service, policies.matching())
    today = wall(now).date()
    places = [(organisation, one) for one in services]
    places += [(hub.id, one) for hub in directory.hubs(organisation) for one in services]
    for agreed in directory.agreements(organisation):
        places += [(agreed.sees.id, one) for one in services if agreed.holds(today, one)]
    return tuple(dict.fromkeys(places))


_RESERVE = """
select s.organisation, s.service, count(*), max(s.starts_at)
from appointments_reserve r join appointments_slot s on s.organisation = r.organisation
where r.share > 0 and s.kept_until > %(now)s and s.starts_at > %(now)s and s.starts_at < %(midnight)s
group by 1, 2 having count(*) filter (where s.taken < s.capacity) = 0
"""
_NOTICES = """
select organisation, count(*), min(made_at) from messages_notification
where sent_at is null and failed_at is null and withdrawn_at is null and made_at < %(since)s
  and not_before < %(now)s + interval '1 hour' and tries > 0
group by 1
"""


def reserve_used(now: datetime) -> list[Cause]:
    """Services of which every time that is still kept for today is taken."""
    return [
        Cause(organisation, "reserve", service, due_at=last, figures={"times": count})
        for organisation, service, count, last in query(
            _RESERVE, {"now": now, "midnight": next_midnight(now)}
        )
    ]


def notices_stuck(now: datetime) -> list[Cause]:
    """Practices whose notices were tried and do not go out."""
    since = now - timedelta(minutes=policies.matching().alarms.notices_minutes)
    return [
        Cause(organisation, "notices", "outbox", figures={"notices": count, "since": oldest.isoformat()})
        for organisation, count, oldest in query(_NOTICES, {"now": now, "since": since})
    ]


def held_unasked(now: datetime) -> list[Cause]:
    """Held times that will go on to the next although nobody has asked their person, while the practice is open for so long
    yet that somebody can phone."""
    soon, rules = timedelta(minutes=policies.matching().alarms.held_minutes), policies.waiting()
    held, causes = unasked(), []
    hours = {practice: open_hours(practice, now) for practice in {one.organisation for one in held}}
    for one in held:
        opens = hours[one.organisation]
        if opens.between(now, one.until) <= soon and ends_for_good(one.starts_at, one.until, opens, rules):
            figures = {"starts_at": one.starts_at.isoformat(), "told_by": one.told_by}
            causes.append(
                Cause(one.organisation, "held", str(one.request), one.request, one.level, one.until, figures)
            )
    return causes


def once(causes: Iterable[Cause]) -> dict[tuple[UUID, str, str], Cause]:
    """Each cause by what it is about."""
    return {(one.organisation, one.kind, one.about): one for one in causes}
