"""What staff must act on while there is time."""

from datetime import datetime
from typing import NamedTuple, Self

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import same_rows, stamp
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import time_text
from weald.services.requests.actions import alarms as actions
from weald.services.requests.presenters.staff import alarms as presenter
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries import alarms as alarming
from weald.services.requests.queries.alarms import AlarmRow


class Open(NamedTuple):
    """A page of the open alarms, the most urgent first: those after the `first` of `many`."""

    rows: tuple[AlarmRow, ...]
    first: int
    many: int
    stamp: str

    @classmethod
    def read(cls, asked: str, who: Actor, now: datetime) -> Self:
        """The page that begins with the line `asked`; the worst where there is no such page."""
        authorise(who, "requests.read")
        every = alarming.open_alarms()
        start = int(asked) - 1 if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
        first = start if 0 <= start < len(every) else 0
        rows = every[first : first + alarming.MOST]
        return cls(rows, first, len(every), stamp("alarms", who, f"{first}{len(every)}{rows!r}", now))

    def shown(self, who: Actor, now: datetime) -> presenter.Alarms:
        """The page in words, and what is left to give today."""
        left, sharing = alarming.left_today(now), alarming.sharing()
        return presenter.alarms(self.rows, left, sharing, who, now, first=self.first, of=self.many)

    def recorded(self) -> None:
        """Write down of whom somebody read."""
        record("requests.read_alarms", [row.request for row in self.rows if row.request and row.asked])


@require_GET
@staff_required
def alarms(request: HttpRequest, who: Actor) -> HttpResponse:
    """The open alarms of the practice, the most urgent first, and what is left to give today."""
    now = timezone.now()
    with acting(who):
        found = Open.read(request.GET.get("from", ""), who, now)
        shown = found.shown(who, now)
        found.recorded()
    context = {
        "page": staff_page(who, presenter.title(found.many), tab="alarms", alarms=found.many), "shown": shown,
        "rows_address": f"{url('staff_alarms_rows')}?from={found.first + 1}", "stamp": found.stamp, "read_at": time_text(now),
    }  # fmt: skip
    return render(request, "requests/staff/alarms.jinja", context)


@require_GET
@still_signed_in
def rows(request: HttpRequest, who: Actor) -> HttpResponse:
    """The alarms again, for the page that is open. Where they are the same, that they were read is not recorded twice; within
    the same minute nothing at all is sent."""
    now, seen = timezone.now(), request.headers.get("If-None-Match", "")
    with acting(who):
        found = Open.read(request.GET.get("from", ""), who, now)
        headers = {"ETag": found.stamp, "Cache-Control": "no-store"}
        if seen == found.stamp:
            return HttpResponse(status=304, headers=headers)
        shown = found.shown(who, now)
        if not same_rows(seen, found.stamp):
            found.recorded()
    headers |= {"X-Waiting": f"alarms={found.many}", "X-Title": presenter.title(found.many)}
    return HttpResponse(
        render_to_string("requests/staff/alarm_list.jinja", {"shown": shown}, request), headers=headers
    )


@require_POST
@staff_required
def see(request: HttpRequest, who: Actor, alarm: int) -> HttpResponse:
    """Somebody has seen it and acts; of an alarm that is not theirs nobody is told that it is there."""
    try:
        with acting(who):
            actions.see(alarm=alarm, now=timezone.now())
    except Forbidden:
        raise
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    return HttpResponseRedirect(url("staff_alarms"), status=303)
