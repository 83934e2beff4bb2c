"""The forecast of today's urgent need, beside what there is for it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import next_midnight, plural
from weald.services.appointments.actions import reserve
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame
from weald.services.requests.presenters.staff import forecast as presenter
from weald.services.requests.queries.alarms import count as alarmed
from weald.services.requests.queries.demand import by_service


@require_GET
@staff_required
def forecast(request: HttpRequest, who: Actor) -> HttpResponse:
    """Figures only: no person's record is opened."""
    now = timezone.now()
    with acting(who):
        authorise(who, "practice.today")
        assert who.party is not None
        practice = directory.practice_by_id(who.party)
        shown = presenter.forecast(practice, by_service(practice, now), who, now)
        waiting = {"alarms": alarmed()}
    done = request.GET.get("released", "")
    notice = f"{plural(int(done), 'time')} given to everybody." if done.isdigit() and len(done) < 6 else ""
    page = frame(who, presenter.title(practice, now), tab="forecast", waiting=waiting, notice=notice)
    return render(request, "requests/staff/forecast.jinja", {"page": page, "shown": shown})


@require_POST
@staff_required
def release(request: HttpRequest, who: Actor) -> HttpResponse:
    """Give all that is kept today to everybody."""
    now = timezone.now()
    with acting(who):
        count = reserve.release_day(until=next_midnight(now), now=now)
    return HttpResponseRedirect(f"{url('staff_forecast')}?released={count}", status=303)
