"""Somebody uses their invitation: opened with their date of birth; booked, kept for the waiting list, or declined."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from orjson import dumps

from weald.foundation.access import actor, program, query, record
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import reference
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.directory import queries as directory
from weald.services.library import content
from weald.services.people import queries as people
from weald.services.requests.actions import booking
from weald.services.requests.actions.booking import Booked
from weald.services.requests.actions.submit import add_link
from weald.services.requests.due import due_at
from weald.services.requests.queries.invited import InvitationRow, invitation
from weald.services.requests.reasons import REASONS

NAME = "the invitation"
MOST_TRIES = 5
NOT_NOW = timedelta(days=183)
"""For how long somebody is not asked again who says "not now"."""
ANSWERS = ("no", "not_now", "never")
ENDED = "This link has ended. Phone your practice if you still want an appointment."


@dataclass(frozen=True)
class Opened:
    """What came of a try: `open`, `wrong`, `locked`, `expired` or `unknown`; the invitation only where it is open."""

    outcome: str
    invitation: UUID | None = None


def open_invitation(*, token: str, born: date, now: datetime) -> Opened:
    """Try a date of birth on an invitation. A wrong one is counted, and the fifth ends the link. Call it as the program."""
    rows = query(
        "select i.id, i.tries, i.expires_at, i.state, p.birth_date, p.died_on from requests_invitation i"
        " join people_person p on p.id = i.person where i.token_hash = %s for update of i",
        [hash_of(token)],
    )
    if not rows:
        return Opened("unknown")
    identifier, tries, expires_at, state, birth_date, died_on = rows[0]
    if died_on is not None or state == "ended":
        return Opened("unknown")
    if expires_at <= now:
        return Opened("expired")
    if tries >= MOST_TRIES:
        return Opened("locked")
    if birth_date != born:
        query("update requests_invitation set tries = tries + 1 where id = %s", [identifier])
        return Opened("locked" if tries + 1 >= MOST_TRIES else "wrong")
    record("requests.open_invitation", [identifier])
    return Opened("open", identifier)


def book(*, invitation: UUID, slot: UUID, now: datetime) -> tuple[Booked, str]:
    """Book a time that the invitation allows; gives the appointment and the token of the request's private link. The request
    is made in the same transaction: where the time is taken, there is none."""
    found = _open(invitation, now)
    token = _become_request(found, now)
    made = booking.book(request=invitation, slot=slot, key=f"{invitation}:{slot}", now=now)
    _answered(found, "booked", now)
    return made, token


def keep(*, invitation: UUID, now: datetime) -> str:
    """No time suits them: the invitation becomes a request, for the waiting list or for staff. Gives its link's token."""
    found = _open(invitation, now)
    token = _become_request(found, now)
    _answered(found, "booked", now)
    return token


def take_up(*, invitation: UUID, now: datetime) -> UUID:
    """Staff have them on the phone, to find a time: the invitation becomes a request, which is held to what it allows."""
    found = _open(invitation, now)
    _become_request(found, now)
    _answered(found, "booked", now)
    return found.id


def reopen(*, invitation: UUID, now: datetime) -> str:
    """A further private link to the request that an invitation has become: whoever opens it again comes to that."""
    found = _open(invitation, now)
    return _become_request(found, now)


def decline(*, invitation: UUID, how: str, now: datetime) -> None:
    """They do not want it (`no`), not now, or never again be asked about this. Repeated, it changes nothing."""
    if how not in ANSWERS:
        raise Refused("Choose one of the answers.")
    found = _open(invitation, now)
    if found.request_id is not None:
        raise Refused("You have chosen a time already. Cancel that one on its own page.")
    _answered(found, "declined", now)
    if how != "no" and found.person is not None:
        until = wall(now).date() + NOT_NOW if how == "not_now" else None
        with program(NAME):
            query(
                "insert into requests_notagain (id, organisation, person, reason, until, said_at)"
                " values (uuidv7(), %s, %s, %s, %s, %s) on conflict (person, reason)"
                " do update set until = excluded.until, said_at = excluded.said_at",
                [found.organisation, found.person, found.reason, until, now],
            )
    record("requests.decline_invitation", [invitation], how)


