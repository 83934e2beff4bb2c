"""Who may see which page: the device that began a form, or whoever opened a private link.

Each decorator loads what its view needs in the one transaction of the page, and answers with a calm page where the
view cannot be shown.
"""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from weald.foundation.access import Actor, Basis, acting, record
from weald.foundation.access.person_sessions import CODE_LIFE
from weald.foundation.access.persons import signed_in_person
from weald.foundation.access.tokens import hash_of
from weald.foundation.refusal import Refused
from weald.foundation.ui.language import _
from weald.services.directory import queries as directory
from weald.services.people.queries import family
from weald.services.requests.actions.drafts import DraftGone
from weald.services.requests.evidence import Journey
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.presenters.patient.page import sentence_page
from weald.services.requests.queries import drafts, requests
from weald.services.requests.views.patient.shared import BY_SHARED_DEVICE, DEVICE, is_shared, only_while_open

LINK = "weald_link"
OPENED = {"r": "weald_opened", "i": "weald_invited"}
"""The cookie of a link that was opened: of a request, and of an invitation."""
BY_DEVICE = timedelta(hours=2)
"""For how long after sending the device itself opens the request, without the private link."""
BY_LINK = timedelta(minutes=30)
"""For how long a link stays open on a device once the date of birth was right."""

JourneyView = Callable[Concatenate[HttpRequest, Journey, ...], HttpResponse]
HeldView = Callable[[HttpRequest, Held], HttpResponse]
StandsView = Callable[[HttpRequest, Held, str], HttpResponse]


def holder(subject: UUID) -> Actor:
    """The person who asks: they hold this one request and see nothing else."""
    return Actor(Basis.PERSON, "the person who asks", subject=subject)


def device_of(request: HttpRequest) -> bytes:
    """The hash of the device's token; of a device without one, a hash that nothing has."""
    token = request.COOKIES.get(DEVICE, "")
    return hash_of(token) if token else secrets.token_bytes(32)


def asked_day(request: HttpRequest) -> date | None:
    """The day of which somebody asks to see all times; None where they ask for none, or it is no day."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def see_other(address: str) -> HttpResponse:
    """After a post, a page that can be loaded again."""
    return HttpResponseRedirect(address, status=303)


def render(request: HttpRequest, name: str, shown: object, status: int = 200) -> HttpResponse:
    """A patient page; never kept by anything between us and the person."""
    context = shown if isinstance(shown, dict) else {"page": getattr(shown, "page"), "shown": shown}  # noqa: B009
    asking = (
        request.resolver_match.kwargs.get("draft") if request.resolver_match and is_shared(request) else None
    )
    context = {"finish": f"/ask/{asking}/finish" if asking else ""} | context
    response = HttpResponse(
        render_to_string(f"requests/patient/{name}.jinja", context, request), status=status
    )
    response["Cache-Control"] = "no-store"
    return response


def journey(view: JourneyView) -> Callable[..., HttpResponse]:
    """A step before sending: the draft must be this device's, in time, and not sent."""

    @wraps(view)
    def step(request: HttpRequest, draft: UUID, **more: str) -> HttpResponse:
        now = timezone.now()
        try:
            with acting(holder(draft)):
                row = drafts.draft(draft)
                if row is None or row.device_hash != device_of(request):
                    return elsewhere(request, now)
                if row.sent_at is not None:
                    return see_other(f"/ask/{draft}/decision")
                practice = directory.practice_by_id(row.organisation)
                if row.expires_at <= now:
                    return _expired(request, practice, now)
                return only_while_open(request, view(request, Journey(row, practice, now), **more))
        except DraftGone:
            # It was sent, or ran out of time, while this was on its way: look again, and say where it stands.
            return see_other(f"/ask/{draft}/check")

    return step


