"""Who acts for somebody: the page of staff, and its verbs. A death is noted here as well."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import wall
from weald.services.directory.frame import frame
from weald.services.people.acting_for import SCOPES
from weald.services.people.actions import contacts, death, proxies
from weald.services.people.actions.proxies import NewProxy
from weald.services.people.queries import family
from weald.services.requests.forms.proxies import FORMS
from weald.services.requests.presenters.staff import proxies as presenter
from weald.services.requests.views.staff.pressed import identifier

KEYS = (Key("g", "let somebody act"), Key("h", "admit to a care home"), Key("?", "this help"))


@require_GET
@staff_required
def show(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Who acts for this person, and who did."""
    return _page(request, who, id)


@require_POST
@staff_required
def act(request: HttpRequest, who: Actor, id: UUID, verb: str) -> HttpResponse:
    """Do one verb; where it cannot be done, show the page as it is now with the sentence and what was typed."""
    if verb not in VERBS:
        raise Http404
    now = timezone.now()
    bound = FORMS[verb].bind(request.POST, today=wall(now).date()) if verb in FORMS else None
    if bound is not None and not bound.ok:
        return _page(request, who, id, opened=verb, bound=bound, status=422)
    try:
        with acting(who):
            authorise(who, "people.proxies")
            if family.person(id) is None:
                raise Http404
            VERBS[verb](id, request.POST, bound.values if bound else {}, now)
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, who, id, opened=verb, bound=bound, refused=str(refusal), status=409)
    return HttpResponseRedirect(f"{url('staff_proxies', id)}?done={verb}", status=303)


def _page(
    request: HttpRequest, who: Actor, id: UUID, *, opened: str = "", bound: Bound | None = None, refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    with acting(who):
        authorise(who, "people.proxies")
        person = family.person(id)
        if person is None or person.organisation != who.party:
            raise Http404
        one = presenter.sheet(person, family.proxies_of(id), family.certain_contacts(id), now)
        record("people.read_proxies", [id])
    errors = (*((FieldError("", refused, ""),) if refused else ()), *(bound.errors if bound else ()))
    forms = {verb: form.empty({"scope": SCOPES}) for verb, form in FORMS.items()}
    context = {
        "page": frame(
            who, one.title, tab="reception", keys=KEYS, has_errors=bool(errors),
            notice=presenter.DONE.get(request.GET.get("done", ""), ""),
        ),
        "one": one, "errors": errors, "opened": opened, "key": str(uuid4()), "here": url("staff_proxies", id),
        "forms": forms | ({opened: bound} if bound is not None else {}),
    }  # fmt: skip
    return render(request, "requests/staff/proxies.jinja", context, status=status)


def _grant(person: UUID, sent: QueryDict, values: Mapping[str, Any], now: datetime) -> None:
    proxy, registered = proxies.find(
        number=values["nhs_number"] or "",
        given=values["given_name"],
        family=values["family_name"],
        born=values["born"],
    )
    proxies.grant(
        new=NewProxy(
            id=identifier(sent, "key"), person=person, proxy=proxy, proxy_registered=registered,
            proxy_name=f"{values['given_name']} {values['family_name']}", kind=values["kind"], scope=values["scope"],
            capacity=values["capacity"], note=values["note"], document_seen_by=values["document_seen_by"],
            until=values["until"], reviewed=bool(values["reviewed"]),
        ),
        now=now,
    )  # fmt: skip


def _admit(person: UUID, sent: QueryDict, values: Mapping[str, Any], now: datetime) -> None:
    home = family.care_home(values["home"])
    if home is None:
        raise Refused("No care home has this code or name. Check it in the directory.")
    proxies.grant(
        new=NewProxy(
            id=identifier(sent, "key"), person=person, proxy=home[0], proxy_registered=None, proxy_name=home[1],
            kind="care_home", scope=SCOPES, capacity=values["home_capacity"], note=values["home_note"],
        ),
        now=now,
    )  # fmt: skip


def _review(person: UUID, sent: QueryDict, values: Mapping[str, Any], now: datetime) -> None:
    proxies.review(proxy=_of(person, sent), now=now)


def _suspend(person: UUID, sent: QueryDict, values: Mapping[str, Any], now: datetime) -> None:
    proxies.suspend(proxy=_of(person, sent), why=values["why"], now=now)


def _end(person: UUID, sent: QueryDict, values: Mapping[str, Any], now: datetime) -> None:
    proxies.end(proxy=_of(person, sent), now=now)


def _check_contact(person: UUID, sent: QueryDict, values: Mapping[str, Any], now: datetime) -> None:
    contacts.check_with_person(person=person, by=sent.get("by", ""), now=now)


def _died(person: UUID, sent: QueryDict, values: Mapping[str, Any], now: datetime) -> None:
    death.note_death(person=person, on=values["on"], now=now)


def _lives(person: UUID, sent: QueryDict, values: Mapping[str, Any], now: datetime) -> None:
    death.recorded_in_error(person=person, why=values["why_error"], now=now)


VERBS: Mapping[str, Callable[[UUID, QueryDict, Mapping[str, Any], datetime], None]] = {
    "grant": _grant,
    "admit": _admit,
    "review": _review,
    "suspend": _suspend,
    "end": _end,
    "check-contact": _check_contact,
    "died": _died,
    "lives": _lives,
}


def _of(person: UUID, sent: QueryDict) -> UUID:
    """The one of this person's that was pressed."""
    row = family.proxy(identifier(sent, "proxy"))
    if row is None or row.person != person:
        raise Refused("This cannot be found. Read the page again.")
    return row.id
