"""Put a message into the outbox, carry the outbox out, and look after what was handed over. Nothing is lost or told twice."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
from orjson import dumps, loads

import weald
from weald.foundation.access import Actor, Basis, acting, query
from weald.foundation.database.identifiers import uuid7
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.services.messages.events import NotDelivered
from weald.services.messages.ports import CHANNELS, Route, Supplier, SupplierAway

log = logging.getLogger("weald.messages")
GIVE_UP = timedelta(days=2)
"""For how long we try to hand a message over: longer than any supplier was ever away."""
URGENT_LIMIT = timedelta(hours=2)
"""When staff hear of an urgent message that has not arrived; it is still tried after that."""
FOLLOWED = timedelta(days=14)
"""For how long we ask what became of a message; a letter takes days."""
LONGEST_WAIT = timedelta(minutes=30)
FIRST_LOOK = timedelta(minutes=1)
PLAN = "notice"
"""The routing plan: one text, by the ways of the message in their order."""


@cache
def texts() -> dict[str, str]:
    """The texts of all notices, by name."""
    path = Path(next(iter(weald.__path__))) / "content" / "messages" / "en.yaml"
    return msgspec.yaml.decode(path.read_bytes(), type=dict[str, str])


def notify(
    *,
    organisation: UUID,
    request: UUID | None = None,
    person: UUID | None = None,
    key: str,
    by: str,
    to: str,
    template: str,
    values: Mapping[str, str],
    now: datetime,
    urgent: bool = False,
    others: Sequence[tuple[str, str]] = (),
    not_before: datetime | None = None,
    until: datetime | None = None,
    first: str = "",
) -> None:
    """Put one message into the outbox, in the transaction of what it tells of; the same key is told once.

    It is about a `request`, or, where there is none, about a `person`. `by` is app, sms, email, letter or phone; `others`
    are further ways with their addresses, for when the first one fails for good. Whoever wants to be phoned, or left no
    address, gets none: staff call them. It goes out at once, or `not_before` a later time; and not at all from `until` on, when
    its matter is over. `first` stands before the text of the template. Of an `urgent` message that has not arrived in two hours staff hear. The database keeps back
    what is about somebody who died, and what would tell somebody who acts for a person of a request that is hidden from them.
    """
    routes = [Route(*one) for one in ((by, to), *others) if one[0] in CHANNELS and one[1]]
    if not routes:
        return
    query(
        'insert into messages_notification (id, organisation, request_id, person, key, by, "to", routes, template, body,'
        " urgent, made_at, not_before, until, supplier_id, tries, delivered_by, withdrawn_why)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', 0, '', '') on conflict (key) do nothing",
        [
            uuid7(now),
            organisation,
            request,
            person,
            key,
            routes[0].channel,
            routes[0].address,
            dumps([list(one) for one in routes]).decode(),
            template,
            f"{first} {texts()[template].format_map(values)}".strip(),
            urgent,
            now,
            not_before or now,
            until,
        ],
    )


def withdraw(*, requests: Iterable[UUID], person: UUID, why: str, now: datetime) -> int:
    """Take back what was not sent yet about these requests and this person, so that nobody is told; returns how many."""
    return len(
        query(
            "update messages_notification set withdrawn_at = %s, withdrawn_why = %s"
            " where (request_id = any(%s) or person = %s) and sent_at is null and withdrawn_at is null returning 1",
            [now, why, list(requests), person],
        )
    )


# Whoever answers holds rows that giving a notice up needs too: waiting here, they would wait for the supplier, or in a circle.
_TAKE_BACK = """
update messages_notification set withdrawn_at = %s, withdrawn_why = %s where id in (
    select id from messages_notification where key = any(%s) and sent_at is null and withdrawn_at is null
    for update skip locked)
returning 1
"""


def take_back(*, keys: Iterable[str], why: str, now: datetime) -> int:
    """Take back the notices with these keys that were not sent yet: what they tell of holds no more. Returns how many.

    One that is being handed over at this moment is passed over. Where the supplier is away and it waits on, whoever made
    it takes it back later.
    """
    return len(query(_TAKE_BACK, [now, why, list(keys)]))


# What waits longest; another worker passes over what this one holds. Messages about one request leave in the order in which they
# were made: what could not be sent yet keeps those after it back, in whichever lot or worker, but for urgent ones.
_NEXT = """
select n.id, n.key, n.by, n.routes, n.body, n.tries, n.organisation, n.request_id, n.urgent, n.made_at, n.raised_at, n.until
from messages_notification n
where n.sent_at is null and n.failed_at is null and n.withdrawn_at is null and n.not_before <= %(now)s
  and (n.urgent or n.request_id is null or not exists (select 1 from messages_notification b where b.request_id = n.request_id
    and b.sent_at is null and b.failed_at is null and b.withdrawn_at is null and (b.made_at, b.id) < (n.made_at, n.id)
    and (b.tries > 0 or b.not_before <= %(now)s)))
