"""The private link: opened with a date of birth, and renewed."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting
from weald.foundation.access.limits import LINKS_NOT_THERE, NEW_LINKS, count, limited
from weald.foundation.access.person_sessions import DOOR
from weald.foundation.ui.language import _
from weald.foundation.ui.wording import wall
from weald.services.requests.actions import links
from weald.services.requests.forms import patient as forms
from weald.services.requests.forms.mine import CODE
from weald.services.requests.presenters.patient import link as presenters
from weald.services.requests.views.patient import after
from weald.services.requests.views.patient.holding import (
    half_open,
    keep_half,
    keep_open,
    opened,
    render,
    see_other,
)


def private(request: HttpRequest, token: str) -> HttpResponse:
    """Where a request stands, once the date of birth was right; five wrong ones end the link."""
    if request.method != "POST" and opened(request, token):
        return after.decision(request, token=token)
    now = timezone.now()
    form = forms.BORN.empty()
    if request.method == "POST":
        form = forms.BORN.bind(request.POST, today=wall(now).date())
        if form.ok:
            with acting(Actor(Basis.PERSON, "somebody with a private link")):
                result = links.open_link(token=token, born=form.values["born"], now=now)
            if result.outcome == "code" and result.request is not None:
                with acting(DOOR):
                    links.send_code(token=token, opened=result, now=now)
                response = see_other(f"/r/{token}/code")
                keep_half(response, token)
                return response
            if result.request is not None:
                response = see_other(f"/r/{token}/")
                keep_open(response, token, result.request)
                return response
            if result.outcome == "unknown":
                count(LINKS_NOT_THERE, request, now)
            if result.outcome != "wrong":
                return render(request, "sentences", presenters.ended(result.outcome, now), 404)
            form = form.refuse("born", presenters.WRONG)
    return render(request, "open_link", presenters.opening(form, now), 200 if form.ok else 422)


def code(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time code, once the date of birth was right: it goes where the person was reached before for certain."""
    now = timezone.now()
    if not half_open(request, token):
        return see_other(f"/r/{token}/")
    form = CODE.empty()
    if request.method == "POST":
        form = CODE.bind(request.POST)
        if form.ok:
            with acting(DOOR):
                entered = links.try_code(token=token, code=form.values["code"], now=now)
            if entered.subject is not None:
                response = see_other(f"/r/{token}/")
                keep_open(response, token, entered.subject)
                return response
            form = form.refuse(
                "code",
                _("This code is not right. Check it and try again")
                if entered.outcome == "wrong"
                else _("This code no longer works. Open your link again to get a new one"),
            )
    return render(request, "link_code", presenters.coded(form, now), 200 if form.ok else 422)


@limited(NEW_LINKS)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a new link: the answer is the same whether or not there is such a request."""
    now = timezone.now()
    form = forms.NEW_LINK.empty()
    if request.method == "POST":
        form = forms.NEW_LINK.bind(request.POST, today=wall(now).date())
        if form.ok:
            with acting(Actor(Basis.SYSTEM, "the desk for private links")):
                links.renew(spoken=form.values["reference"], born=form.values["born"], now=now)
            return see_other("/r/sent")
    return render(request, "new_link", presenters.renewing(form, now), 200 if form.ok else 422)


def sent(request: HttpRequest) -> HttpResponse:
    """What happens after a new link was asked for."""
    return render(request, "sentences", presenters.sent(timezone.now()))
