"""A person's details are put right, and with them how their open requests reach them: in one transaction, or not at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from weald.foundation.access import actor, query, record
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.directory import queries as directory
from weald.services.messages.actions import notify, redirect
from weald.services.people import actions as people
from weald.services.people.details import MUST_SAY, OLD_NOT_TOLD, OLD_TOLD, Details
from weald.services.people.queries import family
from weald.services.referrals import actions as referrals
from weald.services.requests.actions.notices import must_be_phoned
from weald.services.requests.actions.reinviting import hold, reinvite
from weald.services.requests.reach import reach
from weald.services.requests.warned import left, staying, written_to

TOLD = "Your practice changed how it reaches you."
NOTE = "A message was waiting for a number or address that is not kept any more. Phone them, or write their new one down."

# Whatever the request was given that is not on the record stays: somebody may have left another number for it.
_OF_THESE = """
from requests_request r where r.person = %(person)s and r.organisation = %(organisation)s and r.closed_at is null
    and r.id <> all(%(stay)s)
    and (r.phone <> '' and r.phone = %(old_phone)s or r.email <> '' and lower(r.email) = lower(%(old_email)s))
"""
# Whoever writes a notice about one of these holds a share of it until that is committed: it is waited for, and found.
_MOVE = f"""
with these as (
    select r.id, case when r.phone = %(old_phone)s then %(phone)s else r.phone end as phone,
        case when lower(r.email) = lower(%(old_email)s) then %(email)s else r.email end as email,
        case when r.contact_by = %(old_by)s then %(by)s else r.contact_by end as contact_by
    {_OF_THESE} order by r.id for update
), moved as (
    update requests_request r set phone = t.phone, email = t.email, contact_by = t.contact_by, version = r.version + 1
    from these t where r.id = t.id and (r.phone, r.email, r.contact_by) <> (t.phone, t.email, t.contact_by)
    returning r.id, r.organisation
)
insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note)
select organisation, id, %(now)s, %(who)s, %(identity)s, 'reached_at', %(told)s, '' from moved returning request_id
"""
# What was answered is still there to read by its private link.
_CLOSED = """
select r.id from requests_request r
where r.person = %(person)s and r.organisation = %(organisation)s and r.closed_at is not null
    and (r.phone <> '' and r.phone = %(old_phone)s and r.phone <> %(phone)s
        or r.email <> '' and lower(r.email) = lower(%(old_email)s) and lower(r.email) <> lower(%(email)s))
"""
_HIDDEN = f"select 1 {_OF_THESE} and r.hidden limit 1"
# What the desk has begun for them and not sent, perhaps with them on the line.
_BEGUN = """
update requests_draft set about = jsonb_set(about, '{phone}', to_jsonb(%(phone)s::text))
where organisation = %(organisation)s and sent_at is null and about ->> 'begun_by' is not null
    and about ->> 'person' = %(person)s::text and about ->> 'phone' = %(old_phone)s and %(old_phone)s <> ''
