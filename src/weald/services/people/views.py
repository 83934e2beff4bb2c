"""Registering somebody at the desk."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import wall
from weald.services.directory.frame import frame
from weald.services.people import actions, presenters, queries, wanted
from weald.services.people.forms import ADMIT, REGISTER
from weald.services.people.queries import details as kept

KEYS_BACK = (Key("u", "back to the search"), Key("?", "this help"))
KEYS = (Key("Tab", "next box"), Key("Enter", "register"), Key("?", "this help"))


@require_http_methods(["GET", "POST"])
@staff_required
def register(request: HttpRequest, who: Actor) -> HttpResponse:
    """Register somebody new, or for a time somebody who is registered elsewhere. Whoever looks like somebody that we know
    is shown beside them first."""
    now = timezone.now()
    today = wall(now).date()
    sent = request.POST
    if "admit" in sent:
        return _admit(request, who, now)
    form = (
        REGISTER.bind(sent, today=today)
        if "registration" in sent
        else REGISTER.empty(_prefilled(sent.get("q", ""), who, now))
    )
    id = read_uuid(sent.get("id", "")) or uuid4()
    found: tuple[queries.Match, ...] = ()
    look = wanted.Wanted()
    with acting(who):
        authorise(who, "people.register")
        if "registration" in sent and form.ok:
            values = form.values
            look = wanted.stated(
                given=values["given_name"], family=values["family_name"], born=values["born"],
                number=values["nhs_number"] or "", today=today,
            )  # fmt: skip
            found = () if values["sure"] else queries.search(look)
            if not found:
                try:
                    return _onward(
                        actions.register(person=_person(id, who, values), now=now), sent.get("entry", "")
                    )
                except Refused as refusal:
                    form = form.refuse("", str(refusal))
    context = {
        "page": frame(who, "Register somebody", tab="reception", keys=KEYS, has_errors=not form.ok),
        "form": form, "id": id, "entry": sent.get("entry", request.GET.get("entry", "")),
        "found": presenters.results(found, look, today), "registrations": presenters.REGISTRATIONS,
    }  # fmt: skip
    return render(
        request,
        "people/staff/register.jinja",
        context,
        status=200 if form.ok and not found else 422 if not form.ok else 409,
    )


MOST_DIFFERING = 300
"""Details on the page: when these are put right, the next are seen."""


@require_safe
@staff_required
def list_differs(request: HttpRequest, who: Actor) -> HttpResponse:
    """Whose details are kept here otherwise than the practice's list says, because staff put them right or checked them."""
    now = timezone.now()
    with acting(who):
        authorise(who, "people.register")
        authorise(who, "people.change")
        found = kept.differing_from_list(who.party, MOST_DIFFERING) if who.party else ()
        many = kept.how_many_differ_from_list(who.party) if who.party else 0
        shown = presenters.differing(found, wall(now))
        if shown:
            record("people.read", [one.id for one in shown])
    context = {
        "page": frame(who, "Other than on the practice’s list", tab="reception", keys=KEYS_BACK),
        "people": shown, "many": many,
    }  # fmt: skip
    return render(request, "people/staff/list_differs.jinja", context)


def _admit(request: HttpRequest, who: Actor, now: datetime) -> HttpResponse:
    person = read_uuid(request.POST.get("admit", ""))
    form = ADMIT.bind(request.POST, today=wall(now).date()) if "until-day" in request.POST else ADMIT.empty()
    with acting(who):
        authorise(who, "people.register")
        if person is not None and "until-day" in request.POST and form.ok:
            try:
                actions.admit(
                    person=person,
                    registration=form.values["registration"],
                    until=form.values["until"],
                    now=now,
                )
                return _onward(person, request.POST.get("entry", ""))
            except Refused as refusal:
                form = form.refuse("", str(refusal))
    context = {
        "page": frame(who, "Register for a time", tab="reception", keys=KEYS, has_errors=not form.ok),
        "form": form, "person": person, "entry": request.POST.get("entry", ""), "registrations": presenters.REGISTRATIONS,
    }  # fmt: skip
    return render(request, "people/staff/admit.jinja", context, status=200 if form.ok else 422)


def _onward(person: UUID, entry: str) -> HttpResponse:
    address = url("staff_person", person)
    return HttpResponseRedirect(
        f"{address}?entry={known}" if (known := read_uuid(entry)) else address, status=303
    )


def _prefilled(line: str, who: Actor, now: datetime) -> dict[str, Any]:
    """What was searched for stands in the boxes already."""
    typed = wanted.read(line, wall(now).date())
    # Whoever types one name only mostly types the last one.
    *given, family = typed.words.title().split(" ", 1)
    return {
        "registration": "registered", "contact_by": "sms", "given_name": "".join(given), "family_name": family, "born": typed.born,
        "nhs_number": typed.number, "phone": f"0{typed.tail}" if len(typed.tail) > 8 else "",
    }  # fmt: skip


def _person(id: UUID, who: Actor, values: Any) -> actions.NewPerson:
    assert who.party is not None
    return actions.NewPerson(
        id=id, organisation=who.party, given_name=values["given_name"], family_name=values["family_name"],
        birth_date=values["born"], sex=values["sex"], nhs_number=values["nhs_number"], phone=values["phone"] or "",
        email=values["email"] or "", contact_by=values["contact_by"], postcode=values["postcode"] or "",
        registration=values["registration"], registered_until=values["until"],
    )  # fmt: skip
