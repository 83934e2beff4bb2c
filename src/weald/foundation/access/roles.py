"""Roles, each with what it may do and the reason that it exists, in plain English."""

from dataclasses import dataclass
from uuid import UUID

from weald.foundation.access.acting import Actor, Basis
from weald.foundation.refusal import Refused


class Forbidden(Refused):
    """Somebody asked for what their role does not allow; the sentence says what to do instead."""


@dataclass(frozen=True)
class Role:
    """A role: its name, its reason, and the verbs that it may use."""

    name: str
    reason: str
    may: frozenset[str]


_CLERICAL = frozenset(
    {"requests.read", "requests.take", "requests.book", "requests.resolve_administrative", "requests.call"}
)
_CLINICAL = _CLERICAL | {"requests.read_clinical", "requests.decide", "requests.resolve", "requests.disagree"}

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role(
            "receptionist", "Answers the door: books, calls back and settles what is not clinical.", _CLERICAL
        ),
        Role("clinician", "Reads the evidence, decides how urgent a request is, and answers it.", _CLINICAL),
        Role(
            "practice_manager",
            "Keeps the practice's promises: sees who is still owed an answer, and books.",
            _CLERICAL | {"requests.read_clinical"},
        ),
        Role(
            "administrator",
            "Loads directories and content; sees no person.",
            frozenset({"directory.import", "library.load"}),
        ),
    )
}


def authorise(who: Actor, verb: str, party: UUID | None = None) -> None:
    """Raise Forbidden unless one of the actor's roles allows `verb`, in the organisation `party` if one is given.

    The system may do everything: its jobs are code. A person (by a link or a draft) is held by row security
    to their own request, and uses verbs that are not in this list.
    """
    if who.basis is Basis.SYSTEM:
        return
    if who.basis is not Basis.STAFF or not any(
        verb in ROLES[role].may for role in who.roles if role in ROLES
    ):
        raise Forbidden(
            "Your role does not allow this. Ask somebody whose role does, or your practice manager."
        )
    if party is not None and party != who.party:
        raise Forbidden(
            "This belongs to another organisation. Change the organisation that you work for first."
        )
