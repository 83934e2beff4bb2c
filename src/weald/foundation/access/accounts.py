"""Staff who sign in here: added, invited, proven by a password and a code, ended.

What a person types here is kept nowhere but as a hash; the audit says whose account it was, and what came of it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings

from weald.foundation.access import passwords, sessions, totp
from weald.foundation.access.acting import Basis, actor, query
from weald.foundation.access.audit import record
from weald.foundation.access.roles import ROLES, authorise
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import CROCKFORD
from weald.foundation.refusal import Refused

INVITED = timedelta(days=3)
"""For how long an invitation can be used."""
CODES = 8
"""Recovery codes that somebody is given."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whose invitation it is, and the secret for their phone."""

    identity: UUID
    name: str
    sign_in: str
    salt: bytes

    @property
    def secret(self) -> bytes:
        return _secret(self.salt)


def add(*, name: str, sign_in: str, party: UUID, role: str) -> UUID:
    """Add somebody who works in `party`, or give one more role there to whoever has this sign-in name. Returns the
    identity. Only whoever runs the system gives a role to somebody of another organisation: a manager who mistypes a
    name must not let a stranger in."""
    authorise(actor(), "practice.staff", party)
    if role not in ROLES:
        raise Refused(f"'{role}' is not a role. Choose one of: {', '.join(sorted(ROLES))}.")
    if not name.strip() or not sign_in.strip():
        raise Refused("Give a name, and a name to sign in with.")
    known = query(
        "select i.id, exists (select 1 from access_rolebinding b where b.identity_id = i.id and b.party = %s)"
        " from access_identity i where i.sign_in = %s",
        [party, normal(sign_in)],
    )
    if known and not known[0][1] and actor().basis is not Basis.SYSTEM:
        raise Refused("Somebody of another organisation signs in with this name. Choose another name.")
    rows = query(
        "insert into access_identity (id, name, sign_in, active) values (%s, %s, %s, true)"
        " on conflict (sign_in) do update set active = true returning id",
        [uuid4(), name.strip(), normal(sign_in)],
    )
    identity: UUID = rows[0][0]
    query(
        "insert into access_rolebinding (identity_id, role, party) values (%s, %s, %s) on conflict do nothing",
        [identity, role, party],
    )
    record("access.role_given", [identity], role)
    return identity


def invite(*, identity: UUID, now: datetime) -> str:
    """A token with which this identity sets its password and second factor, once, within three days. Earlier
    invitations end; what they sign in with now holds until it is used. Raises Refused where nobody may be invited: whoever
    works for two organisations is invited by who runs the system, as the invitation opens both."""
    authorise(actor(), "practice.staff")
    query("delete from access_invitation where identity_id = %s", [identity])
    token = secrets.token_urlsafe(32)
    made = query(
        "insert into access_invitation (token_hash, identity_id, totp_salt, made_at, expires_at)"
        " select %s, i.id, %s, %s, %s from access_identity i where i.id = %s and i.active and (access_basis() = 'system'"
        " or not exists (select 1 from access_rolebinding b where b.identity_id = i.id and b.party <> access_party()))"
        " returning 1",
        [hash_of(token), secrets.token_bytes(16), now, now + INVITED, identity],
    )
    if not made:
        raise Refused(
            "They do not work here, or for another organisation too. Ask whoever runs this system to invite them."
        )
    record("access.invited", [identity])
    return token


def identity_of(sign_in: str) -> UUID | None:
    """Who signs in with this name, if they are still here."""
    rows = query("select id from access_identity where sign_in = %s and active", [normal(sign_in)])
    return rows[0][0] if rows else None


def invitation(token: str, now: datetime) -> Invited | None:
    """The invitation behind a token, if it can still be used."""
    rows = query(
        "select i.id, i.name, i.sign_in, v.totp_salt from access_invitation v join access_identity i on i.id = v.identity_id"
        " where v.token_hash = %s and v.used_at is null and v.expires_at > %s and i.active",
        [hash_of(token), now],
    )
    if not rows:
        return None
    return Invited(*rows[0][:3], bytes(rows[0][3]))  # type: ignore[call-arg]  # the columns stand in the order of the fields


