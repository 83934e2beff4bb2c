"""How often the same thing may be tried: buckets in the database, so that all processes count together.

Nobody is ever locked out. Whoever tries too often waits a little, then longer; and what somebody else does from
elsewhere fills another bucket. A bucket is one row: when it will be empty again (the generic cell rate algorithm).
"""

import hmac
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Any, Concatenate

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from weald.foundation.refusal import Refused

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


class TooOften(Refused):
    """Tried too often; `seconds` says how long to wait."""

    def __init__(self, seconds: int, sentence: str = "") -> None:
        super().__init__(sentence or f"This was tried many times. Wait {_long(seconds)}, then try again.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` times at once, then once in `every`; `name` keeps its buckets apart from those of other limits."""

    name: str
    burst: int
    every: timedelta


FORM_STARTS = Limit("form starts", 300, timedelta(seconds=2))
"""From one address: a library, a care home or a whole mobile network may stand behind it."""
ASSESSMENTS = Limit("assessments", 600, timedelta(milliseconds=50))
NEW_LINKS = Limit("new links", 60, timedelta(seconds=20))
"""From one address; for one request there are five a day in any case."""
LINKS_NOT_THERE = Limit("links that are not there", 60, timedelta(seconds=20))
"""From one address: private links and invitations that were tried and do not exist. A link that is there is never counted, so
that nobody who has one waits for what somebody else tries from the same address."""
SIGN_INS = (
    Limit("sign-in", 5, timedelta(seconds=10)),
    Limit("sign-in, again and again", 15, timedelta(minutes=1)),
)
"""Of one name from one place: five at once, then one in ten seconds, in the end one a minute."""
SIGN_INS_FROM = Limit("sign-in from", 200, timedelta(seconds=1))
"""From one address, whatever the name: a whole practice signs in at eight."""

# One statement: where the bucket is full nothing is written, and nothing comes back.
_TAKE = """
insert into access_limit as l (key, full_at) values (%(key)s, %(now)s + %(every)s)
on conflict (key) do update set full_at = greatest(l.full_at, %(now)s) + %(every)s
    where greatest(l.full_at, %(now)s) + %(every)s <= %(now)s + %(all)s
returning 1
"""


def take(limit: Limit, subject: str, now: datetime) -> None:
    """Count one try of `subject`; raises TooOften where it has to wait. About 0.1 ms."""
    key = _key(limit, subject)
    values: dict[str, Any] = {"key": key, "now": now, "every": limit.every, "all": limit.burst * limit.every}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        if cursor.fetchone() is not None:
            return
        cursor.execute("select full_at from access_limit where key = %s", [key])
        row = cursor.fetchone()
    wait = (row[0] + limit.every - limit.burst * limit.every - now) if row else limit.every
    raise TooOften(max(1, math.ceil(wait.total_seconds())))


def clear(limit: Limit, subject: str) -> None:
    """Forget the tries of `subject`: they were who they said."""
    with connection.cursor() as cursor:
        cursor.execute("delete from access_limit where key = %s", [_key(limit, subject)])


def forget(now: datetime) -> int:
    """Throw away empty buckets; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("delete from access_limit where full_at <= %s", [now])
        return int(cursor.rowcount)


def limited[**P](limit: Limit) -> Callable[[View[P]], View[P]]:
    """Count what is sent (POST) to a view against the address that it comes from. This computer itself is not counted:
    its address says nothing about who asks. Where the database does not answer, nobody is kept out by that."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "POST" and (place := source(request)):
                with suppress(OperationalError, InterfaceError):
                    take(limit, place, timezone.now())
            return view(request, *args, **kwargs)

        return counted

    return decorate


def count(limit: Limit, request: HttpRequest, now: datetime) -> None:
    """Count this request against the address that it comes from; raises TooOften where that has to wait."""
    if place := source(request):
        take(limit, place, now)


def source(request: HttpRequest) -> str:
    """The network that a request comes from: an IPv4 address or the first half of an IPv6 one; nothing for this computer.

    Behind a proxy it is what the proxy itself added, the last entry: the entries before it are whatever the sender wrote.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or said
    try:
        found = ip_address(said)
    except ValueError:
        return "elsewhere"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return ""
    return str(found) if found.version == 4 else found.exploded[:19]


def _key(limit: Limit, subject: str) -> bytes:
    """A hash under the program's key: the table tells nobody's name or address."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"{limit.name}\0{subject}".encode(), sha256)[:16]


def _long(seconds: int) -> str:
    if seconds < 90:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{math.ceil(seconds / 60)} minutes"
