"""Give a request to another service, take it back; and, there: accept it, report on it, send it back.

Every verb can be sent again: with the same key it does nothing more. A verb that changes the request too tells the room
above first, which refuses where somebody was faster; then nothing is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from orjson import dumps

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import time_text
from weald.services.referrals.events import Accepted, Reported
from weald.services.referrals.models import ANSWERS, LIVE, OUTCOMES, REASONS
from weald.services.referrals.queries import ReferralRow, received

GATEWAY = ("yes", "no", "none")
HOW_SOON = ("now", "today")
"""How soon somebody needs help whom the pharmacist sends back as urgent."""
GONE = "This referral is not on your worklist any more: the practice took it back, or it was closed."


class NoSuchReferral(Refused):
    """There is none that the actor's organisation received."""


@dataclass(frozen=True, kw_only=True)
class NewReferral:
    """What staff of a practice refer, and the letter that it carries."""

    id: UUID
    organisation: UUID
    request: UUID
    person: UUID | None
    to: UUID
    service: str
    key: str
    due_at: datetime
    reason: str
    note: str
    reference: str
    level: str
    given_name: str
    family_name: str
    birth_date: date | None
    sex: str
    nhs_number: str
    phone: str
    problem_name: str
    needs: tuple[str, ...]
    language: str
    letter: Mapping[str, Any]


_ADD = """
insert into referrals_referral (id, organisation, request_id, person, to_organisation, service, key, referred_at, due_at,
    verified_by, verified_name, reason, note, reference, level, given_name, family_name, birth_date, sex, nhs_number,
    phone, problem_name, needs, language, letter, state, taken_name)
values (%(id)s, %(organisation)s, %(request)s, %(person)s, %(to)s, %(service)s, %(key)s, %(now)s, %(due_at)s,
    %(identity)s, %(name)s, %(reason)s, %(note)s, %(reference)s, %(level)s, %(given_name)s, %(family_name)s,
    %(birth_date)s, %(sex)s, %(nhs_number)s, %(phone)s, %(problem_name)s, %(needs)s, %(language)s, %(letter)s, 'open', '')
"""


def add(*, new: NewReferral, now: datetime) -> None:
    """Put a referral onto the worklist of the service; the room above has given it the request in this transaction."""
    authorise(actor(), "requests.refer", new.organisation)
    who = actor()
    values = {name: getattr(new, name) for name in new.__dataclass_fields__}
    query(
        _ADD,
        values
        | {
            "needs": list(new.needs),
            "letter": dumps(new.letter).decode(),
            "now": now,
            "identity": who.identity,
            "name": who.name,
        },
    )
    record("referrals.add", [new.id, new.request])


def recall(*, referral: UUID, now: datetime) -> None:
    """Take a referral back that nobody there has, or that is overdue there; the room above has taken the request back."""
    taken = query(
        "update referrals_referral set state = 'recalled', ended_at = %(now)s where id = %(id)s"
        " and (state = 'open' or state = 'accepted' and due_at < %(now)s) returning request_id, organisation",
        {"id": referral, "now": now},
    )
    if not taken:
        raise Refused(
            "Somebody at the pharmacy has this request now. Phone them; you can take it back once it is overdue."
        )
    authorise(actor(), "requests.refer", taken[0][1])
    record("referrals.recall", [referral, taken[0][0]])


def reached_at(*, requests: Iterable[UUID], old: str, new: str) -> None:
    """The person of these requests has another phone number: whoever has a referral of theirs phones the new one. One that was
    given another number keeps it."""
    authorise(actor(), "people.change")
    rows = query(
        "update referrals_referral set phone = %s where request_id = any(%s) and state = any(%s) and phone = %s and phone <> ''"
        " returning id, request_id",
        [new, list(requests), list(LIVE), old],
    )
    if rows:
        record("referrals.reached_at", [one for row in rows for one in row])


def accept(*, referral: UUID, key: str, now: datetime) -> None:
    """Take a referral that nobody at the pharmacy has. Raises Refused with the name of whoever was faster."""
    found = _load(referral, "referrals.consult")
    who = actor()
    if found.taken_by == who.identity and found.live:
        return
    taken = query(
        "update referrals_referral set state = 'accepted', taken_by = %s, taken_name = %s, taken_at = %s"
        " where id = %s and state = 'open' returning 1",
        [who.identity, who.name, now, referral],
    )
    if not taken:
        raise Refused(_why_not(referral))
    if append(Accepted(key=f"{referral}:{key}", referral=referral, request=found.request_id)):
        record("referrals.accept", [referral, found.request_id])


