"""What may be asked about persons."""

from weald.services.people.queries.needs import NeedRow, needs_of, to_meet
from weald.services.people.queries.search import MOST, PERSON_COLUMNS, Match, PersonRow, person, search
from weald.services.people.queries.tracing import trace

__all__ = [
    "MOST",
    "PERSON_COLUMNS",
    "Match",
    "NeedRow",
    "PersonRow",
    "needs_of",
    "person",
    "search",
    "to_meet",
    "trace",
]
