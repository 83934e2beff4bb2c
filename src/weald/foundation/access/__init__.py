"""Who acts, what they may do, which rows they may touch, and the trace that they leave."""

from weald.foundation.access.acting import (
    Actor,
    Basis,
    ContextMissingError,
    acting,
    actor,
    at_once,
    program,
    query,
)
from weald.foundation.access.audit import record
from weald.foundation.access.roles import ROLES, Forbidden, Role, authorise, authorised_party

__all__ = [
    "ROLES",
    "Actor",
    "Basis",
    "ContextMissingError",
    "Forbidden",
    "Role",
    "acting",
    "actor",
    "at_once",
    "authorise",
    "authorised_party",
    "program",
    "query",
    "record",
]