def put_back(*, referral: UUID, now: datetime) -> None:
    """Put a referral back for a colleague at the pharmacy to take; only whoever has it can."""
    found = _load(referral, "referrals.consult")
    if query(
        "update referrals_referral set state = 'open', taken_by = null, taken_name = '', taken_at = null"
        " where id = %s and state = 'accepted' and taken_by = %s returning 1",
        [referral, actor().identity],
    ):
        record("referrals.put_back", [referral, found.request_id])


def consult(
    *,
    referral: UUID,
    outcome: str,
    gateway: str,
    found: str,
    medicine: str,
    pgd: bool,
    told: str,
    level: str,
    key: str,
    now: datetime,
) -> None:
    """Record a consultation. Treated and advice answer the request, and the person reads `told`; whoever did not come,
    or needs urgent help (`level` now or today), goes back to the practice."""
    if outcome not in OUTCOMES or outcome == "returned":
        raise Refused("Choose the outcome from the list.")
    if gateway not in GATEWAY:
        raise Refused("Say whether the pathway’s point to treat was met.")
    if not found.strip():
        raise Refused("Write what you found.")
    if outcome in ANSWERS and not told.strip():
        raise Refused("Write in plain words what you tell the person.")
    if outcome == "urgent" and level not in HOW_SOON:
        raise Refused("Say whether they need help now or today.")
    if outcome == "treated" and not medicine.strip():
        raise Refused("Write what you supplied, or choose advice given.")
    _report(
        referral, key, now, "referrals.consult",
        outcome=outcome, level=level if outcome == "urgent" else "", why="", gateway=gateway, found=found.strip(),
        medicine=medicine.strip(), pgd=pgd, told=told.strip(),
    )  # fmt: skip


def send_back(*, referral: UUID, why: str, words: str, key: str, now: datetime) -> None:
    """Send a referral back to the practice without a consultation, with a reason: it keeps its old priority there."""
    if why not in REASONS:
        raise Refused("Choose why you send it back.")
    if not words.strip():
        raise Refused("Write what the practice should know.")
    _report(
        referral, key, now, "referrals.return",
        outcome="returned", level="", why=why, gateway="", found=words.strip(), medicine="", pgd=False, told="",
    )  # fmt: skip


_REPORT = """
insert into referrals_report (organisation, to_organisation, referral_id, request_id, person, key, at, by, identity,
    outcome, level, why, gateway, found, medicine, pgd, told)
select organisation, to_organisation, id, request_id, person, %(key)s, %(now)s, %(by)s, %(identity)s, %(outcome)s,
    %(level)s, %(why)s, %(gateway)s, %(found)s, %(medicine)s, %(pgd)s, %(told)s
from referrals_referral where id = %(referral)s
on conflict (key) do nothing returning id
"""


@transaction.atomic
def _report(referral: UUID, key: str, now: datetime, verb: str, **said: Any) -> None:
    """Add the report, tell the room above, then end the referral: all of it, or nothing."""
    read, who = _load(referral, verb), actor()
    key = f"{referral}:{key}"
    if query("select 1 from referrals_report where key = %s", [key]):
        return
    if not read.live or (read.taken_by not in {None, who.identity}):
        raise Refused(_why_not(referral))
    values = {"referral": referral, "key": key, "now": now, "by": who.name, "identity": who.identity}
    added = query(_REPORT, values | said)
    if not added:  # the same press came twice at once
        return
    append(Reported(key=key, referral=referral, request=read.request_id, report=added[0][0]))
    ended = query(
        "update referrals_referral set state = %s, ended_at = %s where id = %s"
        " and (state = 'open' or state = 'accepted' and taken_by = %s) returning 1",
        ["treated" if said["outcome"] in ANSWERS else "returned", now, referral, who.identity],
    )
    if not ended:
        raise Refused(_why_not(referral))
    record(verb, [referral, read.request_id], said["outcome"])


def _load(referral: UUID, verb: str) -> ReferralRow:
    found = received(referral)
    if found is None:
        raise NoSuchReferral("This referral cannot be found.")
    authorise(actor(), verb, found.to_organisation)
    return found


def _why_not(referral: UUID) -> str:
    """Why a verb was refused, as things stand now."""
    found = received(referral)
    if found is None or not found.live:
        return GONE
    if found.taken_at is not None:
        return f"{found.taken_name} took this referral at {time_text(found.taken_at)}. Choose another one."
    return "This referral changed while you were reading it. Read it again, then decide. Nothing was changed."
