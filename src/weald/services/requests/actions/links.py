"""The private link: opened with a date of birth, made anew when it has run out or was lost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from weald.foundation.access import query, record
from weald.foundation.access.person_sessions import CODE_LIFE, Entered, codes_sent, enter_code, make_code
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import read_reference
from weald.services.directory import queries as directory
from weald.services.messages.actions import notify
from weald.services.requests.actions.submit import add_link, private_address
from weald.services.requests.reach import reach

MOST_A_DAY = 5
"""New links for one request in a day: enough for whoever lost one, too few to pester anybody."""


@dataclass(frozen=True)
class Opened:
    """What came of a try: `outcome` is open, code, wrong, locked, expired or unknown; `request` only where it is open, or
    opens with a code. `by` and `to` say where a code goes."""

    outcome: str
    request: UUID | None
    organisation: UUID | None = None
    by: str = ""
    to: str = ""


def open_link(*, token: str, born: date, now: datetime) -> Opened:
    """Try a date of birth on a link. A wrong one is counted, and the fifth ends the link."""
    rows: list[Any] = query(
        "select outcome, request, organisation, coalesce(way, ''), coalesce(address, '')"
        " from requests_open_link(%s, %s, %s)",
        [hash_of(token), born, now],
    )
    found = Opened(*rows[0])
    if found.outcome == "open" and found.request is not None:
        record("requests.open_link", [found.request])
    return found


CODES_AN_HOUR = 3
"""Codes for one link in an hour."""


def send_code(*, token: str, opened: Opened, now: datetime) -> None:
    """Send the one-time code of a link whose date of birth was right. Call it as the door for people who sign in; what is
    too much is not sent, and said alike."""
    key = f"link:{token}"
    if opened.request is None or opened.organisation is None:
        return
    if codes_sent(key=key, since=now - timedelta(hours=1)) >= CODES_AN_HOUR:
        return
    code = make_code(key=key, subject=opened.request, by=opened.by, to=opened.to, now=now)
    notify(
        organisation=opened.organisation,
        request=opened.request,
        key=f"code:{hash_of(token + code + now.isoformat()).hex()}",
        by=opened.by,
        to=opened.to,
        template="link_code",
        values={"code": code, "practice": directory.practice_by_id(opened.organisation).name},
        now=now,
        urgent=True,
        until=now + CODE_LIFE,
    )
    record("requests.send_code", [opened.request])


def try_code(*, token: str, code: str, now: datetime) -> Entered:
    """Try the code of a link. Wrong ones count for this link alone. Call it as the door for people who sign in."""
    entered = enter_code(key=f"link:{token}", code=code, now=now)
    if entered.subject is not None:
        record("requests.open_link", [entered.subject])
    return entered


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
