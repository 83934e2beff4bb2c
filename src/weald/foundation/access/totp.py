"""Codes that change every thirty seconds: the second factor of staff (RFC 6238, over RFC 4226, with SHA-1)."""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote

PERIOD = 30
"""Seconds that one code holds."""
DIGITS = 6
DRIFT = 1
"""Periods that a phone's clock may be early or late."""


def secret(key: str, salt: bytes) -> bytes:
    """The secret of one phone: it follows from the program's key and a salt, so that the database alone has no secret."""
    return hmac.digest(key.encode(), b"weald second factor" + salt, hashlib.sha256)[:20]


def code(shared: bytes, step: int) -> str:
    """The six digits of one period, counted from 1970."""
    digest = hmac.digest(shared, step.to_bytes(8), hashlib.sha1)
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(shared: bytes, said: str, now: datetime, after: int) -> int | None:
    """The period whose code was said, if it is now, or a minute's half away, and later than `after`; else None."""
    at = int(now.timestamp()) // PERIOD
    fits = [
        step
        for step in range(at - DRIFT, at + DRIFT + 1)
        if hmac.compare_digest(code(shared, step).encode(), said.encode())
    ]
    return next((step for step in fits if step > after), None)


def spelled(shared: bytes) -> str:
    """The secret as letters and digits in fours, to be typed into a phone."""
    text = base64.b32encode(shared).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(shared: bytes, sign_in: str) -> str:
    """What a phone reads from the picture."""
    return (
        f"otpauth://totp/Weald:{quote(sign_in)}?secret={base64.b32encode(shared).decode()}"
        f"&issuer=Weald&digits={DIGITS}&period={PERIOD}"
    )
