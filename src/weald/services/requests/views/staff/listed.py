"""Lists that read themselves again on an open page: shown once with the page, then sent anew whenever something has changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from weald.foundation.access import Actor, acting, record
from weald.foundation.access.stamps import same_rows
from weald.foundation.ui.wording import time_text

AT_ONCE = 5
"""Seconds, for lists from which people are phoned: who calls whom is seen while the other still reads the number."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as somebody is shown it: the `template` of its lines with what that needs, and the address that sends them again.

    `verb` and `about` are what is written down of the reading; `title` is what the page is called, where the list decides it, and
    `waiting` what the bar says of how much waits where. It is read again `every` so many seconds.
    """

    template: str
    shown: Mapping[str, object]
    stamp: str
    address: str
    verb: str
    about: tuple[UUID, ...]
    title: str = ""
    waiting: str = ""
    every: int = 20

    def recorded(self) -> None:
        """Write down of whom somebody read."""
        record(self.verb, self.about)

    def page(self, now: datetime) -> dict[str, object]:
        """What the page needs that shows it at first."""
        return {**self.shown, "listed": self, "read_at": time_text(now)}


def again(request: HttpRequest, who: Actor, read: Callable[[datetime], Listed]) -> HttpResponse:
    """The lines again. Where they are the same, that they were read is not recorded twice; where they say nothing else either,
    nothing is sent."""
    now, seen = timezone.now(), request.headers.get("If-None-Match", "")
    with acting(who):
        listed = read(now)
        headers = {"ETag": listed.stamp, "Cache-Control": "no-store"}
        if seen == listed.stamp:
            return HttpResponse(status=304, headers=headers)
        if not same_rows(seen, listed.stamp):
            listed.recorded()
    if listed.title:
        headers["X-Title"] = listed.title
    if listed.waiting:
        headers["X-Waiting"] = listed.waiting
    return HttpResponse(render_to_string(listed.template, dict(listed.shown), request), headers=headers)
