"""The pages of people who sign in themselves: sign in, their requests, for whom they act, who looked at their record."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weald.foundation.access import Actor, acting, person_sessions, record
from weald.foundation.access.limits import NEW_LINKS, limited
from weald.foundation.access.persons import person_required
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import uuid7
from weald.foundation.ui.language import _
from weald.foundation.ui.wording import wall
from weald.services.directory import queries as directory
from weald.services.people.actions import proxies
from weald.services.people.queries import PersonRow, family
from weald.services.requests import signing_in
from weald.services.requests.actions import drafts
from weald.services.requests.forms import mine as forms
from weald.services.requests.ports import Claim
from weald.services.requests.prefilled import Prefilled, for_oneself, for_ward
from weald.services.requests.presenters.patient import mine as presenters
from weald.services.requests.queries.mine import requests_of
from weald.services.requests.views.patient.holding import holder, render, see_other
from weald.services.requests.views.patient.shared import DEVICE, DEVICE_LIFE, device_token

TRY = "weald_try"
KNOWN = "weald_known"
KNOWN_LIFE = timedelta(days=365)
LATELY, LONG = timedelta(days=92), timedelta(days=365)


@require_http_methods(["GET", "POST"])
@limited(NEW_LINKS)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Who are you? Whoever is found or not, the next page is the same."""
    now = timezone.now()
    practice = directory.practice((request.POST or request.GET).get("practice", "")[:20])
    form = forms.SIGN_IN.empty({"practice": practice.ods_code if practice else ""})
    if request.method == "POST":
        form = forms.SIGN_IN.bind(request.POST, today=wall(now).date())
        if form.ok:
            return _begin(request, form.values, practice, now)
    return render(request, "sign_in", presenters.signing_in(form, practice, now), 200 if form.ok else 422)


def _begin(
    request: HttpRequest, said: Mapping[str, Any], practice: directory.Practice | None, now: datetime
) -> HttpResponse:
    key = secrets.token_urlsafe(32)
    claim = Claim(
        given_name=said["given_name"],
        family_name=said["family_name"],
        birth_date=said["born"],
        nhs_number=said["nhs_number"] or "",
        practice=practice.id if practice else None,
        known_device=_known(request, said["family_name"], said["born"].isoformat()),
    )
    response = see_other(signing_in.bound().begin(claim=claim, key=key, now=now))
    _keep(response, TRY, key, person_sessions.CODE_LIFE)
    return response


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The six digits; once they are right, a session opens."""
    now = timezone.now()
    form = forms.CODE.empty()
    if request.method == "POST":
        form = forms.CODE.bind(request.POST)
        if form.ok:
            proved = signing_in.bound().finish(
                key=request.COOKIES.get(TRY, ""), answer=form.values["code"], now=now
            )
            if proved.person is not None:
                return _open(proved.person, proved.name, now)
            form = form.refuse(
                "code",
                _("This code is not right. Check it and try again")
                if proved.outcome == "wrong"
                else _("This code no longer works. Go back and ask for a new one"),
            )
    return render(request, "code", presenters.code(form, now), 200 if form.ok else 422)


def _open(person: UUID, name: str, now: datetime) -> HttpResponse:
    with acting(person_sessions.DOOR):
        token = person_sessions.sign_in(person, name, now)
        row = family.person(person)
    response = see_other("/mine/")
    _keep(response, person_sessions.COOKIE, token, person_sessions.ABSOLUTE)
    response.delete_cookie(TRY, samesite="Lax")
    if row is not None:
        response.set_signed_cookie(
            KNOWN, _mark(row.family_name, row.birth_date.isoformat()), max_age=KNOWN_LIFE, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def _keep(response: HttpResponse, name: str, value: str, life: timedelta) -> None:
    response.set_cookie(
        name, value, max_age=life, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _mark(family_name: str, born: str) -> str:
    """What a device remembers of who signed in on it: nothing that can be read."""
    return sha256(f"{settings.SECRET_KEY}{family_name.casefold()}{born}".encode()).hexdigest()


def _known(request: HttpRequest, family_name: str, born: str) -> bool:
    try:
        return request.get_signed_cookie(KNOWN, max_age=KNOWN_LIFE) == _mark(family_name, born)
    except (KeyError, BadSignature):
        return False


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and forget the cookie."""
    if token := request.COOKIES.get(person_sessions.COOKIE):
        with acting(person_sessions.DOOR):
            person_sessions.sign_out(token)
    response = see_other("/mine/sign-in")
    response.delete_cookie(person_sessions.COOKIE, samesite="Lax")
    return response


def _own(who: Actor) -> PersonRow:
    """Whoever signed in, as they see themself."""
    found = family.person(who.party) if who.party else None
    if found is None:
        raise Http404
    return found


@require_GET
@person_required
def mine(request: HttpRequest, who: Actor) -> HttpResponse:
    """My requests, my appointments, for whom I act, and who acts for me."""
    now = timezone.now()
    with acting(who):
        own = _own(who)
        wards = family.wards()
        seen = [own.id, *(one.person for one in wards if "see" in one.scope)]
        shown = presenters.mine(
            own, requests_of(seen, now), wards, family.proxies_of(own.id), now, request.GET.get("done", "")
        )
        record("requests.mine", seen)
    return render(request, "mine", shown)


@require_GET
@person_required
def looked(request: HttpRequest, who: Actor) -> HttpResponse:
    """Who looked at my record: three months, or the whole year."""
    now = timezone.now()
    whole = request.GET.get("year") == "1"
    with acting(who):
        own = _own(who)
        found = family.who_looked(own.id, now - (LONG if whole else LATELY))
    return render(request, "looked", presenters.looked(own, found, now, whole_year=whole))


@require_POST
@person_required
def end(request: HttpRequest, who: Actor, proxy: UUID) -> HttpResponse:
    """End that somebody acts for me, or that I act for somebody: at once."""
    with acting(who):
        row = family.proxy(proxy)
        if row is None:
            raise Http404
        proxies.end(proxy=proxy, now=timezone.now())
    return see_other(f"/mine/?done={'ended' if row.person == who.party else 'stopped'}")


@require_POST
@person_required
def ask(request: HttpRequest, who: Actor) -> HttpResponse:
    """Begin a request for myself or for somebody for whom I act, with what is known filled in."""
    now = timezone.now()
    with acting(who):
        own = _own(who)
        whom = request.POST.get("person", "")
        ward = next((one for one in family.wards() if str(one.person) == whom), None)
        begun = for_ward(ward, own, now) if ward and "ask" in ward.scope else for_oneself(own)
    return begin(request, begun, now)


def begin(request: HttpRequest, known: Prefilled, now: datetime) -> HttpResponse:
    """Begin a draft for somebody known on this device, and ask the first question."""
    token = device_token(request, shared=False)
    draft = uuid7(now)
    try:
        with acting(holder(draft)):
            drafts.start_known(draft=draft, device_hash=hash_of(token), now=now, **known.fields())
    except drafts.DoorShut:
        return see_other(f"/p/{directory.practice_by_id(known.organisation).ods_code}/")
    response = see_other(f"/ask/{draft}/danger")
    _keep(response, DEVICE, token, DEVICE_LIFE)
    return response
