"""What was promised to one person, and whether it was kept: as their own page says it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.engines.promises import Line, Promise, periods, standing
from weald.foundation.access import query
from weald.services.requests.queries.measures.timelines import KINDS, TIME_BOOKED


@dataclass(frozen=True, slots=True)
class Promised:
    """The last time that the person waited for an answer: `kept`, `broken`, `open`, `withdrawn` or `at_once`. `own` where the
    answer is a time that they took by themselves: then we did not answer."""

    standing: str
    due_at: datetime | None
    answered_at: datetime | None
    own: bool = False


_STORY = f"""
select p.line, p.made_at, p.due_at, p.level, p.cause, p.at_once, true from requests_promise p where p.request_id = %(request)s
union all
select e.id, e.at, {TIME_BOOKED}, '', e.kind, e.identity is not null, false from requests_entry e
where e.request_id = %(request)s and e.kind = any(%(kinds)s)
"""


def promised(request: UUID, now: datetime) -> Promised | None:
    """What the actor was promised last, or None where nothing was."""
    told: list[Promise] = []
    lines: list[Line] = []
    for line, at, then, level, kind, flag, is_promise in query(
        _STORY, {"request": request, "kinds": list(KINDS)}
    ):
        if is_promise:
            told.append(Promise(line, at, then, level, kind, flag))
        else:
            lines.append(Line(line, at, kind, flag, then))
    found = periods(told, lines)
    if not found:
        return None
    last = found[-1]
    return Promised(standing(last, now), last.due_at, last.answered_at, last.own)
