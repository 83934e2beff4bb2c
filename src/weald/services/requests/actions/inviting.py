"""Staff send somebody a link with which they book for themself: these roles, these days, and nothing else.

About a request the link is its private link, and the booking statement holds to what the invitation allows. Without a request
there is none until the person uses the link: then it is made, with the invitation's own id, in the transaction that books.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from weald.engines.matching.waiting import told_at
from weald.foundation.access import actor, authorise, query, record
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import date_text, wall
from weald.services.directory import queries as directory
from weald.services.directory.words import SERVICES
from weald.services.library import policies
from weald.services.messages.actions import notify
from weald.services.requests.actions.holding import Line, load, refuse_closed, refuse_referred
from weald.services.requests.actions.stories import add_line
from weald.services.requests.actions.submit import add_link, private_address
from weald.services.requests.actions.telling import tell
from weald.services.requests.reach import others, reach
from weald.services.requests.reasons import REASONS
from weald.services.requests.words import GO_YOURSELF, MODES

BOOKABLE = tuple(name for name in SERVICES if name not in GO_YOURSELF)
"""Roles to whom somebody can be invited."""
LONGEST_LIFE = 90
"""Days for which a link can live."""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What an invitation allows. No modes are any; `days` is how long its link lives."""

    services: Sequence[str]
    modes: Sequence[str] = ()
    clinic: str = ""
    earliest: date
    latest: date
    days: int
    message: str = ""
    reason: str = "other"

    def ends(self, now: datetime) -> datetime:
        """When a link that is sent now ends."""
        return now + timedelta(days=self.days)


@dataclass(frozen=True)
class Reached:
    """A person to invite, and how to reach them."""

    person: UUID
    organisation: UUID
    contact_by: str
    phone: str
    email: str
    nhs_number: str


def invite_about(*, request: UUID, version: int, allowed: Allowed, key: str, now: datetime) -> UUID | None:
    """Send the person of a request a link by which they book within what is allowed; returns the invitation. Sent again with the
    same key it is sent once, and None is returned."""
    asked = load(request, "requests.book", version, key)
    if asked is None:
        return None
    refuse_closed(asked)
    refuse_referred(asked)
    check(allowed, now)
    if not asked.self_service and asked.confirmed_at is None:
        raise Refused("Confirm the decision first. Then send the link.")
    if asked.birth_date is None or not reach(asked.contact_by, asked.phone, asked.email)[1]:
        raise Refused(
            "No message can reach this person, or we do not know their date of birth. Phone them to book."
        )
    identifier = uuid7(now)
    _insert(
        identifier, asked.organisation, asked.id, asked.person, None, allowed, None, f"{request}:{key}", now
    )
    query(
        "update requests_request set invitation = %s, version = version + 1 where id = %s",
        [identifier, request],
    )
    token = add_link(
        request=request, organisation=asked.organisation, now=now, life=timedelta(days=allowed.days)
    )
    add_line(
        request=request, organisation=asked.organisation, key=key, now=now,
        line=Line("invited", told="Your practice asks you to choose a time."),
    )  # fmt: skip
    tell(
        asked, "invited", key=key, now=now,
        values={
            "link": private_address(token),
            "date": last_day(allowed.latest, allowed.ends(now)),
        },
    )  # fmt: skip
    record("requests.invite", [request, identifier])
    return identifier


def invite(
    *, person: UUID, allowed: Allowed, key: str, now: datetime, recall: UUID | None = None
) -> UUID | None:
    """Send a person a link by which they book within what is allowed; returns the invitation. None where no message can reach
    them: staff phone. Sent again with the same key, it is the same one."""
    who = reached(person)
    authorise(actor(), "requests.book", who.organisation)
    if before := query("select id from requests_invitation where key = %s", [key]):
        return UUID(str(before[0][0]))
    check(allowed, now)
    if not reach(who.contact_by, who.phone, who.email)[1]:
        return None
    identifier, token = uuid7(now), secrets.token_urlsafe(32)
    _insert(identifier, who.organisation, None, person, recall, allowed, hash_of(token), key, now)
    last = last_day(allowed.latest, allowed.ends(now))
    send(identifier, who, token, "invited", f"invited:{identifier}", last, now)
    record("requests.invite", [person, identifier])
    return identifier


