"""The workbench: a clinician walks a pathway, sees what every rule does, and says whether they agree with its text."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.engines.triage import COMMON, Content, InputError, Table, digests
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
    return step(request, who, Walk.read(problem, request.GET), content.current())


def step(
    request: HttpRequest, who: Actor, walk: Walk, rules: Content, draft: UUID | None = None
) -> HttpResponse:
    """The page of a walk through what is on duty, or through a draft; an answer that a form sent becomes part of the address."""
    if "asked" in request.GET:
        try:
            question = walk.table(rules).question
        except InputError:
            question = None
        answered = walk.answered(question, request.GET) if question else None
        if answered is not None and question and question.finding == request.GET["asked"]:
            here = url("staff_walk_draft", draft) if draft else url("staff_workbench", walk.problem)
            return HttpResponseRedirect(f"{here}?{answered.address}", status=303)
        return bench_page(
            request, who, walk, forms.REVIEW.empty(), rules, "Choose or write an answer.", 422, draft=draft
        )
    return bench_page(request, who, walk, forms.REVIEW.empty(), rules, draft=draft)


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
    walk = Walk.read(problem, request.POST)
    return bench_page(request, who, walk, form, content.current(), refused, 409 if refused else 422)


def _known(problem: str) -> None:
    if problem not in digests(content.current()):
        raise Http404


def bench_page(
    request: HttpRequest, who: Actor, walk: Walk, form: Bound, rules: Content, refused: str = "", status: int = 200,
    *, draft: UUID | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of the workbench, for what is on duty or for a draft."""
    found: Table | None = None
    duty: tuple[Content, Table] | None = None
    errors = [FieldError("", refused, "")] if refused else []
    try:
        found = walk.table(rules)
        if draft and walk.problem in content.current().problems:
            duty = content.current(), walk.table(content.current())
    except InputError as fault:
        errors.append(
            FieldError("age", fault.message, "age" if fault.field.startswith(("age", "person")) else "")
        )
    with acting(who):
        authorise(who, actions.READ)
        notes = ports.notes().of(walk.problem, tried=False)
    bench = presenter.bench(rules, walk, found, notes, draft=draft, duty=duty)
    title = f"Workbench: {bench.name}{' (draft)' if draft else ''}"
    context = {
        "page": frame(who, title, tab="book", has_errors=bool(errors or form.errors)),
        "bench": bench, "walk": walk, "form": form, "errors": (*errors, *form.errors), "key": uuid4().hex,
        "may_sign": may(who, actions.REVIEW), "demonstration": settings.DEMO,
        "units": presenter.UNITS, "sexes": presenter.SEXES, "verdicts": presenter.VERDICTS,
    }  # fmt: skip
    return render(
        request, "library/workbench.jinja", context, status=422 if errors and status == 200 else status
    )
