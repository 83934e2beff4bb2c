"""Alarms: raised when something first holds that staff must act on, done when it does no more.

The rows stay: whether there was time to act, and who saw it when, can be told afterwards.
"""

from datetime import datetime

from orjson import dumps

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.appointments.actions.crowding import Crowded, note_crowded
from weald.services.requests.queries import alarming, shortage
from weald.services.requests.queries.cause import Cause

_RAISE = """
with cause as (
    select * from unnest(%(organisations)s::uuid[], %(kinds)s::text[], %(abouts)s::text[], %(requests)s::uuid[], %(levels)s::text[],
        %(dues)s::timestamptz[], %(figures)s::text[]) as t (organisation, kind, about, request_id, level, due_at, figures)
), over as (
    update requests_alarm a set done_at = %(now)s
    where done_at is null and not exists (select from cause c
        where c.organisation = a.organisation and c.kind = a.kind and c.about = a.about)
), changed as (
    update requests_alarm a set level = c.level, due_at = c.due_at, figures = c.figures::jsonb
    from cause c
    where c.organisation = a.organisation and c.kind = a.kind and c.about = a.about and a.done_at is null
      and (a.level, a.due_at, a.figures) is distinct from (c.level, c.due_at, c.figures::jsonb)
)
insert into requests_alarm (organisation, kind, about, request_id, level, due_at, figures, raised_at, seen_by)
select organisation, kind, about, request_id, level, due_at, figures::jsonb, %(now)s, '' from cause
on conflict (organisation, kind, about) where done_at is null do nothing
returning 1
"""


def raise_alarms(*, now: datetime) -> int:
    """Raise what newly holds, end what does not hold any more; gives how many are new. Run by a job each minute."""
    authorise(actor(), "requests.raise_alarms")
    causes = list(
        alarming.once(
            [
                *alarming.owed_soon(now), *shortage.without_a_time(now), *alarming.reserve_used(now),
                *alarming.notices_stuck(now), *alarming.held_unasked(now), *(_crowded(one) for one in note_crowded(now=now)),
            ]
        ).values()
    )  # fmt: skip
    return len(
        query(
            _RAISE,
            {
                "organisations": [one.organisation for one in causes], "kinds": [one.kind for one in causes],
                "abouts": [one.about for one in causes], "requests": [one.request for one in causes],
                "levels": [one.level for one in causes], "dues": [one.due_at for one in causes],
                "figures": [dumps(dict(one.figures or {})).decode() for one in causes], "now": now,
            },
        )
    )  # fmt: skip


def _crowded(one: Crowded) -> Cause:
    """A session at its own limit is an alarm by itself. A day at its limit is one alarm, however many sessions it is made of."""
    about = str(one.session) if one.by_itself else f"{one.professional} {wall(one.starts_at):%Y-%m-%d}"
    figures = {
        "who": one.professional_name, "service": one.service, "starts_at": one.starts_at.isoformat(),
        "contacts": one.contacts if one.by_itself else one.in_day, "limit": one.limit if one.by_itself else None,
        "a_day": one.a_day,
    }  # fmt: skip
    return Cause(one.organisation, "contacts", about, due_at=one.ends_at, figures=figures)


def see(*, alarm: int, now: datetime) -> None:
    """Somebody has seen the alarm and acts on it; who was first stays. Raises Refused where there is no such alarm."""
    who = actor()
    authorise(who, "requests.read", who.party)
    found = query(
        "update requests_alarm set seen_at = coalesce(seen_at, %s), seen_by = case when seen_at is null then %s else seen_by end"
        " where id = %s and organisation = %s returning request_id",
        [now, who.name, alarm, who.party],
    )
    if not found:
        raise Refused("This alarm cannot be found. Look at the list again.")
    record("requests.see_alarm", [str(found[0][0] or alarm)])
