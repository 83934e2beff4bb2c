"""The questions of triage: the life-threat signs first, then one page for each question that the decision needs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from msgspec.structs import replace

from weald.engines.triage import Question
from weald.foundation.ui.forms import Bound, Form
from weald.services.library import content
from weald.services.requests import evidence
from weald.services.requests.actions import drafts
from weald.services.requests.evidence import Journey
from weald.services.requests.forms import patient as forms
from weald.services.requests.listening import claims
from weald.services.requests.presenters.patient import journey as presenters
from weald.services.requests.views.patient.holding import journey, render, see_other
from weald.services.requests.views.patient.steps import WRONG, key_of, onward

AT_ONCE = 4
"""The most signs of an opened group on one page."""


@journey
def danger(request: HttpRequest, now: Journey) -> HttpResponse:
    """Is anything life-threatening happening now? Before any name, and before anything else."""
    if request.method != "POST":
        asked = now.assessment.question
        if asked is not None and asked.group and evidence.in_danger(asked):
            return _show(request, now, asked, opened=True)
    return _ask(request, now, content.current().danger.groups[0].name)


@journey
def question(request: HttpRequest, now: Journey) -> HttpResponse:
    """The next question, as far as there is one."""
    asked = now.assessment.question
    if now.place != "question" or asked is None:
        return see_other(presenters.here(now))
    return _show(request, now, asked, opened=asked.group is not None)


@journey
def named(request: HttpRequest, now: Journey, name: str) -> HttpResponse:
    """One question by its name: answered for the first time, or changed. A name that nobody asks for leads on."""
    on_duty = content.current()
    if name not in on_duty.findings and name not in on_duty.groups:
        return see_other(presenters.here(now))
    if request.method != "POST" and "each" in request.GET and name in on_duty.groups:
        asked = now.assessment.question
        still = asked if asked and asked.group == name else now.question_for(name)
        return _show(request, now, still, opened=True)
    return _ask(request, now, name)


def _ask(request: HttpRequest, now: Journey, name: str) -> HttpResponse:
    asked = now.question_for(name)
    if request.method != "POST":
        return _show(request, now, asked, opened=False)
    # The page of an opened group says which signs it asked; a form that names none of them asks all.
    shown = set(request.POST.getlist("member"))
    opened = asked.kind == "group" and bool(shown)
    if opened:
        left = tuple(member for member in asked.members if member.finding in shown)
        asked = replace(asked, members=left or asked.members)
    form = _form(asked, opened).bind(request.POST)
    if not form.ok:
        return render(request, "question", presenters.question(now, asked, form, opened=opened), WRONG)
    answers, instead_of = _answers(now, asked, form, opened)
    written = drafts.answer(**key_of(now), answers=answers, instead_of=instead_of)
    return onward(now, written)


def _show(request: HttpRequest, now: Journey, asked: Question, *, opened: bool) -> HttpResponse:
    more = 0
    if opened and asked.group and not evidence.in_danger(asked):
        # What is left of an opened group comes a screen at a time, for somebody who may be frightened: the first yes that decides
        # spares the rest. Signs of danger to life stay together.
        left = asked.members
        pages = -(-len(left) // AT_ONCE)
        asked = replace(asked, members=left[: -(-len(left) // pages)])
        more = len(left) - len(asked.members)
    heard = _heard(now, asked)
    form = _form(asked, opened).empty(_stored(now, asked, opened, heard))
    shown = presenters.question(now, asked, form, opened=opened, heard=bool(heard), more=more)
    return render(request, "question", shown)


def _heard(now: Journey, asked: Question) -> frozenset[str]:
    """The signs of this group that the person's own words claim and that nothing was answered to yet: ticked, to be confirmed."""
    answers = now.draft.answers
    if (
        not asked.members
        or answers.get(asked.finding) == "no"
        or any(member.finding in answers for member in asked.members)
    ):
        return frozenset()
    claimed = frozenset(claims(now.draft.words))
    return claimed.intersection(member.finding for member in asked.members)


def _form(asked: Question, opened: bool) -> Form:
    if opened:
        return forms.members(asked)
    if asked.kind == "group":
        return forms.signs(
            asked, alarm=asked.finding in {group.name for group in content.current().danger.groups}
        )
    return forms.single(asked)


def _stored(now: Journey, asked: Question, opened: bool, heard: frozenset[str]) -> dict[str, Any]:
    """What was answered before, to be shown again, and what was `heard` in the person's words."""
    answers = {**now.draft.answers, **dict.fromkeys(heard, "yes")}
    if opened:
        return {member.finding: answers.get(member.finding) for member in asked.members}
    if asked.kind == "group":
        ticked = tuple(member.finding for member in asked.members if answers.get(member.finding) == "yes")
        said = {"no": (forms.NONE,), "unsure": (*ticked, forms.UNSURE)}
        return {"signs": said.get(answers.get(asked.finding, ""), ticked)}
    value = answers.get(asked.finding)
    if asked.kind == "number":
        return {"unsure": ("unsure",)} if value == "unsure" else {"answer": value}
    return {"answer": value}


def _answers(now: Journey, asked: Question, form: Bound, opened: bool) -> tuple[dict[str, Any], list[str]]:
    """The answers that a page gives, and those that it takes the place of."""
    if opened:
        return dict(form.values), []
    if asked.kind != "group":
        value = form.values["answer"]
        return {asked.finding: "unsure" if form.values.get("unsure") else value}, []
    chosen = form.values["signs"]
    members = [member.finding for member in asked.members]
    answers: dict[str, Any] = {name: "yes" for name in members if name in chosen}
    if forms.UNSURE in chosen:
        answers[asked.finding] = "unsure"
    elif answers:
        answers = {name: "yes" if name in chosen else "no" for name in members} | {asked.finding: "yes"}
    else:
        answers[asked.finding] = "no"
        # A sign that their words claim was asked by itself first. That no agrees with this one: it stays, or it would be
        # asked a second time.
        denied = {name for name in members if now.draft.answers.get(name) == "no"}
        if denied:
            denied.intersection_update(claims(now.draft.words))
        members = [name for name in members if name not in denied]
    return answers, [asked.finding, *members]