order by n.not_before limit %(most)s for update of n skip locked
"""
_OVER = "update messages_notification set withdrawn_at = %s, withdrawn_why = 'over' where id = any(%s)"
_SENT = r"""
update messages_notification n set sent_at = %s, tries = 0, not_before = %s, supplier_id = taken.supplier_id,
    body = regexp_replace(body, '(/[ri]/)[A-Za-z0-9_-]{20,}', '\1…', 'g')
from unnest(%s::uuid[], %s::text[]) as taken (id, supplier_id) where n.id = taken.id
"""
AT_ONCE = 10
"""Messages of one transaction. Alone, each took 0.9 ms, and among fifty 0.07 ms; but what stands in the same lot cannot be taken
back while the supplier is asked about the others."""


def deliver(*, supplier: Supplier, now: datetime, most: int = AT_ONCE) -> int:
    """Hand the longest waiting messages to the supplier; returns how many were looked at, 0 when none waits. What is over by
    then (the time that it tells of has passed) is taken back instead.

    The rows stay locked while the supplier is asked, so that no second worker sends them; a worker that dies in between
    leaves them waiting, and the supplier knows each again by its reference. A sent text forgets its private link.
    """
    with acting(Actor(Basis.SYSTEM, "the message job")):
        rows = [_Waiting(*row) for row in query(_NEXT, {"now": now, "most": most})]
        over = [one.id for one in rows if one.until is not None and one.until <= now]
        if over:
            query(_OVER, [now, over])
        sent: dict[UUID, str] = {}
        refused: list[_Waiting] = []
        away: list[tuple[_Waiting, timedelta]] = []
        for one in rows:
            if one.id in over:
                continue
            try:
                answer = supplier.send(
                    reference=one.key, plan=PLAN, routes=one.ways, personalisation={"text": one.body}
                )
            except SupplierAway as fault:
                away.append((one, fault.after))
            except Exception:  # one that breaks its supplier must not keep those after it back
                log.exception("A message could not be handed over; it is tried again later.")
                away.append((one, timedelta(0)))
            else:
                if answer.kind == "refused":
                    refused.append(one)
                else:
                    sent[one.id] = answer.id
        if sent:
            query(_SENT, [now, now + FIRST_LOOK, list(sent), list(sent.values())])
        # Only now: it locks rows in the rooms above, and whoever waits for those must not wait for the supplier.
        for one in refused:
            _give_up(one, now)
        for one, after in away:
            _try_later(one, now, gives_up=now - one.made_at >= GIVE_UP, after=after)
        return len(rows)


CODES = frozenset({"sign_in_code", "link_code"})
"""Templates of notices that prove that somebody reads at one address: such a notice is never sent to another."""
_OLD_WAY = """
from messages_notification n where (n.request_id = any(%(requests)s) or n.request_id is null and n.person = %(person)s)
    and n.sent_at is null and n.failed_at is null and n.withdrawn_at is null and n.template <> 'details_changed'
    and exists (select from jsonb_array_elements(n.routes) way where way ->> 1 = any(%(old)s))
"""
_OTHER_WAY = 'update messages_notification set by = %s, "to" = %s, routes = %s where id = %s'
_NO_WAY = "update messages_notification set withdrawn_at = %s, withdrawn_why = %s where id = %s"


def redirect(
    *,
    requests: Iterable[UUID],
    person: UUID,
    instead: Mapping[str, tuple[str, str]],
    why: str,
    now: datetime,
) -> tuple[UUID, ...]:
    """Send what was not sent yet about these requests, or about this person alone, to the new addresses: `instead` gives for each
    old one the way and the address that take its place, empty texts for none. Codes are taken back instead: at the new address they
    would prove nothing. What warns of an earlier change goes where it was to go.

    Returns the requests of which a notice has no way left: it is taken back, and staff phone. Raises Refused, with nothing changed,
    while one of them is being handed over to its old address.
    """
    values = {"requests": list(requests), "person": person, "old": [one for one in instead if one]}
    ours = query(f"select n.id, n.request_id, n.template, n.routes {_OLD_WAY} for update skip locked", values)
    if {row[0] for row in query(f"select n.id {_OLD_WAY}", values)} - {row[0] for row in ours}:
        raise Refused(
            "A message to the address that was kept so far is being sent at this moment. Nothing was changed: try again."
        )
    phoned: list[UUID] = []
    for id, request, template, routes in ours:
        new = (instead.get(address, (way, address)) for way, address in loads(routes))
        ways = dict.fromkeys(one for one in new if one[1])
        if template in CODES or not ways:
            query(_NO_WAY, [now, why, id])
            phoned += [request] if request is not None and template not in CODES else []
        else:
            by, to = next(iter(ways))
            query(_OTHER_WAY, [by, to, dumps([list(one) for one in ways]).decode(), id])
    return tuple(dict.fromkeys(phoned))


_UNDER_WAY = """
select id, key, by, routes, supplier_id, tries, organisation, request_id, urgent, made_at, raised_at from messages_notification
where sent_at is not null and delivered_at is null and failed_at is null and not_before <= %s
order by not_before limit %s for update skip locked
"""
_DELIVERED = """
update messages_notification n set delivered_at = %s, delivered_by = came.channel
from unnest(%s::uuid[], %s::text[]) as came (id, channel) where n.id = came.id
"""


def follow(*, supplier: Supplier, now: datetime, most: int = AT_ONCE) -> int:
    """Ask the supplier what became of messages that it took; returns how many were asked about.

    One that failed by every way is given up, and an urgent one that is late is raised: staff phone.
    """
    with acting(Actor(Basis.SYSTEM, "the message job")):
        rows = [_Waiting(*row) for row in query(_UNDER_WAY, [now, most])]
        arrived: dict[UUID, str] = {}
        failed: list[_Waiting] = []
        unknown: list[_Waiting] = []
        for one in rows:
            try:
                ways = supplier.status(one.body)
            except SupplierAway:
                ways = ()
            except Exception:
                log.exception("What became of a message could not be read; it is asked again later.")
                ways = ()
            channel = next((way.channel for way in ways if way.state == "delivered"), "")
            if channel:
                arrived[one.id] = channel
            elif ways and all(way.state in {"failed", "skipped"} for way in ways):
                failed.append(one)
            else:
                unknown.append(one)
        if arrived:
            query(_DELIVERED, [now, list(arrived), list(arrived.values())])
        # As in `deliver`: after the supplier was asked about the last one.
        for one in failed:
            _give_up(one, now)
        for one in unknown:
            _try_later(one, now, gives_up=now - one.made_at >= FOLLOWED)
        return len(rows)


_HEARD = """
select id, key, by, routes, body, tries, organisation, request_id, urgent, made_at, raised_at, until,
    coalesce(delivered_at, failed_at)
