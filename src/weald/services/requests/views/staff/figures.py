"""A planner's figures: many people, never one."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.ui.wording import wall
from weald.services.directory.frame import frame
from weald.services.requests.presenters.staff.figures import file as figures_file
from weald.services.requests.presenters.staff.figures import page as presenter
from weald.services.requests.queries.figures import Figure, Measured
from weald.services.requests.queries.figures import figures as read
from weald.services.requests.queries.figures import measures as read_measures

LONGEST = 100
"""No name of a district is longer."""


@require_GET
@staff_required
def figures(request: HttpRequest, who: Actor) -> HttpResponse:
    """By district, two of them beside each other, and by practice of one."""
    weeks, since, until, today = _stretch(request)
    rows, measured = _counted(who, "figures.read", since, until)
    chosen = {name: request.GET.get(name, "")[:LONGEST] for name in ("area", "order", "one", "other")}
    asked = presenter.Asked(weeks, **chosen)
    said = presenter.figures(rows, measured, asked, since, until, today, demonstration=settings.DEMO)
    page = frame(who, "Figures by district", tab="figures")
    return render(request, "requests/staff/figures.jinja", {"page": page, "figures": said})


@require_GET
@staff_required
def file(request: HttpRequest, who: Actor) -> HttpResponse:
    """The same counts as comma-separated values; that they left the program is in the audit."""
    _, since, until, _ = _stretch(request)
    rows, measured = _counted(who, "figures.export", since, until)
    return HttpResponse(
        figures_file.written(rows, measured, since, until, demonstration=settings.DEMO),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{figures_file.name(since, until)}"'},
    )


def _stretch(request: HttpRequest) -> tuple[int, date, date, date]:
    """How many weeks are asked for, the days from and before which they lie, and today."""
    today = wall(timezone.now()).date()
    return *presenter.stretch(request.GET.get("weeks", ""), today, demonstration=settings.DEMO), today


def _counted(who: Actor, verb: str, since: date, until: date) -> tuple[list[Figure], list[Measured]]:
    """The counts of these days, and in the audit what they were read for."""
    with acting(who):
        authorise(who, "figures.read")
        counted = read(since, until), read_measures(since, until)
        record(verb, [], f"{since} to {until}")
    return counted
