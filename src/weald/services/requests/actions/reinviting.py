"""Links to book that were sent to a number or email which is not kept any more: they end, and a new one goes to the new address
while a time can still be chosen by it."""

import re
import secrets
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from weald.foundation.access import query, record
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import uuid7
from weald.foundation.ui.wording import wall
from weald.services.requests.actions.inviting import Reached, last_day, reached, send
from weald.services.requests.actions.notices import must_be_phoned
from weald.services.requests.actions.submit import add_link, private_address
from weald.services.requests.actions.telling import tell
from weald.services.requests.queries.care import request_row
from weald.services.requests.queries.invited import STANDS
from weald.services.requests.reach import reach

# An invitation that is being used at this moment is waited for: the request that comes of it is found, and follows too.
_HOLD = "select 1 from requests_invitation where person = %s and expires_at > %s order by id for update"
# Of a request whose own private link was the link to book, there is no token here: that link was shut with the others.
_LINKS = f"""
select i.id, i.token_hash, i.latest, i.expires_at, i.request_id, i.state = 'sent' and i.request_id is null,
    r.id is not null and i.token_hash is null
from requests_invitation i left join requests_request r on r.id = i.request_id and r.id = any(%(moved)s)
    and r.state = 'confirmed' and r.invitation = i.id and {STANDS}
where i.person = %(person)s and i.expires_at > %(now)s and (i.request_id is null or i.request_id <> all(%(stay)s))
order by i.id
"""
_WAITING = """
select coalesce(request_id, person), template, body from messages_notification
where (request_id is null and person = %s or request_id = any(%s)) and sent_at is null and failed_at is null and withdrawn_at is null
"""
_TOKEN = re.compile(r"/i/([A-Za-z0-9_-]{20,})")
_NEW = "update requests_invitation set token_hash = %s, tries = 0 where id = %s"
# Whoever sends the next reminder at this moment holds theirs: it stays as it is, and they are phoned when the reminders are over.
_CALL = """
update requests_recalled set state = 'to_call', changed_at = %s where id in (
    select id from requests_recalled where invitation = %s and state = 'told' for update skip locked)
"""
_NOTE = "They were sent a link to book, and no message can reach them now. Phone them to book."


class _Link(NamedTuple):
    """A link to book: `alone` is that of an invitation that nobody used yet, `about` that of a request which has no time yet."""

    invitation: UUID
    token_hash: bytes | None
    latest: date
    expires_at: datetime
    request: UUID | None
    alone: bool
    about: bool


def hold(*, person: UUID, now: datetime) -> None:
    """Keep the person's invitations as they are until this transaction ends."""
    query(_HOLD, [person, now])


def reinvite(
    *, person: UUID, moved: Collection[UUID], stay: Collection[UUID], now: datetime
) -> tuple[int, int]:
    """End every link to book that was sent to the person before, but for requests that `stay`, and send a new one where a time can
    still be chosen by it: of an invitation that nobody used yet, or about one of the requests that `moved`. What waits to be sent
    has gone to the new address already, and its link stays.

    Returns how many are sent a new one, and how many no message can reach: staff phone.
    """
    links = [
        _Link(*row)
        for row in query(_LINKS, {"person": person, "moved": list(moved), "stay": list(stay), "now": now})
    ]
    if not links:
        return 0, 0
    waiting = query(_WAITING, [person, list(moved)])
    tokens = {hash_of(token) for _, _, body in waiting for token in _TOKEN.findall(body)}
    about = {subject for subject, template, _ in waiting if template == "invited"}
    who = reached(person)
    there = bool(reach(who.contact_by, who.phone, who.email)[1])
    sent, unreached = 0, 0
    for one in links:
        if (one.token_hash is not None and bytes(one.token_hash) in tokens) or one.request in about:
            continue
        chooses = (one.alone or one.about) and one.latest >= wall(now).date()
        token = secrets.token_urlsafe(32) if chooses and there and one.alone else None
        if one.token_hash is not None:
            query(_NEW, [hash_of(token) if token else None, one.invitation])
        if chooses and there:
            _send_anew(one, who, token, now)
            record("requests.invite", [person, one.invitation], "sent to the new address")
            sent += 1
        elif chooses:
            _is_phoned(one, now)
            unreached += 1
    return sent, unreached


def _send_anew(one: _Link, who: Reached, token: str | None, now: datetime) -> None:
    last = last_day(one.latest, one.expires_at)
    if token is not None:
        send(
            one.invitation,
            who,
            token,
            "invited",
            f"invited:{one.invitation}:{uuid7(now)}",
            last,
            now,
        )
        return
    assert one.request is not None
    asked = request_row(one.request)
    assert asked is not None
    link = add_link(request=asked.id, organisation=asked.organisation, now=now, life=one.expires_at - now)
    tell(asked, "invited", key=f"{uuid7(now)}", now=now, values={"link": private_address(link), "date": last})


def _is_phoned(one: _Link, now: datetime) -> None:
    if one.request is None:
        query(_CALL, [now, one.invitation])
    else:
        must_be_phoned(request=one.request, note=_NOTE, key=f"reinvite:{one.invitation}:{uuid7(now)}")
