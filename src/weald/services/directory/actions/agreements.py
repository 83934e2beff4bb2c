"""Agreements: another organisation sees this practice's people when it is full."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from weald.foundation.access import actor, authorise, authorised_party, query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import date_text, joined, wall
from weald.services.directory.actions.loading import VERB as DIRECTORY
from weald.services.directory.actions.loading import read_anew
from weald.services.directory.models import Agreement
from weald.services.directory.queries import agreements, practice
from weald.services.directory.words import SERVICES

VERB = "practice.settings"


def agree(*, ods_code: str, services: Sequence[str], since: date | None, now: datetime) -> UUID:
    """Note that the practice with this ODS code sees the people of the actor's practice, from a day on (today where none is
    given), for these services or, where none is named, for all. What both signed lies with them.

    Raises Refused where there is no such practice, or an agreement with it holds already.
    """
    return _agree(_here(), ods_code, services, since, now)


def agree_for(
    *, whose: str, ods_code: str, services: Sequence[str], since: date | None, now: datetime
) -> UUID:
    """The same for the practice with the code `whose`, by whoever runs the program."""
    authorise(actor(), DIRECTORY)
    return _agree(_practice(whose), ods_code, services, since, now)


def _agree(here: UUID, ods_code: str, services: Sequence[str], since: date | None, now: datetime) -> UUID:
    other = practice(ods_code)
    if other is None or other.id == here:
        raise Refused("Enter the ODS code of another practice that is open.")
    if unknown := [one for one in services if one not in SERVICES]:
        raise Refused(f"{joined(unknown)} is no service that Weald knows.")
    first = since or wall(now).date()
    if query(
        "select 1 from directory_agreement where organisation_id = %s and sees_id = %s and (until is null or until > %s)",
        [here, other.id, first],
    ):
        raise Refused(
            f"There is an agreement with {other.name} already. End it first, then note the new one."
        )
    made = Agreement.objects.create(
        id=uuid7(now), organisation_id=here, sees_id=other.id, services=sorted(set(services)), since=first
    )
    record(
        "practice.agree",
        [here],
        f"none → {other.name}, {joined(list(services)) or 'all services'}, from {date_text(first)}",
    )
    read_anew()
    return made.id


def end(*, agreement: UUID, now: datetime) -> None:
    """End an agreement from today on; one that has not begun is as if it had never been. What is booked stays booked."""
    _end(_here(), agreement, now)


def end_for(*, whose: str, ods_code: str, now: datetime) -> None:
    """The same for the practice with the code `whose` and the one that sees its people, by whoever runs the program. Raises Refused
    where none holds."""
    authorise(actor(), DIRECTORY)
    here, today = _practice(whose), wall(now).date()
    live = [
        one
        for one in agreements(here)
        if one.sees.ods_code == ods_code.strip().upper() and (one.until is None or one.until > today)
    ]
    if not live:
        raise Refused(
            f"There is no agreement of {whose.strip().upper()} with '{ods_code}'. See which there are: weald place agreement {whose}"
        )
    for one in live:
        _end(here, one.id, now)


def _end(here: UUID, agreement: UUID, now: datetime) -> None:
    today = wall(now).date()
    gone = query(
        "delete from directory_agreement where id = %s and organisation_id = %s and since >= %s returning sees_id",
        [agreement, here, today],
    )
    ended = gone or query(
        "update directory_agreement set until = %s where id = %s and organisation_id = %s and (until is null or until > %s)"
        " returning sees_id",
        [today, agreement, here, today],
    )
    if not ended:
        raise Refused("This agreement has ended already. Look at the list again.")
    record("practice.end_agreement", [here], f"with {ended[0][0]} → none from {date_text(today)}")
    read_anew()


def _here() -> UUID:
    return authorised_party(actor(), VERB)


def _practice(ods_code: str) -> UUID:
    found = practice(ods_code)
    if found is None:
        raise Refused(f"No practice has the code '{ods_code}'. Look how it is written.")
    return found.id
