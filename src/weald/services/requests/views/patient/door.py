"""The opening page of a practice, and the beginning of a request."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import acting
from weald.foundation.access.limits import FORM_STARTS, limited
from weald.foundation.access.tokens import hash_of
from weald.foundation.database.identifiers import uuid7
from weald.foundation.ui.language import _
from weald.services.directory import queries as directory
from weald.services.requests.actions import drafts
from weald.services.requests.presenters.patient.page import door as present
from weald.services.requests.presenters.patient.page import sentence_page
from weald.services.requests.views.patient.holding import device_of, holder, render, see_other
from weald.services.requests.views.patient.shared import device_token, forget_all, keep_device


@require_GET
def door(request: HttpRequest, ods: str) -> HttpResponse:
    """The opening page: open or closed, when a person next reads, and where to turn in an emergency. Where nobody reads yet it
    says so, and how to reach the practice."""
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
    shared = request.POST.get("shared") == "yes"
    token = device_token(request, shared=shared)
    draft = uuid7(now)
    try:
        with acting(holder(draft)):
            drafts.start(
                draft=draft, organisation=practice.id, device_hash=hash_of(token), shared=shared, now=now
            )
    except drafts.DoorShut:
        return see_other(f"/p/{practice.ods_code}/")
    response = see_other(f"/ask/{draft}/danger")
    keep_device(response, token)
    return response


@require_POST
def finish(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Make this device forget: the form, if it was not sent, and all that the browser has of us."""
    now = timezone.now()
    with acting(holder(draft)):
        drafts.discard(draft=draft, device_hash=device_of(request))
    shown = sentence_page(
        _("This device keeps nothing"),
        None,
        now,
        _(
            "What you typed and what you read here is gone from this device. What you sent is safe with your practice."
        ),
        _("Close this window too. To see what you sent, use your private link on a device of your own."),
        action=(_("Go to the first page"), "/"),
    )
    # Nothing is left to clear: the button that every page of a shared device has would say otherwise.
    return forget_all(render(request, "sentences", shown | {"finish": ""}), f"/ask/{draft}/")
