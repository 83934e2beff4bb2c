"""By when the practice owes an answer. Pure: the moment and the opening hours are arguments.

The promise (GP contract 2026/27): what is urgent is answered the same day, everything else by the end of the next
core-hours period. A rule may ask for less time; nothing may take more.
"""

from datetime import datetime

from weald.engines.promises import URGENT
from weald.foundation.lengths import span
from weald.services.directory.hours import (
    Hours,
    end_of_day_for_urgent,
    end_of_next_core_period,
    is_open,
    next_closing,
    next_opening,
)


def due_at(level: str, within: str, decided_at: datetime, hours: Hours) -> datetime:
    """When the practice must have answered, in UTC. Time to answer runs only while somebody is there to read:
    what comes in at night counts from the next opening, and what is life-threatening is due at that very moment."""
    limit = (end_of_day_for_urgent if level in URGENT else end_of_next_core_period)(hours, decided_at)
    if level == "self_care":
        # Nobody waits for this answer: `within` says how soon to act on the advice, not when we look at it.
        return limit
    begins = next_opening(hours, decided_at)
    return _while_open(hours, begins, min(begins + span(within), limit))


def anew(due: datetime, level: str, within: str, now: datetime, hours: Hours) -> datetime:
    """When an answer is due to somebody who comes back to the worklist, because an appointment was cancelled or missed: what
    is still ahead stays; where it has passed, the time runs anew. Nobody is called late for what was answered in time."""
    return due if due >= now else due_at(level, within, now, hours)


def _while_open(hours: Hours, begins: datetime, due: datetime) -> datetime:
    """A due time at night or at a weekend is brought forward to the last closing before it: nobody could keep it later."""
    if due <= begins or is_open(hours, due):
        return due
    closing = next_closing(hours, begins)
    while (later := next_closing(hours, closing)) <= due:
        closing = later
    return min(closing, due)
