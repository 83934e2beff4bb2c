"""A member of staff enters a request for somebody on the phone or at the desk, question by question.

What is typed lies on a draft, as for a person at the front door: an error, an ended session or a closed window lose nothing.
The draft belongs to the member of staff in their organisation, not to one session: whoever signs in again goes on.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from weald.foundation.access import Actor, actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.people import ages
from weald.services.people import queries as people
from weald.services.requests.actions import booking, drafts, own
from weald.services.requests.actions.again import SAID
from weald.services.requests.actions.submission import Submission, values_of
from weald.services.requests.actions.submit import Submitted, enter
from weald.services.requests.evidence import kind_of
from weald.services.requests.queries import drafts as stored
from weald.services.requests.queries.drafts import DraftRow

CHANNELS = ("phone", "walk_in")

ALONE = 16
"""Years from which somebody usually speaks for themself; for whoever is younger mostly a parent calls."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What was said about the call itself: for whom they speak, their name if it is not the person's, where to call back,
    who interprets."""

    for_whom: str
    asked_by: str
    phone: str
    interprets: str = ""


def desk(who: Actor) -> bytes:
    """Whose paper a draft is: this member of staff's, in this organisation."""
    return hashlib.sha256(f"desk {who.identity} {who.party}".encode()).digest()


def begin(*, draft: UUID, channel: str, person: UUID | None, now: datetime) -> None:
    """Begin to enter a request, for somebody found or for somebody not found yet. Begun twice, it is one."""
    who = actor()
    authorise(who, "requests.enter")
    if who.party is None or channel not in CHANNELS:
        raise Refused("Say whether they phoned or came to the desk.")
    if stored.draft(draft) is None:
        drafts.start(draft=draft, organisation=who.party, device_hash=desk(who), now=now)
        drafts.say_about(**_key(draft, now), about={"channel": channel})
    if person is not None:
        attach(draft=draft, person=person, now=now)


def attach(*, draft: UUID, person: UUID, now: datetime) -> None:
    """Say who it is for, or somebody else than before: what was answered stays, and is judged by the new age and sex."""
    row = mine(draft)
    found = people.person(person)
    if found is None:
        raise Refused("This person cannot be found. Search for them again.")
    if found.died_on is not None:
        raise Refused("This person has died. Search again, and compare the NHS number.")
    young = ages.years(found.birth_date, wall(now).date()) < ALONE
    drafts.say_who(
        **_key(draft, now), for_whom="child" if young else "me", birth_date=found.birth_date, sex=found.sex
    )
    about = {**row.about, "person": str(person), "phone": found.phone}
    drafts.say_about(**_key(draft, now), about=about)


def say_channel(*, draft: UUID, channel: str, now: datetime) -> None:
    """By phone or at the desk."""
    if channel not in CHANNELS:
        raise Refused("Say whether they phoned or came to the desk.")
    drafts.say_about(**_key(draft, now), about={**mine(draft).about, "channel": channel})


def say_words(*, draft: UUID, words: str, caller: Caller, now: datetime) -> None:
    """What they say, who says it, and where to call back."""
    row = mine(draft)
    drafts.say_words(**_key(draft, now), words=words)
    if row.birth_date is not None:
        drafts.say_who(**_key(draft, now), for_whom=caller.for_whom, birth_date=row.birth_date, sex=row.sex)
    about = {**row.about, "asked_by": caller.asked_by, "phone": caller.phone, "interprets": caller.interprets}
    drafts.say_about(**_key(draft, now), about=about)


def choose(*, draft: UUID, problem: str, now: datetime) -> None:
    """Which problem it is; whether it is a matter of health goes with it. None of them: a clinician reads it."""
    if not kind_of(problem):
        drafts.say_kind(**_key(draft, now), kind="clinical")
    drafts.choose_problem(**_key(draft, now), problem=problem)


def say_again(*, draft: UUID, again: str, now: datetime) -> None:
    """Whether it is about the same as they asked before, and how it is since."""
    if again not in {*SAID, "no"}:
        raise Refused("Choose how it is since they asked before.")
    drafts.say_about(**_key(draft, now), about={**mine(draft).about, "asked_before": again})


def answer(*, draft: UUID, answers: Mapping[str, Any], instead_of: list[str], now: datetime) -> DraftRow:
    """Write down answers; those in `instead_of` are taken back first. Returns the entry as it now stands."""
    return drafts.answer(**_key(draft, now), answers=answers, instead_of=instead_of)


def send(*, draft: UUID, slot: UUID | None, now: datetime) -> Submitted:
    """Send what was entered, and book the time that was chosen with it: both or neither. Sent again, it is the same request.

    Raises Incomplete while a question is open, SlotTaken where somebody was faster: then nothing was sent.
    """
    row = mine(draft)
    sent = enter(submission=_submission(row), now=now)
    if row.sent_at is None:
        query("update requests_draft set sent_at = %s where id = %s", [now, draft])
    if slot is not None:
        booking.book(request=draft, slot=slot, key=f"entered:{draft}", now=now)
    return sent


def preview(*, draft: UUID, now: datetime) -> dict[str, Any]:
    """What would be written if it were sent now: the decision, when the answer is due, and what must be met. Raises Incomplete."""
    return values_of(_submission(mine(draft)), now)


def _submission(row: DraftRow) -> Submission:
    known = people.person(UUID(row.about["person"])) if row.about.get("person") else None
    return Submission(
        id=row.id,
        organisation=row.organisation,
        kind=row.kind or "clinical",
        problem=row.problem,
        words=row.words,
        answers=row.answers,
        for_whom=row.for_whom or "me",
        birth_date=row.birth_date,
        sex=row.sex or "unknown",
        given_name=known.given_name if known else "",
        family_name=known.family_name if known else "",
        nhs_number=known.nhs_number if known else "",
        asked_by=row.about.get("asked_by", ""),
        phone=row.about.get("phone", ""),
        email=known.email if known else "",
        contact_by=known.contact_by if known else "",
        channel=row.about["channel"],
        person=known.id if known else None,
        again=row.about.get("asked_before", ""),
        interprets=row.about.get("interprets", ""),
    )


def leave_contact(*, draft: UUID, name: str, phone: str, now: datetime) -> None:
    """Add a name or a number to what was sent before anybody could ask: somebody was in danger."""
    authorise(actor(), "requests.enter")
    mine(draft)
    own.leave_contact(request=draft, name=name, phone=phone, now=now)


def throw_away(*, draft: UUID) -> None:
    """The entry is not wanted after all. What was sent stays."""
    mine(draft)
    query("delete from requests_draft where id = %s and sent_at is null", [draft])
    record("requests.throw_away_entry", [draft])


def mine(draft: UUID) -> DraftRow:
    """The entry, where it is the actor's own; raises Refused where it is not, or is gone."""
    row = stored.draft(draft)
    if row is None or row.device_hash != desk(actor()):
        raise Refused("This entry cannot be found. Begin again from Reception.")
    return row


def _key(draft: UUID, now: datetime) -> dict[str, Any]:
    return {"draft": draft, "device_hash": desk(actor()), "now": now}
