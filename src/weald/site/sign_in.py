"""How staff sign in and out: the pages around the port `SignIn`."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weald.foundation.access import Forbidden, sessions
from weald.foundation.access.ports import Member, Place, SignIn
from weald.foundation.access.staff import signed_in
from weald.foundation.ui.cleaning import clean_line
from weald.foundation.ui.presenters import StaffPage
from weald.services.directory import frame
from weald.site.demo_sign_in import DemoSignIn

ROLE_WORDS = {
    "receptionist": "Receptionist",
    "clinician": "Clinician",
    "practice_manager": "Practice manager",
    "administrator": "Administrator",
    "pharmacist": "Pharmacist",
    "privacy_officer": "Privacy officer",
    "care_home": "Care home",
    "planner": "Planner",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One button of the page: who to sign in as."""

    identity: str
    name: str
    role: str


def _port() -> SignIn | None:
    """Whoever knows who may sign in: the demonstration's, in the demonstration; else none is configured."""
    return DemoSignIn() if settings.DEMO else None


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """/staff/: where the work of whoever is signed in begins."""
    who = signed_in(request)
    return HttpResponseRedirect(frame.home(who) if who else reverse("sign_in"))


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Choose where and as whom; then a session of its own opens."""
    port = _port()
    if port is None:
        return _page(request, "sign_in/none.jinja", status=503)
    if request.method == "GET":
        return _choose(request, port)
    identity, place = _identifier(request.POST.get("identity")), _identifier(request.POST.get("place"))
    try:
        if identity is None or place is None:
            raise Forbidden("Choose who you are from the list.")
        port.vouch(identity=identity, place=place)
        token = sessions.sign_in(identity, place, timezone.now())
    except Forbidden as refusal:
        return _choose(request, port, str(refusal))
    _end_session(request)
    response = HttpResponseRedirect(_next(request.POST.get("next", "")))
    response.set_cookie(
        sessions.COOKIE, token, max_age=int(sessions.ABSOLUTE.total_seconds()), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and forget the cookie."""
    _end_session(request)
    response = HttpResponseRedirect(reverse("sign_in"))
    response.delete_cookie(sessions.COOKIE, samesite="Lax")
    return response


def _end_session(request: HttpRequest) -> None:
    if token := request.COOKIES.get(sessions.COOKIE):
        sessions.sign_out(token)


def _choose(request: HttpRequest, port: SignIn, error: str = "") -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    text = clean_line(sent.get("q", "")[:200])
    place = _identifier(sent.get("place"))
    members = port.members(place) if place else ()
    context = {
        "q": text,
        "place": str(place or ""),
        "places": () if place else _places(port.places(text)),
        "members": tuple(_person(one) for one in members),
        "next": _next(sent.get("next", "")),
        "error": error,
    }
    return _page(request, "sign_in/demonstration.jinja", 403 if error else 200, **context)


def _places(found: tuple[Place, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple((str(one.id), one.name, one.about) for one in found)


def _person(member: Member) -> Person:
    return Person(
        str(member.identity), member.name, ", ".join(ROLE_WORDS.get(role, role) for role in member.roles)
    )


def _page(request: HttpRequest, template: str, status: int = 200, **context: object) -> HttpResponse:
    page = StaffPage(title="Staff sign-in", demonstration=settings.DEMO, home=reverse("sign_in"))
    return render(request, template, {"page": page, **context}, status=status)


def _next(address: str) -> str:
    """Where to go afterwards: only a staff page of ours."""
    ours = address.startswith("/staff/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours and not address.startswith(reverse("sign_in")) else reverse("staff_home")


def _identifier(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


urlpatterns = [
    path("", home, name="staff_home"),
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
]
