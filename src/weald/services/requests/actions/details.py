"""A person's details are put right, and with them how their open requests reach them: in one transaction, or not at all."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from weald.foundation.access import actor, query, record
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.directory import queries as directory
from weald.services.messages.actions import notify, redirect
from weald.services.people import actions as people
from weald.services.people.actions.listing import Followed, Moved
from weald.services.people.details import MUST_SAY, OLD_NOT_TOLD, OLD_TOLD, Details
from weald.services.people.queries import family
from weald.services.referrals import actions as referrals
from weald.services.requests.actions.inviting import goes_out
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
_HIDDEN = f"select r.id {_OF_THESE} and r.hidden"
# What the desk has begun for them and not sent, perhaps with them on the line.
_BEGUN = """
update requests_draft set about = jsonb_set(about, '{phone}', to_jsonb(%(phone)s::text))
where organisation = %(organisation)s and sent_at is null and about ->> 'begun_by' is not null
    and about ->> 'person' = %(person)s::text and about ->> 'phone' = %(old_phone)s and %(old_phone)s <> ''
"""


# Of a whole list few have anything that could follow.
_CONCERNED = """
select person from requests_request where person = any(%(persons)s)
union select person from requests_invitation where person = any(%(persons)s) and expires_at > %(now)s
union select person from messages_notification where person = any(%(persons)s) and sent_at is null and failed_at is null
    and withdrawn_at is null
union select (about ->> 'person')::uuid from requests_draft where sent_at is null and about ->> 'begun_by' is not null
    and about ->> 'person' = any(%(persons)s::text[])
"""
_WAITING = "select body from messages_notification where request_id = any(%s) and sent_at is null and withdrawn_at is null"
_SHUT = """
update requests_link set expires_at = %s where request_id = any(%s) and expires_at > %s and token_hash <> all(%s::bytea[])
"""
_TOKEN = re.compile(r"/r/([A-Za-z0-9_-]{20,})")


PROXY_READS = (
    "The new number or email belongs to somebody who acts for them, and one of the open requests is hidden from that person."
    " Take the tick away from the hidden request, or ask for another number."
)
PROXY_NOTE = (
    "The practice’s list has a new number or email for them. It belongs to somebody who acts for them, from whom this request is"
    " hidden, so it stays with the old one. Find out how to reach them."
)


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
    one, stays = Moved(person, changed.organisation, before, after), list(stay)
    if _hides(one) and query(_HIDDEN, _values(one, stays, now)):
        raise Refused(PROXY_READS)
    came = _follow(one, stays, now)
    if before.phone != after.phone or before.email != after.email:
        _warn(one, staying(before, after) or (old if old_told == "told" else ()), now)
    return Done(changed.details, *came)


def follow_list(changes: Sequence[Moved], now: datetime) -> Followed:
    """Let what is open follow where a practice's list brings another number or email, as when staff put it right; in the
    transaction of the list. Nobody can be asked whether an old address is safe to write to: a change is told at an address that
    stays, or not at all. What is hidden from somebody who acts for the person stays where it is, and staff phone.

    Raises Refused where a message is being sent to an old number at this moment.
    """
    concerned = {
        row[0] for row in query(_CONCERNED, {"persons": [one.person for one in changes], "now": now})
    }
    moved = phoned = 0
    for one in changes:
        if one.person not in concerned:
            continue
        hidden = [row[0] for row in query(_HIDDEN, _values(one, [], now))] if _hides(one) else []
        for request in hidden:
            must_be_phoned(request=request, note=PROXY_NOTE, key=f"reached_at:{request}:{uuid7(now)}")
        came = _follow(one, hidden, now)
        _warn(one, staying(one.before, one.after), now, not_before=goes_out(now))
        moved += came.moved + came.invited
        phoned += came.phoned + came.not_invited + len(hidden)
    return Followed(moved, phoned)


def _values(one: Moved, stay: list[UUID], now: datetime) -> dict[str, object]:
    who = actor()
    return {
        "person": one.person, "organisation": one.organisation, "stay": stay, "old_phone": one.before.phone,
        "old_email": one.before.email, "old_by": one.before.contact_by, "phone": one.after.phone, "email": one.after.email,
        "by": one.after.contact_by, "now": now, "who": who.name, "identity": who.identity, "told": TOLD,
    }  # fmt: skip


class _Came(NamedTuple):
    """The counts of `Done`."""

    moved: int
    phoned: int
    invited: int
    not_invited: int


def _follow(one: Moved, stay: list[UUID], now: datetime) -> _Came:
    """What is open follows to the new number and email, but for the requests that `stay`."""
    person, before, after = one.person, one.before, one.after
    hold(person=person, now=now)
    values = _values(one, stay, now)
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
            invited = reinvite(person=person, moved=moved, stay=stay, now=now)
    return _Came(len(moved), len(phoned), *invited)


def _hides(one: Moved) -> bool:
    """Whether a new number or email is that of somebody who acts for them."""
    pairs = (one.after.phone, one.before.phone), (one.after.email, one.before.email)
    new = [address for address, old in pairs if address and address != old]
    return bool(new and family.reaches_proxy(one.person, *new))


def _shut(requests: list[UUID], now: datetime) -> None:
    """Private links of these requests that were sent before open no more; those that wait to be sent go to the new address."""
    waiting = [hash_of(token) for [body] in query(_WAITING, [requests]) for token in _TOKEN.findall(body)]
    query(_SHUT, [now, requests, now, waiting])


def _warn(
    one: Moved, addresses: Iterable[tuple[str, str]], now: datetime, not_before: datetime | None = None
) -> None:
    """Tell them that their details were changed, so that whose details somebody else changed hears of it. Neither a name nor the
    new address is told: an old one may be another's by now."""
    practice = directory.practice_by_id(one.organisation)
    call = f"phone us on {practice.phone}" if practice.phone else "tell us"
    for by, to in addresses:
        notify(
            organisation=one.organisation, person=one.person, key=f"details:{uuid7(now)}", by=by, to=to,
            template="details_changed", values={"practice": practice.name, "call": call}, now=now, not_before=not_before,
        )  # fmt: skip
