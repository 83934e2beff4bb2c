"""A member of staff enters a request for somebody on the phone or at the desk, question by question.

What is typed lies on a draft, as for a person at the front door: an error, an ended session or a closed window lose nothing.
The draft belongs to the member of staff in their organisation, not to one session: whoever signs in again goes on. Where the
caller rings again and a colleague answers, the colleague goes on with it, and it is theirs from then on: at any moment one desk
writes on it. Every press locks it first, so that one press is over before the entry changes hands. Who began it, and with whom it
lies, stands on the draft beside how to reach the caller.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from orjson import dumps

from weald.foundation.access import Actor, actor, authorise, query, record
from weald.foundation.access.tokens import hash_of
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.directory import queries as directory
from weald.services.people import ages
from weald.services.people import queries as people
from weald.services.people.queries import PersonRow
from weald.services.requests.actions import booking, drafts, own
from weald.services.requests.actions.again import SAID
from weald.services.requests.actions.submission import Submission, values_of
from weald.services.requests.actions.submit import Submitted, enter
from weald.services.requests.entry import Entry
from weald.services.requests.evidence import kind_of
from weald.services.requests.queries import drafts as stored
from weald.services.requests.queries.drafts import DraftRow

CHANNELS = ("phone", "walk_in")

GONE = "This entry cannot be found. Begin again from Reception."

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


class WithColleague(Refused):
    """A colleague at the same practice goes on with the entry: nothing was written on it."""


def desk(who: Actor) -> bytes:
    """Whose paper a draft is: this member of staff's, in this organisation."""
    return hash_of(f"desk {who.identity} {who.party}")


def begin(*, draft: UUID, channel: str, person: UUID | None, now: datetime) -> None:
    """Begin to enter a request, for somebody found or for somebody not found yet; or say for whom one is that was begun.
    Begun twice, it is one."""
    who = actor()
    authorise(who, "requests.enter")
    if who.party is None or channel not in CHANNELS:
        raise Refused("Say whether they phoned or came to the desk.")
    known = _found(person) if person is not None else None
    new = drafts.start_entry(
        **_key(draft, now), organisation=who.party, for_whom=_speaks(known, now) if known else "",
        birth_date=known.birth_date if known else None, sex=known.sex if known else "",
        about={"channel": channel, "begun_by": who.name} | _lies_with(who) | (_of(known) if known else {}),
    )  # fmt: skip
    if not new:
        row = mine(draft)
        if known is not None:
            attach(row=row, known=known, now=now)


def go_on(*, draft: UUID, instead: UUID | None, now: datetime) -> None:
    """The actor goes on with what a colleague at the same practice began, `instead` of whom the page named. Pressed again, it is
    theirs already. Raises WithColleague where another was faster, and where it was sent."""
    who = actor()
    authorise(who, "requests.enter")
    row = _at_practice(draft, who)
    if row.device_hash == desk(who):
        return
    if row.sent_at is not None or row.about["holder"] != str(instead):
        raise WithColleague(_with(row))
    if row.expires_at <= now:
        raise Refused(GONE)
    if row.about.get("person"):
        _found(UUID(row.about["person"]))
    query(
        "update requests_draft set device_hash = %s, about = about || %s::jsonb where id = %s",
        [desk(who), dumps(_lies_with(who)).decode(), draft],
    )
    record("requests.go_on_with_entry", [draft])


def _lies_with(who: Actor) -> dict[str, str]:
    return {"holder": str(who.identity), "held_by": who.name}


def _with(row: DraftRow) -> str:
    by = row.about["held_by"]
    if row.sent_at is not None:
        return f"{by} went on with this entry and sent it. Nothing was written down from here: find the person, and open what they asked for."
    return f"{by} goes on with this entry. Nothing was written down from here. Ask {by}, or find the person and go on with it yourself."


def attach(*, row: DraftRow, known: PersonRow, now: datetime) -> DraftRow:
    """Say who it is for, or somebody else than before: what was answered stays, and is judged by the new age and sex."""
    return drafts.say_for(
        **_key(row.id, now), for_whom=_speaks(known, now), birth_date=known.birth_date, sex=known.sex,
        about={**row.about, **_of(known)},
    )  # fmt: skip


def _found(person: UUID) -> PersonRow:
    found = people.person(person)
    if found is None:
        raise Refused("This person cannot be found. Search for them again.")
    if found.died_on is not None:
        raise Refused("This person has died. Search again, and compare the NHS number.")
    return found


def _speaks(known: PersonRow, now: datetime) -> str:
    """Who is usually on the line about somebody of this age."""
    return "child" if ages.years(known.birth_date, wall(now).date()) < ALONE else "me"


def _of(known: PersonRow) -> dict[str, str]:
    return {"person": str(known.id), "phone": known.phone}


def say_channel(*, row: DraftRow, channel: str, now: datetime) -> DraftRow:
    """By phone or at the desk."""
    if channel not in CHANNELS:
        raise Refused("Say whether they phoned or came to the desk.")
    return drafts.say_about(**_key(row.id, now), about={**row.about, "channel": channel})


def say_words(
    *,
    row: DraftRow,
    words: str,
    caller: Caller,
    answers: Mapping[str, Any],
    instead_of: Iterable[str],
    now: datetime,
) -> DraftRow:
    """What they say, who says it, where to call back, and what they answered on the same page. Returns the entry as it now
    stands, as everything that writes on it does."""
    about = {**row.about, "asked_by": caller.asked_by, "phone": caller.phone, "interprets": caller.interprets}
    return drafts.say_call(
        **_key(row.id, now),
        words=words,
        for_whom=caller.for_whom,
        about=about,
        answers=answers,
        instead_of=instead_of,
    )


