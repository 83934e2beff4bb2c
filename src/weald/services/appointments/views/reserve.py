"""What is kept for today, and who helps when the practice is full."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.appointments import reserved
from weald.services.appointments.actions import reserve as actions
from weald.services.appointments.actions.alone import VERB
from weald.services.appointments.presenters import reserve as presenter
from weald.services.directory import queries as directory
from weald.services.directory.actions import agreements
from weald.services.directory.views.settings import page, saved

NOBODY = UUID(int=0)


@require_http_methods(["GET", "POST"])
@staff_required
def reserve(request: HttpRequest, who: Actor) -> HttpResponse:
    """The share and the agreements; one button each."""
    now, does = timezone.now(), request.POST.get("does", "") if request.method == "POST" else ""
    share = reserved.RESERVE.bind(request.POST) if does == "share" else None
    agreement = (
        reserved.AGREEMENT.bind(request.POST, today=wall(now).date())
        if does == "agree"
        else reserved.AGREEMENT.empty()
    )
    refused = ""
    try:
        with acting(who):
            authorise(who, VERB)
            if share is not None and share.ok:
                actions.state(**{name: int(value) for name, value in share.values.items()}, now=now)
                return saved("staff_reserve")
            if does == "agree" and agreement.ok:
                agreements.agree(**agreement.values, now=now)
                return saved("staff_reserve")
            if does == "end":
                agreements.end(agreement=read_uuid(request.POST.get("agreement", "")) or NOBODY, now=now)
                return saved("staff_reserve")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        stated = reserved.stated()
    assert who.party is not None
    share = share or reserved.RESERVE.empty(presenter.boxes(stated))
    context = {
        "share": share, "agreement": agreement, "stated": presenter.stated(stated), "services": presenter.SERVICE_CHOICES,
        "lines": presenter.lines(directory.agreements(who.party), now),
        "hubs": presenter.hub_words(directory.hubs(who.party)),
    }  # fmt: skip
    errors = share.errors + agreement.errors
    return page(
        request,
        who,
        "appointments/reserve.jinja",
        "Kept for today, and when you are full",
        context,
        errors,
        refused,
    )