def invite_by_phone(*, person: UUID, allowed: Allowed, key: str, now: datetime, recall: UUID) -> UUID:
    """The invitation of somebody with whom staff speak: there is no link, and nothing is sent. With the key of one that was sent
    before it is that one, and lives on as long as this one would."""
    who = reached(person)
    authorise(actor(), "requests.book", who.organisation)
    check(allowed, now)
    if before := query(
        "update requests_invitation set expires_at = greatest(expires_at, %s) where key = %s returning id",
        [allowed.ends(now), key],
    ):
        return UUID(str(before[0][0]))
    identifier = uuid7(now)
    _insert(identifier, who.organisation, None, person, recall, allowed, None, key, now)
    return identifier


def invite_again(*, invitation: UUID, person: UUID, allowed: Allowed, turn: int, now: datetime) -> None:
    """Remind somebody who was invited and has not answered: a new link takes the place of the one before."""
    who, token = reached(person), secrets.token_urlsafe(32)
    expires_at = allowed.ends(now)
    changed = query(
        "update requests_invitation set token_hash = %s, tries = 0, expires_at = greatest(expires_at, %s)"
        " where id = %s and state = 'sent' and request_id is null returning 1",
        [hash_of(token), expires_at, invitation],
    )
    if changed:
        last = last_day(allowed.latest, expires_at)
        send(invitation, who, token, "invited_again", f"invited:{invitation}:{turn}", last, now)


def reached(person: UUID) -> Reached:
    """How to reach a person whom the actor may see, which nobody changes before this transaction ends; raises Refused where there
    is none, or they have died."""
    rows = query(
        "select id, organisation, contact_by, phone, email, coalesce(nhs_number, '') from people_person"
        " where id = %s and died_on is null and merged_into is null for share",
        [person],
    )
    if not rows:
        raise Refused("This person cannot be found. Search for them again.")
    return Reached(*rows[0])


def address(token: str) -> str:
    """The whole address of an invitation."""
    return f"{settings.BASE_URL}/i/{token}/"


def send(
    invitation: UUID, who: Reached, token: str, template: str, key: str, last: str, now: datetime
) -> None:
    """Send the link of an invitation to where its person is reached; `last` says until when they can choose."""
    by, to = reach(who.contact_by, who.phone, who.email)
    notify(
        organisation=who.organisation, person=who.person, key=key, by=by, to=to, template=template, now=now,
        not_before=goes_out(now),
        others=others(by, who.phone, who.email, who.nhs_number),
        values={
            "practice": directory.practice_by_id(who.organisation).name, "link": address(token), "date": last,
        },
    )  # fmt: skip


def goes_out(now: datetime) -> datetime:
    """When an invitation that is made now leaves: at once, or when the night is over."""
    return told_at(now, policies.waiting().quiet)


def last_day(latest: date, expires_at: datetime) -> str:
    """Until which day they can choose."""
    return date_text(min(latest, wall(expires_at).date()))


def check(allowed: Allowed, now: datetime) -> None:
    """Raises Refused, with a sentence, for what cannot be invited to."""
    if not allowed.services or set(allowed.services) - set(BOOKABLE):
        raise Refused("Choose at least one role from the list.")
    if set(allowed.modes) - set(MODES) or allowed.reason not in REASONS:
        raise Refused("Choose from the lists.")
    if allowed.latest < max(allowed.earliest, wall(now).date()):
        raise Refused("The last day must be today or later, and not before the first day.")
    if not 1 <= allowed.days <= LONGEST_LIFE:
        raise Refused(f"A link lives from 1 to {LONGEST_LIFE} days.")


def _insert(
    identifier: UUID,
    organisation: UUID,
    request: UUID | None,
    person: UUID | None,
    recall: UUID | None,
    allowed: Allowed,
    token_hash: bytes | None,
    key: str,
    now: datetime,
) -> None:
    query(
        "insert into requests_invitation (id, organisation, request_id, person, recall, reason, services, modes, clinic,"
        " earliest, latest, message, token_hash, tries, expires_at, state, made_by, made_at, key)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, 'sent', %s, %s, %s)",
        [
            identifier, organisation, request, person, recall, allowed.reason, list(allowed.services), list(allowed.modes),
            allowed.clinic, allowed.earliest, allowed.latest, allowed.message, token_hash,
            allowed.ends(now), actor().name, now, key,
        ],
    )  # fmt: skip