def keep_words(*, row: DraftRow, words: str, now: datetime) -> DraftRow:
    """What was typed of what they say when the line went: it stands in the box again, and a clinician reads it where it is handed
    over."""
    return drafts.say_about(**_key(row.id, now), about={**row.about, "left": words})


def choose(*, draft: UUID, problem: str, now: datetime) -> DraftRow:
    """Which problem it is; whether it is a matter of health goes with it. None of them: a clinician reads it."""
    if not kind_of(problem):
        drafts.say_kind(**_key(draft, now), kind="clinical")
    return drafts.choose_problem(**_key(draft, now), problem=problem)


def say_again(*, row: DraftRow, again: str, now: datetime) -> DraftRow:
    """Whether it is about the same as they asked before, and how it is since."""
    if again not in {*SAID, "no"}:
        raise Refused("Choose how it is since they asked before.")
    return drafts.say_about(**_key(row.id, now), about={**row.about, "asked_before": again})


def answer(*, draft: UUID, answers: Mapping[str, Any], instead_of: Iterable[str], now: datetime) -> DraftRow:
    """Write down answers; those in `instead_of` are taken back first."""
    return drafts.answer(**_key(draft, now), answers=answers, instead_of=instead_of)


def send(*, row: DraftRow, slot: UUID | None, now: datetime) -> Submitted:
    """Send what was entered, and book the time that was chosen with it: both or neither. Sent again, it is the same request.

    Raises Incomplete while a question is open, SlotTaken where somebody was faster: then nothing was sent.
    """
    known = people.person(UUID(row.about["person"])) if row.about.get("person") else None
    sent = enter(submission=_submission(row, known), now=now)
    if row.sent_at is None:
        query("update requests_draft set sent_at = %s where id = %s", [now, row.id])
    if slot is not None:
        booking.book(request=row.id, slot=slot, key=f"entered:{row.id}", now=now, knows=True)
    return sent


def hand_over(*, row: DraftRow, now: datetime) -> Submitted:
    """The line went and nobody can be reached: a clinician gets what was said and answered, as it stands. A danger that was not
    answered counts as not sure, never as no; any other question that is open leaves it to be read the same day. Handed over
    again, it is the same request.

    Raises Refused where nobody was found for it: there would be neither a name nor a number.
    """
    known = people.person(UUID(row.about["person"])) if row.about.get("person") else None
    if known is None:
        raise Refused(
            "Nobody was found for this entry, so a clinician would have no name and no number. Find the person first."
        )
    unanswered = Entry(row, directory.practice_by_id(row.organisation), now).unanswered()
    answers = {**row.answers, **dict.fromkeys(unanswered, "unsure")}
    submission = replace(_submission(row, known), answers=answers, cut_off=True, unanswered=unanswered)
    sent = enter(submission=submission, now=now)
    query("update requests_draft set sent_at = %s where id = %s and sent_at is null", [now, row.id])
    return sent


def preview(*, row: DraftRow, known: PersonRow | None, now: datetime) -> dict[str, Any]:
    """What would be written if it were sent now: the decision, when the answer is due, and what must be met; `known` is for
    whom, as the actor sees them. Raises Incomplete."""
    return values_of(_submission(row, known), now)


def _submission(row: DraftRow, known: PersonRow | None) -> Submission:
    alive = known is not None and known.died_on is None
    return Submission(
        id=row.id,
        organisation=row.organisation,
        kind=row.kind or "clinical",
        problem=row.problem,
        words=row.words or row.about.get("left", ""),
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
        registered=known.organisation if known and alive else None,
        again=row.about.get("asked_before", ""),
        interprets=row.about.get("interprets", ""),
    )


def leave_contact(*, draft: UUID, name: str, phone: str, where: str, now: datetime) -> None:
    """Add a name, a number, or where they are, to what was sent before anybody could ask: somebody was in danger."""
    authorise(actor(), "requests.enter")
    mine(draft)
    own.leave_contact(request=draft, name=name, phone=phone, where=where, now=now)


def throw_away(*, draft: UUID) -> None:
    """The entry is not wanted after all. What was sent stays."""
    mine(draft)
    query("delete from requests_draft where id = %s and sent_at is null", [draft])
    record("requests.throw_away_entry", [draft])


def mine(draft: UUID) -> DraftRow:
    """The entry, where it is the actor's own, locked until their press is over. Raises WithColleague where it is a colleague's,
    Refused where it is gone."""
    who = actor()
    row = _at_practice(draft, who)
    if row.device_hash != desk(who):
        raise WithColleague(_with(row))
    return row


def _at_practice(draft: UUID, who: Actor) -> DraftRow:
    """An entry of the actor's practice, locked; raises Refused where there is none. What a person fills in themself is none."""
    row = stored.draft(draft, lock=True)
    if (
        row is None
        or row.organisation != who.party
        or not ("begun_by" in row.about or row.device_hash == desk(who))
    ):
        raise Refused(GONE)
    return row


def _key(draft: UUID, now: datetime) -> dict[str, Any]:
    return {"draft": draft, "device_hash": desk(actor()), "now": now}
