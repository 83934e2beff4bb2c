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


_ALL_STAFF = frozenset({"safety.report", "library.read"})
_CLERICAL = _ALL_STAFF | {
    "requests.read",
    "requests.enter",
    "requests.take",
    "requests.book",
    "requests.resolve_administrative",
    "requests.call",
    "requests.message",
    "requests.refer",
    "requests.conceal",
    "people.search",
    "people.read",
    "people.register",
    "people.change",
    "people.proxies",
    "access.emergency",
}
_CLINICAL = _CLERICAL | {
    "requests.read_clinical",
    "requests.decide",
    "requests.resolve",
    "requests.disagree",
    "library.review",
}

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role(
            "receptionist", "Answers the door: books, calls back and settles what is not clinical.", _CLERICAL
        ),
        Role("clinician", "Reads the evidence, decides how urgent a request is, and answers it.", _CLINICAL),
        Role(
            "pharmacist",
            "Sees the people whom practices refer to the pharmacy, treats them, or sends them back.",
            _ALL_STAFF | {"referrals.read", "referrals.consult", "referrals.return", "access.emergency"},
        ),
        Role(
            "practice_manager",
            "Keeps the practice's promises: sees who is still owed an answer, books, and sets how the practice works.",
            _CLERICAL
            | {
                "requests.read_clinical",
                "practice.settings",
                "practice.today",
                "practice.staff",
                "safety.review",
                "access.restrict",
            },
        ),
        Role(
            "privacy_officer",
            "Looks at every opening of a record in an emergency and closes the case; reads who read what.",
            _ALL_STAFF | {"access.review", "access.restrict", "safety.review"},
        ),
        Role(
            "care_home",
            "Works in a care home: asks for help for its residents and follows what becomes of it.",
            _ALL_STAFF | {"care_home.read", "care_home.ask"},
        ),
        Role(
            "planner",
            "Says where need is greatest: sees figures about many people, never a person.",
            _ALL_STAFF | {"figures.read"},
        ),
        Role(
            "administrator",
            "Loads directories and content; sees no person.",
            _ALL_STAFF | {"directory.import", "library.load"},
        ),
    )
}
"""What staff may do. A patient holds the one request whose private link or form they have, or, signed in, their own; a
proxy sees what the person agreed to and is not hidden. Row security holds both to that: they have no verbs here."""


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


def authorised_party(who: Actor, verb: str) -> UUID:
    """The organisation for which the actor may do `verb`. Raises Forbidden where their roles do not allow it, Refused where
    they have not said for whom they work."""
    authorise(who, verb)
    if who.party is None:
        raise Refused("Choose the organisation that you work for first.")
    return who.party
