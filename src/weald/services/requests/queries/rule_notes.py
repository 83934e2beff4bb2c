"""The notes of clinicians who disagree with a rule, and what a change of the rule would have done in their practice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weald.engines import triage
from weald.engines.triage import COMMON
from weald.foundation.access import actor, query
from weald.services.library import content
from weald.services.requests.queries.replays import Moved, kept, moved

LATELY = timedelta(days=30)
"""How far back a change is tried."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note. `request` and `reference` are None and empty where the reader may not see the request."""

    id: int
    rule: str
    release: str
    by: str
    at: datetime
    note: str
    level: str
    request: UUID | None
    reference: str
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule at another level would have done to the practice's requests of the last 30 days."""

    level: str
    asked: int
    moved: tuple[Moved, ...]


def notes(problem: str = "") -> tuple[NoteRow, ...]:
    """The notes that the actor may see: open ones first, then the newest; those about one problem where it is named."""
    rows = query(
        "select n.id, n.rule, n.release, n.by, n.at, n.note, n.level, r.id, coalesce(r.reference, ''),"
        " coalesce(a.sentence, ''), coalesce(a.by, '') from requests_disagreement n"
        " left join requests_request r on r.id = n.request_id"
        " left join requests_disagreementanswer a on a.disagreement = n.id"
        " order by a.id is not null, n.at desc, n.id desc limit 500",
    )
    return tuple(
        row for row in (NoteRow(*found) for found in rows) if not problem or problem_of(row.rule) == problem
    )


def open_notes() -> int:
    """How many notes that the actor may see wait for an answer."""
    rows = query(
        "select count(*) from requests_disagreement n where not exists"
        " (select from requests_disagreementanswer a where a.disagreement = n.id)"
    )
    return int(rows[0][0])


def problem_of(rule: str) -> str:
    """The text in which a rule stands: its pathway, or COMMON for the life-threat table and the modifiers."""
    first = rule.partition(".")[0]
    return first if first in content.current().problems else COMMON


def effect(rule: str, level: str, now: datetime) -> Effect | None:
    """What the rule at this level would have moved; None where the content on duty has no such rule, or it is a modifier's
    or at that level already."""
    on_duty, plain = content.current(), rule.removesuffix("?")
    known = {one.name: one for one in on_duty.danger.rules} | {
        one.name: one for pathway in on_duty.problems.values() for one in pathway.rules
    }
    if plain not in known or known[plain].level == level:
        return None
    problem = problem_of(plain)
    about = "" if problem == COMMON else problem
    asked = kept(now - LATELY, now, about, organisation=actor().party)
    found = tuple(one for one in moved(asked, on_duty, triage.with_level(on_duty, plain, level)) if one)
    return Effect(level, len(asked), found)
