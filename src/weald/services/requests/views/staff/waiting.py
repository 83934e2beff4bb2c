"""The waiting list for staff: who waits, add somebody, answer for somebody who was phoned."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import stamp
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.services.people.names import name_text
from weald.services.requests.actions import waiting as actions
from weald.services.requests.forms.waiting import WISHES, filled, wishes
from weald.services.requests.presenters.patient.waiting import choices
from weald.services.requests.presenters.staff import waiting as presenter
from weald.services.requests.presenters.staff.queue import all_draft
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries.calling import calls
from weald.services.requests.queries.care import request_row
from weald.services.requests.queries.waiting import own_place, waiting_here
from weald.services.requests.views.staff.listed import AT_ONCE, Listed, again
from weald.services.requests.views.staff.phoned import errors, phoned, waiter_said


@require_GET
@staff_required
def waiting(request: HttpRequest, who: Actor) -> HttpResponse:
    """Everybody who waits for a time."""
    return page(request, who)


@require_GET
@still_signed_in
def rows(request: HttpRequest, who: Actor) -> HttpResponse:
    """The same again, for the page that is open."""
    return again(request, who, lambda now: _read(who, now))


@require_POST
@staff_required
def answer(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What somebody said on the phone: yes or no to the time that is held, they still wait, or they do not."""

    def press(now: datetime) -> str:
        waiter_said(id, request.POST, now)
        return f"{url('staff_waiting')}?done=noted"

    return phoned(request, who, page, press, "requests.call", "requests.book")


@require_http_methods(["GET", "POST"])
@staff_required
def wait(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Put a request on the list, with what suits its person; or change that."""
    now = timezone.now()
    with acting(who):
        authorise(who, "requests.book")
        row = request_row(id)
        if row is None:
            raise Http404
        authorise(who, "requests.book", row.organisation)
        place = own_place(id)
        form = WISHES.bind(request.POST) if request.method == "POST" else filled(place.wishes)
        if request.method == "POST" and form.ok:
            try:
                actions.join(request=id, wishes=wishes(form), now=now)
                return HttpResponseRedirect(f"{url('staff_waiting')}?done=noted", status=303)
            except Refused as refusal:
                form = form.refuse("", str(refusal))
        record("requests.read", [id])
    title = f"Waiting list: {name_text(row.given_name, row.family_name)}"
    context = {
        "page": staff_page(who, title, tab="waiting", has_errors=not form.ok), "form": form,
        "back": url("staff_request", id), "on_list": place.since is not None, **choices(),
    }  # fmt: skip
    return render(request, "requests/staff/wait.jinja", context, status=200 if form.ok else 422)


def _read(who: Actor, now: datetime) -> Listed:
    authorise(who, "requests.book")
    found = waiting_here()
    rows = presenter.rows(found, calls(now), who, now)
    return Listed(
        template="requests/staff/waiting_list.jinja",
        shown={"rows": rows, "gone": presenter.GONE, "unsigned": all_draft(one.draft for one in rows)},
        stamp=stamp("waiting", who, repr(rows)),
        address=url("staff_waiting_rows"),
        verb="requests.read_waiting",
        about=tuple(one.request for one in found),
        every=AT_ONCE,
    )


def page(request: HttpRequest, who: Actor, refused: str = "") -> HttpResponse:
    """The waiting list as it is now; `refused` says why nothing was done."""
    now = timezone.now()
    with acting(who):
        listed = _read(who, now)
        listed.recorded()
    context = {
        "page": staff_page(who, "Waiting list", tab="waiting", done=request.GET.get("done", ""), has_errors=bool(refused)),
        "errors": errors(request, refused), **listed.page(now),
    }  # fmt: skip
    return render(request, "requests/staff/waiting.jinja", context, status=409 if refused else 200)
