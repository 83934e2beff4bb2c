"""Promise to ask somebody again: by staff, or by what the content says of a problem that ends in advice."""

from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import msgspec

from weald.foundation.access import query, record
from weald.foundation.lengths import span
from weald.foundation.ui.wording import wall
from weald.services.library.policies import POLICIES
from weald.services.messages.actions import call_backs
from weald.services.requests.actions.holding import story_key

FIRST_HOUR, LAST_HOUR = 8, 21
"""Nobody is asked in the night, London time: what falls there is asked in the morning."""


class _Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    status: str
    reviewer: str
    answer_within: dict[str, str]
    after_advice: dict[str, str]
    sources: tuple[dict[str, str], ...]


@cache
def policy() -> _Policy:
    """The policy on duty."""
    return msgspec.yaml.decode((POLICIES / "call_backs.yaml").read_bytes(), type=_Policy)


def answer_within(level: str) -> timedelta:
    """How long we wait for an answer before somebody phones."""
    return span(policy().answer_within[level])


def by_day(moment: datetime) -> datetime:
    """The moment, or the morning after it where it falls into the night."""
    local = wall(moment)
    if local.hour >= LAST_HOUR:
        local += timedelta(days=1)
    elif local.hour >= FIRST_HOUR:
        return moment
    return local.replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0).astimezone(moment.tzinfo)


def ask_later(*, request: UUID, organisation: UUID, after: timedelta, note: str, now: datetime) -> bool:
    """Set the call-back; False where one is set for that very time."""
    made = call_backs.ask_later(
        organisation=organisation, request=request, due_at=by_day(now + after), note=note, now=now
    )
    if made:
        record("requests.ask_again", [request])
    return made


def after_advice(*, request: UUID, organisation: UUID, problem: str, now: datetime) -> None:
    """Where the content says so of this problem, ask somebody who was given advice how they are."""
    stated = policy().after_advice.get(problem)
    if stated and ask_later(
        request=request, organisation=organisation, after=span(stated), note="After advice", now=now
    ):
        query(
            "insert into requests_entry (organisation, request_id, at, by, kind, told, note, key)"
            " values (%s, %s, %s, 'the triage rules', 'ask_again', 'We will ask you how you are.', '', %s)"
            " on conflict (key) do nothing",
            [organisation, request, now, story_key(request, "after_advice")],
        )
