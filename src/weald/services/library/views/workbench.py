"""The workbench: a clinician walks a pathway, sees what every rule does, and says whether they agree with its text."""

from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.engines.triage import COMMON, InputError, Table, digests
from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import lately_proven, staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.services.directory.frame import frame, may
from weald.services.library import actions, content, forms, ports
from weald.services.library.presenters import workbench as presenter
from weald.services.library.walk import Walk


@require_GET
@staff_required
def workbench(request: HttpRequest, who: Actor, problem: str) -> HttpResponse:
    """One step of a walk; an answer that a form sent becomes part of the address."""
    authorise(who, actions.READ)
    _known(problem)
    walk = Walk.read(problem, request.GET)
    if "asked" in request.GET:
        try:
            question = walk.table(content.current()).question
        except InputError:
            question = None
        answered = walk.answered(question, request.GET) if question else None
        if answered is not None and question and question.finding == request.GET["asked"]:
            return HttpResponseRedirect(f"{url('staff_workbench', problem)}?{answered.address}", status=303)
        return _page(request, who, walk, forms.REVIEW.empty(), "Choose or write an answer.")
    return _page(request, who, walk, forms.REVIEW.empty())


@require_POST
@staff_required
@lately_proven
def sign(request: HttpRequest, who: Actor, problem: str) -> HttpResponse:
    """Keep what a clinician says of the text that they were shown."""
    _known(problem)
    form, refused = forms.REVIEW.bind(request.POST), ""
    try:
        with acting(who):
            authorise(who, actions.REVIEW)
            if form.ok:
                actions.review(
                    key=read_uuid(request.POST.get("key", "")) or uuid4(),
                    text=problem,
                    digest=request.POST.get("digest", ""),
                    **form.values,
                    demonstration=settings.DEMO,
                    now=timezone.now(),
                )
                book = url("staff_common_rules") if problem == COMMON else url("staff_pathway", problem)
                return HttpResponseRedirect(f"{book}?done=reviewed", status=303)
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    return _page(request, who, Walk.read(problem, request.POST), form, refused, 409 if refused else 422)


def _known(problem: str) -> None:
    if problem not in digests(content.current()):
        raise Http404


def _page(
    request: HttpRequest, who: Actor, walk: Walk, form: Bound, refused: str = "", status: int = 200
) -> HttpResponse:
    on_duty = content.current()
    found: Table | None = None
    errors = [FieldError("", refused, "")] if refused else []
    try:
        found = walk.table(on_duty)
    except InputError as fault:
        errors.append(
            FieldError("age", fault.message, "age" if fault.field.startswith(("age", "person")) else "")
        )
    with acting(who):
        authorise(who, actions.READ)
        notes = ports.notes().of(walk.problem, tried=False)
    bench = presenter.bench(on_duty, walk, found, notes)
    context = {
        "page": frame(who, f"Workbench: {bench.name}", tab="book", has_errors=bool(errors or form.errors)),
        "bench": bench, "walk": walk, "form": form, "errors": (*errors, *form.errors), "key": uuid4().hex,
        "may_sign": may(who, actions.REVIEW), "demonstration": settings.DEMO,
        "units": presenter.UNITS, "sexes": presenter.SEXES, "verdicts": presenter.VERDICTS,
    }  # fmt: skip
    return render(
        request, "library/workbench.jinja", context, status=422 if errors and status == 200 else status
    )
