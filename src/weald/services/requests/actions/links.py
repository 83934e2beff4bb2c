"""The private link: opened with a date of birth, made anew when it has run out or was lost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from weald.foundation.access import query, record
from weald.foundation.database.identifiers import read_reference
from weald.services.directory import queries as directory
from weald.services.messages.actions import notify
from weald.services.requests.actions.submit import add_link, hash_of, private_address
from weald.services.requests.reach import reach

MOST_A_DAY = 5
"""New links for one request in a day: enough for whoever lost one, too few to pester anybody."""


@dataclass(frozen=True)
class Opened:
    """What came of a try: `outcome` is open, wrong, locked, expired or unknown; `request` only where it is open."""

    outcome: str
    request: UUID | None


def open_link(*, token: str, born: date, now: datetime) -> Opened:
    """Try a date of birth on a link. A wrong one is counted, and the fifth ends the link."""
    rows: list[Any] = query(
        "select outcome, request from requests_open_link(%s, %s, %s)", [hash_of(token), born, now]
    )
    outcome, request = rows[0]
    if request is not None:
        record("requests.open_link", [request])
    return Opened(outcome, request)


def renew(*, spoken: str, born: date, now: datetime) -> None:
    """Send a new private link to whoever the request belongs to, where reference and date of birth agree.

    It returns nothing and takes the same way whether they do or not: nobody learns from it that a request is there.
    """
    reference = read_reference(spoken)
    rows = query(_FIND, [reference or "", born])
    if not rows:
        return
    request, organisation, contact_by, phone, email = rows[0]
    made = query(
        "select count(*) from requests_link where request_id = %s and made_at > %s",
        [request, now - timedelta(days=1)],
    )
    by, to = reach(contact_by, phone, email)
    if not to or made[0][0] > MOST_A_DAY:
        return
    token = add_link(request=request, organisation=organisation, now=now)
    notify(
        organisation=organisation,
        request=request,
        key=f"link:{hash_of(token).hex()}",
        by=by,
        to=to,
        template="new_link",
        values={
            "link": private_address(token),
            "reference": reference or "",
            "practice": directory.practice_by_id(organisation).name,
        },
        now=now,
    )
    record("requests.renew_link", [request])


_FIND = "select id, organisation, contact_by, phone, email from requests_request where reference = %s and birth_date = %s"
