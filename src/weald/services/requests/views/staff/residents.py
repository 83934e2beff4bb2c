"""The page of a care home: all its residents, and asking for help for one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.ui.presenters import Key
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame
from weald.services.people.queries import family
from weald.services.requests.prefilled import for_resident
from weald.services.requests.presenters.staff import residents as presenter
from weald.services.requests.queries.mine import requests_of
from weald.services.requests.views.patient.mine import begin

KEYS = (Key("Tab", "next resident"), Key("Enter", "ask for help for them"), Key("?", "this help"))


@require_GET
@staff_required
def residents(request: HttpRequest, who: Actor) -> HttpResponse:
    """Every resident with what is open for them."""
    now = timezone.now()
    with acting(who):
        authorise(who, "care_home.read")
        wards = family.wards()
        people = [one.person for one in wards]
        shown = presenter.residents(wards, requests_of(people, now, only_open=True), now)
        record("requests.read_residents", people)
    page = frame(who, "Residents", tab="residents", waiting={"residents": shown.waiting}, keys=KEYS)
    return render(request, "requests/staff/residents.jinja", {"page": page, "shown": shown})


@require_POST
@staff_required
def ask(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Begin a request for a resident; the questions are the same as for everybody."""
    with acting(who):
        authorise(who, "care_home.ask")
        ward = next((one for one in family.wards() if one.person == id and "ask" in one.scope), None)
        if ward is None or who.party is None:
            raise Http404
        known = for_resident(ward, directory.practice_by_id(who.party), who.name)
        record("requests.ask_for_resident", [id])
    return begin(request, known, timezone.now())
