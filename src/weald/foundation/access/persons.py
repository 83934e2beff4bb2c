"""Pages for people who signed in themselves: the decorator that gives a view who it is, or leads to the sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from weald.foundation.access import person_sessions
from weald.foundation.access.acting import Actor, acting

type OwnView[**P] = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]
type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in_person(request: HttpRequest) -> Actor | None:
    """The person behind this request, or None. Call it before anybody acts."""
    token = request.COOKIES.get(person_sessions.COOKIE, "")
    if not token:
        return None
    with acting(person_sessions.DOOR):
        return person_sessions.open_session(token, timezone.now())


def person_required[**P](view: OwnView[P]) -> View[P]:
    """Give the view the person who signed in; without one lead to the sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        who = signed_in_person(request)
        if who is None:
            return HttpResponseRedirect(reverse("mine_sign_in"), status=303)
        response = view(request, who, *args, **kwargs)
        response.setdefault("Cache-Control", "no-store")
        return response

    return guarded
