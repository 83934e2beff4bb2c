"""What staff must act on while there is time."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.services.requests.actions import alarms as actions
from weald.services.requests.presenters.staff import alarms as presenter
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries import alarms as alarming


@require_GET
@staff_required
def alarms(request: HttpRequest, who: Actor) -> HttpResponse:
    """The open alarms of the practice, the most urgent first, and what is left to give today."""
    now = timezone.now()
    with acting(who):
        authorise(who, "requests.read")
        every, left, sharing = alarming.open_alarms(), alarming.left_today(now), alarming.sharing()
        first = _first(request.GET.get("from", ""), len(every))
        rows = every[first : first + alarming.MOST]
        record("requests.read_alarms", [row.request for row in rows if row.request and row.asked])
    page = staff_page(who, presenter.title(len(every)), tab="alarms", alarms=len(every))
    shown = presenter.alarms(rows, left, sharing, who, now, first=first, of=len(every))
    return render(request, "requests/staff/alarms.jinja", {"page": page, "shown": shown})


def _first(text: str, count: int) -> int:
    """Which line is the first of the page that was asked for; the worst where there is no such page."""
    start = int(text) - 1 if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return start if 0 <= start < count else 0


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