def held(stands: StandsView) -> Callable[[HeldView], Callable[..., HttpResponse]]:
    """A page of a request that was sent, by the device that sent it or by its private link.

    What an action refuses is undone, and said on the page of the request (`stands`) as things are now.
    """

    def decorate(view: HeldView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def page(
            request: HttpRequest, draft: UUID | None = None, token: str = "", own: UUID | None = None
        ) -> HttpResponse:
            now = timezone.now()
            if own is not None:
                return _own(request, own, view, stands, now)
            subject = draft or opened(request, token)
            if subject is None:
                return see_other(f"/r/{token}/")
            try:
                with acting(holder(subject)):
                    mine = _held(request, subject, token, now)
                    return view(request, mine) if mine else _away(request, subject, token, now)
            except Refused as refusal:
                with acting(holder(subject)):
                    mine = _held(request, subject, token, now)
                    return (
                        stands(request, mine, str(refusal)) if mine else _away(request, subject, token, now)
                    )

        return page

    return decorate


def _own(request: HttpRequest, own: UUID, view: HeldView, stands: StandsView, now: datetime) -> HttpResponse:
    """A page of a request by whoever signed in: the person themself, or somebody who acts for them within their scope."""
    who = signed_in_person(request)
    if who is None:
        return see_other(reverse("mine_sign_in"))
    try:
        with acting(who):
            mine = _by_sign_in(own, now)
            if mine is None:
                return render(request, "sentences", not_yours(now), 404)
            needed = NEEDED.get(view.__name__, "")
            if needed and not family.may_act(_me(who), mine.request.person or _me(who), needed):
                return stands(request, mine, MAY_NOT[needed])
            record("requests.read", [own])
            return view(request, mine)
    except Refused as refusal:
        with acting(who):
            mine = _by_sign_in(own, now)
            return (
                stands(request, mine, str(refusal))
                if mine
                else render(request, "sentences", not_yours(now), 404)
            )


def _me(who: Actor) -> UUID:
    assert who.party is not None
    return who.party


def _by_sign_in(own: UUID, now: datetime) -> Held | None:
    row = requests.own(own)
    if row is None:
        return None
    return Held(row, directory.practice_by_id(row.organisation), now, f"/mine/request/{own}/", "")


NEEDED = {
    "book": "book",
    "move": "book",
    "cancel": "book",
    "no_time": "book",
    "pharmacy": "book",
    "wait": "book",
    "leave": "book",
    "offer": "book",
    "message": "messages",
    "messages": "messages",
    "file": "messages",
    "how_are_you": "messages",
    "close": "ask",
}
"""What somebody who acts for a person must be allowed, for each page that does something."""

MAY_NOT = {
    "book": "You may see this, but not book or change appointments for them. Ask the practice.",
    "messages": "You may see this, but not read or write messages for them. Ask the practice.",
    "ask": "You may see this, but not close it for them. Ask the practice.",
}


def not_yours(now: datetime) -> dict[str, Any]:
    """404: there is no such request, or it is not for the eyes of whoever signed in; both sound the same."""
    return sentence_page(
        _("This request cannot be shown"),
        None,
        now,
        _("It may have been closed long ago, or it is not one that you can see."),
        action=(_("Your requests"), reverse("mine")),
    )


def _away(request: HttpRequest, subject: UUID, token: str, now: datetime) -> HttpResponse:
    """Where a request cannot be opened this way: a draft that was not sent goes on, the rest asks for the link."""
    if token:
        return see_other(f"/r/{token}/")
    row = drafts.draft(subject)
    if row is not None and row.sent_at is None and row.device_hash == device_of(request):
        return see_other(f"/ask/{subject}/check")
    return used_up(request, now)


def _held(request: HttpRequest, subject: UUID, token: str, now: datetime) -> Held | None:
    row = requests.own(subject)
    if row is None:
        return None
    practice = directory.practice_by_id(row.organisation)
    if token:
        return Held(row, practice, now, f"/r/{token}/", "")
    while_ = BY_SHARED_DEVICE if is_shared(request) else BY_DEVICE
    if row.device_hash != device_of(request) or row.sent_at + while_ <= now:
        return None
    kept = request.COOKIES.get(LINK, "")
    link = f"{settings.BASE_URL}/r/{kept}/" if kept else ""
    return Held(row, practice, now, f"/ask/{subject}/", link)


def opened(request: HttpRequest, token: str, under: str = "r") -> UUID | None:
    """The request (or the invitation, under `i`) that this device opened with this link, if it did so just now."""
    try:
        said = request.get_signed_cookie(OPENED[under], salt=hash_of(token).hex(), max_age=BY_LINK)
    except (KeyError, BadSignature):
        return None
    return UUID(said)


def keep_open(response: HttpResponse, token: str, subject: UUID, under: str = "r") -> None:
    """Remember on this device, for half an hour, that the link was opened. The salt ties it to this one link."""
    response.set_signed_cookie(
        OPENED[under],
        str(subject),
        salt=hash_of(token).hex(),
        max_age=BY_LINK,
        path=f"/{under}/{token}/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


HALF = "weald_half"


def keep_half(response: HttpResponse, token: str) -> None:
    """Remember on this device, while a code lives, that the date of birth of this link was right."""
    response.set_signed_cookie(
        HALF,
        "born",
        salt=hash_of(token).hex(),
        max_age=CODE_LIFE,
        path=f"/r/{token}/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def half_open(request: HttpRequest, token: str) -> bool:
    """Whether the date of birth was right on this device just now."""
    try:
        return request.get_signed_cookie(HALF, salt=hash_of(token).hex(), max_age=CODE_LIFE) == "born"
    except (KeyError, BadSignature):
        return False


def keep_link(response: HttpResponse, subject: UUID, token: str) -> None:
    """Let the device that sent the request show its private link again, as long as it may open the request itself."""
    response.set_cookie(
        LINK,
        token,
        max_age=BY_DEVICE,
        path=f"/ask/{subject}/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def elsewhere(request: HttpRequest, now: datetime) -> HttpResponse:
    """404: the form was begun on another device, or there is none; both sound the same."""
    shown = sentence_page(
        "This form is not open on this device",
        None,
        now,
        "It was begun on another device or in another browser, or it was thrown away after a day. To keep answers"
        " private, only the device that began a form can open it.",
        "Go back to that device, or start again here. If you have sent your request, use your private link.",
        action=("Start again", "/"),
    )
    return render(request, "sentences", shown, 404)


def used_up(request: HttpRequest, now: datetime) -> HttpResponse:
    """404: the device no longer opens this request by itself."""
    shown = sentence_page(
        "Use your private link",
        None,
        now,
        "Two hours after you send a request, this page closes, so that nobody else who uses this device can read it.",
        "Open the private link that we gave you. If you do not have it, ask for a new one with your reference.",
        action=("Ask for a new link", "/r/new"),
    )
    return render(request, "sentences", shown, 404)


def _expired(request: HttpRequest, practice: directory.Practice, now: datetime) -> HttpResponse:
    shown = sentence_page(
        "This form has run out of time",
        practice,
        now,
        "You said that other people use this device. So we threw the form away after 30 minutes. It was not sent."
        if is_shared(request)
        else "We keep a form for 24 hours. After that we throw it away, to keep your answers private. It was not sent.",
        "Please start again. It takes a few minutes.",
        action=("Start again", f"/p/{practice.ods_code}/"),
    )
    return render(request, "sentences", shown, 410)