from messages_notification where key = %s and withdrawn_at is null for update skip locked
"""
_THERE = "select 1 from messages_notification where key = %s and withdrawn_at is null"
_TAKEN = r"""
update messages_notification set sent_at = coalesce(sent_at, %(at)s), delivered_at = null, delivered_by = '',
    supplier_id = coalesce(nullif(supplier_id, ''), %(supplier)s),
    body = regexp_replace(body, '(/[ri]/)[A-Za-z0-9_-]{20,}', '\1…', 'g')
where id = %(id)s
"""


def heard(
    *, key: str, supplier_id: str, state: Literal["delivered", "failed"], by: str, at: datetime, now: datetime
) -> bool:
    """Keep what the supplier says of its own accord became of a message. False where that cannot be kept at this moment,
    because the message is being handed over: it has to be said again.

    Of two endings the later holds, in whichever order they come and however often; a message that nobody here knows, or that
    was taken back, changes nothing. One that was handed over without our hearing of it counts as sent.
    """
    at = min(at, now)
    with acting(Actor(Basis.SYSTEM, "the supplier of messages")):
        rows = query(_HEARD, [key])
        if not rows:
            return not query(_THERE, [key])
        one, ended = _Waiting(*rows[0][:-1]), rows[0][-1]
        if ended is None or at > ended:
            query(_TAKEN, {"at": at, "supplier": supplier_id, "id": one.id})
            if state == "delivered":
                query(_DELIVERED, [at, [one.id], [by or one.by]])
            else:
                _give_up(one, at)
        return True


class _Waiting(msgspec.Struct, frozen=True):
    """A message that is not there yet; `routes` are JSON; `body` is its text, or, once it was handed over, its name at the
    supplier."""

    id: UUID
    key: str
    by: str
    routes: str
    body: str
    tries: int
    organisation: UUID
    request: UUID | None
    urgent: bool
    made_at: datetime
    raised_at: datetime | None
    until: datetime | None = None

    @property
    def ways(self) -> tuple[Route, ...]:
        return tuple(Route(*way) for way in loads(self.routes))


def _try_later(one: _Waiting, now: datetime, *, gives_up: bool, after: timedelta = timedelta(0)) -> None:
    if gives_up:
        _give_up(one, now)
        return
    limit = one.made_at + URGENT_LIMIT
    late = one.urgent and now >= limit
    again = now + max(min(timedelta(minutes=2 ** min(one.tries, 10)), LONGEST_WAIT), after)
    if one.urgent and not late:
        again = min(again, limit)
    query(
        "update messages_notification set tries = least(tries + 1, 1000), not_before = %s,"
        " raised_at = case when %s then coalesce(raised_at, %s) else raised_at end where id = %s",
        [again, late, now, one.id],
    )
    if late:
        _raise(one)


def _give_up(one: _Waiting, now: datetime) -> None:
    query(
        "update messages_notification set failed_at = %s, raised_at = coalesce(raised_at, %s) where id = %s",
        [now, now, one.id],
    )
    _raise(one)


def _raise(one: _Waiting) -> None:
    """Staff hear of each message once, however often it is tried after that: the event has the message's key."""
    if one.raised_at is None and one.request is not None:
        append(NotDelivered(key=one.key, organisation=one.organisation, request=one.request, by=one.by))
