"""What may be asked about persons."""

from weald.services.people.queries.tracing import trace

__all__ = ["trace"]
