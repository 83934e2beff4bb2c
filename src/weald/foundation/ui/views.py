"""The pages about the service itself: help, privacy, accessibility. They need no database."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from weald.foundation.access.sessions import COOKIE as STAFF
from weald.foundation.ui import display as looks
from weald.foundation.ui.components import Choice
from weald.foundation.ui.display import COLOURS, SIZES, Display
from weald.foundation.ui.language import _, languages
from weald.foundation.ui.presenters import PatientPage


def about(request: HttpRequest, topic: str) -> HttpResponse:
    """One of the pages that every footer links to; `topic` is the name of its template."""
    page = PatientPage(title=topic.capitalize(), demonstration=settings.DEMO)
    return render(request, f"pages/{topic}.jinja", {"page": page})


@require_http_methods(["GET", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """How pages look on this device: chosen here, kept by a cookie."""
    if request.method == "POST":
        sent = request.POST
        chosen = Display(
            sent.get("size", ""), sent.get("colours", ""), sent.get("easy") == "yes", sent.get("language", "")
        )
        response = HttpResponseRedirect(
            f"/display?saved=1&back={quote(_ours(sent.get('back', '')))}", status=303
        )
        response.set_cookie(
            looks.COOKIE, Display.read(chosen.cookie).cookie, max_age=looks.KEPT, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        return response
    context = {
        "page": PatientPage(title=_("How this looks"), demonstration=settings.DEMO),
        "chosen": looks.current(),
        "saved": "saved" in request.GET,
        "back": _ours(request.GET.get("back", "")) if "back" in request.GET else _came_from(request),
        "sizes": tuple(Choice(name, _(text)) for name, text in SIZES.items()),
        "colours": tuple(Choice(name, _(text)) for name, text in COLOURS.items()),
        "easy": (Choice("yes", _("Show easy read where there is one")),),
        "languages": tuple(Choice(one.code, one.name) for one in languages(trial=settings.DEMO).values()),
    }
    return render(request, "pages/display.jinja", context)


WEATHER = "https://www.bbc.co.uk/weather"
"""Where the quick exit leads: a page that anybody may have open."""


def leave(request: HttpRequest) -> HttpResponse:
    """The quick exit: this device forgets what was filled in, and shows the weather. Another site cannot press it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return HttpResponseRedirect("/leaving")
    response = HttpResponseRedirect(WEATHER)
    for name in request.COOKIES:
        if name.startswith("weald_") and name not in {looks.COOKIE, STAFF}:
            response.delete_cookie(name, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def leaving(request: HttpRequest) -> HttpResponse:
    """What the quick exit does, and what it cannot hide."""
    page = PatientPage(title=_("Leaving quickly"), demonstration=settings.DEMO)
    return render(request, "pages/leave.jinja", {"page": page})


def _came_from(request: HttpRequest) -> str:
    """The page that led here, if it is ours, without what was asked of it. A private link carries a token: it is not sent
    along, and its device opens the request again by the way that it came."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or came.path.startswith("/r/") or came.path == "/display":
        return "/"
    return _ours(came.path)


def _ours(address: str) -> str:
    """A page of ours to go back to; the front page for any other."""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"
