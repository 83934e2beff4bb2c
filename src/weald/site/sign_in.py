"""How staff sign in and out: the pages around the port `SignIn`."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weald.foundation.access import Forbidden, accounts, sessions
from weald.foundation.access.limits import SIGN_INS, SIGN_INS_FROM, Limit, clear, source, take
from weald.foundation.access.ports import SignIn
from weald.foundation.access.staff import signed_in
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.ui.cleaning import clean_line
from weald.foundation.ui.presenters import StaffPage
from weald.services.directory import frame
from weald.services.directory.words import ROLES as ROLE_WORDS
from weald.services.directory.words import SERVICES, service_name
from weald.services.requests.views.staff.queue import FILTER
from weald.site.demo_sign_in import DemoSignIn, Member, Place
from weald.site.local_sign_in import LocalSignIn

KNOWN = timedelta(days=400)
"""For how long a device is known; every sign-in begins it anew."""


@dataclass(frozen=True, slots=True)
class Person:
    """One button of the page: who to sign in as."""

    identity: str
    name: str
    role: str


def _port() -> SignIn:
    """Whoever knows who may sign in: in the demonstration, it; else our own accounts."""
    return DemoSignIn() if settings.DEMO else LocalSignIn()


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """/staff/: where the work of whoever is signed in begins."""
    who = signed_in(request)
    return HttpResponseRedirect(frame.home(who) if who else reverse("sign_in"))


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show who they are; then a session of its own opens."""
    port, now = _port(), timezone.now()
    if request.method == "GET":
        return _ask(request, port)
    name = accounts.normal(request.POST.get("sign_in", "")[:200])
    try:
        tries = () if port.demonstration else count_tries(request, name, now)
        proven = port.identify(sent=request.POST, now=now)
        token = sessions.sign_in(proven.identity, proven.place, now)
    except Forbidden as refusal:
        return _ask(request, port, str(refusal))
    for limit, subject in tries:
        clear(limit, subject)
    _end_session(request)
    response = HttpResponseRedirect(next_address(request.POST.get("next", "")))
    keep_session(response, token)
    if not port.demonstration:
        _know(request, response, name)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and let the browser forget all that it kept of it."""
    _end_session(request)
    response = HttpResponseRedirect(reverse("sign_in"))
    response.delete_cookie(sessions.COOKIE, samesite="Lax")
    response.delete_cookie(FILTER, path=reverse("staff_queue"), samesite="Lax")
    response["Clear-Site-Data"] = '"cache"'
    return response


def keep_session(response: HttpResponse, token: str) -> None:
    """Keep the token of a session in this browser, where no script reads it."""
    response.set_cookie(
        sessions.COOKIE, token, max_age=int(sessions.ABSOLUTE.total_seconds()), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def count_tries(request: HttpRequest, name: str, now: datetime) -> tuple[tuple[Limit, str], ...]:
    """Count a try of this name; raises TooOften where it has to wait. Returns the buckets, to be cleared when it was right.

    A device that this person signed in with before has a bucket of its own: nobody elsewhere, nor in the same house,
    keeps the owner of a name waiting. Every other try counts by name and place together.
    """
    place = source(request) or "this computer"
    known = _known(request, name)
    subject = f"{name}\0device {known}" if known else f"{name}\0{place}"
    if not known:
        take(SIGN_INS_FROM, place, now)
    for limit in SIGN_INS:
        take(limit, subject, now)
    return tuple((limit, subject) for limit in SIGN_INS)


def _known(request: HttpRequest, name: str) -> str:
    """The mark of a device with which this person signed in before; nothing where there is none."""
    mark: str | None = request.get_signed_cookie(_mark(name), default=None, salt=name)
    return mark or ""


def _know(request: HttpRequest, response: HttpResponse, name: str) -> None:
    response.set_signed_cookie(
        _mark(name), _known(request, name) or secrets.token_urlsafe(12), salt=name, max_age=KNOWN, path=reverse("sign_in"),
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _mark(name: str) -> str:
    """The name of that cookie: one for each person who uses this device, without saying who they are."""
    return "weald_known_" + salted_hmac("weald known device", name, algorithm="sha256").hexdigest()[:12]


def _end_session(request: HttpRequest) -> None:
    if token := request.COOKIES.get(sessions.COOKIE):
        sessions.sign_out(token)


def _ask(request: HttpRequest, port: SignIn, error: str = "") -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    context: dict[str, object] = {"next": next_address(sent.get("next", "")), "error": error}
    if not isinstance(port, DemoSignIn):
        context["sign_in"] = clean_line(sent.get("sign_in", "")[:200])
        return page(request, "sign_in/local.jinja", "Staff sign-in", 403 if error else 200, **context)
    text, place = clean_line(sent.get("q", "")[:200]), read_uuid(sent.get("place", ""))
    members = port.members(place) if place else ()
    context |= {
        "q": text,
        "place": str(place or ""),
        "places": () if place else _places(port.places(text)),
        "members": tuple(_person(one) for one in sorted(members, key=_turn)),
    }
    return page(request, "sign_in/demonstration.jinja", "Staff sign-in", 403 if error else 200, **context)


def _places(found: tuple[Place, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple((str(one.id), one.name, one.about) for one in found)


_JOBS = {"paramedic_home_visit": "Paramedic", "community_pharmacy": "Pharmacist"}
"""What somebody is called whose care has the name of something else."""


def _turn(member: Member) -> tuple[int, str]:
    """Those of one job stand together, by name; those who give no care come last."""
    jobs = list(SERVICES)
    return (jobs.index(member.service) if member.service in jobs else len(jobs)), member.name


def _person(member: Member) -> Person:
    """What they are, and what that lets them do where it is called otherwise."""
    roles = ", ".join(ROLE_WORDS.get(role, role) for role in member.roles)
    job = _JOBS.get(member.service) or service_name(member.service)
    return Person(str(member.identity), member.name, f"{job} ({roles})" if job not in ("", roles) else roles)


def page(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: object
) -> HttpResponse:
    """A page before anybody is signed in; never kept."""
    shell = StaffPage(
        title=title,
        demonstration=settings.DEMO,
        home=reverse("sign_in"),
        has_errors=bool(context.get("error")),
    )
    response = render(request, template, {"page": shell, **context}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def next_address(address: str) -> str:
    """Where to go afterwards: only a staff page of ours."""
    ours = address.startswith("/staff/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours and not address.startswith(reverse("sign_in")) else reverse("staff_home")


urlpatterns = [
    path("", home, name="staff_home"),
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
]
