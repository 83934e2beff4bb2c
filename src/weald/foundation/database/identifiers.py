"""Identifiers: UUIDv7 inside the program, short spoken references outside of it."""

import secrets
from datetime import datetime
from uuid import UUID

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SOUNDS_LIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def uuid7(now: datetime, randomness: int | None = None) -> UUID:
    """A UUID of version 7 (RFC 9562): milliseconds since 1970, then 74 random bits, so that new rows sort last."""
    chance = secrets.randbits(74) if randomness is None else randomness
    value = int(now.timestamp() * 1000) << 80
    value |= 0x7 << 76 | (chance >> 62) << 64
    value |= 0b10 << 62 | chance & ((1 << 62) - 1)
    return UUID(int=value)


def read_uuid(text: str) -> UUID | None:
    """The UUID in what a browser sent; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def reference(randomness: int | None = None) -> str:
    """Eight Crockford characters: 35 random bits and a check character, to be read out over a telephone."""
    chance = secrets.randbits(35) if randomness is None else randomness
    body = "".join(CROCKFORD[chance >> shift & 31] for shift in range(30, -1, -5))
    return body + CROCKFORD[-_luhn(body + "0") % 32]


def read_reference(spoken: str) -> str | None:
    """The reference in what somebody typed or heard (O for 0, I for 1, spaces, dashes); None where the check fails."""
    text = "".join(spoken.upper().split()).replace("-", "").translate(_SOUNDS_LIKE)
    if len(text) != 8 or any(character not in CROCKFORD for character in text) or _luhn(text) % 32:
        return None
    return text


def _luhn(text: str) -> int:
    """Luhn's sum modulo 32: every single wrong character changes it, and nearly every swap of neighbours."""
    total = 0
    for position, character in enumerate(reversed(text)):
        value = CROCKFORD.index(character) * (1 + position % 2)
        total += value // 32 + value % 32
    return total
