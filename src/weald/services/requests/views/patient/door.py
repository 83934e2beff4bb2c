"""The opening page of a practice, and the beginning of a request."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import acting
from weald.foundation.access.limits import FORM_STARTS, limited
from weald.foundation.database.identifiers import uuid7
from weald.services.directory import queries as directory
from weald.services.requests.actions import drafts
from weald.services.requests.actions.submit import hash_of
from weald.services.requests.presenters.patient.page import door as present
from weald.services.requests.views.patient.holding import DEVICE, DEVICE_LIFE, holder, render, see_other


@require_GET
def door(request: HttpRequest, ods: str) -> HttpResponse:
    """The opening page: open or closed, when a person next reads, and where to turn in an emergency."""
    practice = directory.practice(ods)
    if practice is None:
        raise Http404
    return render(request, "door", present(practice, timezone.now()))


@require_POST
@limited(FORM_STARTS)
def start(request: HttpRequest, ods: str) -> HttpResponse:
    """Begin a draft on this device, and ask the first question."""
    practice = directory.practice(ods)
    if practice is None:
        raise Http404
    now = timezone.now()
    token = request.COOKIES.get(DEVICE, "") or secrets.token_urlsafe(32)
    draft = uuid7(now)
    with acting(holder(draft)):
        drafts.start(draft=draft, organisation=practice.id, device_hash=hash_of(token), now=now)
    response = see_other(f"/ask/{draft}/danger")
    response.set_cookie(
        DEVICE,
        token,
        max_age=DEVICE_LIFE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
