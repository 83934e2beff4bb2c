"""`POST /callbacks/nhs-notify`: NHS Notify says what became of messages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from weald.services.messages import supplier
from weald.services.messages.actions import heard
from weald.services.messages.nhs_notify import callback
from weald.services.messages.nhs_notify.client import NhsNotify

BUSY = 5
"""Seconds, the shortest that it takes: the message is being handed over at this moment."""


@csrf_exempt  # it reads no cookie: who asks is known by what they signed
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """202 once all of it is kept; 401 without the key, 403 without the signature, 429 where it should be said again shortly."""
    bound = supplier.bound()
    if not isinstance(bound, NhsNotify):
        raise Http404
    if not callback.knows_key(bound.account, request.headers.get("x-api-key", "")):
        return _said("The API key is missing or wrong.", 401)
    if not callback.is_signed(
        bound.account, request.headers.get("x-hmac-sha256-signature", ""), request.body
    ):
        return _said("The signature is missing or wrong.", 403)
    try:
        events = callback.read(request.body)
    except callback.Unreadable as fault:
        return _said(str(fault), 400)
    now = timezone.now()
    kept = [
        heard(
            key=one.reference, supplier_id=one.identifier, state=one.state, by=one.by, at=one.at, now=now
        )
        for one in events
    ]  # fmt: skip
    if not all(kept):
        again = _said("Say it again shortly.", 429)
        again["Retry-After"] = str(BUSY)
        return again
    return HttpResponse(status=202)


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
