"""Entering a request for somebody on the phone or at the desk: one page, one key an answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
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
from weald.foundation.database.identifiers import read_uuid
from weald.foundation.refusal import Refused
from weald.foundation.ui.cleaning import clean_lines
from weald.foundation.ui.components import FieldError
from weald.foundation.ui.environment import url
from weald.foundation.ui.fields import Refusal
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.wording import phone_text
from weald.services.directory import queries as directory
from weald.services.directory.frame import frame, may
from weald.services.library import content
from weald.services.people.needs import needs_told
from weald.services.requests import ahead
from weald.services.requests.actions import entering
from weald.services.requests.actions.entering import Caller, WithColleague
from weald.services.requests.ahead import Heard
from weald.services.requests.entry import Entry
from weald.services.requests.forms import reception as forms
from weald.services.requests.forms.patient import MOST_WORDS
from weald.services.requests.presenters.staff import reception as presenter
from weald.services.requests.presenters.staff.booking import offered
from weald.services.requests.presenters.staff.needs import interpreters, person_needs
from weald.services.requests.presenters.staff.paper import paper
from weald.services.requests.presenters.staff.problems import problems
from weald.services.requests.queries import drafts
from weald.services.requests.queries.care import LATELY, OtherRow, story
from weald.services.requests.queries.contacts import contact, recent_contacts
from weald.services.requests.queries.drafts import DraftRow
from weald.services.requests.queries.entries import begun, requests_of
from weald.services.requests.queries.offers import Asked, offers_for
from weald.services.requests.views.staff.reception import found_page
from weald.services.requests.words import GO_YOURSELF

Do = Callable[[Heard, QueryDict], DraftRow | None]
"""What a key does, with what was answered on the same page before it; where it can lead to danger it returns the entry as it
then stands."""


@require_POST
@staff_required
def begin(request: HttpRequest, who: Actor) -> HttpResponse:
    """Begin an entry, or say for whom one is that was begun; begun twice, it is one."""
    draft = read_uuid(request.POST.get("draft", "")) or uuid4()
    person, channel = read_uuid(request.POST.get("person", "")), request.POST.get("channel", "phone")
    try:
        with acting(who):
            entering.begin(draft=draft, channel=channel, person=person, now=timezone.now())
    except Forbidden:
        raise
    except Refused as refusal:
        return found_page(request, who, refused=str(refusal))
    return HttpResponseRedirect(url("staff_enter", draft), status=303)


@require_POST
@staff_required
def go_on(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """Go on with what a colleague began: the caller rang again."""
    try:
        with acting(who):
            entering.go_on(draft=id, instead=read_uuid(request.POST.get("instead", "")), now=timezone.now())
    except Forbidden:
        raise
    except Refused as refusal:
        return found_page(request, who, refused=str(refusal))
    return HttpResponseRedirect(url("staff_enter", id), status=303)


@require_http_methods(["GET", "POST"])
@staff_required
def enter(request: HttpRequest, who: Actor, id: UUID) -> HttpResponse:
    """The page, and every key on it. A colleague may have gone on with the entry since: then nothing is written on it."""
    try:
        return _entering(request, who, id, timezone.now())
    except WithColleague as refusal:
        return found_page(request, who, refused=str(refusal), unkept=_typed_words(request.POST))


def _entering(request: HttpRequest, who: Actor, id: UUID, now: datetime) -> HttpResponse:
    """What cannot be used is said, with all that was typed still there."""
    try:
        with acting(who):
            authorise(who, "requests.enter")
            if request.method == "POST":
                return _press(request, id, now)
            return _page(request, who, id, now)
    except Wrong as wrong:
        refused = wrong
    except (Forbidden, WithColleague):
        raise
    except Refused as refusal:
        refused = Wrong("", str(refusal), None)
    with acting(who):
        _keep(request, id, now)
        return _page(request, who, id, now, refused)


class Wrong(Exception):  # noqa: N818  an answer to a person, not a fault
    """What was typed cannot be used: the field, the sentence, and the form it came from."""

    def __init__(self, field: str, sentence: str, form: Bound | None) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.form = field, sentence, form


def _press(request: HttpRequest, id: UUID, now: datetime) -> HttpResponse:
    sent, do = request.POST, request.POST.get("do", "")
    entry = _entry(id, now, asks_to_send=do == "send")
    if do == "away":
        entering.throw_away(draft=id)
        return HttpResponseRedirect(url("staff_reception"), status=303)
    if entry.draft.sent_at is None or do == "contact":
        written = DO.get(do, _nothing)(ahead.heard(entry, sent.getlist("before")), sent)
        # Danger does not wait for another key: it is recorded at once, and the page says what to say.
        if written and Entry(written, entry.practice, now).emergency:
            entering.send(row=written, slot=None, now=now)
    if do == "left" or (do == "answer" and "name" not in sent):
        return HttpResponse(
            status=204
        )  # a page that is left says what was answered on it; nobody looks at what follows
    return HttpResponseRedirect(url("staff_enter", id), status=303)


def _keep(request: HttpRequest, id: UUID, now: datetime) -> None:
    """What was answered on the page before something on it could not be used, is not to be answered again."""
    entry = _entry(id, now)
    if entry.draft.sent_at is None and entry.draft.expires_at > now:
        _write(ahead.heard(entry, request.POST.getlist("before")))


def _write(
    heard: Heard, more: Mapping[str, Any] | None = None, instead_of: Iterable[str] = ()
) -> DraftRow | None:
    """Writes down what was answered on a page, where it was anything."""
    answers = {**heard.answers, **(more or {})}
    if not answers:
        return None
    taken_back = (*heard.instead_of, *instead_of)
    return entering.answer(
        draft=heard.entry.draft.id, answers=answers, instead_of=taken_back, now=heard.entry.now
    )


def _nothing(heard: Heard, sent: QueryDict) -> None:
    """A button that this page does not have."""


def _channel(heard: Heard, sent: QueryDict) -> None:
    entering.say_channel(row=heard.entry.draft, channel=sent.get("channel", ""), now=heard.entry.now)


def _words(heard: Heard, sent: QueryDict) -> DraftRow:
    form = forms.WORDS.bind(sent)
    if not form.ok:
        raise Wrong("", "", form)
    values = form.values
    caller = Caller(values["for_whom"], values["asked_by"], values["phone"] or "", values["interprets"] or "")
    return entering.say_words(
        row=heard.entry.draft, words=values["words"], caller=caller, answers=heard.answers,
        instead_of=heard.instead_of, now=heard.entry.now,
    )  # fmt: skip


def _left(heard: Heard, sent: QueryDict) -> DraftRow | None:
    """What stood in the box when the page was left, not said to be all yet."""
    words = _typed_words(sent)
    if heard.entry.draft.words or not words:
        return None
    return entering.keep_words(row=heard.entry.draft, words=words, now=heard.entry.now)


def _typed_words(sent: QueryDict) -> str:
    return clean_lines(sent.get("words", "")[:MOST_WORDS])


def _problem(heard: Heard, sent: QueryDict) -> DraftRow:
    problem = sent.get("problem", "")
    if problem != SOMETHING_ELSE and problem not in dict(heard.entry.problems()):
        raise Wrong("", "Choose the closest problem, or 0 for none of these", None)
    return entering.choose(draft=heard.entry.draft.id, problem=problem, now=heard.entry.now)


def _answer(heard: Heard, sent: QueryDict) -> DraftRow | None:
    asked = heard.entry.question(sent.get("name", "")) if heard.whole and "name" in sent else None
    if asked is None:
        return _write(heard)
    try:
        answers, instead_of = forms.answered(asked, sent)
    except Refusal as refusal:
        raise Wrong("answer", refusal.sentence, None) from refusal
    return _write(heard, answers, instead_of)


def _again(heard: Heard, sent: QueryDict) -> DraftRow:
    return entering.say_again(row=heard.entry.draft, again=sent.get("again", ""), now=heard.entry.now)


def _send(heard: Heard, sent: QueryDict) -> None:
    if heard.entry.stage != "decision":
        raise Refused("Something is still open. Answer it, then send.")
    entering.send(row=heard.entry.draft, slot=read_uuid(sent.get("slot", "")), now=heard.entry.now)


def _hand_over(heard: Heard, sent: QueryDict) -> None:
    entering.hand_over(row=heard.entry.draft, now=heard.entry.now)


def _contact(heard: Heard, sent: QueryDict) -> None:
    form = forms.CONTACT.bind(sent)
    if not form.ok:
        raise Wrong("", "", form)
    values = form.values
    entering.leave_contact(
        draft=heard.entry.draft.id, name=values["name"] or "", phone=values["phone"] or "", where=values["where"] or "",
        now=heard.entry.now,
    )  # fmt: skip


DO: Mapping[str, Do] = {
    "channel": _channel, "words": _words, "left": _left, "problem": _problem, "answer": _answer, "again": _again, "send": _send,
    "hand_over": _hand_over, "contact": _contact,
}  # fmt: skip


def _entry(id: UUID, now: datetime, *, asks_to_send: bool = False) -> Entry:
    """The entry, where it is of whoever asks; only for sending it matters how often the person asked lately."""
    try:
        row = entering.mine(id)
    except WithColleague:
        raise
    except Refused as refusal:
        raise Http404 from refusal
    entry = Entry(row, directory.practice_by_id(row.organisation), now)
    return _counted(entry) if asks_to_send else entry


def _counted(entry: Entry) -> Entry:
    """The entry with how often the person asked lately, which is asked about once, when all else is answered."""
    if entry.person is None or entry.draft.sent_at is not None or entry.draft.about.get("asked_before"):
        return entry
    if entry.stage != "decision":
        return entry
    return replace(entry, contacts=recent_contacts(entry.person, entry.now))


def _page(
    request: HttpRequest, who: Actor, id: UUID, now: datetime, wrong: Wrong | None = None
) -> HttpResponse:
    found = begun(id, entering.desk(who))
    if found is None:
        _entry(id, now)  # says with which colleague it lies
        raise Http404
    row, known, needs = found.draft, found.person, found.needs
    entry = _counted(Entry(row, directory.practice_by_id(row.organisation), now))
    form = wrong.form if wrong else None
    errors = form.errors if form else (FieldError(wrong.field, wrong.sentence, wrong.field),) if wrong else ()
    common = {"here": url("staff_enter", id), "errors": errors}
    status = 422 if wrong else 200
    if row.sent_at is not None:
        return _sent(request, who, id, now, common | {"form": form or forms.CONTACT.empty()}, status)
    if entry.person:
        record("people.read", [entry.person])
    stage, asked, then_words = _stage(
        entry, request.GET.get("ask", ""), request.POST if wrong else QueryDict()
    )
    channel = row.about["channel"]
    values = entering.preview(row=row, known=known, now=now) if stage == "decision" else None
    return render(request, "requests/staff/entering.jinja", common | {
        "page": frame(who, "Ask for help", tab="reception", keys=presenter.ENTRY_KEYS, has_errors=bool(errors)),
        "needs": person_needs(needs), "interpreters": interpreters(needs),
        "who": presenter.who(known, now), "find": f"{url('staff_reception')}?entry={id}", "stage": stage, "asked": asked,
        "then_words": then_words,
        "channel_text": presenter.CHANNELS[channel], "other_channel": "walk_in" if channel == "phone" else "phone",
        "form": form or forms.WORDS.empty(_typed(entry)), "typed": request.POST.get("answer", "")[:20],
        "problems": problems(entry) if stage == "problem" else None,
        "decided": presenter.decided(values, now) if values else None,
        "times": offered(_offers(values, now), now) if values and may(who, "requests.book") else (),
        "again": presenter.AGAIN if stage == "again" else (),
        "before": presenter.asked_lines(_lately(entry), who, now) if stage == "again" else (),
        "begun_by": row.about.get("begun_by", "") if row.about.get("begun_by") != row.about.get("held_by") else "",
        "words": row.words if stage != "words" else "", "problem": _problem_name(row.problem), "said": presenter.said(entry),
    }, status=status)  # fmt: skip


def _sent(
    request: HttpRequest, who: Actor, id: UUID, now: datetime, common: dict[str, Any], status: int
) -> HttpResponse:
    """What was entered, and what to say now."""
    found = story(id)
    if found is None:
        raise Http404
    record("requests.read", [id])
    sent = presenter.sent(found, now)
    danger = "Danger: tell the duty clinician" if sent.cut_off else "Danger: say this now"
    title = danger if sent.emergency else "Handed to a clinician" if sent.cut_off else "Sent"
    return render(request, "requests/staff/entered.jinja", common | {
        "page": frame(who, title, tab="reception", keys=presenter.SENT_KEYS, has_errors=bool(common["errors"])),
        "sent": sent, "print": url("staff_print", id), "open": url("staff_request", id),
    }, status=status)  # fmt: skip


def _stage(entry: Entry, ask: str, wrong: QueryDict) -> tuple[str, tuple[presenter.Asked, ...], bool]:
    """What the page shows: what is next, or what is to be asked again; and whether their words follow on the same page."""
    if ask in {"words", "problem", "again"} and entry.person is not None:
        return ask, (), False
    name = ask or wrong.get("name", "")
    ticked = frozenset(wrong.getlist("signs"))
    following = ahead.breath(entry) if entry.stage == "question" else ahead.NOTHING
    question = entry.question(name) if name else None
    if question is not None and question.finding not in {one.question.finding for one in following.steps[:1]}:
        return "question", (presenter.asked(entry, question, ticked=ticked),), False
    asked = tuple(presenter.asked(entry, one.question, one.goes_on, ticked) for one in following.steps)
    return entry.stage, asked, following.words


def _lately(entry: Entry) -> tuple[OtherRow, ...]:
    """What they asked in the last seven days, as far as the reader sees it."""
    asked = requests_of(entry.person, entry.now) if entry.person else ()
    return tuple(one for one in asked if one.sent_at > entry.now - LATELY)


def _typed(entry: Entry) -> dict[str, Any]:
    row = entry.draft
    return {
        "words": row.words or row.about.get("left", ""), "for_whom": row.for_whom or "me", "asked_by": row.about.get("asked_by", ""),
        "phone": phone_text(row.about.get("phone", "")), "interprets": row.about.get("interprets", ""),
    }  # fmt: skip


def _problem_name(problem: str) -> str:
    name = content.current().called(problem)
    return name or ("None of the problems on the list" if problem else "")


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
