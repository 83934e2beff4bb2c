"""How many contacts a day are safe for each profession: set by the practice, with whose guidance says so."""

from datetime import datetime

from weald.foundation.access import actor, authorised_party, query, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.appointments.actions.alone import VERB
from weald.services.appointments.kept import limits
from weald.services.directory.words import SERVICES


def set_limit(*, service: str, a_day: int | None, guidance: str, now: datetime) -> None:
    """Set the safe number of contacts a day of one profession here, or take it away (None). Sessions that are published
    from now on have it; those that are published keep theirs."""
    here = authorised_party(actor(), VERB)
    if service not in SERVICES:
        raise Refused("Choose a profession from the list.")
    old = limits().get(service)
    if a_day is None:
        if old is None:
            return
        query(
            "delete from appointments_contactlimit where organisation = %s and service = %s",
            [here, service],
        )
    else:
        if not 1 <= a_day <= 200:
            raise Refused("Enter a number of contacts a day from 1 to 200.")
        if not guidance.strip():
            raise Refused("Say whose guidance it is, or that it is your own.")
        if old and (old.a_day, old.guidance) == (a_day, guidance.strip()):
            return
        query(
            "insert into appointments_contactlimit (id, organisation, service, a_day, guidance) values (%s, %s, %s, %s, %s)"
            " on conflict (organisation, service) do update set a_day = excluded.a_day, guidance = excluded.guidance",
            [uuid7(now), here, service, a_day, guidance.strip()],
        )
    record(
        "practice.contact_limit",
        [here],
        f"{service}: {old.a_day if old else 'none'} → {a_day or 'none'}",
    )
