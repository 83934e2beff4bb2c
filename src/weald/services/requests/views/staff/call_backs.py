"""The call list: whom to phone, and what they said."""

from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, acting, authorise
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import stamp
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.services.requests.actions import call_backs as actions
from weald.services.requests.actions import calling
from weald.services.requests.presenters.staff import call_backs as presenter
from weald.services.requests.presenters.staff import inviting as recalled
from weald.services.requests.presenters.staff.queue import all_draft
from weald.services.requests.presenters.staff.shell import may, staff_page
from weald.services.requests.queries.call_backs import request_of, to_call, waiters_to_call
from weald.services.requests.queries.calling import calls as on_phone
from weald.services.requests.queries.care import request_row
from weald.services.requests.queries.recalls import left_to_phone
from weald.services.requests.views.staff.listed import AT_ONCE, Listed, again
from weald.services.requests.views.staff.phoned import errors, phoned, waiter_said


def _read(who: Actor, now: datetime) -> Listed:
    """Whoever is to be phoned now."""
    authorise(who, "requests.call")
    rows, waiters = to_call(now), waiters_to_call(now)
    calling_now = on_phone(now)
    calls = presenter.calls(rows, calling_now, who, now)
    waiting = presenter.waiting_calls(waiters, calling_now, who, now)
    recalls = recalled.left(left_to_phone()) if may(who, "requests.book") else ()
    about = (*(row.request for row in rows), *(row.request for row in waiters))
    return Listed(
        template="requests/staff/call_list.jinja",
        shown={
            "calls": calls,
            "waiting": waiting,
            "recalls": recalls,
            "unsigned": all_draft(
                whom.draft for whom in (*(one.whom for one in calls), *(one.whom for one in waiting))
            ),
            "gone": presenter.Gone(),
            "key": uuid4().hex,
        },
        stamp=stamp("call_backs", who, repr((calls, waiting, recalls))),
        address=url("staff_call_backs_rows"),
        verb="requests.read_call_backs",
        about=about,
        waiting=f"call_backs={len(about)}",
        every=AT_ONCE,
    )


@require_GET
@staff_required
def call_backs(request: HttpRequest, who: Actor) -> HttpResponse:
    """Everybody who is to be phoned."""
    return page(request, who)


@require_GET
@still_signed_in
def rows(request: HttpRequest, who: Actor) -> HttpResponse:
    """The same again, for the page that is open."""
    return again(request, who, lambda now: _read(who, now))


@require_POST
@staff_required
def answer(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What somebody said on the phone, or that nobody answered; also where somebody else wrote down an answer meanwhile:
    that they are worse counts whoever said it first, and whoever has the call."""
    how, tries = request.POST.get("how", ""), request.POST.get("tries", "")

    def press(now: datetime) -> str:
        asked = request_of(id)
        if asked is None:
            raise Http404
        if how == "worse":
            written = actions.answer(request=asked, call_back=id, how=how, now=now)
            calling.ended(calling.of(asked))
            return _done(url("staff_request", asked), written)
        with calling.ends(calling.of(asked), now=now):
            return _done(url("staff_call_backs"), _noted(asked, id, how, tries, now))

    return phoned(request, who, page, press, "requests.call")


def _noted(asked: UUID, call_back: UUID, how: str, tries: str, now: datetime) -> bool:
    """Write down what was pressed; False where nothing was to be added."""
    if how == "told":
        return actions.told(request=asked, call_back=call_back, now=now)
    if how != "not_reached":
        return actions.answer(request=asked, call_back=call_back, how=how, now=now)
    found = next((one for one in to_call(now) if one.call_back == call_back), None)
    if found is None:
        return False
    counted = int(tries) if tries.isdecimal() and len(tries) < 4 else found.tries
    actions.not_reached(request=asked, call_back=call_back, tries=counted, now=now)
    return True


@require_POST
@staff_required
def answer_untold(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """That somebody whom a notice did not reach knows now, or that nobody answered."""
    how, tries = request.POST.get("how", ""), request.POST.get("tries", "")

    def press(now: datetime) -> str:
        if request_row(id) is None:
            raise Http404
        with calling.ends(calling.of(id), now=now):
            if how == "told":
                written = actions.knows_now(request=id, now=now)
            elif how == "not_reached" and tries.isdecimal() and len(tries) < 4:
                written = actions.still_not_told(request=id, tries=int(tries), now=now)
            else:
                raise Refused("Choose what they said.")
        return _done(url("staff_call_backs"), written)

    return phoned(request, who, page, press, "requests.call")


@require_POST
@staff_required
def answer_waiting(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What somebody who waits for a time said on the phone, or that nobody answered."""

    def press(now: datetime) -> str:
        waiter_said(id, request.POST, now)
        return _done(url("staff_call_backs"), True)

    return phoned(request, who, page, press, "requests.call", "requests.book")


def _done(address: str, written: bool) -> str:
    return f"{address}?done={'noted' if written else 'known'}"


def page(request: HttpRequest, who: Actor, refused: str = "") -> HttpResponse:
    """The call list as it is now; `refused` says why nothing was done."""
    now = timezone.now()
    with acting(who):
        listed = _read(who, now)
        listed.recorded()
    context = {
        "page": staff_page(
            who, "Call-backs", tab="call_backs", keys=presenter.KEYS, done=request.GET.get("done", ""), has_errors=bool(refused),
            to_call=len(listed.about),
        ),
        "errors": errors(request, refused),
        **listed.page(now),
    }  # fmt: skip
    return render(request, "requests/staff/call_backs.jinja", context, status=409 if refused else 200)
