"""A clinician disagrees with the rule that decided; a reviewer of the library answers."""

from datetime import datetime
from uuid import UUID

from weald.engines.triage import LEVELS
from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.services.library.actions import REVIEW
from weald.services.requests.actions.holding import load, story_key
from weald.services.requests.queries.care import decisions


def disagree(*, request: UUID, note: str, key: str, now: datetime, level: str = "") -> None:
    """Keep a clinician's disagreement with the rule that decided, for its author, with the `level` that they would have
    decided if they say so. Changes nothing else."""
    asked = load(request, "requests.disagree", None, key)
    if asked is None:
        return
    if level and level not in LEVELS:
        raise Refused("Choose how soon from the list, or leave it open.")
    by_rule = [one for one in decisions(request) if one.rule]
    if not by_rule:
        raise Refused("No rule decided this request, so there is none to disagree with.")
    who, rule = actor(), by_rule[-1]
    query(
        "with story as (insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)"
        " values (%(organisation)s, %(request)s, %(now)s, %(by)s, %(identity)s, 'disagreed', '', %(note)s, %(key)s)"
        " on conflict (key) do nothing returning 1)"
        " insert into requests_disagreement (organisation, request_id, at, by, identity, rule, release, note, level)"
        " select %(organisation)s, %(request)s, %(now)s, %(by)s, %(identity)s, %(rule)s, %(release)s, %(note)s, %(level)s"
        " from story",
        {
            "organisation": asked.organisation, "request": request, "now": now, "by": who.name,
            "identity": who.identity, "rule": rule.rule, "release": rule.release, "note": note, "level": level,
            "key": story_key(request, key),
        },
    )  # fmt: skip
    record("requests.disagree", [request], rule.rule)


def answer(*, note: int, sentence: str, now: datetime) -> None:
    """Close a note about a rule with a sentence. Raises Refused where it is not there, or was answered already."""
    who = actor()
    authorise(who, REVIEW)
    if not sentence.strip():
        raise Refused("Say in a sentence what came of the note.")
    # Whoever may not see the request (its record is restricted) answers no note about it either: row security hides both.
    found = query("select organisation, request_id, rule from requests_disagreement where id = %s", [note])
    if not found:
        raise Refused("This note cannot be found.")
    organisation, request, rule = found[0]
    made = query(
        "insert into requests_disagreementanswer (organisation, request_id, at, by, identity, disagreement, sentence)"
        " values (%s, %s, %s, %s, %s, %s, %s) on conflict (disagreement) do nothing returning 1",
        [organisation, request, now, who.name, who.identity, note, sentence.strip()],
    )
    if not made:
        raise Refused("This note was answered meanwhile.")
    record("requests.answer_note", [request], rule)
