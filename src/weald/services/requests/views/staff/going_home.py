"""The end of the day: nobody goes home while somebody is owed an answer that nobody has seen."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import next_midnight, plural
from weald.services.requests.presenters.staff.going_home import more_words, owed, restricted_words
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries.colleagues import colleagues
from weald.services.requests.queries.queue import owed_until
from weald.services.requests.queries.restricted import restricted_owed


@require_GET
@staff_required
def going_home(request: HttpRequest, who: Actor) -> HttpResponse:
    """Everything due before midnight, whoever has it."""
    now = timezone.now()
    midnight = next_midnight(now)
    with acting(who):
        authorise(who, "requests.read")
        in_all, rows = owed_until(until=midnight, now=now)
        lines = owed(rows, colleagues(now), who, now)
        kept = restricted_owed(until=midnight, now=now)
        record("requests.read_going_home", [row.id for row in rows])
    everybody = in_all + kept.owed
    title = (
        f"{plural(everybody, 'person is', 'people are')} owed an answer today" if everybody else "Going home"
    )
    context = {
        "page": staff_page(who, title, tab="going_home", done=request.GET.get("done", "")),
        "lines": lines, "more": more_words(len(rows), in_all), "kept": restricted_words(kept), "key": uuid4().hex, "back": url("staff_going_home"),
    }  # fmt: skip
    return render(request, "requests/staff/going_home.jinja", context)
