"""Safe numbers of contacts, profession by profession."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.services.appointments import forms, kept
from weald.services.appointments.actions import limits as actions
from weald.services.appointments.actions.alone import VERB
from weald.services.appointments.presenters import limits as presenter
from weald.services.directory import kept as directory
from weald.services.directory.views.settings import page, saved


@require_http_methods(["GET", "POST"])
@staff_required
def limits(request: HttpRequest, who: Actor) -> HttpResponse:
    """Each profession with its number, and whose guidance says so; an empty number takes it away."""
    form, refused = forms.LIMIT.bind(request.POST) if request.method == "POST" else None, ""
    service = request.POST.get("service", "")[:60]
    try:
        with acting(who):
            authorise(who, VERB)
            if form is not None and form.ok:
                actions.set_limit(service=service, **form.values, now=timezone.now())
                return saved("staff_contact_limits")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    with acting(who):
        lines = presenter.lines(
            [one for _, _, one in directory.professionals()], kept.limits(), service, form
        )
    errors = presenter.errors(form, service) if form else ()
    title = "Safe numbers of contacts"
    return page(request, who, "appointments/limits.jinja", title, {"lines": lines}, errors, refused)
