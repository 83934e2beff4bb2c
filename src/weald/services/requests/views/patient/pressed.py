"""The press of a button that books, by the device or by the private link: answered at once where nothing is against it."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from weald.services.requests.actions import at_once
from weald.services.requests.forms import patient as forms
from weald.services.requests.views.patient.holding import BY_DEVICE, device_of, holder, opened, see_other
from weald.services.requests.views.patient.shared import BY_SHARED_DEVICE, is_shared


def books_at_once(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Book before anything else of the page is read; `page` answers whatever could not be done so, and says why."""

    @wraps(page)
    def pressed(
        request: HttpRequest, draft: UUID | None = None, token: str = "", own: UUID | None = None
    ) -> HttpResponse:
        if request.method == "POST" and own is None and not request.POST.get("move"):
            subject = draft or opened(request, token)
            form = forms.SLOT.bind(request.POST)
            if (
                subject is not None
                and form.ok
                and _booked(request, subject, form.values, by_device=not token)
            ):
                return see_other(f"/r/{token}/booked" if token else f"/ask/{subject}/booked")
        return page(request, draft=draft, token=token, own=own)

    return pressed


def _booked(request: HttpRequest, subject: UUID, chosen: Mapping[str, Any], *, by_device: bool) -> bool:
    now = timezone.now()
    device = None
    if by_device:
        device = at_once.Device(
            device_of(request), now - (BY_SHARED_DEVICE if is_shared(request) else BY_DEVICE)
        )
    slot = chosen["slot"]
    made = at_once.book(
        who=holder(subject), device=device, request=subject, slot=slot, key=f"{subject}:{chosen['key']}:{slot}", now=now
    )  # fmt: skip
    return made is not None
