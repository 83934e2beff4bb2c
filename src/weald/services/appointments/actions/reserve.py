"""The reserve: times of each day that are kept for whoever needs help today, until they are released.

A practice states a share of the day. Of the times of each service, free or not, so many are kept, spread evenly over those
that are free: the morning has its kept times, and so has the afternoon. Each is released a stated time before it begins, or sooner when
the day will need fewer; a released one is never kept again. Booking looks at `kept_until` itself, in its one statement.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from orjson import dumps

from weald.foundation.access import query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import midnight, plural, wall
from weald.services.appointments.actions.alone import here_alone

FARTHEST = timedelta(days=366)

# Evenly spread as a line is drawn on squared paper: of so many free times the n-th is kept where the line steps up. Those of
# the day's share that somebody has had already, or that were released, are not made up for by others.
_KEEP = """
with every as (
    select s.id, s.starts_at, s.kept_until, r.share, r.released_minutes,
        s.organisation, s.service, (s.starts_at at time zone 'Europe/London')::date as day,
        s.taken < s.capacity and s.starts_at > %(now)s and (s.kept_until is null or s.kept_until > %(now)s) as is_free,
        s.kept_until is not null and (s.taken >= s.capacity or s.kept_until <= %(now)s or s.starts_at <= %(now)s) as had
    from appointments_slot s join appointments_reserve r on r.organisation = s.organisation
    where s.organisation = any(%(organisations)s) and s.starts_at >= %(since)s and s.starts_at < %(until)s
      and s.kind = 'slot' and s.clinic = '' and s.capacity > 0
), lined_up as (
    select id, starts_at, kept_until, released_minutes, is_free, row_number() over alike as turn,
        count(*) filter (where is_free) over the_day as free,
        least(greatest((count(*) over the_day * share + 50) / 100 - count(*) filter (where had) over the_day, 0),
            count(*) filter (where is_free) over the_day) as keep
    from every
    window the_day as (partition by organisation, service, day),
        alike as (partition by organisation, service, day, is_free order by starts_at, id)
), wanted as (
    select id, kept_until, case when (2 * turn * keep + free) / (2 * free) > (2 * (turn - 1) * keep + free) / (2 * free)
        then starts_at - released_minutes * interval '1 minute' end as wanted
    from lined_up where is_free
)
update appointments_slot s set kept_until = wanted.wanted
from wanted
where s.id = wanted.id and s.organisation = any(%(organisations)s) and s.starts_at >= %(since)s and s.starts_at < %(until)s
  and wanted.kept_until is distinct from wanted.wanted
returning s.kept_until is not null
"""


def keep(*, organisations: Iterable[UUID], since: datetime, until: datetime, now: datetime) -> int:
    """Keep the stated share of the times of the London days from `since` to `until`, anew; gives how many were changed.
    Called when sessions are published, extended or cut and when the share is changed. An organisation that states no share keeps nothing."""
    values: dict[str, Any] = {"organisations": list(organisations), "now": now}
    stated = query(
        "select organisation from appointments_reserve where organisation = any(%(organisations)s)", values
    )
    if not stated:
        return 0
    values |= {
        "organisations": [row[0] for row in stated], "since": midnight(wall(since).date()),
        "until": midnight(wall(until).date() + timedelta(days=1)),
    }  # fmt: skip
    # A statement of its own: what is counted next is read after the last of those who were booking has done so. Locked in the
    # order in which two places are booked, so that nobody waits in a circle.
    query(_LOCK, values)
    # While nobody has counted a table that was just filled, it would be gone through once for each time: for minutes.
    query("set local enable_nestloop = off")
    kept = query(_KEEP, values)
    query("set local enable_nestloop = on")
    return len(kept)


_LOCK = """
select 1 from appointments_slot s
where s.organisation = any(%(organisations)s) and s.starts_at >= %(since)s and s.starts_at < %(until)s
  and exists (select 1 from appointments_reserve r where r.organisation = s.organisation)
order by s.starts_at, s.id for update of s
"""


def lock(*, organisation: UUID, since: datetime, until: datetime) -> None:
    """Lock the times of the London days from `since` to `until`, before some of them are withdrawn and the rest is spread anew:
    in the order of `keep`, so that nobody who books two of them waits in a circle."""
    since, until = midnight(wall(since).date()), midnight(wall(until).date() + timedelta(days=1))
    query(_LOCK, {"organisations": [organisation], "since": since, "until": until})


def state(*, share: int, released_minutes: int, now: datetime) -> None:
    """The actor's practice states its share (per cent of each day's places) and how many minutes before a kept time begins
    it is released. All times to come are spread anew; what is booked stays booked.

    Raises Refused for what is no share, and where a time would be released a day or more before it begins.
    """
    here = here_alone()
    if not 0 <= share <= 100:
        raise Refused("The share is a whole number from 0 to 100 per cent.")
    if not 0 <= released_minutes <= 1440:
        raise Refused("A kept time is released at most 1,440 minutes (a day) before it begins.")
    before = query("select share, released_minutes from appointments_reserve where organisation = %s", [here])
    query(
        "insert into appointments_reserve (organisation, share, released_minutes) values (%s, %s, %s)"
        " on conflict (organisation) do update set share = excluded.share, released_minutes = excluded.released_minutes",
        [here, share, released_minutes],
    )
    keep(organisations=[here], since=now, until=now + FARTHEST, now=now)
    was = f"{before[0][0]}%, {before[0][1]} minutes" if before else "none"
    record("practice.reserve", [here], f"{was} → {share}%, {released_minutes} minutes")


# Those that begin soonest go first: nobody may be found for them later. The ones after them stay for the rest of the day.
_RELEASE = """
with locked as (
    select id, service, starts_at from appointments_slot
    where organisation = %(organisation)s and starts_at > %(now)s and starts_at < %(until)s and kept_until > %(now)s
      and taken < capacity and kind = 'slot'
    order by starts_at, id for update
), lined_up as (
    select id, row_number() over (partition by service order by starts_at desc, id) as from_the_end,
        coalesce((%(needed)s::jsonb ->> service)::int, 0) as needed
    from locked where %(needed)s::jsonb ? service
)
update appointments_slot s set kept_until = %(now)s from lined_up l where s.id = l.id and l.from_the_end > l.needed
returning s.id
"""


def release(*, organisation: UUID, needed: Mapping[str, int], until: datetime, now: datetime) -> int:
    """Give to everybody what the day will not need: of each service that is named, all kept times that start before `until`
    but the last `needed`. Gives how many. Services that are not named keep theirs: nothing is known of them."""
    values = {
        "organisation": organisation, "needed": dumps(dict(needed)).decode(), "until": until, "now": now,
    }  # fmt: skip
    released = len(query(_RELEASE, values))
    if released:
        record("appointments.release", [organisation], f"{plural(released, 'time')} not needed")
    return released


def release_day(*, until: datetime, now: datetime) -> int:
    """Staff give all that is kept until the end of a day to everybody, at once; gives how many times."""
    here = here_alone()
    services = query(
        "select distinct service from appointments_slot where organisation = %s and kept_until > %s and starts_at < %s"
        " and starts_at > %s",
        [here, now, until, now],
    )
    return release(organisation=here, needed={service: 0 for (service,) in services}, until=until, now=now)
