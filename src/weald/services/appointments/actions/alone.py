"""Who may change the sessions of a practice, and one at a time."""

from dataclasses import replace
from uuid import UUID

from weald.foundation.access import Actor, Basis, actor, authorised_party, query

VERB = "practice.settings"


def on_behalf(who: Actor) -> Actor:
    """The program in the name of a manager, for what concerns everybody who is booked here, also people whose requests the manager
    may not read. Raises Forbidden for anybody else."""
    authorised_party(who, VERB)
    return replace(who, basis=Basis.SYSTEM)


def here_alone() -> UUID:
    """The actor's own organisation, whose sessions nobody else changes until the transaction ends."""
    here = authorised_party(actor(), VERB)
    # One change of the sessions of a practice at a time: a week that two publish at once is published once.
    query("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sessions:{here}"])
    return here
