"""What a request is made of, and every column that follows from it: assessed, traced, dated, and linked to what was asked
before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from msgspec import to_builtins
from msgspec.structs import replace
from orjson import dumps

from weald.engines.triage import Assessment, Because
from weald.foundation.access import Basis, actor, query
from weald.foundation.database.identifiers import reference
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.directory import queries as directory
from weald.services.library import content, policies
from weald.services.people import queries as people
from weald.services.people.acting_for import theirs_alone
from weald.services.people.needs import INTERPRETS
from weald.services.people.needs import known as known_needs
from weald.services.people.queries import family
from weald.services.requests import evidence
from weald.services.requests.actions import again
from weald.services.requests.due import due_at
from weald.services.requests.words import GO_YOURSELF


class Incomplete(Refused):
    """A question is still open: nothing was sent."""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """Everything that a request is made of. `id` makes it unique: sent twice, it is one request."""

    id: UUID
    organisation: UUID
    kind: str
    problem: str = ""
    words: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    for_whom: str = "me"
    birth_date: date | None = None
    sex: str = "unknown"
    given_name: str = ""
    family_name: str = ""
    asked_by: str = ""
    nhs_number: str = ""
    phone: str = ""
    email: str = ""
    contact_by: str = ""
    channel: str = "online"
    person: UUID | None = None  # known and verified by staff, or by the person's own sign-in
    registered: UUID | None = None  # where they are registered, just read by staff who may see them
    asker: UUID | None = None  # who signed in and asks: the person themself, or whoever acts for them
    shared: bool = False  # a young person lets those who act for them see it
    needs: tuple[str, ...] = ()  # what must be met, as said; what is on the person's record is added
    language: str = ""
    interprets: str = ""  # who interprets while staff enter it: one of people.needs.INTERPRETS
    again: str = ""  # one of models.AGAIN
    follows: UUID | None = None  # the request that staff link it to; else the rule finds it
    cut_off: bool = False  # the call ended before the questions did, or before anybody was told
    unanswered: tuple[
        str, ...
    ] = ()  # answers of a call that was cut off which nobody gave: they count as not sure
    device_hash: bytes | None = None
    sent_at: datetime | None = None


TOLD = {
    "phone": "You told us by phone what you need.",
    "walk_in": "You told us at the desk what you need.",
    "partner": "A partner sent us your request.",
}
"""How a request came, as its person reads it; any other way they sent it themself."""


def values_of(one: Submission, now: datetime) -> dict[str, Any]:
    """Every column of a new request: assessed, traced and dated."""
    practice = directory.practice_by_id(one.organisation)
    known = _known(one)
    traced = known or _trace(one)
    who = traced[0] if traced else None
    before = again.earlier(
        person=who, problem=one.problem, answer=one.again, this=one.id, now=now, follows=one.follows
    )
    said = _assessed(one, before.contacts, now)
    decided = _settled(one, said, before)
    level, service, within = decided.level, decided.service, decided.within
    due = due_at(level, within, now, practice.hours)
    on_record, spoken = people.to_meet(who) if who else ((), "")
    at_once = evidence.may_book_at_once(said.problem or "", practice, demonstration=settings.DEMO)
    return {
        "id": one.id,
        "reference": reference(),
        "organisation": one.organisation,
        "person": traced[0] if traced else None,
        "registered": traced[1] if traced else None,
        "identity_level": "verified" if known else "traced" if traced else "claimed",
        "channel": one.channel,
        "device_hash": one.device_hash,
        "kind": _kind(one, said),
        "self_service": at_once,
        "sent_at": now,
        "for_whom": one.for_whom,
        "given_name": one.given_name,
        "family_name": one.family_name,
        "asked_by": one.asked_by,
        "birth_date": one.birth_date,
        "sex": one.sex,
        "nhs_number": one.nhs_number,
        "phone": one.phone,
        "email": one.email,
        "contact_by": one.contact_by,
        "words": one.words,
        "needs": list(known_needs((*one.needs, *on_record))),
        "needs_on_record": sorted(set(on_record) - set(one.needs)) or None,
        "on_record": on_record,
        "language": one.language or spoken,
        "again": one.again,
        "before": before,
        "follows": before.follows,
        "contact": before.contact,
        # What a young person asks for themself is theirs: nobody who acts for them sees it unless they say so.
        "hidden": one.for_whom == "me" and not one.shared and theirs_alone(one.birth_date, wall(now).date()),
        "entry": "cut_off" if one.cut_off else "sent",
        "note": _note(one, said),
        "told": evidence.CUT_OFF if one.cut_off else TOLD.get(one.channel, "You sent your request."),
        "problem": one.problem,
        "problem_name": _problem_name(one, said),
        "level": level,
        "service": service,
        "red_flag": said.red_flag,
        "findings": dumps(
            [_finding(*pair) for because in decided.because for pair in because.labels]
        ).decode(),
        "due_at": again.due_after(due, level, before, one.again),
        # It ends in advice or with somebody that the person goes to; it stays on the worklist until it is closed.
        "state": "advised"
        if at_once
        and level != "now"
        and service in GO_YOURSELF
        and not decided.for_clinician
        and not one.cut_off
        else "waiting",
        "by": actor().name,
        "answers": dumps(_answers(one, said)).decode(),
        "within": within,
        "text": decided.text,
        "rule": said.rule,
        "because": dumps(to_builtins(decided.because)).decode(),
        "ruled_out": dumps(to_builtins(said.ruled_out)).decode(),
        "safety_net": dumps(said.safety_net).decode(),
        "advice": dumps(said.advice).decode(),
        "release": said.content or content.current().release,
        "stands_on": dumps(_stands_on(one, said, before, now)).decode(),
    }


def _assessed(one: Submission, contacts: int, now: datetime) -> Assessment:
    """What triage says, knowing how often the person asked lately: that can raise the answer, and asks nothing more."""

    def assess(contacts: int) -> Assessment:
        return evidence.assess(
            born=one.birth_date,
            sex=one.sex,
            for_whom=one.for_whom,
            problem=one.problem,
            words=one.words,
            answers=one.answers,
            now=now,
            contacts=contacts,
        )

    said = evidence.knowing_contacts(assess, contacts)
    if said.status == "ask" and one.cut_off:
        rules, who = content.current(), evidence.person(one.birth_date, one.sex, wall(now).date())
        return evidence.cut_off(
            rules,
            evidence.as_asked(
                rules, who, for_whom=one.for_whom, problem=one.problem, words=one.words, answers=one.answers
            ),
        )
    if said.status == "ask":
        raise Incomplete("One more question is open. Please answer it, then send.")
    return said


def _settled(one: Submission, said: Assessment, before: again.Earlier) -> again.Settled:
    """What was decided, with the rule on asking again in it."""
    kind = _kind(one, said)
    decided = again.Settled(
        *evidence.proposed(said, kind), tuple(_told(one, why) if one.cut_off else why for why in said.because)
    )
    return again.settle(decided, before, one.again) if kind == "clinical" else decided


def _told(one: Submission, why: Because) -> Because:
    """A reason in which nobody is quoted who did not answer."""
    findings = content.current().findings
    nobody = {
        findings[name].label
        for name, value in why.findings.items()
        if value == "unsure" and (name in one.unanswered or name not in one.answers)
    }
    return replace(
        why,
        labels=tuple((label, "nobody answered" if label in nobody else said) for label, said in why.labels),
    )


def _kind(one: Submission, said: Assessment) -> str:
    """On which of the two queues it comes: as its problem is. What may be an emergency is a matter of health, however it began;
    so is a call that was cut off, until a clinician has looked."""
    if one.cut_off or (said.decision is not None and said.decision.level == "now"):
        return "clinical"
    return evidence.kind_of(one.problem) or one.kind


def _stands_on(one: Submission, said: Assessment, before: again.Earlier, now: datetime) -> dict[str, Any]:
    """What the decision stands on besides the answers, so that it can be worked out again: the person as triage read them,
    how often they had asked, what triage alone decided, and what the rule on asking again had before it."""
    proposed = evidence.proposed(said, _kind(one, said))
    return {
        "person": evidence.person(one.birth_date, one.sex, wall(now).date()),
        "contacts": before.contacts,
        "proposed": proposed._asdict(),
        "reasons": len(said.because),
        "policy": policies.again_digest(),
        "before": before.level if before.follows is not None else "",
        "contact": before.contact,
        "cut_off": one.cut_off,
    }


def _note(one: Submission, said: Assessment) -> str:
    """What staff are told with it, besides the evidence: who interpreted, and what nobody answered before the call ended."""
    lines = []
    if one.interprets in INTERPRETS:
        lines.append(f"Interpreted by: {INTERPRETS[one.interprets].lower()}.")
    if one.cut_off:
        lines.append("The call ended before they were told anything.")
        if one.unanswered:
            asked = "; ".join(evidence.labels(one.unanswered))
            lines.append(f"Not answered, which is not a no, and counted as not sure: {asked}.")
        if said.question is not None:
            lines.append("The other questions were not finished.")
    return " ".join(lines)


def _problem_name(one: Submission, said: Assessment) -> str:
    name = content.current().called(one.problem)
    if name:
        return name
    if said.decision is not None and said.decision.level == "now":
        return "Emergency"
    return "Something else"


def _finding(label: str, answer: str) -> str:
    return label if answer.casefold() == "yes" else f"{label}: {answer}"


def _answers(one: Submission, said: Assessment) -> list[dict[str, Any]]:
    """The answers that the decision stands on, in the order asked; those to another problem are left behind. Of a call that
    was cut off every answer is kept, what decided last: it was answered by itself, whatever a group says of it."""
    beside = (name for name in one.answers if name not in said.path)
    path = (*beside, *said.path) if one.cut_off else said.path or tuple(one.answers)
    return [
        {
            "finding": name, "value": one.answers[name], "position": position,
            "source": "nobody" if name in one.unanswered else "staff" if actor().basis is Basis.STAFF else "person",
        }
        for position, name in enumerate(path)
        if name in one.answers
    ]  # fmt: skip


def _known(one: Submission) -> tuple[UUID, UUID] | None:
    """A person whom the actor may see, or for whom somebody who signed in may ask, and where they are registered."""
    if one.person is None:
        return None
    if one.asker is not None:
        # Whoever may no longer act asks like anybody else: the request counts, as claimed.
        registered = family.may_act(one.asker, one.person, "ask")
        return (one.person, registered) if registered else None
    if one.registered is not None:
        return one.person, one.registered
    rows = query("select id, organisation from people_person where id = %s and died_on is null", [one.person])
    if not rows:
        raise Refused("This person cannot be found. Search for them again.")
    return rows[0][0], rows[0][1]


def _trace(one: Submission) -> tuple[UUID, UUID] | None:
    if one.birth_date is None or not one.family_name:
        return None
    return people.trace(one.nhs_number, one.given_name, one.family_name, one.birth_date, one.organisation)
