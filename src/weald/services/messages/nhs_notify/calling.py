"""One exchange with a server that is not ours: bounded in time and size, never led elsewhere."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from weald.services.messages.ports import SupplierAway

MOST_BYTES = 1024 * 1024
LONGEST_ASKED = timedelta(hours=1)
"""For how long we wait at the most because a server asks us to: it may mean seconds and say milliseconds."""


class Reply(NamedTuple):
    """What a server said; `wait` is for how long it asks not to be asked again."""

    status: int
    body: bytes
    wait: timedelta = timedelta(0)


class _Stays(urllib.request.HTTPRedirectHandler):
    """Follows nobody: what we send is for one address."""

    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Stays)


def call(
    method: str, address: str, *, headers: Mapping[str, str], body: bytes | None = None, patience: float
) -> Reply:
    """What the server says, whatever its status. Raises SupplierAway where it says nothing in `patience` seconds: nobody knows
    then whether it heard us."""
    asked = urllib.request.Request(address, body, dict(headers), method=method)  # noqa: S310  checked where it was set
    try:
        with _opener.open(asked, timeout=patience) as answer:
            return Reply(answer.status, answer.read(MOST_BYTES))
    except urllib.error.HTTPError as answer:
        return _refusal(answer)
    except (
        OSError,
        http.client.HTTPException,
        ValueError,
    ) as fault:  # a value that no header can hold is one, too
        raise SupplierAway(f"{_host(address)} gives no answer ({_reason(fault)}).") from fault


def _refusal(answer: urllib.error.HTTPError) -> Reply:
    try:
        with answer:
            said = answer.read(MOST_BYTES)
    except (OSError, http.client.HTTPException):
        said = b""  # its status is known, and that decides
    asked = (answer.headers.get("Retry-After") or "").strip()
    seconds = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    return Reply(answer.code, said, min(timedelta(seconds=seconds), LONGEST_ASKED))


def _host(address: str) -> str:
    return urllib.request.Request(address).host or address  # noqa: S310  only taken apart


def _reason(fault: Exception) -> str:
    """In a word: the text of a fault may quote what was sent."""
    inner = getattr(fault, "reason", fault)
    return type(inner).__name__ if isinstance(inner, Exception) else "no connection"
