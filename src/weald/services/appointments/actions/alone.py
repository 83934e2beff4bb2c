"""Who may change the sessions of a practice, and one at a time."""

from uuid import UUID

from weald.foundation.access import actor, authorised_party, query

VERB = "practice.settings"


def here_alone() -> UUID:
    """The actor's own organisation, whose sessions nobody else changes until the transaction ends."""
    here = authorised_party(actor(), VERB)
    # One change of the sessions of a practice at a time: a week that two publish at once is published once.
    query("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sessions:{here}"])
    return here
