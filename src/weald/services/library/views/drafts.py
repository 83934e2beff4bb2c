"""Drafts of pathways: brought as a file, read, walked beside what is on duty, tried, reviewed. None of them is ever on duty by this."""

import re
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weald.engines.triage import ContentError
from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import lately_proven, staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.services.directory.frame import frame
from weald.services.library import actions, content, forms, ports, queries
from weald.services.library.presenters import drafts as presenter
from weald.services.library.views.workbench import bench_page, step
from weald.services.library.walk import Walk

MOST_FAULTS = 20
"""The most faults of a file that are told at once."""


@require_http_methods(["GET", "POST"])
@staff_required
def index(request: HttpRequest, who: Actor) -> HttpResponse:
    """The drafts of the practice, and the form that brings one."""
    faults: tuple[str, ...] = ()
    if request.method == "POST":
        key = read_uuid(request.POST.get("key", "")) or uuid4()
        try:
            with acting(who):
                _keep(request, key)
            return HttpResponseRedirect(url("staff_draft", key), status=303)
        except Forbidden:
            raise
        except ContentError as error:
            faults = tuple(str(fault) for fault in error.faults[:MOST_FAULTS])
        except Refused as refusal:
            faults = (str(refusal),)
    return _index(request, who, faults)


def _keep(request: HttpRequest, key: UUID) -> None:
    file = request.FILES.get("file")
    sent = file if isinstance(file, UploadedFile) else None
    # What it is called is quoted in every fault: one plain word, as in `sore_throat.yaml`.
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", (sent and sent.name) or "draft.yaml")[-80:]
    actions.keep_draft(
        key=key,
        file=name,
        body=sent.read() if sent else b"",
        size=(sent and sent.size) or 0,
        now=timezone.now(),
    )


def _index(request: HttpRequest, who: Actor, faults: tuple[str, ...]) -> HttpResponse:
    with acting(who):
        authorise(who, actions.REVIEW)
        rows = queries.kept_drafts()
    context = {
        "page": frame(who, "Drafts of pathways", tab="book", has_errors=bool(faults)),
        "lines": presenter.lines(rows, content.current(), timezone.now()), "key": uuid4().hex,
        "errors": tuple(FieldError("file", fault, "file") for fault in faults), "most": actions.MOST_BYTES // 1024,
    }  # fmt: skip
    return render(request, "library/drafts.jinja", context, status=422 if faults else 200)


@require_GET
@staff_required
def draft(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One draft: what the proof says, what differs from what is on duty, and what it would have done to stored requests."""
    now, on_duty = timezone.now(), content.current()
    found, refused = None, ""
    with acting(who):
        row = _row(who, id)
        try:
            read = queries.draft_content(id)
        except Refused as refusal:
            refused = str(refusal)
        else:
            tried = (
                ports.replays().tried(row.problem, on_duty, read) if row.problem in on_duty.problems else None
            )
            found = presenter.page(row, on_duty, read, queries.reviews(row.problem), tried, now)
    context = {
        "page": frame(who, f"Draft: {found.name if found else row.problem}", tab="book", has_errors=bool(refused)),
        "one": found, "away": url("staff_throw_draft_away", id),
        "errors": (FieldError("", refused, ""),) if refused else (),
    }  # fmt: skip
    return render(request, "library/draft.jinja", context)


@require_GET
@staff_required
def walk(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One step of a walk through a draft, beside what is on duty."""
    with acting(who):
        row = _row(who, id)
        try:
            read = queries.draft_content(id)
        except Refused:
            return HttpResponseRedirect(url("staff_draft", id), status=303)
    return step(request, who, Walk.read(row.problem, request.GET), read, id)


@require_POST
@staff_required
@lately_proven
def sign(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Keep what a clinician says of the text of a draft."""
    form, refused = forms.REVIEW.bind(request.POST), ""
    with acting(who):
        row = _row(who, id)
        try:
            read = queries.draft_content(id)
            if form.ok:
                actions.review(
                    key=read_uuid(request.POST.get("key", "")) or uuid4(), text=row.problem,
                    digest=request.POST.get("digest", ""), **form.values, demonstration=settings.DEMO,
                    now=timezone.now(), draft=id,
                )  # fmt: skip
                return HttpResponseRedirect(f"{url('staff_draft', id)}?done=reviewed", status=303)
        except Forbidden:
            raise
        except Refused as refusal:
            refused = str(refusal)
    return bench_page(
        request,
        who,
        Walk.read(row.problem, request.POST),
        form,
        read,
        refused,
        409 if refused else 422,
        draft=id,
    )


@require_POST
@staff_required
def away(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Throw a draft away."""
    with acting(who):
        _row(who, id)
        actions.throw_draft_away(draft=id)
    return HttpResponseRedirect(url("staff_drafts"), status=303)


def _row(who: Actor, id: UUID) -> queries.DraftRow:
    authorise(who, actions.REVIEW)
    row = queries.kept_draft(id)
    if row is None:
        raise Http404
    return row
