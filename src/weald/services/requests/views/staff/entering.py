"""Entering a request for somebody on the phone or at the desk: one page, one key an answer."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weald.engines.triage import SOMETHING_ELSE
from weald.foundation.access import Actor, Forbidden, acting, authorise, record
from weald.foundation.access.staff import staff_required
from weald.foundation.refusal import Refused
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.fields import Refusal
from weald.foundation.ui.forms import Bound
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame, may
from weald.services.library import content
from weald.services.people import queries as people
from weald.services.people.needs import needs_told
from weald.services.requests.actions import entering
from weald.services.requests.actions.entering import Caller
from weald.services.requests.actions.submit import recent_contacts
from weald.services.requests.entry import Entry
from weald.services.requests.forms import reception as forms
from weald.services.requests.presenters.staff import reception as presenter
from weald.services.requests.presenters.staff.booking import offered
from weald.services.requests.presenters.staff.needs import interpreters, person_needs
from weald.services.requests.presenters.staff.paper import paper
from weald.services.requests.presenters.staff.problems import problems
from weald.services.requests.queries import drafts
from weald.services.requests.queries.care import LATELY, OtherRow, story
from weald.services.requests.queries.contacts import contact
from weald.services.requests.queries.drafts import DraftRow
from weald.services.requests.queries.entries import requests_of
from weald.services.requests.queries.offers import Asked, offers_for
from weald.services.requests.views.staff.reception import found_page, identifier
from weald.services.requests.words import GO_YOURSELF

Do = Callable[[Entry, QueryDict], DraftRow | None]
"""What a key does; it may return the entry as it then stands."""


@require_POST
@staff_required
def begin(request: HttpRequest, who: Actor) -> HttpResponse:
    """Begin an entry, or say for whom one is that was begun; begun twice, it is one."""
    draft = identifier(request.POST.get("draft", "")) or uuid4()
    person, channel = identifier(request.POST.get("person", "")), request.POST.get("channel", "phone")
    try:
        with acting(who):
            entering.begin(draft=draft, channel=channel, person=person, now=timezone.now())
    except Forbidden:
        raise
    except Refused as refusal:
        return found_page(request, who, refused=str(refusal))
    return HttpResponseRedirect(url("staff_enter", draft), status=303)


@require_http_methods(["GET", "POST"])
@staff_required
def enter(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """The page, and every key on it. What cannot be used is said, with all that was typed still there."""
    now = timezone.now()
    try:
        with acting(who):
            authorise(who, "requests.enter")
            if request.method == "POST":
                return _press(request, id, now)
            return _page(request, who, id, now)
    except Wrong as wrong:
        refused = wrong
    except Forbidden:
        raise
    except Refused as refusal:
        refused = Wrong("", str(refusal), None)
    with acting(who):
        return _page(request, who, id, now, refused)


class Wrong(Exception):  # noqa: N818  an answer to a person, not a fault
    """What was typed cannot be used: the field, the sentence, and the form it came from."""

    def __init__(self, field: str, sentence: str, form: Bound | None) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.form = field, sentence, form


def _press(request: HttpRequest, id: UUID, now: datetime) -> HttpResponse:
    do, entry = request.POST.get("do", ""), _entry(id, now)
    if entry is None:
        raise Http404
    if do == "away":
        entering.throw_away(draft=id)
        return HttpResponseRedirect(url("staff_reception"), status=303)
    if entry.draft.sent_at is None or do == "contact":
        written = DO.get(do, _nothing)(entry, request.POST)
        after = Entry(written, entry.practice, now) if written else _entry(id, now)
        # Danger does not wait for another key: it is recorded at once, and the page says what to say.
        if after is not None and after.draft.sent_at is None and after.emergency:
            entering.send(draft=id, slot=None, now=now)
    return HttpResponseRedirect(url("staff_enter", id), status=303)


def _nothing(entry: Entry, sent: QueryDict) -> None:
    """A button that this page does not have."""


def _channel(entry: Entry, sent: QueryDict) -> None:
    entering.say_channel(draft=entry.draft.id, channel=sent.get("channel", ""), now=entry.now)


def _words(entry: Entry, sent: QueryDict) -> None:
    form = forms.WORDS.bind(sent)
    if not form.ok:
        raise Wrong("", "", form)
    values = form.values
    caller = Caller(values["for_whom"], values["asked_by"], values["phone"] or "", values["interprets"] or "")
    entering.say_words(draft=entry.draft.id, words=values["words"], caller=caller, now=entry.now)


def _problem(entry: Entry, sent: QueryDict) -> None:
    problem = sent.get("problem", "")
    if problem != SOMETHING_ELSE and problem not in dict(entry.problems()):
        raise Wrong("", "Choose the closest problem, or 0 for none of these", None)
    entering.choose(draft=entry.draft.id, problem=problem, now=entry.now)


def _answer(entry: Entry, sent: QueryDict) -> DraftRow | None:
    asked = entry.question(sent.get("name", ""))
    if asked is None:
        return None
    try:
        answers, instead_of = forms.answered(asked, sent)
    except Refusal as refusal:
        raise Wrong("answer", refusal.sentence, None) from refusal
    return entering.answer(draft=entry.draft.id, answers=answers, instead_of=instead_of, now=entry.now)


def _again(entry: Entry, sent: QueryDict) -> None:
    entering.say_again(draft=entry.draft.id, again=sent.get("again", ""), now=entry.now)


def _send(entry: Entry, sent: QueryDict) -> None:
    if entry.stage != "decision":
        raise Refused("Something is still open. Answer it, then send.")
    entering.send(draft=entry.draft.id, slot=identifier(sent.get("slot", "")), now=entry.now)


def _contact(entry: Entry, sent: QueryDict) -> None:
    form = forms.CONTACT.bind(sent)
    if not form.ok:
        raise Wrong("", "", form)
    values = form.values
    entering.leave_contact(
        draft=entry.draft.id, name=values["name"], phone=values["phone"] or "", now=entry.now
    )


DO: Mapping[str, Do] = {
    "channel": _channel, "words": _words, "problem": _problem, "answer": _answer, "again": _again, "send": _send, "contact": _contact,
}  # fmt: skip


def _entry(id: UUID, now: datetime) -> Entry | None:
    """The entry, where it is of whoever asks."""
    try:
        row = entering.mine(id)
    except Refused:
        return None
    entry = Entry(row, directory.practice_by_id(row.organisation), now)
    if entry.person is None or row.sent_at is not None or entry.stage != "decision":
        return entry
    return Entry(row, entry.practice, now, recent_contacts(entry.person, now))


def _page(
    request: HttpRequest, who: Actor, id: UUID, now: datetime, wrong: Wrong | None = None
) -> HttpResponse:
    entry = _entry(id, now)
    if entry is None:
        raise Http404
    row, form = entry.draft, wrong.form if wrong else None
    errors = form.errors if form else (FieldError(wrong.field, wrong.sentence, wrong.field),) if wrong else ()
    common = {"here": url("staff_enter", id), "errors": errors}
    status = 422 if wrong else 200
    if row.sent_at is not None:
        found = story(id)
        if found is None:
            raise Http404
        record("requests.read", [id])
        title = "Danger: say this now" if found.request.level == "now" else "Sent"
        return render(request, "requests/staff/entered.jinja", common | {
            "page": frame(who, title, tab="reception", keys=presenter.SENT_KEYS, has_errors=bool(errors)),
            "sent": presenter.sent(found, now), "print": url("staff_print", id), "open": url("staff_request", id),
            "form": form or forms.CONTACT.empty(),
        }, status=status)  # fmt: skip
    known = people.person(entry.person) if entry.person else None
    if entry.person:
        record("people.read", [entry.person])
    stage, asked = _stage(entry, request.GET.get("ask", ""), request.POST.get("name", "") if wrong else "")
    needs = people.needs_of(entry.person) if entry.person else ()
    channel = row.about["channel"]
    values = entering.preview(draft=id, now=now) if stage == "decision" else None
    return render(request, "requests/staff/entering.jinja", common | {
        "page": frame(who, "Ask for help", tab="reception", keys=presenter.ENTRY_KEYS, has_errors=bool(errors)),
        "needs": person_needs(needs), "interpreters": interpreters(needs),
        "who": presenter.who(known, now), "find": f"{url('staff_reception')}?entry={id}", "stage": stage, "asked": asked,
        "channel_text": presenter.CHANNELS[channel], "other_channel": "walk_in" if channel == "phone" else "phone",
        "form": form or forms.WORDS.empty(_typed(entry)), "typed": request.POST.get("answer", "")[:20],
        "problems": problems(entry) if stage == "problem" else None,
        "decided": presenter.decided(values, now) if values else None,
        "times": offered(_offers(values, now), now) if values and may(who, "requests.book") else (),
        "again": presenter.AGAIN if stage == "again" else (),
        "before": presenter.asked_lines(_lately(entry), who, now) if stage == "again" else (),
        "words": row.words if stage != "words" else "", "problem": _problem_name(row.problem), "said": presenter.said(entry),
    }, status=status)  # fmt: skip


def _stage(entry: Entry, ask: str, again: str) -> tuple[str, presenter.Asked | None]:
    """What the page shows: what is next, or what is to be asked again."""
    if ask in {"words", "problem", "again"} and entry.person is not None:
        return ask, None
    question = entry.question(ask or again)
    if question is not None and (ask or again or entry.stage == "question"):
        return "question", presenter.asked(entry, question)
    return entry.stage, None


def _lately(entry: Entry) -> tuple[OtherRow, ...]:
    """What they asked in the last seven days, as far as the reader sees it."""
    asked = requests_of(entry.person, entry.now) if entry.person else ()
    return tuple(one for one in asked if one.sent_at > entry.now - LATELY)


def _typed(entry: Entry) -> dict[str, Any]:
    row = entry.draft
    return {
        "words": row.words, "for_whom": row.for_whom or "me", "asked_by": row.about.get("asked_by", ""),
        "phone": row.about.get("phone", ""), "interprets": row.about.get("interprets", ""),
    }  # fmt: skip


def _problem_name(problem: str) -> str:
    known = content.current().problems.get(problem)
    return known.name if known else "None of the problems on the list" if problem else ""


def _offers(values: Mapping[str, Any], now: datetime) -> tuple[Any, ...]:
    if values["service"] in GO_YOURSELF:
        return ()
    wants = Asked(
        id=values["id"], organisation=values["organisation"], person=values["person"], reference="", state="waiting",
        self_service=False, confirmed=False, contact_by="", phone=values["phone"], email="", level=values["level"],
        service=values["service"], due_at=values["due_at"], identity_level=values["identity_level"],
        needs=frozenset(values["needs"]), needs_on_record=frozenset(values["needs_on_record"] or ()),
    )  # fmt: skip
    return offers_for(wants, now)


@require_GET
@staff_required
def on_paper(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """What somebody takes home who has no phone. The decision itself prints only whoever entered it or may read it."""
    with acting(who):
        authorise(who, "requests.enter")
        found = story(id)
        if found is None:
            raise Http404
        row = drafts.draft(id)
        own = row is not None and row.device_hash == entering.desk(who)
        met = contact(id)
        record("requests.read", [id])
    whole = own or found.request.kind == "administrative" or may(who, "requests.read_clinical")
    practice = directory.practice_by_id(found.request.organisation)
    context = {
        "page": frame(who, "To take home", tab="reception", keys=presenter.SENT_KEYS),
        "needs": needs_told(met.needs, met.language), "paper": paper(found, practice, whole=whole), "open": url("staff_request", id),
    }  # fmt: skip
    return render(request, "requests/staff/print.jinja", context)
