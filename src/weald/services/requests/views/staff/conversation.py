"""The conversation for whoever holds the request, and the files in it."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.wording import wall
from weald.services.messages import queries as messages_
from weald.services.people.names import name_text
from weald.services.requests import attaching
from weald.services.requests.actions import conversation
from weald.services.requests.forms.staff import CONVERSE
from weald.services.requests.presenters.files import download
from weald.services.requests.presenters.staff import conversation as presenter
from weald.services.requests.presenters.staff.shell import may, staff_page
from weald.services.requests.queries.care import RequestRow, request_row


@require_http_methods(["GET", "POST"])
@staff_required
def messages(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Read the conversation, and write."""
    if request.method != "POST":
        return _page(request, who, id, CONVERSE.empty())
    now, form = timezone.now(), CONVERSE.bind(request.POST)
    if not form.ok:
        return _page(request, who, id, form, 422)
    verb = conversation.ask_for_photo if form.values["photo"] else conversation.reply
    try:
        with acting(who):
            _readable(who, id)
            key = form.values["key"] or uuid4().hex
            verb(request=id, version=None, text=form.values["text"], key=f"reply:{key}", now=now)
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, who, id, form.refuse("", str(refusal)), 409)
    return HttpResponseRedirect(f"{url('staff_conversation', id)}?done=reply", status=303)


@require_GET
@staff_required
def attachment(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """One file, to be saved; that it was fetched is written down."""
    with acting(who):
        _authorise(who)
        found = messages_.attachment(id)
        asked = request_row(found.request) if found else None
        if found is None or asked is None:
            raise Http404
        if not _reads(who, asked):
            raise Forbidden("Your role does not show clinical details. Ask a clinician.")
        record("messages.download", [found.id, found.request])
    return download(found)


def _page(request: HttpRequest, who: Actor, id: UUID, form: Bound, status: int = 200) -> HttpResponse:
    now = timezone.now()
    with acting(who):
        asked = _readable(who, id)
        reads = _reads(who, asked)
        said, again = messages_.conversation(id), messages_.call_backs(id)
        texts = messages_.templates(who.party) if who.party else ()
        asks_photo = attaching.may_ask(
            asked, " ".join(one.body for one in said if one.sender == "person"), wall(now).date()
        )
        if reads:
            conversation.read_by("staff", request=id, now=now)
        record("requests.read_messages", [id])
    if form.ok and (text := presenter.chosen_template(request.GET.get("template", ""), texts)):
        form = CONVERSE.empty({"text": text})
    here = url("staff_conversation", id)
    title = f"Messages: {name_text(asked.given_name, asked.family_name)}"
    context = {
        "page": replace(
            staff_page(who, title, tab="referrals" if asked.holder != asked.organisation else asked.kind,
                       done=request.GET.get("done", "")),
            has_errors=not form.ok,
        ),
        "talk": presenter.talk(
            asked, said, again, texts, reads=reads, written="written" in request.GET, here=here, now=now
        ),
        "wish": presenter.wish(asked), "form": form,
        "errors": form.errors,
        "version": asked.version, "key": uuid4().hex, "here": here,
        "may_write": asked.state != "closed" and (who.party == asked.holder or may(who, "requests.message")),
        "may_ask": asks_photo and (may(who, "requests.decide") or may(who, "referrals.consult")),
        "closed": "This request is closed. Whoever answered it can open it again." if asked.state == "closed"
        else "Only the practice and whoever holds the request write to the person.",
    }  # fmt: skip
    return render(request, "requests/staff/conversation.jinja", context, status=status)


def _authorise(who: Actor) -> None:
    """Staff of the practice, or of the service to which the request was referred."""
    if not may(who, "referrals.read"):
        authorise(who, "requests.read")


def _readable(who: Actor, id: UUID) -> RequestRow:
    _authorise(who)
    asked = request_row(id)
    if asked is None:
        raise Http404
    return asked


def _reads(who: Actor, asked: RequestRow) -> bool:
    held = who.party == asked.holder != asked.organisation and may(who, "referrals.read")
    return held or asked.kind != "clinical" or may(who, "requests.read_clinical")
