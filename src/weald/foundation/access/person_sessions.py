"""Sessions of people who sign in themselves, and the one-time codes that open them.

A code is six digits, for ten minutes and five tries. It belongs to the one try for which it was made: whoever guesses
spends their own tries, and shuts out nobody else. Of codes and tokens we keep hashes only.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from weald.foundation.access.acting import Actor, Basis, query
from weald.foundation.access.tokens import hash_of

IDLE = timedelta(minutes=20)
ABSOLUTE = timedelta(hours=12)
COOKIE = "weald_person"

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODES_KEPT = timedelta(days=1)

DOOR = Actor(Basis.SYSTEM, "the door for people who sign in")
"""Who looks up a session or a code, before anybody acts."""

_OPEN = """
update access_personsession set seen_at = greatest(seen_at, %(now)s)
where token_hash = %(hash)s and seen_at > %(idle_since)s and started_at > %(begun_since)s
returning person, name
"""


def sign_in(person: UUID, name: str, now: datetime) -> str:
    """Open a session and return the token for the cookie. Call it as DOOR, once somebody has proved who they are."""
    token = secrets.token_urlsafe(32)
    query(
        "insert into access_personsession (token_hash, person, name, started_at, seen_at) values (%s, %s, %s, %s, %s)",
        [hash_of(token), person, name, now, now],
    )
    return token


def open_session(token: str, now: datetime) -> Actor | None:
    """Who signed in with the cookie's token, or None when the session has ended. Call it as DOOR."""
    rows = query(
        _OPEN, {"hash": hash_of(token), "now": now, "idle_since": now - IDLE, "begun_since": now - ABSOLUTE}
    )
    return Actor(Basis.PERSON, rows[0][1], party=rows[0][0]) if rows else None


def sign_out(token: str) -> None:
    """End the session at once. Call it as DOOR."""
    query("delete from access_personsession where token_hash = %s", [hash_of(token)])


def end_all(person: UUID) -> None:
    """End every session of a person at once: they died, or somebody else has their telephone."""
    query("select access_end_person_sessions(%s)", [person])


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of a code: `outcome` is right, wrong, spent or unknown; the person or request that it was for, and the
    address, only where it was right."""

    outcome: str
    subject: UUID | None = None
    by: str = ""
    to: str = ""


def make_code(*, key: str, subject: UUID | None, by: str, to: str, now: datetime) -> str:
    """Make the code of one try, named by `key`, and return it for the message; only its hash is kept. A try for which
    nobody was found is written down alike, with a code that nobody is told. Call it as DOOR."""
    code = f"{secrets.randbelow(1_000_000):06}"
    query(
        'insert into access_onetimecode (key_hash, code_hash, subject, by, "to", made_at, tries)'
        " values (%s, %s, %s, %s, %s, %s, 0)",
        [hash_of(key), _code_hash(key, code), subject, by, to, now],
    )
    return code


def enter_code(*, key: str, code: str, now: datetime) -> Entered:
    """Try a code. The newest for this `key` counts; a right one is used up, a wrong one counted. Call it as DOOR."""
    rows = query(
        'select id, code_hash, subject, by, "to", tries from access_onetimecode'
        " where key_hash = %s and made_at > %s and used_at is null order by id desc limit 1 for update",
        [hash_of(key), now - CODE_LIFE],
    )
    if not rows:
        return Entered("unknown")
    identifier, expected, subject, by, to, tries = rows[0]
    if tries >= CODE_TRIES:
        return Entered("spent")
    right = hmac.compare_digest(bytes(expected), _code_hash(key, code)) and subject is not None
    if not right:
        query("update access_onetimecode set tries = tries + 1 where id = %s", [identifier])
        return Entered("spent" if tries + 1 >= CODE_TRIES else "wrong")
    query("update access_onetimecode set used_at = %s where id = %s", [now, identifier])
    return Entered("right", subject, by, to)


def codes_sent(*, since: datetime, to: str = "", key: str = "") -> int:
    """How many codes were made since then for an address, or for the tries named `key`. Call it as DOOR."""
    column, value = ("key_hash", hash_of(key)) if key else ('"to"', to)
    return int(
        query(
            f"select count(*) from access_onetimecode where {column} = %s and made_at > %s", [value, since]
        )[0][0]
    )


def forget_codes(now: datetime) -> None:
    """Throw away codes and sessions whose time is over."""
    query("delete from access_onetimecode where made_at < %s", [now - CODES_KEPT])
    query("delete from access_personsession where started_at < %s", [now - ABSOLUTE])


def _code_hash(key: str, code: str) -> bytes:
    """Six digits are soon tried through: without our secret key a copy of the table is of no use."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"{key}:{code}".encode(), "sha256")
