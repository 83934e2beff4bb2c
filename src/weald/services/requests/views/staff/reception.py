"""Reception: find the person, and their page."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise, record, restriction
from weald.foundation.access.staff import staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import wall
from weald.services.appointments import queries as appointments
from weald.services.directory.frame import frame, may
from weald.services.people import presenters as people_presenter
from weald.services.people import queries as people
from weald.services.people import wanted
from weald.services.people.names import name_text
from weald.services.people.queries.details import how_many_differ_from_list
from weald.services.requests.actions.entering import CHANNELS, desk
from weald.services.requests.presenters.staff import reception as presenter
from weald.services.requests.presenters.staff.needs import person_needs
from weald.services.requests.presenters.staff.shell import DONE, staff_page
from weald.services.requests.presenters.staff.unmatched import unmatched_lines
from weald.services.requests.presenters.staff.unsent import lines_of_colleagues, unsent_lines
from weald.services.requests.queries import invited
from weald.services.requests.queries.beside import beside
from weald.services.requests.queries.entries import (
    Unsent,
    left_by_colleagues,
    requests_of,
    unsent,
    with_colleagues,
)
from weald.services.requests.queries.unmatched import unmatched


@require_http_methods(["GET", "POST"])
@staff_required
def search(request: HttpRequest, who: Actor) -> HttpResponse:
    """Find a person. What is typed is posted: names and numbers stand in no address and in no log."""
    return found_page(request, who)


def found_page(request: HttpRequest, who: Actor, refused: str = "", unkept: str = "") -> HttpResponse:
    """The search and what it found; `refused` says why nothing was begun, and `unkept` is what had been typed."""
    now = timezone.now()
    today, line = wall(now).date(), request.POST.get("q", "")[: wanted.LONGEST]
    look = wanted.read(line, today)
    with acting(who):
        authorise(who, "requests.enter")
        authorise(who, "people.search")
        matches = people.search(look)
        found = people_presenter.results(matches, look, today)
        # By a name alone only where few people have it: of many the page asks for more, and so it does here.
        narrow = not look.nothing and (look.days or look.tail or not found.more)
        without = unmatched(words=look.words.split(), days=look.days, tail=look.tail) if narrow else ()
        waiting = unsent(who.party, desk(who), now) if who.party else ()
        left = left_by_colleagues(who.party, desk(who), now) if who.party else ()
        theirs = (
            with_colleagues(who.party, desk(who), [one.id for one in found.here], now) if who.party else ()
        )
        differ = how_many_differ_from_list(who.party) if who.party and "q" not in request.POST else 0
        others = beside(now)
        if without:
            record("requests.read_queue", [one.asked.id for one in without])
        if waiting or left or theirs:
            record("requests.read_entries", {one.draft: None for one in (*waiting, *left, *theirs)})
    entry = read_uuid(request.POST.get("entry", request.GET.get("entry", "")))
    channel = request.POST.get("channel", "")
    return render(request, "requests/staff/reception.jinja", {
        "page": staff_page(
            who, "Reception", tab="reception", keys=presenter.SEARCH_KEYS, has_errors=bool(refused), alarms=others.alarms,
            to_call=others.to_call,
        ),
        "refused": refused, "unkept": unkept,
        "q": line, "searched": "q" in request.POST, "found": found, "entry": entry or "", "draft": entry or uuid4(),
        "channel": channel if channel in CHANNELS else "phone", "begin": url("staff_enter_new"),
        "emergency": {one.id: address for one in found.elsewhere if (address := _emergency(one.id))},
        "begun": () if entry else (
            *unsent_lines(_of_those(waiting, found.here), now), *lines_of_colleagues(theirs, now),
        ),
        "change_details": _change_of_one(matches, who, entry),
        "unsent": unsent_lines(waiting, now), "left": lines_of_colleagues(left, now),
        "differ": differ, "unmatched": unmatched_lines(without, who, now),
    }, status=409 if refused else 200)  # fmt: skip


def _change_of_one(matches: tuple[people.Match, ...], who: Actor, entry: UUID | None) -> str:
    """Where the details of the one who was found are put right; empty where several were, or they are another practice's."""
    here = [one for one in matches if one.scope == "here"]
    if len(here) != 1 or here[0].person is None or here[0].died or here[0].organisation != who.party:
        return ""
    return _details_page(here[0].person, entry) if may(who, "people.change") else ""


def _of_those(waiting: tuple[Unsent, ...], found: tuple[people_presenter.Line, ...]) -> tuple[Unsent, ...]:
    """What was begun for somebody who was found, and not sent: whoever rings again goes on with it."""
    ids = {one.id for one in found}
    return tuple(one for one in waiting if str(one.person) in ids)


@require_GET
@staff_required
def person(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Who somebody is, what they asked for, and what lies ahead of them."""
    now = timezone.now()
    with acting(who):
        authorise(who, "people.read")
        found = people.person(id)
        if found is None:
            if may(who, "access.restrict") and restriction.restricted(id):
                return HttpResponseRedirect(url("staff_restriction", id))
            if ask := restriction.whom_to_ask(id):
                raise Forbidden(ask)
            raise Http404
        asked, ahead = requests_of(id, now), appointments.ahead_of(id, now)
        met, links = person_needs(people.needs_of(id)), invited.unused(id, now)
        record("people.read", [id])
    entry = read_uuid(request.GET.get("entry", ""))
    context: dict[str, Any] = {
        "page": frame(who, name_text(found.given_name, found.family_name), tab="reception", keys=presenter.PERSON_KEYS,
            notice=DONE.get(request.GET.get("done", ""), "")),
        "id": id, "person_rows": people_presenter.rows(found, wall(now).date()), "draft": entry or uuid4(), "entry": entry,
        "details_page": _details_page(id, entry) if may(who, "people.change") and found.organisation == who.party and not found.died_on else "",
        "needs": met, "needs_page": url("staff_needs", id) if may(who, "people.change") else "",
        "restriction": url("staff_restriction", id) if may(who, "access.restrict") and found.organisation == who.party else "",
        "may_ask": may(who, "requests.enter") and found.died_on is None, "begin": url("staff_enter_new"),
        "asked": presenter.asked_lines(asked, who, now), "ahead": presenter.ahead_lines(ahead, now),
        "invited": presenter.invited_lines(links, now),
    }  # fmt: skip
    return render(request, "requests/staff/person.jinja", context)


def _details_page(id: UUID, entry: UUID | None) -> str:
    address = url("staff_details", id)
    return f"{address}?entry={entry}" if entry else address


def _emergency(person: str) -> str:
    """The way to open a record without a relationship, where there is one."""
    try:
        return url("staff_emergency", person)
    except NoReverseMatch:
        return ""
