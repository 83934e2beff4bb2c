"""Restricting a record to colleagues who are cleared by name, and lifting it again."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, acting, authorise, record, restriction
from weald.foundation.access.staff import lately_proven, staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import Choice, FieldError
from weald.foundation.ui.wording import date_text
from weald.services.directory.frame import frame
from weald.services.directory.words import ROLES as ROLE_WORDS

DONE = {
    "restrict": "Restricted. Only those whom you cleared see this record now.",
    "clear": "Saved. Only those who are ticked see this record now.",
    "lift": "The record is no longer restricted.",
}


@require_http_methods(["GET", "POST"])
@staff_required
@lately_proven
def show(request: HttpRequest, who: Actor, person: UUID) -> HttpResponse:
    """Whether a record is restricted, and who is cleared for it; a verb changes it."""
    if request.method != "POST":
        return _page(request, who, person)
    verb = request.POST.get("verb", "")
    try:
        with acting(who):
            _do(request, verb, person)
    except Refused as refusal:
        return _page(request, who, person, str(refusal))
    address = reverse("staff_restriction", args=[person])
    return HttpResponseRedirect(f"{address}?done={verb}", status=303)


def _do(request: HttpRequest, verb: str, person: UUID) -> None:
    now, reason = timezone.now(), request.POST.get("reason", "")[:500]
    cleared = [one for one in map(read_uuid, request.POST.getlist("cleared")[:200]) if one is not None]
    if verb == "restrict":
        restriction.restrict(person=person, reason=reason, cleared=cleared, now=now)
    elif verb == "clear":
        restriction.set_cleared(person=person, cleared=cleared, now=now)
    elif verb == "lift":
        restriction.lift(person=person, reason=reason, now=now)
    else:
        raise Refused("Choose what to do with this record.")


def _page(request: HttpRequest, who: Actor, person: UUID, error: str = "") -> HttpResponse:
    with acting(who):
        authorise(who, "access.restrict")
        if not restriction.may_restrict(person):
            raise Http404
        now_restricted, colleagues = restriction.restricted(person), restriction.colleagues(person)
        record("access.read_restriction", [person])
    sent = (
        request.POST.getlist("cleared") if error else [str(one.identity) for one in colleagues if one.cleared]
    )
    context = {
        "page": frame(
            who, "Restricted record" if now_restricted else "Restrict this record", has_errors=bool(error),
            notice=DONE.get(request.GET.get("done", ""), ""),
        ),
        "restriction": now_restricted, "since": date_text(now_restricted.since) if now_restricted else "",
        "colleagues": tuple(
            Choice(str(one.identity), one.name, ", ".join(ROLE_WORDS.get(role, role) for role in one.roles)) for one in colleagues
        ),
        "cleared": tuple(sent), "reason": request.POST.get("reason", "")[:500] if error else "",
        "errors": (FieldError("reason", error, ""),) if error else (),
    }  # fmt: skip
    return render(request, "records/restriction.jinja", context, status=422 if error else 200)


urlpatterns = [path("person/<uuid:person>/restriction", show, name="staff_restriction")]
