"""What may be asked about persons."""

from weald.services.people.queries.needs import NeedRow, needs_of, to_meet
from weald.services.people.queries.tracing import trace

__all__ = ["NeedRow", "needs_of", "to_meet", "trace"]
