"""Stamps of lists that a page reads anew: whoever holds one was shown those rows, and the reading is recorded already."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from weald.foundation.access.acting import Actor


def stamp(of: str, who: Actor, shown: str, now: datetime | None = None) -> str:
    """What was shown of a list to whom, as an ETag; and in which minute, where the list says how long something waits or has
    left (`now`). Nobody else can make one."""
    digest = salted_hmac(f"weald.{of}", f"{who.identity}{who.party}{shown}", algorithm="sha256").hexdigest()
    return f'"{digest[:32]}-{int(now.timestamp() // 60) if now else 0}"'


def same_rows(one: str, other: str) -> bool:
    """Whether two stamps are of the same rows, whatever the minute."""
    return one.split("-")[0] == other.split("-")[0]
