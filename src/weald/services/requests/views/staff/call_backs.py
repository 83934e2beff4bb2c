"""The call list: whom to phone, and what they said."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import stamp
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.services.requests.actions import call_backs as actions
from weald.services.requests.actions import phoning, waiting
from weald.services.requests.presenters.staff import call_backs as presenter
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries.call_backs import request_of, to_call, waiters_to_call
from weald.services.requests.queries.care import request_row
from weald.services.requests.views.staff.listed import Listed, again
from weald.services.requests.views.staff.pressed import identifier


def _read(who: Actor, now: datetime) -> Listed:
    """Whoever is to be phoned now."""
    authorise(who, "requests.call")
    rows, waiters = to_call(now), waiters_to_call(now)
    calls, waiting = presenter.calls(rows, who, now), presenter.waiting_calls(waiters, who, now)
    about = (*(row.request for row in rows), *(row.request for row in waiters))
    return Listed(
        template="requests/staff/call_list.jinja",
        shown={"calls": calls, "waiting": waiting, "gone": presenter.Gone(), "key": uuid4().hex},
        stamp=stamp("call_backs", who, repr((calls, waiting))),
        address=url("staff_call_backs_rows"),
        verb="requests.read_call_backs",
        about=about,
        waiting=f"call_backs={len(about)}",
    )


@require_GET
@staff_required
def call_backs(request: HttpRequest, who: Actor) -> HttpResponse:
    """Everybody who is to be phoned."""
    return _page(request, who)


@require_GET
@still_signed_in
def rows(request: HttpRequest, who: Actor) -> HttpResponse:
    """The same again, for the page that is open."""
    return again(request, who, lambda now: _read(who, now))


@require_POST
@staff_required
def answer(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What somebody said on the phone, or that nobody answered; also where somebody else wrote down an answer meanwhile:
    that they are worse counts whoever said it first."""
    now, how = timezone.now(), request.POST.get("how", "")
    try:
        with acting(who):
            authorise(who, "requests.call")
            asked = request_of(id)
            if asked is None:
                raise Http404
            written = _noted(asked, id, how, request.POST.get("tries", ""), now)
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, who, str(refusal), 409)
    address = url("staff_request", asked) if how == "worse" else url("staff_call_backs")
    return HttpResponseRedirect(f"{address}?done={'noted' if written else 'known'}", status=303)


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
    now, how, tries = timezone.now(), request.POST.get("how", ""), request.POST.get("tries", "")
    try:
        with acting(who):
            authorise(who, "requests.call")
            if request_row(id) is None:
                raise Http404
            if how == "told":
                written = actions.knows_now(request=id, now=now)
            elif how == "not_reached" and tries.isdecimal() and len(tries) < 4:
                written = actions.still_not_told(request=id, tries=int(tries), now=now)
            else:
                raise Refused("Choose what they said.")
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, who, str(refusal), 409)
    return HttpResponseRedirect(
        f"{url('staff_call_backs')}?done={'noted' if written else 'known'}", status=303
    )


@require_POST
@staff_required
def answer_waiting(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What somebody who waits for a time said on the phone, or that nobody answered."""
    try:
        with acting(who):
            authorise(who, "requests.call")
            authorise(who, "requests.book")
            if request_row(id) is None:
                raise Http404
            _answered(id, request.POST, timezone.now())
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, who, str(refusal), 409)
    return HttpResponseRedirect(f"{url('staff_call_backs')}?done=noted", status=303)


def _answered(id: UUID, sent: Mapping[str, str], now: datetime) -> None:
    how, calls = sent.get("how", ""), sent.get("calls", "")
    if sent.get("slot"):
        phoning.take(
            request=id, slot=identifier(sent, "slot"), key=f"waiting:{sent.get('key', '')[:64]}", now=now
        )
    elif how in {"yes", "no"}:
        hold = identifier(sent, "hold")
        (waiting.accept if how == "yes" else waiting.decline)(request=id, hold=hold, now=now)
    elif how in {"told", "none"}:
        phoning.told(request=id, wants_none=how == "none", now=now)
    elif how == "not_reached" and calls.isdecimal() and len(calls) < 4:
        phoning.not_reached(request=id, calls=int(calls), now=now)
    elif how == "still":
        waiting.resume(request=id, now=now)
    elif how == "leave":
        waiting.leave(request=id, now=now)
    else:
        raise Refused("Choose what they said.")


def _page(request: HttpRequest, who: Actor, refused: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    with acting(who):
        listed = _read(who, now)
        listed.recorded()
    context = {
        "page": staff_page(
            who, "Call-backs", tab="call_backs", keys=presenter.KEYS, done=request.GET.get("done", ""), has_errors=bool(refused),
            to_call=len(listed.about),
        ),
        "errors": (FieldError("", refused, ""),) if refused else (),
        **listed.page(now),
    }  # fmt: skip
    return render(request, "requests/staff/call_backs.jinja", context, status=status)
