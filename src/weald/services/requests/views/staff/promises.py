"""The practice's dashboard: promises and national measures, the requests behind each figure, and the figures as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame
from weald.services.requests.presenters.staff.board import behind as behind_presenter
from weald.services.requests.presenters.staff.board import file as file_presenter
from weald.services.requests.presenters.staff.board import page as presenter
from weald.services.requests.presenters.staff.board.words import NAMES, STRETCHES
from weald.services.requests.promised import RESULTS
from weald.services.requests.queries.measures.board import behind, board, measured

VERB = "practice.today"


@require_GET
@staff_required
def promises(request: HttpRequest, who: Actor) -> HttpResponse:
    """Figures only: no person's record is opened."""
    now, weeks = timezone.now(), _weeks(request)
    with acting(who):
        authorise(who, VERB)
        assert who.party is not None
        found = board(weeks, now)
    said = presenter.page(directory.practice_by_id(who.party), found, weeks, now)
    page = frame(who, "Promises and measures", tab="promises")
    return render(request, "requests/staff/promises.jinja", {"page": page, "shown": said})


@require_GET
@staff_required
def behind_figure(request: HttpRequest, who: Actor) -> HttpResponse:
    """The requests behind one figure. The audit says whose, and why they were read."""
    now, weeks = timezone.now(), _weeks(request)
    measure, result = request.GET.get("measure", ""), request.GET.get("result", "")
    by, value = request.GET.get("by", ""), request.GET.get("value", "")[:60]
    with acting(who):
        authorise(who, VERB)
        if measure not in measured() or result not in RESULTS or (by and by not in NAMES):
            raise Http404
        count, rows = behind(weeks=weeks, measure=measure, result=result, dimension=by, value=value, now=now)
        record(
            "promises.read_behind",
            [row.request for row in rows],
            f"{measure}, {result}, {by} {value}".strip(", "),
        )
    title = behind_presenter.title(measure, result)
    said = behind_presenter.page(rows, count, who, weeks=weeks, measure=measure, by=by, value=value, now=now)
    page = frame(who, title, tab="promises")
    return render(request, "requests/staff/promises_behind.jinja", {"page": page, "shown": said})


@require_GET
@staff_required
def file(request: HttpRequest, who: Actor) -> HttpResponse:
    """The figures as comma-separated values; that they left the program is in the audit."""
    now, weeks = timezone.now(), _weeks(request)
    with acting(who):
        authorise(who, VERB)
        assert who.party is not None
        found = board(weeks, now)
        record("promises.export", [], f"{found.since} to {found.until}")
    practice = directory.practice_by_id(who.party)
    return HttpResponse(
        file_presenter.written(practice, found, now),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_presenter.name(practice, found)}"'},
    )


def _weeks(request: HttpRequest) -> int:
    """The stretch that was asked for; anything else is four weeks."""
    asked = request.GET.get("weeks", "")
    return int(asked) if asked in map(str, STRETCHES) else 4
