"""What is still published when its organisation is closed: on a bank holiday that was named afterwards, or in a session that was
published or extended while somebody else closed the day. People may be booked in it, and others go on booking."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from weald.foundation.access import actor, query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall, weekday_text
from weald.services.appointments.queries import LONGEST_SESSION
from weald.services.appointments.recurring import moment
from weald.services.directory.calendar import bank_holidays
from weald.services.directory.hours import Hours
from weald.services.directory.queries import practice_by_id
from weald.services.directory.words import from_words


@dataclass(frozen=True, slots=True)
class Left:
    """A day on which the organisation is closed from `at` on: how many people are booked in that time, and how many of its places
    others can still be given."""

    day: date
    at: time
    people: int
    free: int


def closed_days(hours: Hours) -> dict[date, time]:
    """From when on each bank holiday and each day that somebody closed is closed: a whole day from midnight on."""
    return dict(hours.early) | dict.fromkeys(hours.holidays, time.min)


def refuse_closed(organisation: UUID, since: datetime, until: datetime) -> None:
    """Raises Refused where the organisation is closed somewhere in [since, until)."""
    closed = closed_days(practice_by_id(organisation).hours)
    day, last = wall(since).date(), wall(until).date()
    while day <= last:
        at = closed.get(day)
        if at is not None and moment(day, at) < until and since < moment(day + timedelta(days=1), time.min):
            opened = (
                ""
                if day in bank_holidays()
                else " If you are open after all, first take the closed day back in Opening times."
            )
            raise Refused(
                f"You are closed on {weekday_text(day)}{from_words(day, at if at > time.min else None)}: choose a time before"
                f" that.{opened}"
            )
        day += timedelta(days=1)


def left_open(now: datetime) -> tuple[Left, ...]:
    """The closed days of the actor's organisation, today and ahead, on which times are published all the same."""
    here = actor().party
    if here is None:
        return ()
    closed, today = closed_days(practice_by_id(here).hours), wall(now).date()
    days = sorted(day for day in closed if day >= today)
    values = {
        "days": days, "since": [moment(day, closed[day]) for day in days],
        "until": [moment(day + timedelta(days=1), time.min) for day in days],
        "reach": LONGEST_SESSION, "here": here, "now": now,
    }  # fmt: skip
    return tuple(Left(day, closed[day], *counts) for day, *counts in query(_LEFT_OPEN, values))


# Beginnings are bounded on both sides, so that the indexes by organisation and time find each day.
_LEFT_OPEN = """
select g.day, booked.people, places.free
from unnest(%(days)s::date[], %(since)s::timestamptz[], %(until)s::timestamptz[]) g (day, since, until),
lateral (
    select count(*)::int as people from appointments_appointment
    where organisation = %(here)s and starts_at > g.since - %(reach)s and starts_at < g.until and ends_at > g.since
      and ends_at > %(now)s and state in ('booked', 'arrived')
) booked,
lateral (
    select coalesce(sum(capacity - taken), 0)::int as free from appointments_slot
    where organisation = %(here)s and starts_at > g.since - %(reach)s and starts_at < g.until and ends_at > g.since
      and ends_at > %(now)s and taken < capacity
) places
where booked.people > 0 or places.free > 0
order by g.day
"""
