"""The pages of a pharmacist in words: what waits, and one referral with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from weald.foundation.access import Actor
from weald.foundation.ui.components import Choice, Row, phone_link
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Key, StaffPage
from weald.foundation.ui.wording import (
    age_text,
    by_when,
    date_text,
    nhs_number_text,
    phone_text,
    plural,
    time_text,
    wall,
    when,
)
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame, may
from weald.services.people.names import name_text, plain_name
from weald.services.people.needs import CHILDREN_NEVER, needs_words
from weald.services.referrals.models import OUTCOMES, REASONS
from weald.services.referrals.queries import ReferralRow, ReportRow
from weald.services.referrals.words import GATEWAYS, consultation_words

DONE = {
    "take": "You have this referral now. The practice can see that.",
    "put-back": "It is back on the worklist for a colleague.",
    "consult": "Recorded. The practice reads it, and the person is told.",
    "none_left": "Nothing is left to open: every referral has somebody.",
    "return": "Sent back to the practice with your reason. The person is told.",
}
STATES = {
    "open": "New",
    "accepted": "Accepted",
    "treated": "Answered",
    "returned": "Sent back",
    "recalled": "Taken back by the practice",
    "closed": "Closed by the practice or the person",
}
SEXES = {"female": "female", "male": "male"}
LIST_KEYS = (
    Key("j", "next line"),
    Key("k", "line before"),
    Key("Enter", "open"),
    Key("n", "due first, that nobody else has"),
    Key("?", "this help"),
)
KEYS = (
    Key("t", "take"),
    Key("r", "record the consultation"),
    Key("b", "send it back"),
    Key("a", "put back for a colleague"),
    Key("m", "messages"),
    Key("n", "next referral"),
    Key("u", "up to the worklist"),
    Key("?", "this help"),
)


class Line(NamedTuple):
    """One referral on the worklist."""

    id: str
    classes: str
    href: str
    name: str
    age: str
    problem: str
    practice: str
    flags: tuple[str, ...]
    needs: str
    due: str
    late: bool
    waits: str
    new: bool
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One referral: all that a pharmacist reads, and what they may do."""

    title: str
    state: str
    ended: str
    due: str
    late: bool
    owner: str
    practice: str
    verified: str
    reason: str
    note: str
    flags: tuple[str, ...]
    messages: str
    needs: tuple[str, ...]
    interpreter: str
    criteria: Mapping[str, Any]
    letter: Mapping[str, Any]
    person: tuple[Row, ...]
    reports: tuple[tuple[str, str, str], ...]
    can: frozenset[str]
    outcomes: tuple[Choice, ...]
    gateways: tuple[Choice, ...]
    urgency: tuple[Choice, ...]
    reasons: tuple[Choice, ...]


def page(
    who: Actor, title: str, *, waiting: int | None = None, keys: tuple[Key, ...], done: str = "", has_errors: bool = False
) -> StaffPage:  # fmt: skip
    """The frame of a pharmacist's page."""
    return frame(
        who, title, tab="referrals", waiting={} if waiting is None else {"referrals": waiting}, keys=keys,
        notice=DONE.get(done, ""), has_errors=has_errors,
    )  # fmt: skip


def lines(rows: tuple[ReferralRow, ...], who: Actor, now: datetime) -> tuple[Line, ...]:
    """The worklist, as it is ordered."""
    return tuple(_line(row, who, now) for row in rows)


def _line(row: ReferralRow, who: Actor, now: datetime) -> Line:
    late = row.due_at < now
    return Line(
        id=str(row.id),
        classes=f"level-{row.level}{' late' if late else ''}",
        href=url("staff_referral", row.id),
        name=name_text(row.given_name, row.family_name),
        age=_age(row, now),
        problem=row.problem_name,
        practice=directory.practice_by_id(row.organisation).name,
        flags=_flags(row),
        needs=", ".join(needs_words(row.needs, row.language)),
        due=_due(row, now),
        late=late,
        waits=when(row.referred_at, now),
        new=row.state == "open",
        owner=_owner(row, who),
    )


