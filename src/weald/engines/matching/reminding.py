"""When somebody is reminded of an appointment. Pure: the same for everybody, whatever they did before."""

from datetime import datetime, time, timedelta

import msgspec

from weald.engines.matching.offers import LONDON
from weald.engines.matching.policy import PolicyError
from weald.engines.matching.waiting import Hours


class ReminderPolicy(msgspec.Struct, frozen=True):
    """See the comments in `content/policies/reminders.yaml`."""

    status: str
    reviewer: str
    days_before: tuple[int, ...]
    hours: Hours
    not_if_booked_within: timedelta
    not_within: timedelta


def read_reminders(text: bytes) -> ReminderPolicy:
    """Read the policy from YAML; raises PolicyError with a sentence that names what is wrong."""
    try:
        policy = msgspec.yaml.decode(text, type=ReminderPolicy)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise PolicyError(f"The policy of reminders cannot be read: {fault}.") from fault
    if not policy.days_before or any(not 0 < days <= 14 for days in policy.days_before):
        raise PolicyError("The policy of reminders must name days before the appointment, from 1 to 14.")
    if not 0 <= policy.hours.begins < policy.hours.ends <= 23:
        raise PolicyError("The hours of reminders must lie within one day.")
    return policy


def reminder_due(
    booked_at: datetime, starts_at: datetime, now: datetime, policy: ReminderPolicy
) -> int | None:
    """Which reminder is to go out now, by its days before the appointment; None where none is.

    The latest that has become due counts: whoever booked between two of them gets the second alone.
    """
    local = now.astimezone(LONDON)
    if not policy.hours.begins <= local.hour < policy.hours.ends:
        return None
    if starts_at - booked_at < policy.not_if_booked_within or starts_at - now < policy.not_within:
        return None
    due = [days for days in policy.days_before if _at(starts_at, days, policy) <= now]
    if not due:
        return None
    days = min(due)
    # Booked after its hour: they know of it, and the next one comes.
    return days if booked_at < _at(starts_at, days, policy) else None


def _at(starts_at: datetime, days: int, policy: ReminderPolicy) -> datetime:
    """When a reminder becomes due: so many London days before, when the hours begin."""
    day = starts_at.astimezone(LONDON).date() - timedelta(days=days)
    return datetime.combine(day, time(policy.hours.begins), LONDON)
