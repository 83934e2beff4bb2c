"""How a practice works for each pathway: staff first, or self-service."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.services.directory import queries as directory
from weald.services.directory.actions.settings import VERB
from weald.services.directory.views.settings import page, saved
from weald.services.library import actions, content
from weald.services.library.presenters import modes as presenters
from weald.services.library.queries import signed


@require_http_methods(["GET", "POST"])
@staff_required
def modes(request: HttpRequest, who: Actor) -> HttpResponse:
    """Tick the pathways for which people book before staff have read what they sent."""
    refused = ""
    try:
        with acting(who):
            authorise(who, VERB)
            if request.method == "POST":
                actions.choose_modes(at_once=set(request.POST.getlist("on")), demonstration=settings.DEMO)
                return saved("staff_modes")
    except Forbidden:
        raise
    except Refused as refusal:
        refused = str(refusal)
    assert who.party is not None
    said = presenters.modes(
        directory.practice_by_id(who.party),
        content.current(),
        signed(content.current(), who.party),
        demonstration=settings.DEMO,
    )
    return page(
        request, who, "library/modes.jinja", "Staff first or self-service", {"modes": said}, refused=refused
    )
