"""The waiting list, for the person: join it, leave it, take or decline the time that is held."""

from django.http import HttpRequest, HttpResponse

from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.language import _
from weald.services.requests.actions import waiting
from weald.services.requests.forms.waiting import WISHES, filled, wishes
from weald.services.requests.presenters.patient import waiting as presenters
from weald.services.requests.presenters.patient.done import DECLINED, LEFT
from weald.services.requests.presenters.patient.held import Held
from weald.services.requests.queries.waiting import own_place
from weald.services.requests.views.patient.after import own_request
from weald.services.requests.views.patient.holding import render, see_other


@own_request
def wait(request: HttpRequest, mine: Held) -> HttpResponse:
    """What suits them; once it is sent they are on the list."""
    place = own_place(mine.request.id)
    form = WISHES.bind(request.POST) if request.method == "POST" else filled(place.wishes)
    if request.method == "POST" and form.ok:
        waiting.join(request=mine.request.id, wishes=wishes(form), now=mine.now)
        return see_other(f"{mine.base}decision#waiting")
    shown = presenters.joining(mine, form, again=place.since is not None)
    return render(request, "waiting", shown, 200 if form.ok else 422)


@own_request
def leave(request: HttpRequest, mine: Held) -> HttpResponse:
    """Leave the list, once that is meant."""
    if request.method == "POST":
        waiting.leave(request=mine.request.id, now=mine.now)
        return see_other(f"{mine.base}decision?done={LEFT}")
    return render(request, "confirm", presenters.leaving(mine))


@own_request
def offer(request: HttpRequest, mine: Held) -> HttpResponse:
    """Yes or no to the time that is held: one press. Looked at, it is the page of the request, with the time on top."""
    if request.method != "POST":
        return see_other(f"{mine.base}decision")
    hold = read_uuid(request.POST.get("hold", ""))
    if hold is None:
        raise Refused(_("This page is out of date. Look again below."))
    if request.POST.get("answer") == "yes":
        waiting.accept(request=mine.request.id, hold=hold, now=mine.now)
        return see_other(f"{mine.base}booked")
    waiting.decline(request=mine.request.id, hold=hold, now=mine.now)
    return see_other(f"{mine.base}decision?done={DECLINED}")
