"""The manager's day: who asked, who waits, what was promised and kept, who is here."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from weald.foundation.access import Actor, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.services.appointments import gone as who_left
from weald.services.appointments import queries as appointments
from weald.services.appointments.actions.alone import on_behalf
from weald.services.appointments.closed import left_open
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame
from weald.services.requests.presenters.staff import today as presenter
from weald.services.requests.queries import today as figures
from weald.services.requests.queries.beside import beside
from weald.services.requests.queries.conversation import unanswered
from weald.services.requests.queries.measures.board import board


@require_GET
@staff_required
def today(request: HttpRequest, who: Actor) -> HttpResponse:
    """Figures only: no person's record is opened."""
    now = timezone.now()
    with acting(who):
        authorise(who, "practice.today")
        assert who.party is not None
        demand, waiting, kept = figures.demand(now), figures.waiting(now), board(1, now)
        letters, others = unanswered(now), beside(now)
        here = appointments.on_duty(who.party, now, now + timedelta(minutes=1))
    with acting(on_behalf(who)):
        left, gone = left_open(now), who_left.gone(who.party, now)
    said = presenter.today(
        directory.practice_by_id(who.party), demand, waiting, kept, here, letters, others, left, gone, now
    )
    counts = {"call_backs": others.to_call, "alarms": others.alarms}
    page = frame(who, presenter.title(now), tab="today", waiting=counts)
    return render(request, "requests/staff/today.jinja", {"page": page, "today": said})
