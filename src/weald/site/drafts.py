"""`weald content diff … --replay`: what a draft would have made of the requests that people really sent."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from weald.engines.triage import Content
from weald.foundation.access import Actor, Basis, acting, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import date_text
from weald.services.library import queries as library
from weald.services.requests.queries import replays

OPERATOR = Actor(Basis.SYSTEM, "the command line")
LONGEST = timedelta(days=3660)


def stored(prefix: str) -> str:
    """The body of a release that was on duty."""
    return library.stored_body(prefix)


def since(text: str, now: datetime) -> datetime:
    """The beginning of `30d` or `4w` before now."""
    found = re.fullmatch(r"(\d{1,4})([dw])", text)
    if found is None or not (length := timedelta(days=int(found[1]) * (7 if found[2] == "w" else 1))):
        raise Refused(f"'{text}' is no length of time. Write 30d for days or 4w for weeks.")
    return now - min(length, LONGEST)


def replaying(span: str) -> Callable[[Content, Content], Iterator[str]]:
    """What a replay of the requests of this span says, line by line: references, and nothing else about anybody."""
    now = timezone.now()
    begin = since(span, now)

    def said(before: Content, after: Content) -> Iterator[str]:
        from rich.console import Console
        from rich.progress import track

        with acting(OPERATOR):
            asked = replays.kept(begin, now)
            tried = track(
                replays.moved(asked, before, after),
                "Replaying",
                total=len(asked),
                console=Console(stderr=True),
                disable=not sys.stderr.isatty(),
                transient=True,
            )
            found = tuple(one for one in tried if one)
            record(
                "requests.replay",
                [],
                f"{len(asked)} requests, {before.release[:12]} against {after.release[:12]}",
            )
        yield replays.summary(len(asked), found, date_text(begin))
        for one in found:
            yield f"  {one.reference}  {one.problem or 'no problem'}  {one.way}: {one.before} → {one.after}"

    return said
