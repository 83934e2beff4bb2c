"""Staff sessions: opened by a sign-in, ended by fifteen idle minutes, twelve hours, or signing out."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from weald.foundation.access.acting import Actor, Basis
from weald.foundation.access.roles import Forbidden
from weald.foundation.access.tokens import hash_of

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
PROVEN = timedelta(minutes=10)
"""For how long who proved themself is believed, before what must not be done at a desk that somebody left open."""
COOKIE = "weald_staff"

# Reads the session, and marks it as seen at most once a minute: one statement a page, rarely a write.
_OPEN = """
with session as (
    select token_hash, identity_id, party, seen_at from access_staffsession
    where token_hash = %(hash)s and seen_at > %(idle_since)s and started_at > %(begun_since)s
), seen as (
    update access_staffsession s set seen_at = %(now)s from session
    where s.token_hash = session.token_hash and %(active)s and session.seen_at < %(now)s - interval '1 minute' returning 1
)
select session.identity_id, session.party, identity.name, array_agg(binding.role)
from session join access_identity identity on identity.id = session.identity_id and identity.active
join access_rolebinding binding on binding.identity_id = identity.id and binding.party = session.party
group by 1, 2, 3
"""


def sign_in(identity: UUID, party: UUID, now: datetime) -> str:
    """Open a session and return the token for the cookie; raises Forbidden where the identity holds no role there."""
    token = secrets.token_urlsafe(32)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_staffsession (token_hash, identity_id, party, started_at, seen_at, proved_at)"
            " select %s, b.identity_id, b.party, %s, %s, %s from access_rolebinding b"
            " join access_identity i on i.id = b.identity_id and i.active"
            " where b.identity_id = %s and b.party = %s limit 1 returning 1",
            [hash_of(token), now, now, now, identity, party],
        )
        if cursor.fetchone() is None:
            raise Forbidden("This sign-in has no role in that organisation. Choose another organisation.")
    return token


def open_session(token: str, now: datetime, *, active: bool = True) -> Actor | None:
    """The member of staff behind a cookie's token, or None when the session has ended.

    `active` is False for what a page asks for by itself, such as a list that refreshes: it does not count as use.
    """
    values: dict[str, Any] = {
        "hash": hash_of(token),
        "now": now,
        "idle_since": now - IDLE,
        "begun_since": now - ABSOLUTE,
        "active": active,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        row = cursor.fetchone()
    if row is None:
        return None
    identity, party, name, roles = row
    return Actor(Basis.STAFF, name, identity=identity, party=party, roles=frozenset(roles), channel="staff")


def sign_out(token: str) -> None:
    """End the session at once."""
    with connection.cursor() as cursor:
        cursor.execute("delete from access_staffsession where token_hash = %s", [hash_of(token)])


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in, as its owner sees it."""

    handle: str
    party: UUID
    started_at: datetime
    seen_at: datetime
    this: bool


def proven(token: str, now: datetime) -> bool:
    """Whether whoever holds this session showed who they are within the last ten minutes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from access_staffsession where token_hash = %s and proved_at > %s",
            [hash_of(token), now - PROVEN],
        )
        return cursor.fetchone() is not None


def prove(token: str, now: datetime) -> str:
    """They showed it again: the session goes on under another token, which is returned; the one before is worth nothing."""
    fresh = secrets.token_urlsafe(32)
    with connection.cursor() as cursor:
        cursor.execute(
            "update access_staffsession set token_hash = %s, proved_at = %s where token_hash = %s",
            [hash_of(fresh), now, hash_of(token)],
        )
    return fresh


def change_place(token: str, party: UUID) -> None:
    """Work for another organisation in the same session; raises Forbidden where the identity holds no role there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update access_staffsession s set party = %s where token_hash = %s and exists"
            " (select 1 from access_rolebinding b where b.identity_id = s.identity_id and b.party = %s) returning 1",
            [party, hash_of(token), party],
        )
        if cursor.fetchone() is None:
            raise Forbidden("You have no role in that organisation. Choose another one.")


def of(identity: UUID, token: str, now: datetime) -> tuple[Session, ...]:
    """Every browser in which this identity is signed in, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select left(encode(token_hash, 'hex'), 16), party, started_at, seen_at, token_hash = %s"
            " from access_staffsession where identity_id = %s and seen_at > %s and started_at > %s order by seen_at desc",
            [hash_of(token), identity, now - IDLE, now - ABSOLUTE],
        )
        return tuple(Session(*row) for row in cursor.fetchall())


def end(identity: UUID, *, but: str = "", handle: str = "") -> int:
    """End the sessions of an identity: all, all but the one of the token `but`, or the one with this handle.
    Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from access_staffsession where identity_id = %s and token_hash <> %s"
            " and (%s = '' or left(encode(token_hash, 'hex'), 16) = %s)",
            [identity, hash_of(but), handle, handle],
        )
        return int(cursor.rowcount)


def forget(now: datetime) -> int:
    """Throw away sessions that are over; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from access_staffsession where seen_at <= %s or started_at <= %s",
            [now - IDLE, now - ABSOLUTE],
        )
        return int(cursor.rowcount)
