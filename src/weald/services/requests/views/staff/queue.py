"""The queue, its refresh, and the way to the next request."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, unquote
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import same_rows, stamp
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.ui.cleaning import clean_line
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import time_text
from weald.services.requests.presenters.staff import queue as presenter
from weald.services.requests.presenters.staff.rows import table_rows
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries.beside import beside
from weald.services.requests.queries.queue import SHOWN, Counts, QueueRow, next_request
from weald.services.requests.queries.queue import queue as read_queue

FILTER = "weald_filter"
"""Keeps what narrows the queue. A name in an address would be in histories, logs and on screens behind it."""


class Narrowed(NamedTuple):
    """Which list, and what narrows it; anything that we do not know is the usual."""

    kind: str
    show: str
    text: str

    @classmethod
    def read(cls, sent: QueryDict, text: str = "") -> "Narrowed":
        kind, show = sent.get("kind", ""), sent.get("show", "")
        return cls(
            kind if kind in {"clinical", "administrative"} else "clinical",
            show if show in SHOWN else "all",
            clean_line(text[:200])[:60],
        )

    @classmethod
    def asked(cls, request: HttpRequest, who: Actor) -> "Narrowed":
        """From the address, which says only that there is a text: the text itself, a name perhaps, is in a cookie."""
        kept = (
            request.get_signed_cookie(FILTER, default="", salt=str(who.identity))
            if request.GET.get("filtered")
            else ""
        )
        return cls.read(request.GET, unquote(kept or ""))


@require_http_methods(["GET", "POST"])
@staff_required
def queue(request: HttpRequest, who: Actor) -> HttpResponse:
    """Who waits, most urgent first."""
    if request.method == "POST":
        return _narrow(request, who)
    asked, now = Narrowed.asked(request, who), timezone.now()
    with acting(who):
        authorise(who, "requests.read")
        counts, rows = _read(asked, who, now)
        others = beside(now)
        record("requests.read_queue", [row.id for row in rows])
    filters = presenter.filters(counts, *asked)
    context = {
        "page": staff_page(
            who, "Clinical requests" if asked.kind == "clinical" else "Administrative requests", tab=asked.kind,
            counts=counts, keys=presenter.KEYS, done=request.GET.get("done", ""), alarms=others.alarms, to_call=others.to_call,
        ),
        "rows": _table(asked, filters, rows, who, now), "filters": filters,
        "kind": asked.kind, "show": asked.show, "text": asked.text,
        "rows_address": presenter.address(url("staff_queue_rows"), *asked),
        "next": f"{url('staff_next')}?kind={asked.kind}",
        "back": presenter.address(url("staff_queue"), *asked),
        "stamp": _stamp(who, rows, now), "read_at": time_text(now), "key": uuid4().hex,
    }  # fmt: skip
    return render(request, "requests/staff/queue.jinja", context)


def _narrow(request: HttpRequest, who: Actor) -> HttpResponse:
    """Keep what was typed in this browser while it is open, and show the list that it narrows."""
    authorise(who, "requests.read")
    asked = Narrowed.read(request.POST, request.POST.get("q", ""))
    response = HttpResponseRedirect(presenter.address(url("staff_queue"), *asked), status=303)
    response.set_signed_cookie(
        FILTER, quote(asked.text), salt=str(who.identity), path=url("staff_queue"), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@require_GET
@still_signed_in
def rows(request: HttpRequest, who: Actor) -> HttpResponse:
    """The lines again. Where none has changed since they were read, that they were read is not recorded twice; within
    the same minute nothing at all is sent."""
    asked, now, seen = Narrowed.asked(request, who), timezone.now(), request.headers.get("If-None-Match", "")
    with acting(who):
        authorise(who, "requests.read")
        counts, found = _read(asked, who, now)
        etag = _stamp(who, found, now)
        if seen == etag:
            return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": "no-store"})
        others = beside(now)
        if not same_rows(seen, etag):
            record("requests.read_queue", [row.id for row in found])
    filters = presenter.filters(counts, *asked)
    body = _table(asked, filters, found, who, now)
    numbers = ",".join(str(one.count) for one in filters)
    waiting = f"clinical={counts.clinical},administrative={counts.administrative},alarms={others.alarms},call_backs={others.to_call}"
    headers = {"ETag": etag, "X-Counts": numbers, "X-Waiting": waiting, "Cache-Control": "no-store"}
    return HttpResponse(body, headers=headers)


@require_GET
@staff_required
def open_next(request: HttpRequest, who: Actor) -> HttpResponse:
    """The next request that needs somebody."""
    kind, now = Narrowed.read(request.GET).kind, timezone.now()
    with acting(who):
        authorise(who, "requests.read")
        found = next_request(after=read_uuid(request.GET.get("after", "")) or UUID(int=0), kind=kind, now=now)
    if found is None:
        done = "&done=none_left" if kind != "clinical" else "?done=none_left"
        return HttpResponseRedirect(presenter.address(url("staff_queue"), kind, "all", "") + done)
    return HttpResponseRedirect(url("staff_request", found))


def _read(asked: Narrowed, who: Actor, now: datetime) -> tuple[Counts, tuple[QueueRow, ...]]:
    hidden = presenter.hidden_problems(who)
    return read_queue(kind=asked.kind, show=asked.show, text=asked.text, now=now, hidden=hidden)


def _table(
    asked: Narrowed,
    filters: tuple[presenter.Filter, ...],
    rows: tuple[QueueRow, ...],
    who: Actor,
    now: datetime,
) -> Markup:
    in_all = 0 if asked.text else next(one.count for one in filters if one.current)
    more = presenter.more_words(len(rows), in_all)
    return table_rows(presenter.lines(rows, who, now), presenter.empty_words(*asked), more)


def _stamp(who: Actor, rows: tuple[QueueRow, ...], now: datetime) -> str:
    return stamp("queue", who, "".join(f"{row.id}{row.version}" for row in rows), now)
