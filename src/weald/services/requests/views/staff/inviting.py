"""Staff send a link by which somebody books for themself; and recalls."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required, still_signed_in
from weald.foundation.access.stamps import stamp
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.environment import url
from weald.foundation.ui.forms import Bound
from weald.services.messages import queries as messages
from weald.services.people.names import whom
from weald.services.people.queries import family
from weald.services.requests.actions import calling, inviting, recalling
from weald.services.requests.forms import inviting as forms
from weald.services.requests.presenters.staff import inviting as presenter
from weald.services.requests.presenters.staff.shell import staff_page
from weald.services.requests.queries import invited
from weald.services.requests.queries import recalls as stored
from weald.services.requests.queries.calling import calls
from weald.services.requests.queries.care import request_row
from weald.services.requests.queries.choosing import chosen
from weald.services.requests.views.staff.listed import AT_ONCE, Listed, again
from weald.services.requests.views.staff.phoned import Page, errors, line, phoned

NOBODY = "No message can reach this person. Phone them to book."


@require_http_methods(["GET", "POST"])
@staff_required
def about_request(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Send the person of a request a link, with what they may book."""
    now = timezone.now()
    with acting(who):
        authorise(who, "requests.book")
        row = request_row(id)
        if row is None:
            raise Http404
        authorise(who, "requests.book", row.organisation)
        form = (
            forms.ABOUT_REQUEST.bind(request.POST)
            if request.method == "POST"
            else forms.ABOUT_REQUEST.empty(presenter.initial(now, row.service, row.version))
        )
        if request.method == "POST" and form.ok:
            try:
                made = inviting.invite_about(
                    request=id,
                    version=form.values["version"],
                    allowed=forms.allowed(form),
                    key=form.values["key"],
                    now=now,
                )
                return HttpResponseRedirect(f"{url('staff_request', id)}?done={_sent(made, now)}", status=303)
            except Refused as refusal:
                form = form.refuse("", str(refusal))
        record("requests.read", [id])
        name = whom(row.given_name, row.family_name)
        return _form(request, who, f"Send {name} a link to book", form, url("staff_request", id))


