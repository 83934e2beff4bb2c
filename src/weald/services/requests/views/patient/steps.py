"""The steps before sending, one page each. Every post ends in the next step that is still open."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from weald.engines import triage
from weald.foundation.ui.forms import Bound, Form
from weald.foundation.ui.wording import wall
from weald.services.library import content
from weald.services.requests import evidence
from weald.services.requests.actions import drafts
from weald.services.requests.actions.submit import Incomplete, submit
from weald.services.requests.evidence import Journey
from weald.services.requests.forms import patient as forms
from weald.services.requests.presenters.patient import journey as presenters
from weald.services.requests.presenters.patient.problems import problem as problem_page
from weald.services.requests.queries.drafts import DraftRow
from weald.services.requests.views.patient.holding import journey, keep_link, render, see_other

WRONG = 422
"""The status of a page that was posted with something that cannot be used: it shows what was typed, and why."""


def onward(before: Journey, written: DraftRow) -> HttpResponse:
    """On to the first open step; where somebody is in danger, straight to what to do, with the request recorded."""
    now = Journey(written, before.practice, before.now)
    if now.emergency:
        return _send(now, "emergency")
    return see_other(presenters.here(now))


def _send(ready: Journey, page: str, *, shared: bool = False) -> HttpResponse:
    sent = submit(draft=ready.draft.id, now=ready.now, shared=shared)
    response = see_other(presenters.step(ready.draft.id, page))
    if sent.link_token:
        keep_link(response, ready.draft.id, sent.link_token)
    return response


def _bind(form: Form, request: HttpRequest, now: Journey, stored_values: Mapping[str, Any]) -> Bound:
    if request.method == "POST":
        return form.bind(request.POST, today=wall(now.now).date())
    return form.empty(stored_values)


def key_of(now: Journey) -> dict[str, Any]:
    """What every write on a draft names: which, from which device, and when."""
    return {"draft": now.draft.id, "device_hash": now.draft.device_hash, "now": now.now}


@journey
def who(request: HttpRequest, now: Journey) -> HttpResponse:
    """For whom it is, when they were born, and their sex."""
    row = now.draft
    form = _bind(forms.WHO, request, now, {"for_whom": row.for_whom, "born": row.birth_date, "sex": row.sex})
    if request.method == "POST" and form.ok:
        values = form.values
        written = drafts.say_who(
            **key_of(now), for_whom=values["for_whom"], birth_date=values["born"], sex=values["sex"]
        )
        return onward(now, written)
    return render(request, "who", presenters.who(now, form), 200 if form.ok else WRONG)


@journey
def kind(request: HttpRequest, now: Journey) -> HttpResponse:
    """Health, or something administrative."""
    form = _bind(forms.KIND, request, now, {"kind": now.draft.kind})
    if request.method == "POST" and form.ok:
        return onward(now, drafts.say_kind(**key_of(now), kind=form.values["kind"]))
    return render(request, "kind", presenters.kind(now, form), 200 if form.ok else WRONG)


@journey
def words(request: HttpRequest, now: Journey) -> HttpResponse:
    """What is wrong, in their own words."""
    form = _bind(forms.WORDS, request, now, {"words": now.draft.words})
    if request.method == "POST" and form.ok:
        written = drafts.say_words(**key_of(now), words=form.values["words"])
        only = evidence.only_problem(now.draft.kind)
        if only:
            written = drafts.choose_problem(**key_of(now), problem=only)
        return onward(now, written)
    return render(request, "words", presenters.words(now, form), 200 if form.ok else WRONG)


@journey
def problem(request: HttpRequest, now: Journey) -> HttpResponse:
    """Which problem it is: one that the words suggest, one of the list, or none of them."""
    whole = request.GET.get("all") == "1"
    form = _bind(forms.PROBLEM, request, now, {"problem": now.draft.problem})
    if request.method == "POST" and form.ok:
        chosen = form.values["problem"]
        if chosen == "list":
            return see_other(f"{presenters.step(now.draft.id, 'problem')}?all=1")
        if chosen == triage.SOMETHING_ELSE or content.current().called(chosen):
            return onward(now, drafts.choose_problem(**key_of(now), problem=chosen))
        form = form.refuse("problem", forms.CHOOSE_PROBLEM)
    return render(request, "problem", problem_page(now, form, whole=whole), 200 if form.ok else WRONG)


@journey
def about_you(request: HttpRequest, now: Journey) -> HttpResponse:
    """Name, NHS number if known, how to reach them, whether they asked before, and what they need."""
    asked = forms.about(other=now.other, clinical=now.draft.kind == "clinical")
    form = _bind(asked, request, now, now.draft.about)
    if request.method == "POST" and form.ok:
        about = {name: value or "" for name, value in form.values.items()}
        return onward(now, drafts.say_about(**key_of(now), about=about))
    return render(request, "about", presenters.about(now, form), 200 if form.ok else WRONG)


@journey
def check(request: HttpRequest, now: Journey) -> HttpResponse:
    """Everything that will be sent, to be changed or sent; whoever comes too early is led to the step that is open."""
    if now.emergency or now.place != "check":
        return see_other(presenters.here(now))
    return render(request, "check", presenters.check(now))


@journey
def send(request: HttpRequest, now: Journey) -> HttpResponse:
    """Send it, once however often this is pressed."""
    if request.method != "POST" or now.place != "check":
        return see_other(presenters.here(now))
    try:
        return _send(now, "decision", shared=request.POST.get("share") == "yes")
    except Incomplete:
        return see_other(presenters.step(now.draft.id, "question"))