def sheet(row: ReferralRow, reports: tuple[ReportRow, ...], who: Actor, now: datetime) -> Sheet:
    """The page of one referral for this reader."""
    free = row.live and row.taken_by in {None, who.identity}
    verbs = {
        "take": row.state == "open" and may(who, "referrals.consult"),
        "put_back": row.state == "accepted" and row.taken_by == who.identity,
        "consult": free and may(who, "referrals.consult"),
        "return": free and may(who, "referrals.return"),
    }
    practice = directory.practice_by_id(row.organisation)
    return Sheet(
        title=", ".join(part for part in (name_text(row.given_name, row.family_name), _age(row, now), row.problem_name) if part),
        state=STATES[row.state],
        ended=when(row.ended_at, now) if row.ended_at else "",
        due=_due(row, now) if row.live else "",
        late=row.live and row.due_at < now,
        owner=_owner(row, who),
        practice=f"{practice.name}, {practice.phone}" if practice.phone else practice.name,
        verified=f"{row.verified_name} verified who they are, that they agree, and what Pharmacy First covers, {when(row.referred_at, now)}.",
        reason=row.reason,
        note=row.note,
        flags=_flags(row),
        messages=url("staff_conversation", row.request_id),
        needs=needs_words(row.needs, row.language),
        interpreter=CHILDREN_NEVER if "interpreter" in row.needs else "",
        criteria=row.letter.get("criteria", {}),
        letter=row.letter,
        person=_person(row, now),
        reports=tuple((OUTCOMES[one.outcome], f"{when(one.at, now)}, {one.by}", consultation_words(one)) for one in reports),
        can=frozenset(verb for verb, possible in verbs.items() if possible),
        outcomes=(Choice("", "Choose"), *(Choice(name, text) for name, text in OUTCOMES.items() if name != "returned")),
        gateways=tuple(Choice(name, text) for name, text in GATEWAYS.items()),
        urgency=(Choice("", "Not urgent"), Choice("today", "Today, by the practice"), Choice("now", "Now: 999 or A&E")),
        reasons=(Choice("", "Choose"), *(Choice(name, text) for name, text in REASONS.items())),
    )  # fmt: skip


def _age(row: ReferralRow, now: datetime) -> str:
    age = age_text(row.birth_date, wall(now).date()) if row.birth_date else "age not known"
    return f"{age}, {SEXES.get(row.sex, 'sex not known')}"


def _due(row: ReferralRow, now: datetime) -> str:
    return f"was due {by_when(row.due_at, now)}" if row.due_at < now else f"due {by_when(row.due_at, now)}"


def _owner(row: ReferralRow, who: Actor) -> str:
    if row.taken_at is None:
        return "Nobody has it"
    name = "You have it" if row.taken_by == who.identity else f"{row.taken_name} has it"
    return f"{name} since {time_text(row.taken_at)}"


def _flags(row: ReferralRow) -> tuple[str, ...]:
    """What needs care: an unread message, outside of the pathway, sent by staff and not by a rule, answers that nobody is sure of."""
    unsure = sum(one["unsure"] for one in row.letter.get("answers", ()))
    against = row.letter.get("criteria", {}).get("against", ())
    return (
        *(("New message",) if row.wrote else ()),
        *(("Outside Pharmacy First",) if against else ()),
        *(("Staff’s own decision",) if row.reason else ()),
        *((f"{plural(unsure, 'answer')} not sure",) if unsure else ()),
    )


def _person(row: ReferralRow, now: datetime) -> tuple[Row, ...]:
    born = row.birth_date
    phone = phone_link(phone_text(row.phone)) if row.phone else ""
    rows = (
        Row("Name", plain_name(row.given_name, row.family_name)),
        Row("Born", f"{date_text(born)} ({age_text(born, wall(now).date())})" if born else ""),
        Row("Sex", SEXES.get(row.sex, "Not known").capitalize()),
        Row("NHS number", nhs_number_text(row.nhs_number)),
        Row("Asked by", row.letter.get("asked_by", "")),
        Row("Phone", phone),
        Row("Email", row.letter.get("email", "")),
        Row("Needs", ", ".join(needs_words(row.needs, row.language)) or "None told"),
        Row("Allergies", "Not known to us. Ask before you supply anything."),
        Row("Other medicines", "Not known to us. Ask."),
        Row("Reference", row.reference),
    )
    return tuple(one for one in rows if one.value)
