"""Staff refer a request to a pharmacy, and take it back. The request, its referral, the story and the notice change together."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from weald.foundation.access import actor, authorise, query
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import by_date_and_time, wall
from weald.services.appointments import queries as booked
from weald.services.directory import nearby
from weald.services.directory import queries as directory
from weald.services.library import content
from weald.services.referrals import actions as referrals
from weald.services.requests.actions.care import NeedsSure
from weald.services.requests.actions.holding import (
    Line,
    load,
    refuse_closed,
    refuse_held_by_other,
    story_key,
    write,
)
from weald.services.requests.actions.telling import tell
from weald.services.requests.letter import criteria, letter
from weald.services.requests.queries.care import RequestRow, Story, story
from weald.services.requests.referable import SERVICE, against

CHECKED = {
    "identity": "I know who they are: name, date of birth and how to reach them",
    "consent": "They agree to be referred, and that the pharmacy reads what they answered",
    "criteria": "I compared their answers with what Pharmacy First covers",
}
"""What a member of staff says that they verified: all of it, or there is no referral."""


def refer(
    *,
    request: UUID,
    version: int,
    to: UUID | None,
    checked: Collection[str],
    note: str,
    reason: str,
    sure: bool,
    key: str,
    now: datetime,
) -> None:
    """Ask the pharmacy `to` to help: the request lies on its worklist from now on, and on no other.

    What a red flag decided, or may be an emergency, is never referred. What no rule sent to a pharmacy needs somebody who may decide, and their
    `reason`. Raises NeedsSure where age or sex speak against it and nobody was asked twice.
    """
    asked = load(request, "requests.refer", version, key)
    if asked is None:
        return
    _refuse(asked)
    if asked.service != SERVICE:
        authorise(actor(), "requests.decide")
        if not reason.strip():
            raise Refused("No rule sent them to a pharmacy. Say why you refer them.")
    if to is None:
        raise Refused("Choose a pharmacy from the list, or enter its whole name or its code.")
    if not nearby.gives(to, SERVICE, asked.birth_date, now):
        raise Refused(
            "It is not known that this pharmacy offers that to somebody of their age, or when it is open. Choose another one."
        )
    if not nearby.reads(to):
        raise Refused(
            "No pharmacist signs in there, so nobody would read it. Phone them, tell the person to go there, or choose another one."
        )
    if set(checked) != set(CHECKED):
        raise Refused("Tick all that you verified. Without it there is no referral.")
    known, today = content.current(), wall(now).date()
    unfit = criteria(asked, known, today).against
    if unfit and not sure:
        raise NeedsSure(f"{' '.join(unfit)} Tick that you refer them all the same, and send it again.")
    told = story(request)
    assert told is not None  # it was loaded a moment ago, in this transaction
    _give(asked, told, to, reason.strip(), note.strip(), key, now)


def _give(asked: RequestRow, told: Story, to: UUID, reason: str, note: str, key: str, now: datetime) -> None:
    referral, pharmacy = uuid7(now), directory.practice_by_id(to)
    where = f"{pharmacy.name}, {', '.join((*pharmacy.address, pharmacy.postcode))}"
    phone = f" You can phone them on {pharmacy.phone}." if pharmacy.phone else ""
    line = Line(
        "referred",
        f"We have asked {where} to help you. They will contact you {by_date_and_time(asked.due_at, now)}, or you can go there.{phone}",
        " ".join(part for part in (reason, note) if part),
    )
    changes = {
        "state": "referred", "holder": to, "serving": to, "referral": referral, "owner": None, "owner_name": "",
        "taken_at": None, "wants": "", "returned": "",
    }  # fmt: skip
    write(asked, "requests.refer", line, key=key, now=now, changes=changes, why=pharmacy.name)
    if not query("select 1 from requests_request where id = %s and referral = %s", [asked.id, referral]):
        return  # the same press came twice at once, and the other one did it
    referrals.add(
        new=referrals.NewReferral(
            id=referral,
            organisation=asked.organisation,
            request=asked.id,
            person=asked.person,
            to=to,
            service=SERVICE,
            key=story_key(asked.id, key),
            due_at=asked.due_at,
            reason=reason,
            note=note,
            reference=asked.reference,
            level=asked.level,
            given_name=asked.given_name,
            family_name=asked.family_name,
            birth_date=asked.birth_date,
            sex=asked.sex,
            nhs_number=asked.nhs_number,
            phone=asked.phone,
            problem_name=asked.problem_name,
            needs=tuple(asked.needs),
            language=asked.language,
            letter=letter(told, content.current(), wall(now).date()),
        ),
        now=now,
    )
    tell(asked, "referred", key=key, now=now, values={"pharmacy": pharmacy.name})


@transaction.atomic
def recall(*, request: UUID, version: int, key: str, now: datetime) -> None:
    """Take a request back that nobody at the pharmacy has, or that is overdue there; it keeps its priority."""
    asked = load(request, "requests.refer", version, key)
    if asked is None:
        return
    if asked.referral is None:
        raise Refused("This request is not at a pharmacy.")
    pharmacy = directory.practice_by_id(asked.holder).name
    state = "waiting" if asked.confirmed_at is None else "confirmed"
    told = f"Your practice will deal with your request itself, not {pharmacy}. We will answer {by_date_and_time(asked.due_at, now)}."
    if asked.due_at < now:
        told = f"Your practice will deal with your request itself, not {pharmacy}."
    line = Line("recalled", told)
    write(asked, "requests.recall", line, key=key, now=now, changes={"state": state}, why=pharmacy)
    referrals.recall(referral=asked.referral, now=now)
    tell(asked, "recalled", key=key, now=now, values={"pharmacy": pharmacy})


def _refuse(asked: RequestRow) -> None:
    refuse_closed(asked)
    refuse_held_by_other(asked)
    if asked.state == "referred":
        raise Refused(f"{directory.practice_by_id(asked.holder).name} has this request already.")
    if why := against(asked):
        raise Refused(why)
    ahead = booked.of_request(asked.id)
    if ahead is not None and ahead.state in {"booked", "arrived"}:
        raise Refused("There is an appointment ahead. Cancel it before you refer them.")
