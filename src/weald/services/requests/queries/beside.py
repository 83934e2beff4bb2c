"""How much waits at the places beside the queue. It is read with every look at the queue: one SQL statement."""

from dataclasses import dataclass
from datetime import datetime

from weald.foundation.access import actor, query
from weald.services.requests.queries import alarms, call_backs


@dataclass(frozen=True, slots=True)
class Beside:
    """How many alarms are open, and how many people are to be phoned."""

    alarms: int
    to_call: int


_BESIDE = f"select ({alarms.COUNT}), ({call_backs.COUNT})"


def beside(now: datetime) -> Beside:
    """Of the actor's organisation."""
    return Beside(*query(_BESIDE, {"party": actor().party, "now": now})[0])
