"""One day of an organisation, reckoned from what is stored of it."""

from datetime import datetime
from uuid import UUID

from weald.services.requests.queries.measures import timelines
from weald.services.requests.queries.measures.reckoning import Counted, Day, of_appointments, of_requests


def reckoned(organisation: UUID, day: Day, now: datetime) -> tuple[list[Counted], int]:
    """The outcomes of a day as far as they are decided, and how many of its promises still have time left."""
    due = timelines.due_between(organisation, day.since, day.until)
    came = timelines.visits(organisation, day.since, day.until)
    behind = timelines.of({one.request for one in came} - due.keys())
    found, still_open = of_requests(due.values(), day, now)
    return found + of_appointments(came, due | behind, organisation, now), still_open
