"""Pages for staff: the decorator that gives a view who is signed in, or leads to the sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weald.foundation.access import sessions
from weald.foundation.access.acting import Actor
from weald.foundation.ui.kept import kept
from weald.foundation.ui.presenters import StaffPage

type StaffView[**P] = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]
type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(request: HttpRequest, *, active: bool = True) -> Actor | None:
    """The member of staff behind this request, or None. `active` is False for what a page asks for by itself: that
    must not keep a session alive which nobody uses."""
    token = request.COOKIES.get(sessions.COOKIE, "")
    return sessions.open_session(token, timezone.now(), active=active) if token else None


def staff_required[**P](view: StaffView[P]) -> View[P]:
    """Give the view its `Actor`; without one show the way to the sign-in, and keep what was typed."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        who = signed_in(request)
        if who is None:
            return (
                _ended(request)
                if request.method == "POST"
                else HttpResponseRedirect(sign_in_address(request))
            )
        response = view(request, who, *args, **kwargs)
        # Somebody else may use this browser next: nothing of a person stays in its memory.
        response.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def still_signed_in[**P](view: StaffView[P]) -> View[P]:
    """The same for what an open page asks for by itself, such as a list that reads itself again: it does not keep a session
    alive, and without one it gets 401, by which the page knows."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        who = signed_in(request, active=False)
        return HttpResponse(status=401) if who is None else view(request, who, *args, **kwargs)

    return guarded


def lately_proven[**P](view: StaffView[P]) -> StaffView[P]:
    """Below `staff_required`, for what must not be done at a desk that somebody left open: whoever did not show who they
    are within ten minutes shows it again, and what was typed is kept. The demonstration believes them."""

    @wraps(view)
    def guarded(request: HttpRequest, who: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        token = request.COOKIES.get(sessions.COOKIE, "")
        if settings.DEMO or sessions.proven(token, timezone.now()):
            return view(request, who, *args, **kwargs)
        if request.method == "POST":
            return _ended(request, reverse("staff_confirm"), stays=True)
        return HttpResponseRedirect(
            f"{reverse('staff_confirm')}?{urlencode({'next': request.get_full_path()})}"
        )

    return guarded


def sign_in_address(request: HttpRequest) -> str:
    """The sign-in, which leads back to this page."""
    return f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}"


def _ended(request: HttpRequest, address: str = "", *, stays: bool = False) -> HttpResponse:
    """Somebody has to show who they are while they were typing: they do it beside this page, and send the same form
    again. `stays` where they are still signed in."""
    title = "Confirm that it is you" if stays else "Sign in again to send this"
    context: dict[str, Any] = {
        "page": StaffPage(title=title, demonstration=settings.DEMO),
        "kept": kept(request), "action": request.get_full_path(), "address": address or reverse("sign_in"), "stays": stays,
    }  # fmt: skip
    response = render(request, "errors/401.jinja", context, status=401)
    response["Cache-Control"] = "no-store"
    return response
