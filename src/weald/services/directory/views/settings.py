"""The settings of a practice: opening times, closed days, services, when proxies are looked at again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import wall
from weald.services.directory import forms, kept, queries
from weald.services.directory.actions import door
from weald.services.directory.actions import settings as actions
from weald.services.directory.frame import frame
from weald.services.directory.presenters import settings as presenter
from weald.services.directory.words import SERVICES


@require_http_methods(["GET", "POST"])
@staff_required
def overview(request: HttpRequest, who: Actor) -> HttpResponse:
    """Every part of the settings with how it stands; here the front door is opened and the review of proxies is set."""
    now = timezone.now()
    opens = request.POST.get("does") == "door"
    form = forms.REVIEW.bind(request.POST) if request.method == "POST" and not opens else None
    refused = ""
    try:
        with acting(who):
            authorise(who, actions.VERB)
            if opens:
                door.open_own(now=now)
                return saved("staff_settings", "door")
            if form is not None and form.ok:
                actions.set_proxy_review_age(age=int(form.values["age"]))
                return saved("staff_settings")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        practice = queries.practice_by_id(_party(who))
        form = form or forms.REVIEW.empty({"age": practice.proxy_review_age})
        found = presenter.parts(practice, kept.week(), kept.services(), kept.team(), now)
        deciding = len(kept.deciding(practice.id))
    context = {
        "parts": found,
        "form": form,
        "ages": presenter.AGES,
        "door": presenter.front_door(practice, deciding, door.missing()),
    }
    return page(request, who, "directory/settings/overview.jinja", "Settings", context, form.errors, refused)


@require_http_methods(["GET", "POST"])
@staff_required
def opening_times(request: HttpRequest, who: Actor) -> HttpResponse:
    """The week, which a button saves, and the closed days; a day is closed on a page that shows first who is booked on it."""
    now, does = timezone.now(), request.POST.get("does", "") if request.method == "POST" else ""
    today = wall(now).date()
    week_form = forms.WEEK.bind(request.POST) if does == "week" else None
    refused = ""
    try:
        with acting(who):
            authorise(who, actions.VERB)
            if week_form is not None and week_form.ok:
                actions.set_opening_times(week=forms.week_of(week_form))
                return saved("staff_opening_times")
            if does == "open":
                actions.open_day(day=_day(request.POST.get("day", "")))
                return saved("staff_opening_times", "opened")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        entered, closed = kept.week(), kept.closures(today)
    here = queries.practice_by_id(_party(who))
    week = presenter.stated(entered, here.kind)
    week_form = week_form or forms.WEEK.empty(forms.week_boxes(week))
    context = {
        "days": presenter.DAYS, "week": week_form, "door": presenter.at_the_door(week, closed, now),
        "warning": presenter.week_warning(entered, here.kind), "own_door": here.door_opened_at is not None, "closed": presenter.closed_lines(closed),
        "holidays": presenter.bank_holiday_words(today), "was": presenter.was(week),
    }  # fmt: skip
    return page(
        request,
        who,
        "directory/settings/opening_times.jinja",
        "Opening times",
        context,
        week_form.errors,
        refused,
    )


@require_http_methods(["GET"])
@staff_required
def services(request: HttpRequest, who: Actor) -> HttpResponse:
    """What the practice offers, and what it does not."""
    with acting(who):
        authorise(who, actions.VERB)
        offered, others = presenter.service_lines(kept.services())
    return page(
        request, who, "directory/settings/services.jinja", "Services", {"offered": offered, "others": others}
    )


@require_http_methods(["GET", "POST"])
@staff_required
def service(request: HttpRequest, who: Actor, kind: str) -> HttpResponse:
    """One service: its name here, whether it is commissioned, for which ages, and its phone number."""
    form, refused = forms.SERVICE.bind(request.POST) if request.method == "POST" else None, ""
    try:
        with acting(who):
            authorise(who, actions.VERB)
            if kind not in SERVICES:
                raise Http404
            if form is not None and form.ok:
                actions.set_service(service=forms.service_of(kind, form), now=timezone.now())
                return saved("staff_services")
            row = kept.services().get(kind)
    except Forbidden:
        raise
    except Refused as refusal:
        row, refused = None, str(refusal)
    form = form or forms.SERVICE.empty(presenter.service_boxes(kind, row))
    return page(
        request, who, "directory/settings/service.jinja", SERVICES[kind], {"form": form}, form.errors, refused
    )


def page(
    request: HttpRequest, who: Actor, template: str, title: str, context: dict[str, Any],
    errors: Iterable[FieldError] = (), refused: str = "",
) -> HttpResponse:  # fmt: skip
    """One page of the settings, of this room or one above; with errors it is a 422, with a refusal of the action a 409."""
    every = (*((FieldError("", refused, ""),) if refused else ()), *errors)
    shown = {
        "page": frame(
            who, title, tab="settings", notice=presenter.DONE.get(request.GET.get("done", ""), ""), has_errors=bool(every)
        ),
        "errors": every, "soon": presenter.SOON, **context,
    }  # fmt: skip
    status = 409 if refused else 422 if every else 200
    return render(request, f"{template}", shown, status=status)


def not_there(request: HttpRequest, who: Actor) -> HttpResponse:
    """Of a session that is gone: that it is, and where its week is."""
    answer = page(
        request, who, "directory/settings/not_there.jinja", "Sessions", {"sentence": presenter.NOT_THERE}
    )
    answer.status_code = 404
    return answer


def saved(view: str, done: str = "saved", *args: object) -> HttpResponse:
    """To a page of the settings, which says what was done."""
    return HttpResponseRedirect(f"{url(view, *args)}?done={done}", status=303)


def _party(who: Actor) -> Any:
    if who.party is None:
        raise Refused("Choose the organisation that you work for first.")
    return who.party


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as fault:
        raise Refused("Choose a closed day from the list.") from fault
