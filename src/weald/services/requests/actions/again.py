"""A further contact about the same problem: what it follows, what it raises, and who is told.

Whoever asks may see nothing that is stored, so that everybody is asked the same neutral question, and the database looks
behind one reviewed function for what was asked before. A request is linked to the latest one of the same person, in seven
days, about the same problem; or, where they say that it is about the same, to the latest of any.

A request that follows keeps its own row, its own decision and its own place in the queue: software closes none and merges
none. What its answers give can be raised (`content/policies/again.yaml`), never lowered. Who only waits for an answer is
raised by nothing and is due no earlier than the first request while that is open; its owner is told.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from weald.engines import triage
from weald.engines.triage import Because
from weald.foundation.access import actor, query
from weald.services.library import content, policies
from weald.services.requests.queries.promises import promises

SAID = frozenset({"worse", "not_better", "waiting", "unsure"})
"""The answers by which somebody says that it is about the same as before."""

WORDS = {
    "worse": "they say that it is worse",
    "not_better": "they say that it is no better",
    "waiting": "they wait for an answer",
    "unsure": "they are not sure whether it is better or worse",
    "no": "they say that it is about something else",
    "": "nobody asked them how it is",
}

MARK = "again"
"""What the first request then `wants`: somebody asked again."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was asked before: how many requests in seven days, the one that this follows, and the how manieth this is."""

    contacts: int = 0
    follows: UUID | None = None
    contact: int = 1
    level: str = ""
    due_at: datetime | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision with the rule on asking again in it."""

    level: str
    service: str
    within: str
    text: str
    because: tuple[Because, ...]
    for_clinician: bool = False


def earlier(
    *, person: UUID | None, problem: str, answer: str, this: UUID, now: datetime, follows: UUID | None = None
) -> Earlier:
    """What this request follows: nothing, where nobody knows who asks. `follows` is what staff link it to."""
    if person is None and follows is None:
        return Earlier()
    about = "" if problem == triage.SOMETHING_ELSE else problem
    found = query(
        "select contacts, follows, thread + 1, coalesce(level, ''), due_at, coalesce(state, '')"
        " from requests_earlier(%s, %s, %s, %s, %s, %s)",
        [person, about, answer in SAID, follows, this, now],
    )
    return Earlier(*found[0])


def settle(decided: Settled, before: Earlier, answer: str) -> Settled:
    """The decision after the rule: at least as urgent, with the reason where the rule says something."""
    if before.follows is None:
        return decided
    policy = policies.again()
    raised = triage.asked_again(
        policy, level=decided.level, before=before.level, answer=answer, contact=before.contact
    )
    third = before.contact >= policy.third.contact
    said_already = any(one.rule == "modifier.repeat_contact" for one in decided.because)
    tells = raised.because is not None and (raised.level != decided.level or (third and not said_already))
    because = (*decided.because, raised.because) if tells and raised.because else decided.because
    settled = replace(decided, because=because, for_clinician=third)
    if raised.level == decided.level:
        return settled
    promise = promises(content.current())[raised.level]
    service = decided.service if decided.service in promise.texts else policy.service
    return replace(
        settled, level=raised.level, service=service, within=promise.within, text=promise.texts[service]
    )


def due_after(due: datetime, level: str, before: Earlier, answer: str) -> datetime:
    """Who only waits for an answer does not pass the first request, unless their own answers are more urgent now."""
    no_more_urgent = before.level and triage.most_urgent(level, before.level) == before.level
    waits = answer == "waiting" and before.contact < policies.again().third.contact
    if waits and no_more_urgent and before.due_at is not None and before.state != "closed":
        return max(due, before.due_at)
    return due


def tell_first(*, before: Earlier, this: UUID, spoken: str, answer: str, now: datetime) -> None:
    """Write into the story of the first request that its person asked again, and mark it for whoever has it."""
    if before.follows is None:
        return
    query(
        "select requests_tell_first(%s, %s, %s, %s, %s, %s)",
        [
            before.follows, this, "" if answer == "no" else MARK,
            f"Request {spoken[:4]} {spoken[4:]}: {WORDS[answer]}.", actor().name, now,
        ],
    )  # fmt: skip
