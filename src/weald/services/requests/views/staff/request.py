"""The page of one request, and the verbs of staff on it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.services.messages import queries as messages
from weald.services.messages.masking import masked
from weald.services.requests.actions import conversation
from weald.services.requests.actions.care import NeedsSure
from weald.services.requests.actions.holding import NoSuchRequest
from weald.services.requests.forms.staff import FORMS
from weald.services.requests.presenters.staff import contact as contact_presenter
from weald.services.requests.presenters.staff import conversation as conversing
from weald.services.requests.presenters.staff import request as presenter
from weald.services.requests.presenters.staff.booking import offered
from weald.services.requests.presenters.staff.calling import on_phone
from weald.services.requests.presenters.staff.hiding import box
from weald.services.requests.presenters.staff.referring import referring
from weald.services.requests.presenters.staff.shell import may, staff_page
from weald.services.requests.queries import concealed, invited
from weald.services.requests.queries.calling import called
from weald.services.requests.queries.care import RequestRow, story
from weald.services.requests.queries.colleagues import colleagues
from weald.services.requests.queries.contacts import contact
from weald.services.requests.queries.offers import Offer, offers
from weald.services.requests.queries.queue import left, readers
from weald.services.requests.queries.restricted import whom_to_ask
from weald.services.requests.views.staff.verbs import VERBS, Press


@require_GET
@staff_required
def show(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Everything about one request."""
    return page(request, who, id)


@require_POST
@staff_required
def act(request: HttpRequest, who: Actor, id: UUID, verb: str) -> HttpResponse:
    """Do one verb; where it cannot be done, show the page as it is now, with the sentence and what was typed."""
    if verb not in VERBS:
        raise Http404
    now = timezone.now()
    bound = FORMS[verb].bind(request.POST) if verb in FORMS else None
    if bound is not None and not bound.ok:
        return page(request, who, id, opened=verb, bound=bound, status=422)
    press = Press.read(id, verb, request.POST, bound.values if bound else {})
    try:
        with acting(who):
            # Before the request is looked for: whoever may read none must not learn which there are.
            authorise(who, "requests.read")
            done = VERBS[verb](press, now)
    except NoSuchRequest as refusal:
        raise Http404 from refusal
    except Forbidden:
        raise
    except NeedsSure as refusal:
        return page(
            request, who, id, opened=verb, bound=bound and bound.refuse("sure", str(refusal)), status=409
        )
    except Refused as refusal:
        return page(request, who, id, opened=verb, bound=bound, refused=str(refusal), status=409)
    return HttpResponseRedirect(_with_done(_back(request, id), done), status=303)


def _times(asked: RequestRow, now: datetime) -> tuple[Offer, ...]:
    """The times to give: of a request that an invitation has become, those that this opens, as a clinic's, which are no others'."""
    held = invited.limits(asked.id) if asked.channel == "invited" else None
    return invited.times(held, frozenset(asked.needs), now) if held is not None else offers(asked.id, now)


def page(
    request: HttpRequest, who: Actor, id: UUID, *, opened: str = "", bound: Bound | None = None, refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The request as it is now, with the form of a verb `opened`; `refused` says why nothing was done."""
    now = timezone.now()
    with acting(who):
        authorise(who, "requests.read")
        found = story(id)
        if found is None:
            if ask := whom_to_ask(id):
                raise Forbidden(ask)
            raise Http404
        written = "written" in request.GET
        said, texts = messages.conversation(id), messages.templates(who.party) if who.party else ()
        sheet = presenter.sheet(found, colleagues(now), who, now, said)
        if not written:
            sheet = replace(sheet, summary=masked(sheet.summary))
        times = offered(_times(found.request, now), now) if sheet.can & {"book", "move"} else ()
        if sheet.clinical and any(one.sender == "person" and one.read_at is None for one in said):
            conversation.read_by("staff", request=id, now=now)
        talk = conversing.talk(
            found.request, said, messages.call_backs(id), texts, reads=sheet.clinical,
            written=written, here=url("staff_request", id), now=now,
        )  # fmt: skip
        ahead = found.appointment is not None and found.appointment.state in {"booked", "arrived"}
        at_pharmacy = referring(found.request, who, now, ahead=ahead, entries=found.entries)
        asked = found.request
        hiding = (
            box(concealed.hiding(id, asked.person, asked.phone, asked.email), asked.person, now)
            if may(who, "requests.conceal") and who.party == asked.organisation and asked.person is not None
            else None
        )
        contacts = contact_presenter.shown(
            contact(id), id, asked.sent_at, asked.person, reads=sheet.clinical, now=now
        )
        call = on_phone(called(asked.person or id, now), who)
        more = left(but=id, kind=asked.kind, now=now)
        read_by = presenter.read_by(readers(id), asked)
        record("requests.read", [id])
    if not opened and (text := conversing.chosen_template(request.GET.get("template", ""), texts)):
        opened, bound = "reply", FORMS["reply"].empty({"text": text})
    elif not opened and request.GET.get("done") == "taken_up":
        opened = "book"
    errors = (*((FieldError("", refused, ""),) if refused else ()), *(bound.errors if bound else ()))
    context = {
        "page": replace(
            staff_page(who, sheet.title, tab=found.request.kind, keys=presenter.KEYS, done=request.GET.get("done", "")),
            has_errors=bool(errors),
        ),
        "one": sheet, "talk": talk, "after": conversing.AFTER, "times": times, "errors": errors, "opened": opened, "forms": _forms(opened, bound, found.request, sheet.text),
        "referring": at_pharmacy, "call": call, "hiding": hiding, "contact": contacts, "key": uuid4().hex, "here": url("staff_request", id),
        "next": f"{url('staff_next')}?kind={found.request.kind}&after={id}", "left": more, "read_by": read_by,
        "queue": url("staff_queue") + ("?kind=administrative" if found.request.kind == "administrative" else ""),
    }  # fmt: skip
    return render(request, "requests/staff/request.jinja", context, status=status)


def _forms(opened: str, bound: Bound | None, asked: RequestRow, told: str) -> Mapping[str, Bound]:
    usual = {"level": asked.level, "service": asked.service, "photo_text": conversing.PHOTO_TEXT}
    usual |= presenter.usual_ending(asked, told)
    empty = {verb: form.empty(usual) for verb, form in FORMS.items()}
    return empty | ({opened: bound} if bound is not None else {})


def _back(request: HttpRequest, id: UUID) -> str:
    """Where the verb was pressed: the queue, the page for going home, or the request itself."""
    back = request.POST.get("back", "")
    ours = back.startswith("/staff/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else url("staff_request", id)


def _with_done(address: str, done: str) -> str:
    page, line, at = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}done={done}{line}{at}"