def _open(identifier: UUID, now: datetime) -> InvitationRow:
    query("select 1 from requests_invitation where id = %s for update", [identifier])
    found = invitation(identifier)
    if found is None or not (found.open(now) or (found.state == "declined" and now < found.expires_at)):
        raise Refused(ENDED)
    return found


def _answered(found: InvitationRow, state: str, now: datetime) -> None:
    query(
        "update requests_invitation set state = %s, answered_at = coalesce(answered_at, %s) where id = %s",
        [state, now, found.id],
    )
    with program(NAME):
        query(
            "update requests_recalled set state = %s, changed_at = %s where invitation = %s and state in"
            " ('waiting', 'told', 'to_call', 'called', 'declined')",
            [state, now, found.id],
        )


_MAKE = """
with new as (
    insert into requests_request (id, reference, organisation, registered, person, identity_level, channel, kind, self_service,
        sent_at, confirmed_at, for_whom, given_name, family_name, asked_by, birth_date, sex, nhs_number, phone, email,
        contact_by, words, problem, problem_name, level, within, service, red_flag, findings, due_at, state, owner_name, version,
        calls_tried, wants, outcome, holder, hidden, needs, needs_on_record, language, again, contact, invitation)
    select %(id)s, %(reference)s, %(organisation)s, p.organisation, p.id, 'verified', 'invited', 'clinical', false, %(now)s,
        %(now)s, 'me', p.given_name, p.family_name, '', p.birth_date, p.sex, coalesce(p.nhs_number, ''), p.phone, p.email,
        p.contact_by, '', '', %(name)s, 'routine', 'P14D', %(service)s, false, '[]', %(due_at)s, 'confirmed', '', 0, 0, '', '',
        %(organisation)s, false, %(needs)s, %(needs)s, %(language)s, '', 1, %(id)s
    from people_person p where p.id = %(person)s and p.died_on is null
    on conflict (id) do nothing returning id, organisation
), decision as (
    insert into requests_decision (organisation, request_id, at, by, level, service, within, text, rule, because,
        ruled_out, safety_net, advice, release, reason)
    select organisation, id, %(now)s, %(by)s, 'routine', %(service)s, 'P14D', %(text)s, '', '[]', '[]', %(safety_net)s, '[]',
        %(release)s, '' from new
)
insert into requests_entry (organisation, request_id, at, by, kind, told, note, key)
select organisation, id, %(now)s, %(by)s, 'sent', 'Your practice asked you to book.', '', 'sent:' || id from new
"""
TEXT = "Your practice asks you to book an appointment: {reason}."
SAFETY_NET = (
    "If you feel ill, do not wait for this appointment: ask us for help, or call 111 when we are closed.",
)


def _become_request(found: InvitationRow, now: datetime) -> str:
    """Make the request of an invitation, where there is none yet; gives the token of a private link to it."""
    by = actor().name
    hours = directory.practice_by_id(found.organisation).hours
    with program(NAME):
        needs, language = people.to_meet(found.person) if found.person else ((), "")
        reason = REASONS.get(found.reason, REASONS["other"])
        values: dict[str, Any] = {
            "id": found.id, "reference": reference(), "organisation": found.organisation, "person": found.person,
            "now": now, "name": reason, "service": found.services[0], "needs": list(needs), "language": language,
            "due_at": due_at("routine", "P14D", now, hours), "by": by,
            "text": TEXT.format(reason=reason[:1].lower() + reason[1:] if reason.split()[0] in {"A", "An", "Your"} else reason),
            "safety_net": dumps(SAFETY_NET).decode(), "release": content.current().release,
        }  # fmt: skip
        query(_MAKE, values)
        query("update requests_invitation set request_id = %s where id = %s", [found.id, found.id])
        token = add_link(request=found.id, organisation=found.organisation, now=now)
    record("requests.submit", [found.id], "invited")
    return token