def accept(*, token: str, password: str, code: str, now: datetime) -> tuple[str, ...]:
    """Set password and second factor by an invitation; every session ends. Returns the recovery codes, told this once."""
    found = invitation(token, now)
    if found is None:
        raise Refused("This invitation was used or has run out. Ask for a new one.")
    passwords.refuse_weak(password, (found.name, found.sign_in))
    step = totp.step_of(found.secret, _digits(code), now, 0)
    if step is None:
        raise Refused("The code does not fit. Type the six digits that the app shows now.")
    used = query(
        "update access_invitation set used_at = %s where token_hash = %s and used_at is null returning 1",
        [now, hash_of(token)],
    )
    if not used:
        raise Refused("This invitation was used or has run out. Ask for a new one.")
    query(
        "insert into access_credential (identity_id, password, totp_salt, totp_step, changed_at) values (%s, %s, %s, %s, %s)"
        " on conflict (identity_id) do update set password = excluded.password, totp_salt = excluded.totp_salt,"
        " totp_step = excluded.totp_step, changed_at = excluded.changed_at",
        [found.identity, passwords.make(password), found.salt, step, now],
    )
    sessions.end(found.identity)
    record("access.enrolled", [found.identity])
    return recovery_codes(identity=found.identity, now=now)


def prove(*, sign_in: str, password: str, code: str, now: datetime) -> UUID | None:
    """Whose password and code these are, or None. A code counts once; every try leaves a trace, without what was typed."""
    rows = query(
        "select i.id, c.password, c.totp_salt, c.totp_step from access_identity i"
        " join access_credential c on c.identity_id = i.id where i.sign_in = %s and i.active",
        [normal(sign_in)],
    )
    identity, kept, salt, last = rows[0] if rows else (None, "", b"", 0)
    right = passwords.fits(password, kept)
    if identity is None:
        record("access.sign_in_refused", [])
        return None
    if not right or not _use(identity, bytes(salt), last, code, now):
        record("access.sign_in_refused", [identity], "code" if right else "password")
        return None
    record("access.signed_in", [identity])
    return UUID(str(identity))


def change_password(*, identity: UUID, password: str, now: datetime) -> None:
    """Set another password for somebody who just proved themself; all their sessions end."""
    [(name, sign_in)] = query("select name, sign_in from access_identity where id = %s", [identity])
    passwords.refuse_weak(password, (name, sign_in))
    query(
        "update access_credential set password = %s, changed_at = %s where identity_id = %s",
        [passwords.make(password), now, identity],
    )
    sessions.end(identity)
    record("access.password_changed", [identity])


def recovery_codes(*, identity: UUID, now: datetime) -> tuple[str, ...]:
    """New recovery codes; those before no longer work."""
    query("delete from access_recoverycode where identity_id = %s", [identity])
    made = tuple("".join(secrets.choice(CROCKFORD) for _ in range(24)) for _ in range(CODES))
    for one in made:
        query(
            "insert into access_recoverycode (code_hash, identity_id, made_at) values (%s, %s, %s)",
            [hash_of(one), identity, now],
        )
    record("access.recovery_codes", [identity])
    return tuple("-".join(one[at : at + 4] for at in range(0, 24, 4)) for one in made)


def codes_left(identity: UUID) -> int:
    """Recovery codes that still work."""
    rows = query(
        "select count(*) from access_recoverycode where identity_id = %s and used_at is null", [identity]
    )
    return int(rows[0][0])


def leave(*, identity: UUID, party: UUID) -> None:
    """They no longer work for this organisation: their roles there and all their sessions end at once, and their
    sign-in where they have no other role."""
    authorise(actor(), "practice.staff", party)
    ended = query(
        "delete from access_rolebinding where identity_id = %s and party = %s returning 1", [identity, party]
    )
    if not ended:
        raise Refused("They do not work here. Nothing was changed.")
    query(
        "update access_identity i set active = false where id = %s"
        " and not exists (select 1 from access_rolebinding b where b.identity_id = i.id)",
        [identity],
    )
    query("delete from access_invitation where identity_id = %s", [identity])
    sessions.end(identity)
    record("access.left", [identity])


def normal(sign_in: str) -> str:
    """A sign-in name, as it is compared."""
    return sign_in.strip().casefold()


def _use(identity: UUID, salt: bytes, last: int, code: str, now: datetime) -> bool:
    """Use up a code of the phone, or a recovery code; False where it fits neither or was used."""
    plain = code.strip().upper().replace("-", "").replace(" ", "")
    if len(plain) == totp.DIGITS:
        step = totp.step_of(_secret(salt), plain, now, last)
        return step is not None and bool(
            query(
                "update access_credential set totp_step = %s where identity_id = %s and totp_step < %s returning 1",
                [step, identity, step],
            )
        )
    used = query(
        "update access_recoverycode set used_at = %s where code_hash = %s and identity_id = %s and used_at is null returning 1",
        [now, hash_of(plain), identity],
    )
    if used:
        record("access.recovery_code_used", [identity])
    return bool(used)


def _secret(salt: bytes) -> bytes:
    return totp.secret(settings.SECRET_KEY, salt)


def _digits(code: str) -> str:
    return "".join(code.split())
