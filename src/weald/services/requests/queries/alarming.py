"""What the alarms are made of, for every practice at once; read by the program's own job, never by a page."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from weald.engines.matching.waiting import ends_for_good
from weald.foundation.access import query
from weald.foundation.ui.wording import next_midnight
from weald.services.library import policies
from weald.services.requests.marks import ON_TOP, RETURNS
from weald.services.requests.queries.cause import Cause
from weald.services.requests.queries.waiting import open_hours, unasked

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
