"""Sessions: a week with its template, and one session."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.wording import wall
from weald.services.appointments import forms, kept, presenters
from weald.services.appointments.actions import sessions as actions
from weald.services.directory import kept as directory
from weald.services.directory.queries import practice_by_id
from weald.services.directory.views.settings import page, saved


@require_http_methods(["GET", "POST"])
@staff_required
def week(request: HttpRequest, who: Actor) -> HttpResponse:
    """What is published in a week; the template; publish one from the other."""
    now, refused, said, form = timezone.now(), "", "", None
    sent = request.POST if request.method == "POST" else request.GET
    monday = presenters.monday_of(sent.get("week", ""), wall(now).date())
    try:
        with acting(who):
            authorise(who, actions.VERB)
            carers = directory.professionals()
            if request.method == "POST":
                does = sent.get("does", "")
                if does == "add":
                    form = forms.weekly([f"{id}:{service}" for id, _, service in carers]).bind(request.POST)
                    if form.ok:
                        actions.add_weekly(line=_line(who, form, carers), now=now)
                        said = "The line is in the template."
                elif does == "publish":
                    said = presenters.published_words(actions.publish_week(monday=monday, now=now))
                elif does == "keep":
                    actions.keep_week(monday=monday, now=now)
                    said = "This week is the template now."
                elif does == "remove" and (line := read_uuid(sent.get("line", ""))):
                    actions.remove_weekly(line=line)
                    said = "The line is taken out of the template."
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        carers = directory.professionals()
        shown = presenters.week(kept.week(monday), monday)
        template = presenters.template(kept.weekly())
    shown_form = (
        form if form is not None and (not form.ok or refused) else forms.weekly([]).empty({"capacity": 1})
    )
    context: dict[str, Any] = {
        "week": shown, "template": template, "said": said, "form": shown_form, "choices": presenters.choices(carers),
    }  # fmt: skip
    return page(
        request, who, "appointments/week.jinja", "Sessions", context, form.errors if form else (), refused
    )


@require_http_methods(["GET", "POST"])
@staff_required
def session(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One session: extend it; cutting it is a page of its own, because people may be booked in it."""
    form, refused = forms.UNTIL.bind(request.POST) if request.method == "POST" else None, ""
    try:
        with acting(who):
            authorise(who, actions.VERB)
            row = kept.session(id)
            if row is None:
                raise Http404
            if form is not None and form.ok:
                until = datetime.combine(
                    wall(row.starts_at).date(), form.values["until"], wall(row.starts_at).tzinfo
                )
                actions.extend(session=id, until=until, now=timezone.now())
                return saved("staff_session", "saved", id)
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    assert row is not None
    context = {
        "rows": presenters.session_rows(row), "form": form or forms.UNTIL.empty(), "week": presenters.week_href(row),
        "cut": url("staff_session_cut", id), "starts": f"{wall(row.starts_at):%H:%M}",
    }  # fmt: skip
    title = f"Session of {row.professional_name}"
    return page(
        request, who, "appointments/session.jinja", title, context, form.errors if form else (), refused
    )


def _line(who: Actor, form: Bound, carers: list[tuple[UUID, str, str]]) -> actions.NewWeekly:
    """The line that was filled in, at the practice's own building; a home visit is at nobody's building."""
    values, visit = form.values, form.values["kind"] == "home_visit"
    assert who.party is not None
    practice = practice_by_id(who.party)
    id, name, service = next(one for one in carers if f"{one[0]}:{one[2]}" == values["professional"])
    return actions.NewWeekly(
        professional=id, professional_name=name, service=service, place="Your home" if visit else practice.name,
        kind=values["kind"], mode=values["mode"], category=values["category"],
        setting="home" if visit else "hub" if practice.kind == "hub" else "general_practice",
        weekday=int(values["weekday"]), starts=values["starts"], ends=values["ends"],
        slot_minutes=values["slot_minutes"], capacity=values["capacity"] or 1,
        premises=None if visit else directory.premises(),
    )  # fmt: skip