"""


_WAITING = "select body from messages_notification where request_id = any(%s) and sent_at is null and withdrawn_at is null"
_SHUT = """
update requests_link set expires_at = %s where request_id = any(%s) and expires_at > %s and token_hash <> all(%s::bytea[])
"""
_TOKEN = re.compile(r"/r/([A-Za-z0-9_-]{20,})")


class MustSay(Refused):
    """Nobody said whether the old address is told, and none stays as it was; nothing was written."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: which details differ, how many open requests are reached elsewhere, of how many a message that waited can
    reach nobody, so that staff phone; how many new links to book are sent, and how many can reach nobody."""

    details: tuple[str, ...]
    moved: int
    phoned: int
    invited: int = 0
    not_invited: int = 0


@transaction.atomic
def change_details(
    *,
    person: UUID,
    seen: Details,
    new: Details,
    checked: str,
    old_told: str = "",
    stay: Iterable[UUID] = (),
    now: datetime,
) -> Done:
    """Put right what somebody is called and how they are reached. Their open requests that used what was kept, and what waits to
    be sent about them, follow to the new number and email, but for those that `stay`; private links that were sent before open no
    more, nor do links to book: of these a new one is sent while a time can be chosen. The person is told at the address that stays
    as it was; where none does, `old_told`, one of OLD_TOLD, says whether the old ones are told, or why not.

    Raises what `people.change_details` raises; MustSay where that is not said; and Refused, with nothing written, where a hidden
    request would come to the phone of somebody who acts for the person, or a message is being sent to the old number at this moment.
    """
    old = left(seen, new)
    changed = people.change_details(
        person=person,
        seen=seen,
        new=new,
        checked=checked,
        why=OLD_NOT_TOLD.get(old_told, "") if old else "",
        now=now,
    )
    if changed.details and old and old_told not in OLD_TOLD:
        raise MustSay(MUST_SAY)
    before, after = changed.before, changed.after
    if before.reached_at() == after.reached_at():
        return Done(changed.details, 0, 0)
    hold(person=person, now=now)
    who = actor()
    stays = list(stay)
    values = {
        "person": person, "organisation": changed.organisation, "stay": stays, "old_phone": before.phone,
        "old_email": before.email, "old_by": before.contact_by, "phone": after.phone, "email": after.email,
        "by": after.contact_by, "now": now, "who": who.name, "identity": who.identity, "told": TOLD,
    }  # fmt: skip
    _hides(person, before, after, values)
    moved = [row[0] for row in query(_MOVE, values)]
    if moved:
        record("requests.reached_at", moved)
    query(_BEGUN, values)
    # Where one is gone, what waited for it goes to the other.
    instead = {
        old: reach(way, after.phone, after.email)
        for way, old, new in (("sms", before.phone, after.phone), ("email", before.email, after.email))
        if old != new
    }
    phoned: tuple[UUID, ...] = ()
    invited = (0, 0)
    if before.phone != after.phone or before.email != after.email:
        referrals.reached_at(requests=moved, old=before.phone, new=after.phone)
        _shut([*moved, *(row[0] for row in query(_CLOSED, values))], now)
        phoned = redirect(requests=moved, person=person, instead=instead, why="another address", now=now)
        for request in phoned:
            must_be_phoned(request=request, note=NOTE, key=f"reached_at:{request}:{uuid7(now)}")
        if set(written_to(before)) - set(written_to(after)):
            invited = reinvite(person=person, moved=moved, stay=stays, now=now)
        told = staying(before, after) or (old if old_told == "told" else ())
        _warn(person, changed.organisation, told, now)
    return Done(changed.details, len(moved), len(phoned), *invited)


def _hides(person: UUID, before: Details, after: Details, values: dict[str, object]) -> None:
    """Raise Refused where what is hidden from somebody who acts for the person would reach them."""
    new = [
        one for one, old in ((after.phone, before.phone), (after.email, before.email)) if one and one != old
    ]
    if new and family.reaches_proxy(person, *new) and query(_HIDDEN, values):
        raise Refused(
            "The new number or email belongs to somebody who acts for them, and one of the open requests is hidden from that"
            " person. Take the tick away from the hidden request, or ask for another number."
        )


def _shut(requests: list[UUID], now: datetime) -> None:
    """Private links of these requests that were sent before open no more; those that wait to be sent go to the new address."""
    waiting = [hash_of(token) for [body] in query(_WAITING, [requests]) for token in _TOKEN.findall(body)]
    query(_SHUT, [now, requests, now, waiting])


def _warn(person: UUID, organisation: UUID, addresses: Iterable[tuple[str, str]], now: datetime) -> None:
    """Tell them that their details were changed, so that whose details somebody else changed hears of it. Neither a name nor the
    new address is told: an old one may be another's by now."""
    practice = directory.practice_by_id(organisation)
    call = f"phone us on {practice.phone}" if practice.phone else "tell us"
    for by, to in addresses:
        notify(
            organisation=organisation, person=person, key=f"details:{uuid7(now)}", by=by, to=to,
            template="details_changed", values={"practice": practice.name, "call": call}, now=now,
        )  # fmt: skip
