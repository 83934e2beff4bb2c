"""Report something from any page; read what was reported."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from weald.foundation.access import Actor, Basis, acting, authorise, record
from weald.foundation.access.limits import Limit, limited
from weald.foundation.access.staff import signed_in, staff_required
from weald.foundation.database.identifiers import read_reference, read_uuid
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _
from weald.foundation.ui.presenters import PatientPage
from weald.foundation.ui.wording import wall
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame
from weald.services.safety import actions, forms, pages, presenters, queries

REPORTS = Limit("safety reports", 20, timedelta(minutes=1))
"""From one address; this computer itself is not counted."""
ANYBODY = Actor(Basis.PERSON, "somebody who reports")


@require_http_methods(["GET", "POST"])
@limited(REPORTS)
def report(request: HttpRequest) -> HttpResponse:
    """The form, for staff and for everybody else; nobody signs in for it."""
    who, now = signed_in(request), timezone.now()
    if request.method == "GET":
        return _form(request, who, forms.REPORT.empty(), pages.origin(request), uuid4())
    form = forms.REPORT.bind(request.POST, today=wall(now).date())
    came = pages.Origin(pages.known(request.POST.get("page", "")), request.POST.get("code", "")[:20])
    key = read_uuid(request.POST.get("key", "")) or uuid4()
    here = _organisation(who, form, came)
    if here is None and not form.error("practice"):
        form = form.refuse(
            "practice", _("Write the name or the postcode of the practice so that we find one")
        )
    if here is None or not form.ok:
        return _form(request, who, form, came, key)
    values = {name: value for name, value in form.values.items() if name != "practice"}
    for name in ("physical_harm", "psychological_harm"):
        values[name] = "" if values[name] == "unknown" else values[name]
    if who is not None:
        values["contact"] = ""
    with acting(who or ANYBODY):
        told = actions.report(
            report=actions.Report(id=key, organisation=here, page=came.pattern, **values), now=now
        )
    return HttpResponseRedirect(f"{url('safety_event_sent')}?reference={told}", status=303)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """Thank you, and the reference to keep."""
    told = read_reference(request.GET.get("reference", "")[:20])
    words = presenters.sent_words(told, timezone.now()) if told else ""
    return _page(request, signed_in(request), "sent", _("Thank you for your report"), {"told": words})


@require_GET
@staff_required
def listed(request: HttpRequest, who: Actor) -> HttpResponse:
    """What was reported of the practice, what nobody has read first."""
    now = timezone.now()
    with acting(who):
        authorise(who, actions.REVIEW)
        rows = queries.events()
        record("safety.list", [row.id for row in rows])
    context = {"page": frame(who, "Safety events", tab="safety"), "lines": presenters.lines(rows, now)}
    return render(request, "safety/list.jinja", context)


@require_http_methods(["GET", "POST"])
@staff_required
def event(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One report; below it what was done and learned."""
    now = timezone.now()
    form = forms.REVIEW.bind(request.POST) if request.method == "POST" else None
    with acting(who):
        authorise(who, actions.REVIEW)
        row = queries.event(id)
        if row is None:
            raise Http404
        if form is not None and form.ok:
            actions.review(event=id, **form.values, now=now)
            return HttpResponseRedirect(url("staff_safety"), status=303)
        record("safety.read", [id])
    form = form or forms.REVIEW.empty({"finding": row.finding, "lfpse": row.lfpse})
    page = frame(who, f"Safety event {row.reference}", tab="safety", has_errors=not form.ok)
    context = {
        "page": page, "rows": presenters.rows(row, now), "form": form, "export": url("staff_safety_export", id),
    }  # fmt: skip
    return render(request, "safety/event.jinja", context, status=200 if form.ok else 422)


@require_GET
@staff_required
def export(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One report in the names and codes of the national record, without who reported it."""
    with acting(who):
        authorise(who, actions.REVIEW)
        row = queries.event(id)
        if row is None:
            raise Http404
        record("safety.export", [id])
    told = presenters.record_of(row, directory.practice_by_id(row.organisation).ods_code)
    return JsonResponse(json.loads(json.dumps(told)), json_dumps_params={"indent": 2})


def _organisation(who: Actor | None, form: Bound, came: pages.Origin) -> UUID | None:
    """Whose care it is about: the member of staff's own organisation, the practice of the page, or the one written."""
    if who is not None:
        return who.party
    if practice := directory.practice(came.practice):
        return practice.id
    written = form.values.get("practice", "")
    found = directory.find_practices(written, limit=2) if written else ()
    return found[0].id if len(found) == 1 else None


def _form(
    request: HttpRequest, who: Actor | None, form: Bound, came: pages.Origin, key: UUID
) -> HttpResponse:
    practice = None if who is not None else directory.practice(came.practice)
    context = {
        "form": form, "key": str(key), "came": came, "choices": presenters.choices(), "staff": who is not None,
        "practice": practice.name if practice else "",
    }  # fmt: skip
    return _page(request, who, "report", _("Report something about safety"), context, errors=not form.ok)


def _page(
    request: HttpRequest, who: Actor | None, name: str, title: str, context: dict[str, object], *, errors: bool = False
) -> HttpResponse:  # fmt: skip
    """In the frame of staff for whoever is signed in, else in that of patients."""
    page: object
    if who is None:
        page, shell = (
            PatientPage(title=title, demonstration=settings.DEMO, has_errors=errors),
            "shell/patient.jinja",
        )
    else:
        page, shell = replace(frame(who, title), has_errors=errors), "shell/staff.jinja"
    shown = {"page": page, "shell": shell, "staff": who is not None, **context}
    return render(request, f"safety/{name}.jinja", shown, status=422 if errors else 200)
