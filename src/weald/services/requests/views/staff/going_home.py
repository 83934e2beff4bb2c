"""The end of the day: nobody goes home while somebody is owed an answer that nobody has seen."""

from datetime import datetime
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from weald.foundation.access import Actor, acting, authorise
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import stamp
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import next_midnight, plural
from weald.services.requests.presenters.staff.going_home import (
    more_words,
    owed,
    restricted_words,
    to_phone_words,
)
from weald.services.requests.presenters.staff.queue import all_draft
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries.beside import beside
from weald.services.requests.queries.colleagues import colleagues
from weald.services.requests.queries.queue import owed_until
from weald.services.requests.queries.restricted import restricted_owed
from weald.services.requests.views.staff.listed import Listed, again


@require_GET
@staff_required
def going_home(request: HttpRequest, who: Actor) -> HttpResponse:
    """Everything due before midnight, whoever has it."""
    now = timezone.now()
    with acting(who):
        listed = _read(who, now)
        listed.recorded()
    page = staff_page(who, listed.title, tab="going_home", done=request.GET.get("done", ""))
    return render(request, "requests/staff/going_home.jinja", {"page": page, **listed.page(now)})


@require_GET
@still_signed_in
def rows(request: HttpRequest, who: Actor) -> HttpResponse:
    """The same again, for the page that is open."""
    return again(request, who, lambda now: _read(who, now))


def _read(who: Actor, now: datetime) -> Listed:
    authorise(who, "requests.read")
    midnight = next_midnight(now)
    in_all, rows = owed_until(until=midnight, now=now)
    lines, kept = owed(rows, colleagues(now), who, now), restricted_owed(until=midnight, now=now)
    everybody = in_all + kept.owed
    to_phone = beside(now).to_call
    same = repr((rows, [(one.helpers, one.nobody) for one in lines], in_all, kept, to_phone))
    return Listed(
        template="requests/staff/going_home_list.jinja",
        shown={
            "lines": lines, "unsigned": all_draft(one.line.draft for one in lines), "more": more_words(len(rows), in_all), "kept": restricted_words(kept), "to_phone": to_phone_words(to_phone),
            "key": uuid4().hex,
            "back": url("staff_going_home"),
        },
        stamp=stamp("going_home", who, same, now),
        address=url("staff_going_home_rows"),
        verb="requests.read_going_home",
        about=tuple(row.id for row in rows),
        waiting=f"call_backs={to_phone}",
        title=f"{plural(everybody, 'person is', 'people are')} owed an answer today" if everybody else "Going home",
    )  # fmt: skip
