"""Opening a record in an emergency, and the privacy officer's look at every opening."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from weald.foundation.access import Actor, acting, authorise, emergency, record, restriction
from weald.foundation.access.staff import lately_proven, staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import Choice, Row
from weald.foundation.ui.forms import Bound, ChoiceField, DateField, Form, NhsNumberField, TextField
from weald.foundation.ui.wording import LONDON, date_text, time_text, wall
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame
from weald.services.people import nhs_number
from weald.services.people.queries import trace
from weald.services.requests.queries.restricted import read_in_emergency

FIND = Form(
    NhsNumberField(name="nhs_number", missing="Enter the NHS number", check=nhs_number.is_valid),
    TextField(name="family_name", missing="Enter the family name", what="Family name", most=80),
    DateField(name="born", missing="Enter the date of birth", what="Date of birth", past=True, years=130),
)
OPEN = Form(
    TextField(name="reason", missing="Say in a sentence why you must see this record now", what="The reason", most=500, lines=True),
    ChoiceField(name="sure", values=("yes",)),
)  # fmt: skip
CLOSE = Form(
    ChoiceField(name="finding", values=tuple(emergency.FINDINGS), missing="Choose what you found"),
    TextField(name="note", missing="Say in a sentence how you know, and what was done", what="The note", most=1000, lines=True),
)  # fmt: skip
VERBS = {
    "access.emergency": "Opened the record", "requests.read": "Read a request", "people.read": "Read the person’s page",
    "requests.read_queue": "Saw them in a list", "requests.take": "Took a request", "requests.book": "Booked",
    "requests.reply": "Wrote to the person",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_required
@lately_proven
def find(request: HttpRequest, who: Actor) -> HttpResponse:
    """Whose record it is: with an NHS number, for somebody whom no list of theirs has."""
    with acting(who):
        authorise(who, "access.emergency")
        form = FIND.empty()
        if request.method == "POST":
            form = FIND.bind(request.POST, today=wall(timezone.now()).date())
            if form.ok:
                found = trace(
                    form.values["nhs_number"], "", form.values["family_name"], form.values["born"], None
                )
                record("access.emergency_search", [found[0]] if found else [])
                if found:
                    return HttpResponseRedirect(reverse("staff_emergency", args=[found[0]]), status=303)
                form = form.refuse(
                    "nhs_number", "Nobody has this number, name and date of birth. Check all three"
                )
    page = frame(who, "Open a record in an emergency", has_errors=not form.ok)
    return render(request, "records/find.jinja", {"page": page, "form": form}, status=200 if form.ok else 422)


@require_http_methods(["GET", "POST"])
@staff_required
@lately_proven
def open_record(request: HttpRequest, who: Actor, person: UUID) -> HttpResponse:
    """Open one record without a relationship, with a reason."""
    form = OPEN.empty()
    with acting(who):
        authorise(who, "access.emergency")
        restricted, ask = emergency.is_restricted(person), restriction.whom_to_ask(person)
    if request.method == "POST":
        form = OPEN.bind(request.POST)
        if form.ok:
            try:
                with acting(who):
                    emergency.open_record(
                        person=person,
                        reason=form.values["reason"],
                        sure=bool(form.values["sure"]),
                        now=timezone.now(),
                    )
                return HttpResponseRedirect(_record_of(person), status=303)
            except Refused as refusal:
                form = form.refuse("sure" if "Tick" in str(refusal) else "reason", str(refusal))
    context = {
        "page": frame(who, "Open this record in an emergency", has_errors=not form.ok),
        "form": form, "restricted": restricted, "ask": ask, "hours": int(emergency.LIFE.total_seconds() // 3600),
        "sure": (Choice("yes", "There is nobody to ask, and it cannot wait"),),
    }  # fmt: skip
    return render(request, "records/emergency.jinja", context, status=200 if form.ok else 422)


def _record_of(person: UUID) -> str:
    """The person's page."""
    try:
        return reverse("staff_person", args=[person])
    except NoReverseMatch:
        return reverse("staff_home")


