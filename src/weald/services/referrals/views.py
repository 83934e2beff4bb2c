"""The pages of a pharmacist: the worklist, its refresh, one referral, and the verbs on it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import same_rows, stamp
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.cleaning import clean_line
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.wording import time_text
from weald.services.referrals import actions, presenters, queries
from weald.services.referrals.actions import NoSuchReferral
from weald.services.referrals.forms import FORMS
from weald.services.referrals.queries import ReferralRow


@require_GET
@staff_required
def worklist(request: HttpRequest, who: Actor) -> HttpResponse:
    """Who was referred to us, what is due first."""
    now = timezone.now()
    with acting(who):
        authorise(who, "referrals.read")
        found = queries.worklist()
        record("referrals.read_worklist", [one.id for one in found])
    done = request.GET.get("done", "")
    context = {
        "page": presenters.page(who, "Referred to us", waiting=len(found), keys=presenters.LIST_KEYS, done=done),
        "lines": presenters.lines(found, who, now), "stamp": _stamp(who, found, now), "read_at": time_text(now),
        "rows_address": url("staff_referrals_rows"),
    }  # fmt: skip
    return render(request, "referrals/worklist.jinja", context)


@require_GET
@still_signed_in
def rows(request: HttpRequest, who: Actor) -> HttpResponse:
    """The rows of the worklist anew, for the page that is open: nothing where nothing changed, and no trace of it then."""
    now, seen = timezone.now(), request.headers.get("If-None-Match", "")
    with acting(who):
        authorise(who, "referrals.read")
        found = queries.worklist()
        etag = _stamp(who, found, now)
        if not same_rows(seen, etag):
            record("referrals.read_worklist", [one.id for one in found])
    headers = {"ETag": etag, "Cache-Control": "no-store"}
    if seen == etag:
        return HttpResponse(status=304, headers=headers)
    body = render_to_string("referrals/rows.jinja", {"lines": presenters.lines(found, who, now)})
    return HttpResponse(body, headers=headers)


@require_GET
@staff_required
def open_next(request: HttpRequest, who: Actor) -> HttpResponse:
    """The next referral that nobody else has: what is due first, or what stands below the one that is left."""
    with acting(who):
        authorise(who, "referrals.read")
        found = queries.following(read_uuid(request.GET.get("after", "")) or UUID(int=0), queries.to_do())
    if found is None:
        return HttpResponseRedirect(f"{url('staff_referrals')}?done=none_left")
    return HttpResponseRedirect(url("staff_referral", found))


@require_GET
@staff_required
def show(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One referral with its evidence."""
    return _page(request, who, id)


@require_POST
@staff_required
def act(request: HttpRequest, who: Actor, id: UUID, verb: str) -> HttpResponse:
    """Do one verb; where it cannot be done, show the page as it is now, with the sentence and what was typed."""
    if verb not in VERBS:
        raise Http404
    now = timezone.now()
    bound = FORMS[verb].bind(request.POST) if verb in FORMS else None
    if bound is not None and not bound.ok:
        return _page(request, who, id, opened=verb, bound=bound, status=422)
    try:
        with acting(who):
            authorise(who, "referrals.read")
            VERBS[verb](id, _key(verb, request.POST), bound.values if bound else {}, now)
    except NoSuchReferral as refusal:
        raise Http404 from refusal
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, who, id, opened=verb, bound=bound, refused=str(refusal), status=409)
    stays = verb == "take"
    return HttpResponseRedirect(
        f"{url('staff_referral', id) if stays else url('staff_referrals')}?done={verb}", status=303
    )


def _page(
    request: HttpRequest, who: Actor, id: UUID, *, opened: str = "", bound: Bound | None = None, refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    with acting(who):
        authorise(who, "referrals.read")
        found = queries.received(id)
        if found is None:
            raise Http404
        sheet = presenters.sheet(found, queries.reports(id), who, now)
        left = sum(one != id for one in queries.to_do())
        record("referrals.read", [id, found.request_id])
    errors = (*((FieldError("", refused, ""),) if refused else ()), *(bound.errors if bound else ()))
    forms = {verb: form.empty({}) for verb, form in FORMS.items()} | ({opened: bound} if bound else {})
    context = {
        "page": presenters.page(
            who, sheet.title, keys=presenters.KEYS, done=request.GET.get("done", ""), has_errors=bool(errors)
        ),
        "one": sheet, "errors": errors, "opened": opened, "forms": forms, "key": uuid4().hex,
        "here": url("staff_referral", id), "worklist": url("staff_referrals"),
        "next": f"{url('staff_referrals_next')}?after={id}", "left": left,
    }  # fmt: skip
    return render(request, "referrals/referral.jinja", context, status=status)


def _accept(id: UUID, key: str, values: Mapping[str, Any], now: datetime) -> None:
    actions.accept(referral=id, key=key, now=now)


def _put_back(id: UUID, key: str, values: Mapping[str, Any], now: datetime) -> None:
    actions.put_back(referral=id, now=now)


def _consult(id: UUID, key: str, values: Mapping[str, Any], now: datetime) -> None:
    said = {**values, "pgd": bool(values["pgd"]), "level": values["level"] or ""}
    actions.consult(referral=id, key=key, now=now, **said)


def _return(id: UUID, key: str, values: Mapping[str, Any], now: datetime) -> None:
    actions.send_back(referral=id, why=values["why"], words=values["words"], key=key, now=now)


VERBS: Mapping[str, Callable[[UUID, str, Mapping[str, Any], datetime], None]] = {
    "take": _accept,
    "put-back": _put_back,
    "consult": _consult,
    "return": _return,
}


def _key(verb: str, sent: QueryDict) -> str:
    return f"{verb}:{clean_line(sent.get('key', '')[:64]) or uuid4().hex}"


def _stamp(who: Actor, found: tuple[ReferralRow, ...], now: datetime) -> str:
    return stamp("referrals", who, "".join(f"{one.id}{one.state}{one.taken_by}" for one in found), now)