@require_http_methods(["GET", "POST"])
@staff_required
def to_person(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Send a person a link; the request is made when they use it."""
    now = timezone.now()
    with acting(who):
        authorise(who, "requests.book")
        person = family.person(id)
        if person is None:
            raise Http404
        form = (
            forms.TO_PERSON.bind(request.POST)
            if request.method == "POST"
            else forms.TO_PERSON.empty(presenter.initial(now))
        )
        if request.method == "POST" and form.ok:
            try:
                made = inviting.invite(
                    person=id, allowed=forms.allowed(form), key=f"{id}:{form.values['key']}", now=now
                )
                if made is not None:
                    done = _sent(made, now, by_day=inviting.goes_out(now) > now)
                    return HttpResponseRedirect(f"{url('staff_person', id)}?done={done}", status=303)
                form = form.refuse("", NOBODY)
            except Forbidden:
                raise
            except Refused as refusal:
                form = form.refuse("", str(refusal))
        record("people.read", [id])
        name = whom(person.given_name, person.family_name)
        return _form(request, who, f"Send {name} a link to book", form, url("staff_person", id))


def _sent(made: UUID | None, now: datetime, *, by_day: bool = False) -> str:
    """What is said of a link that was sent, or goes out only `by_day`: one that opens no time is no use to anybody yet."""
    sent = invited.invitation(made) if made is not None else None
    if sent is not None and not invited.times(sent, frozenset(), now):
        return "invited_full"
    return "invited_by_day" if by_day else "invited"


@require_http_methods(["GET", "POST"])
@staff_required
def recalls(request: HttpRequest, who: Actor) -> HttpResponse:
    """The recalls of the practice, and a new one. Whom it goes to by age and sex is shown before anybody is asked."""
    now, shown = timezone.now(), None
    with acting(who):
        authorise(who, "requests.book")
        if request.method == "POST":
            form = forms.RECALL.bind(request.POST)
        else:
            form = forms.RECALL.empty(presenter.initial_recall(now, request.GET.get("programme", "")))
        if request.method == "POST" and form.ok:
            whom = forms.whom(form)
            try:
                recall = UUID(hex=form.values["key"])
                if whom.numbers or (form.values["seen"] and "look" not in request.POST):
                    recalling.begin(
                        recall=recall, whom=whom, allowed=forms.allowed(form), remind_weeks=form.values["remind_weeks"],
                        now=now, seen=form.values["seen"] or None,
                    )  # fmt: skip
                    return HttpResponseRedirect(url("staff_recall", recall), status=303)
            except ValueError:
                form = form.refuse("key", "This page is out of date. Open it again")
            except Forbidden:
                raise
            except Refused as refusal:
                form = form.refuse("", str(refusal))
            if not whom.numbers:
                found = chosen(whom, form.values["reason"], now)
                shown = presenter.shown(found, now)
                record("requests.look_at_recall", presenter.ids(found), f"{len(found.people)} people")
        lines = presenter.lines(stored.recalls(), now)
    context = {
        "page": staff_page(who, "Recalls", tab="recalls", has_errors=not form.ok), "form": form, "lines": lines,
        "choices": presenter.choices(who.party, now), "shown": shown,
        "programmes": presenter.programmes(form.text("programme")),
    }  # fmt: skip
    return render(request, "requests/staff/recalls.jinja", context, status=200 if form.ok else 422)


@require_http_methods(["GET", "POST"])
@staff_required
def recall(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """How far a recall came, and whom to phone; stopping it."""
    if request.method == "GET":
        return _recall(request, who, id)
    with acting(who):
        authorise(who, "requests.book")
        if stored.recall(id) is None:
            raise Http404
        recalling.stop(recall=id, now=timezone.now())
    return HttpResponseRedirect(url("staff_recall", id), status=303)


@require_GET
@still_signed_in
def recall_rows(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """The same again, for the page that is open."""
    return again(request, who, lambda now: _read(who, id, now))


@require_POST
@staff_required
def recall_call(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Somebody calls a person of a recall, takes the call over from the colleague whom the page named, or ends it."""

    def press(now: datetime) -> str:
        _, whom = _whom(id, request)
        over = "over" in request.POST
        if over:
            calling.ended(whom)
        else:
            calling.begin(whom, now=now, instead=read_uuid(request.POST.get("instead", "")))
        return f"{url('staff_recall', id)}?done={'call_over' if over else 'calling'}#{line(request.POST)}"

    return phoned(request, who, _recall_page(id), press, "requests.call")


@require_POST
@staff_required
def recalled(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What somebody of a recall said on the phone, or that nobody answered."""
    how, tries = request.POST.get("how", ""), request.POST.get("tries", "")

    def press(now: datetime) -> str:
        one, whom = _whom(id, request)
        with calling.ends(whom, now=now):
            if how == "books":
                return f"{url('staff_request', recalling.take_up(recalled=one, now=now))}?done=taken_up"
            if how == "not_reached" and tries.isdecimal() and len(tries) < 4:
                written = recalling.not_reached(recalled=one, calls=int(tries), now=now)
            else:
                written = recalling.phoned(recalled=one, how=how, now=now)
        return f"{url('staff_recall', id)}?done={'noted' if written else 'known'}"

    return phoned(request, who, _recall_page(id), press, "requests.call")


def _whom(recall: UUID, request: HttpRequest) -> tuple[UUID, calling.Whom]:
    """Somebody of a recall, and whom that calls; whoever may not see it is told that there is none."""
    one = read_uuid(request.POST.get("one", ""))
    person = one and stored.recall(recall) and stored.person_of(recall, one)
    if one is None or not person:
        raise Http404
    return one, calling.person(person)


def _recall_page(id: UUID) -> Page:
    def page(request: HttpRequest, who: Actor, refused: str = "") -> HttpResponse:
        return _recall(request, who, id, refused)

    return page


def _read(who: Actor, id: UUID, now: datetime) -> Listed:
    """How far a recall came, and whom to phone for it now."""
    authorise(who, "requests.book")
    found = stored.recall(id)
    if found is None:
        raise Http404
    shown = {
        "calls": presenter.calls(stored.to_phone(id, now), calls(now), who, now), "said": presenter.SAID,
        "gone": presenter.GONE, "unknown": stored.unknown(id), "id": id,
        **presenter.progress(found, stored.unsent(id), now),
    }  # fmt: skip
    return Listed(
        template="requests/staff/recall_list.jinja",
        shown=shown,
        stamp=stamp("recall", who, repr(shown)),
        address=url("staff_recall_rows", id),
        verb="requests.read_recall",
        about=(id,),
        every=AT_ONCE,
    )


def _recall(request: HttpRequest, who: Actor, id: UUID, refused: str = "") -> HttpResponse:
    now = timezone.now()
    with acting(who):
        listed = _read(who, id, now)
        listed.recorded()
    context = {
        "page": staff_page(
            who, str(listed.shown["title"]), tab="recalls", keys=presenter.KEYS, done=request.GET.get("done", ""),
            has_errors=bool(refused),
        ),
        "errors": errors(request, refused),
        **listed.page(now),
    }  # fmt: skip
    return render(request, "requests/staff/recall.jinja", context, status=409 if refused else 200)


def _form(request: HttpRequest, who: Actor, title: str, form: Bound, back: str) -> HttpResponse:
    texts = messages.templates(who.party) if who.party else ()
    context = {
        "page": staff_page(who, title, tab="reception", has_errors=not form.ok), "form": form, "back": back,
        "choices": presenter.choices(who.party, timezone.now()), "texts": texts,
    }  # fmt: skip
    return render(request, "requests/staff/invite.jinja", context, status=200 if form.ok else 422)