@require_GET
@staff_required
def openings(request: HttpRequest, who: Actor) -> HttpResponse:
    """Every opening that waits for a finding, by staff of here or of somebody registered here; and those closed last."""
    now = timezone.now()
    with acting(who):
        authorise(who, "access.review")
        waiting, closed = emergency.cases(), emergency.cases(closed=True)
        record("access.review", [case.id for case in (*waiting, *closed)])
    context = {
        "page": frame(
            who, "Records opened in an emergency", tab="openings", waiting={"openings": len(waiting)},
            notice="Closed. What you found is kept with the case." if request.GET.get("done") == "closed" else "",
        ),
        "waiting": [(_line(case, now), reverse("staff_opening", args=[case.id])) for case in waiting],
        "closed": [(_line(case, now), reverse("staff_opening", args=[case.id])) for case in closed],
    }  # fmt: skip
    return render(request, "records/openings.jinja", context)


@require_http_methods(["GET", "POST"])
@staff_required
def opening(request: HttpRequest, who: Actor, case: UUID) -> HttpResponse:
    """One opening: who, when, why, and what they read; closed with a finding."""
    form = CLOSE.bind(request.POST) if request.method == "POST" else CLOSE.empty()
    if request.method == "POST" and form.ok:
        try:
            with acting(who):
                emergency.close(
                    case=case, finding=form.values["finding"], note=form.values["note"], now=timezone.now()
                )
            return HttpResponseRedirect(f"{reverse('staff_openings')}?done=closed", status=303)
        except Refused as refusal:
            form = form.refuse("note", str(refusal))
    return _opening(request, who, case, form)


def _opening(request: HttpRequest, who: Actor, id_: UUID, form: Bound) -> HttpResponse:
    now = timezone.now()
    with acting(who):
        found = emergency.case(id_)
        if found is None:
            raise Http404
        trail = read_in_emergency(id_)
        record("access.review", [id_])
        waiting = emergency.waiting()
    context = {
        "page": frame(who, f"Opened by {found.name}", tab="openings", waiting={"openings": waiting}, has_errors=not form.ok),
        "facts": _facts(found, now), "closed": found.closed_at is not None, "form": form, "back": reverse("staff_openings"),
        "trail": [(_moment(at, now), VERBS.get(verb, verb.replace(".", ": ").replace("_", " "))) for at, verb in trail],
        "findings": tuple(Choice(value, text) for value, text in emergency.FINDINGS.items()),
    }  # fmt: skip
    return render(request, "records/opening.jinja", context, status=200 if form.ok else 422)


def _line(case: emergency.Case, now: datetime) -> dict[str, str]:
    return {
        "name": case.name, "at": _moment(case.opened_at, now), "by": _place(case.organisation), "of": _place(case.registered),
        "reason": case.reason, "restricted": "Restricted record" if case.restricted else "",
        "finding": case.finding, "closed": f"{case.closed_by}, {_moment(case.closed_at, now)}" if case.closed_at else "",
    }  # fmt: skip


def _facts(case: emergency.Case, now: datetime) -> tuple[Row, ...]:
    line = _line(case, now)
    facts = (
        ("Opened", line["at"]), ("Working for", line["by"]), ("The person is registered at", line["of"]), ("Reason", line["reason"]),
        ("Restriction", line["restricted"]), ("Open until", _moment(case.until, now)), ("Finding", line["finding"]),
        ("Closed by", line["closed"]),
    )  # fmt: skip
    return tuple(Row(name, value) for name, value in facts if value)


def _place(party: UUID | None) -> str:
    return directory.practice_by_id(party).name if party else ""


def _moment(at: datetime, now: datetime) -> str:
    return f"{date_text(at.astimezone(LONDON).date())}, {time_text(at)}"


urlpatterns = [
    path("emergency", find, name="staff_emergency_find"),
    path("person/<uuid:person>/emergency", open_record, name="staff_emergency"),
    path("openings", openings, name="staff_openings"),
    path("openings/<uuid:case>", opening, name="staff_opening"),
]
