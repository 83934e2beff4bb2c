"""What members of staff do with their own sign-in: set it up, show again who they are, change it, see where it is open."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weald.foundation.access import Actor, Forbidden, accounts, acting, authorise, query, sessions, totp
from weald.foundation.access.limits import NEW_LINKS, limited
from weald.foundation.access.staff import lately_proven, staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.services.directory import frame
from weald.services.directory import queries as directory
from weald.services.directory.words import ROLES as ROLE_WORDS
from weald.site.local_sign_in import DESK, WRONG
from weald.site.sign_in import count_tries, keep_session, next_address, page

DONE = {
    "ended": "Those browsers are signed out.",
    "moved": "You work for another organisation now.",
    "confirmed": "Confirmed. For ten minutes you are not asked again.",
}


@require_http_methods(["GET", "POST"])
@limited(NEW_LINKS)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """By an invitation: choose a password, connect a phone, and see the recovery codes, once."""
    now, error = timezone.now(), ""
    with acting(DESK):
        found = accounts.invitation(token, now)
    if found is None:
        return page(request, "sign_in/no_invitation.jinja", "This invitation cannot be used", 404)
    if request.method == "POST":
        try:
            codes = _accept(request, token, now)
        except Refused as refusal:
            error = str(refusal)
        else:
            return page(
                request, "sign_in/codes.jinja", "You can sign in now", codes=codes, back=reverse("sign_in")
            )
    address = totp.address(found.secret, found.sign_in)
    return page(
        request, "sign_in/join.jinja", f"Welcome, {found.name}", 422 if error else 200, error=error, sign_in=found.sign_in,
        picture=segno.make(address, error="m").svg_data_uri(scale=5), secret=totp.spelled(found.secret), address=address,
    )  # fmt: skip


def _accept(request: HttpRequest, token: str, now: datetime) -> tuple[str, ...]:
    password = request.POST.get("password", "")
    if password != request.POST.get("again", ""):
        raise Refused("The two passwords differ. Type the same one twice.")
    with acting(DESK):
        return accounts.accept(
            token=token, password=password, code=request.POST.get("code", "")[:60], now=now
        )


@require_POST
@staff_required
@lately_proven
def invite(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """A new invitation for a colleague, shown this once to whoever hands it over."""
    works_here = "select 1 from access_rolebinding where identity_id = %s and party = %s"
    try:
        with acting(who):
            authorise(who, "practice.staff")
            if not query(works_here, [id, who.party]):
                raise Http404
            if settings.DEMO:
                raise Refused("In the demonstration everybody signs in without a password.")
            token = accounts.invite(identity=id, now=timezone.now())
    except Forbidden:
        raise
    except Refused as refusal:
        return page(
            request, "sign_in/invited.jinja", "No link was made", 409, told=str(refusal), link="", id=id
        )
    link = f"{settings.BASE_URL}{reverse('staff_join', args=[token])}"
    return page(request, "sign_in/invited.jinja", "A new link", told="", link=link, id=id)


@require_http_methods(["GET", "POST"])
@staff_required
def confirm(request: HttpRequest, who: Actor) -> HttpResponse:
    """Show again who they are, before what must not be done at a desk that somebody left open."""
    now, error = timezone.now(), ""
    go_on = next_address(request.POST.get("next", "") or request.GET.get("next", ""))
    if request.method == "POST":
        response = HttpResponseRedirect(go_on, status=303)
        try:
            if not settings.DEMO:
                keep_session(response, _confirm(request, who, now))
        except Forbidden as refusal:
            error = str(refusal)
        else:
            return response
    context = {
        "page": frame.frame(who, "Confirm that it is you", has_errors=bool(error)), "error": error, "next": go_on,
        "demonstration": settings.DEMO,
    }  # fmt: skip
    return render(request, "sign_in/confirm.jinja", context, status=403 if error else 200)


def _confirm(request: HttpRequest, who: Actor, now: datetime) -> str:
    [[name]] = _ask(who, "select sign_in from access_identity where id = %s")
    count_tries(request, str(name), now)
    with acting(DESK):
        proven = accounts.prove(
            sign_in=str(name),
            password=request.POST.get("password", "")[:1000],
            code=request.POST.get("code", "")[:60],
            now=now,
        )
    if proven != who.identity:
        raise Forbidden(WRONG)
    return sessions.prove(_token(request), now)


@require_GET
@staff_required
def account(request: HttpRequest, who: Actor) -> HttpResponse:
    """Their own sign-in: where it is open, for whom they work, how to change it."""
    return _account(request, who)


@require_POST
@staff_required
def change(request: HttpRequest, who: Actor, verb: str) -> HttpResponse:
    """One change of it."""
    if verb not in CHANGES:
        raise Http404
    return CHANGES[verb](request, who)


def _end(request: HttpRequest, who: Actor) -> HttpResponse:
    assert who.identity is not None
    sessions.end(who.identity, but=_token(request), handle=request.POST.get("handle", "")[:16])
    return _done("ended")


def _move(request: HttpRequest, who: Actor) -> HttpResponse:
    place = read_uuid(request.POST.get("place", ""))
    if place is None:
        raise Forbidden("Choose an organisation from the list.")
    sessions.change_place(_token(request), place)
    return _done("moved")


@lately_proven
def _password(request: HttpRequest, who: Actor) -> HttpResponse:
    password, token = request.POST.get("password", ""), _token(request)
    try:
        if settings.DEMO:
            raise Refused("In the demonstration nobody has a password.")
        if password != request.POST.get("again", ""):
            raise Refused("The two passwords differ. Type the same one twice.")
        with acting(who):
            accounts.change_password(identity=who.identity, password=password, now=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        return _account(request, who, str(refusal))
    sessions.sign_out(token)
    return HttpResponseRedirect(reverse("sign_in"), status=303)


@lately_proven
def _codes(request: HttpRequest, who: Actor) -> HttpResponse:
    if settings.DEMO:
        return _account(request, who, "In the demonstration nobody has recovery codes.")
    with acting(who):
        codes = accounts.recovery_codes(identity=who.identity, now=timezone.now())  # type: ignore[arg-type]
    return page(
        request, "sign_in/codes.jinja", "Your new recovery codes", codes=codes, back=reverse("staff_account")
    )


CHANGES: Mapping[str, Callable[[HttpRequest, Actor], HttpResponse]] = {
    "end": _end, "move": _move, "password": _password, "codes": _codes,
}  # fmt: skip


def _account(request: HttpRequest, who: Actor, error: str = "") -> HttpResponse:
    assert who.identity is not None
    open_now = sessions.of(who.identity, _token(request), timezone.now())
    places = _ask(
        who,
        "select party, array_agg(role order by role) from access_rolebinding where identity_id = %s group by party",
    )
    with acting(who):
        left = accounts.codes_left(who.identity)
    context = {
        "page": frame.frame(who, "Your sign-in", notice=DONE.get(request.GET.get("done", ""), ""), has_errors=bool(error)),
        "sessions": tuple((one, directory.practice_by_id(one.party).name) for one in open_now),
        "places": tuple(
            (str(party), directory.practice_by_id(party).name, ", ".join(ROLE_WORDS.get(role, role) for role in roles),
             party == who.party)
            for party, roles in places
        ),
        "errors": (FieldError("password", error, "password"),) if error else (),
        "codes_left": left, "demonstration": settings.DEMO,
    }  # fmt: skip
    return render(request, "sign_in/account.jinja", context, status=422 if error else 200)


def _ask(who: Actor, sql: str) -> list[tuple[Any, ...]]:
    with acting(who):
        return query(sql, [who.identity])


def _done(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('staff_account')}?done={done}", status=303)


def _token(request: HttpRequest) -> str:
    return request.COOKIES.get(sessions.COOKIE, "")


urlpatterns = [
    path("join/<str:token>", join, name="staff_join"),
    path("settings/team/<uuid:id>/invite", invite, name="staff_invite"),
    path("confirm", confirm, name="staff_confirm"),
    path("account", account, name="staff_account"),
    path("account/<slug:verb>", change, name="staff_account_verb"),
]
