"""The page on which staff put right what a person is called and how they are reached."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from weald.foundation.access import Actor, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import wall
from weald.services.people import queries as people
from weald.services.people.actions import ChangedMeanwhile, own_practice_only
from weald.services.people.details import NAMES, Details
from weald.services.people.forms import DETAILS
from weald.services.people.queries import details as kept
from weald.services.requests.actions.details import Done, MustSay, change_details
from weald.services.requests.presenters.staff import details as presenter
from weald.services.requests.queries.reached import reached

LONGEST = 400
"""Characters of a detail that was seen: none is longer."""


@require_http_methods(["GET", "POST"])
@staff_required
def details(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What is kept of somebody, in boxes; and what of theirs follows to a new number or email."""
    now = timezone.now()
    sent = request.POST
    form = DETAILS.bind(sent) if request.method == "POST" else None
    with acting(who):
        authorise(who, "people.register")
        authorise(who, "people.change")
        found = people.person(id)
        if found is None:
            raise Http404
        own_practice_only(found.organisation)
        entry = read_uuid(sent.get("entry", request.GET.get("entry", "")))
        back = url("staff_person", id) + (f"?entry={entry}" if entry else "")
        stay = _ids(sent, "shown") - _ids(sent, "move")
        if form is not None and form.ok:
            seen = _seen(sent)
            try:
                done = change_details(
                    person=id, seen=seen, new=presenter.typed(form.values), checked=form.values["checked"],
                    old_told=form.values["old_told"] or "", stay=stay, now=now,
                )  # fmt: skip
                return HttpResponseRedirect(f"{back}{'&' if entry else '?'}done={_said(done)}", status=303)
            except ChangedMeanwhile as meanwhile:
                form = presenter.brought_together(form, seen, meanwhile.now, str(meanwhile))
                found = people.person(id) or found  # it was read before the colleague's change was written
            except MustSay as refusal:
                form = form.refuse("old_told", str(refusal))
            except Refused as refusal:
                form = form.refuse("", str(refusal))
        if form is None:
            form = DETAILS.empty(presenter.initial(presenter.kept_of(found)))
        record("people.read", [id])
        shown = presenter.page(
            who, found, form, reached(id, now), stay, changes=kept.changes_of(id), shares=kept.sharing_number(id),
            from_list=kept.from_list(id), now=wall(now),
        )  # fmt: skip
    context = {
        **shown,
        "form": form,
        "id": id,
        "back": back,
        "entry": entry or "",
        "dead": found.died_on is not None,
    }
    return render(request, "requests/staff/details.jinja", context, status=200 if form.ok else 422)


def _seen(sent: QueryDict) -> Details:
    return Details(**{name: sent.get(f"seen_{name}", "")[:LONGEST] for name in NAMES})


def _ids(sent: QueryDict, name: str) -> set[UUID]:
    return {one for text in sent.getlist(name)[:100] if (one := read_uuid(text))}


def _said(done: Done) -> str:
    if not done.details:
        return "details_same"
    if done.phoned:
        return "details_phone"
    if done.not_invited:
        return "details_not_invited"
    if done.moved:
        return "details_moved"
    return "details_invited" if done.invited else "details"
