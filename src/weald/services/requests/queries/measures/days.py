"""One day of an organisation, reckoned from what is stored of it."""

from datetime import datetime
from uuid import UUID

from weald.services.requests.queries.measures import stories
from weald.services.requests.queries.measures.reckoning import Day, Found, of_appointments, of_requests


def reckoned(organisation: UUID, day: Day, now: datetime) -> tuple[list[Found], int]:
    """The outcomes of a day as far as they are decided, and how many of its promises still have time left."""
    due = stories.due_between(organisation, day.since, day.until)
    came = stories.visits(organisation, day.since, day.until)
    behind = stories.of({one.request for one in came} - due.keys())
    found, still_open = of_requests(due.values(), day, now)
    return found + of_appointments(came, due | behind, organisation, now), still_open
