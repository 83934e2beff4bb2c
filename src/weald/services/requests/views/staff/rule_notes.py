"""The notes of clinicians who disagree with a rule: listed for the library's reviewers, and answered."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.services.directory.frame import frame, may
from weald.services.library.actions import REVIEW
from weald.services.library.ports import READ_NOTES
from weald.services.requests.actions import disagreeing
from weald.services.requests.forms.staff import ANSWER_NOTE
from weald.services.requests.presenters.staff import rule_notes as presenter
from weald.services.requests.queries import rule_notes


@require_GET
@staff_required
def notes(request: HttpRequest, who: Actor) -> HttpResponse:
    """Open notes first, each with what the change would have done."""
    return _page(request, who, ANSWER_NOTE.empty())


@require_POST
@staff_required
def answer(request: HttpRequest, who: Actor) -> HttpResponse:
    """Close a note with a sentence."""
    form, number, refused = ANSWER_NOTE.bind(request.POST), request.POST.get("note", "")[:18], ""
    try:
        with acting(who):
            authorise(who, REVIEW)
            if form.ok:
                disagreeing.answer(
                    note=int(number) if number.isdecimal() else 0,
                    sentence=form.values["sentence"],
                    now=timezone.now(),
                )
                return HttpResponseRedirect(
                    f"{url('staff_rule_notes')}?{urlencode({'problem': _problem(request), 'done': 'answered'})}",
                    status=303,
                )
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    return _page(request, who, form, refused, number)


def _problem(request: HttpRequest) -> str:
    return request.GET.get("problem", "")[:100]


def _page(request: HttpRequest, who: Actor, form: Bound, refused: str = "", number: str = "") -> HttpResponse:
    problem = _problem(request)
    with acting(who):
        authorise(who, READ_NOTES)
        rows = rule_notes.notes(problem)
        lines = presenter.listed(rows, timezone.now(), tried=True)
        record("requests.rule_notes", [row.request for row in rows if row.request])
    errors = (*((FieldError("", refused, ""),) if refused else ()), *form.errors)
    page = replace(frame(who, "Notes about rules", tab="book"), has_errors=bool(errors))
    if request.GET.get("done") == "answered":
        page = replace(page, notice="The note is answered.")
    context = {
        "page": page, "notes": tuple(zip(rows, lines, strict=True)), "errors": errors, "form": form, "number": number,
        "problem": problem, "pathways": presenter.pathways(), "may_answer": may(who, REVIEW),
    }  # fmt: skip
    return render(
        request, "requests/staff/rule_notes.jinja", context, status=409 if refused else 422 if errors else 200
    )
