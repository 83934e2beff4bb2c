"""An invitation to book: opened with a date of birth; a time is chosen, or it is declined."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weald.foundation.access import Actor, Basis, acting, record
from weald.foundation.access.limits import LINKS_NOT_THERE, count
from weald.foundation.refusal import Refused
from weald.foundation.ui.language import _
from weald.foundation.ui.wording import wall
from weald.services.people import queries as people
from weald.services.requests.actions import invited as actions
from weald.services.requests.forms import patient as forms
from weald.services.requests.presenters.patient import invited as presenters
from weald.services.requests.presenters.patient.link import WRONG
from weald.services.requests.queries import invited as queries
from weald.services.requests.views.patient.holding import (
    asked_day,
    holder,
    keep_open,
    opened,
    render,
    see_other,
)

UNDER = "i"
DESK = Actor(Basis.SYSTEM, "the desk for invitations")

View = Callable[[HttpRequest, str, UUID], HttpResponse]


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The times to choose from, once the date of birth was right; five wrong ones end the link."""
    if request.method != "POST" and (known := opened(request, token, UNDER)):
        return _page(request, token, known)
    now, form = timezone.now(), forms.BORN.empty()
    if request.method == "POST":
        form = forms.BORN.bind(request.POST, today=wall(now).date())
        if form.ok:
            with acting(DESK):
                found = actions.open_invitation(token=token, born=form.values["born"], now=now)
            if found.invitation is not None:
                response = see_other(f"/i/{token}/")
                keep_open(response, token, found.invitation, UNDER)
                return response
            if found.outcome == "unknown":
                count(LINKS_NOT_THERE, request, now)
            if found.outcome != "wrong":
                return render(request, "sentences", presenters.ended(found.outcome, now), 404)
            form = form.refuse("born", WRONG)
    return render(request, "open_invitation", presenters.opening(form, now), 200 if form.ok else 422)


def _by_opened(view: View) -> Callable[..., HttpResponse]:
    """For whoever opened the link on this device just now; what is refused is said on the page as it is now."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        known = opened(request, token, UNDER)
        if known is None:
            return see_other(f"/i/{token}/")
        try:
            with acting(holder(known)):
                return view(request, token, known)
        except Refused as refusal:
            return _page(request, token, known, str(refusal))

    return require_POST(guarded)


@_by_opened
def book(request: HttpRequest, token: str, known: UUID) -> HttpResponse:
    """Take a time; the request that it belongs to is made with it, and its private link is open from here."""
    form = forms.SLOT.bind(request.POST)
    if not form.ok:
        raise Refused(form.errors[0].sentence)
    _made, link = actions.book(invitation=known, slot=form.values["slot"], now=timezone.now())
    return _to_request(link, known, "booked")


@_by_opened
def keep(request: HttpRequest, token: str, known: UUID) -> HttpResponse:
    """No time suits: it becomes a request, and goes on to the waiting list."""
    return _to_request(actions.keep(invitation=known, now=timezone.now()), known, "wait")


@_by_opened
def answer(request: HttpRequest, token: str, known: UUID) -> HttpResponse:
    """They do not want it, not now, or not again."""
    how, now = request.POST.get("how", ""), timezone.now()
    actions.decline(invitation=known, how=how, now=now)
    found = queries.invitation(known)
    if found is None:
        raise Refused(_(actions.ENDED))
    return render(request, "sentences", presenters.answered(found, how, now))


def _page(request: HttpRequest, token: str, known: UUID, sentence: str = "") -> HttpResponse:
    now = timezone.now()
    with acting(holder(known)):
        found = queries.invitation(known)
        if found is None or found.expires_at <= now:
            return render(request, "sentences", presenters.ended("expired", now), 404)
        if found.request_id is not None:
            return _to_request(actions.reopen(invitation=known, now=now), known, "decision")
        needs = frozenset(people.to_meet(found.person)[0]) if found.person else frozenset()
        on = asked_day(request)
        of_each = queries.times(found, needs, now)
        times = queries.times(found, needs, now, on=on) if on else of_each
        record("requests.read_invitation", [known])
    all_days = presenters.other_days(of_each, f"/i/{token}/", on, now)
    shown = presenters.invited(found, times, f"/i/{token}/", now, sentence, other_days=all_days)
    return render(request, "invited", shown, 409 if sentence else 200)


def _to_request(link: str, known: UUID, where: str) -> HttpResponse:
    response = see_other(f"/r/{link}/{where}")
    keep_open(response, link, known)
    return response
