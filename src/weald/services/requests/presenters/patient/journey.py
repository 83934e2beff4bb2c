"""The steps before sending: one question a page, worded for the person themself or for whoever asks for them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from weald.engines import triage
from weald.engines.triage import Question
from weald.foundation.ui.components import Choice, FieldError, Row
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.language import _, marked
from weald.foundation.ui.presenters import PatientPage
from weald.foundation.ui.wording import date_text, nhs_number_text, phone_text, wall
from weald.services.library import content
from weald.services.people.acting_for import theirs_alone
from weald.services.requests import evidence
from weald.services.requests.evidence import Journey
from weald.services.requests.forms.patient import CONTACT_CHOICES, MOST_WORDS, NONE, UNSURE
from weald.services.requests.listening import sounding
from weald.services.requests.presenters.patient.needs import Besides, answered, besides
from weald.services.requests.presenters.patient.page import page
from weald.services.requests.presenters.patient.times import big
from weald.services.requests.words import FOR_WHOM, SEXES, contact_words

NONE_CHOICE = Choice(NONE, marked("No, none of these"))
UNSURE_CHOICE = Choice(UNSURE, marked("I’m not sure"))
UNSURE_OF_DANGER = Choice(UNSURE, marked("I’m not sure"), marked("We will ask about each one"))
YES_NO_UNSURE = (Choice("yes", marked("Yes")), Choice("no", marked("No")), Choice(UNSURE, marked("Not sure")))

KIND_CHOICES = (
    Choice("clinical", marked("Health"), marked("Something that hurts, worries you or has changed")),
    Choice(
        "administrative",
        marked("Something administrative"),
        marked("For example a repeat prescription, fit note, test result or letter"),
    ),
)
WHO_CHOICES = tuple(Choice(*pair) for pair in FOR_WHOM.items())
SEX_CHOICES = tuple(Choice(*pair) for pair in SEXES.items())
WAY_CHOICES = tuple(Choice(*pair) for pair in CONTACT_CHOICES)


def step(draft: UUID, name: str) -> str:
    """The address of a step."""
    return f"/ask/{draft}/{name.replace('_', '-')}"


def question_address(draft: UUID, name: str) -> str:
    """The address at which one finding or group is asked, answered and changed."""
    return f"/ask/{draft}/question/{name}"


def here(journey: Journey) -> str:
    """The address of the first open step. Each question has its own: so the browser's back leads to the one before."""
    asked = journey.assessment.question
    if journey.place != "question" or asked is None:
        return step(journey.draft.id, journey.place)
    if asked.group:
        return f"{question_address(journey.draft.id, asked.group)}?each=1"
    return question_address(journey.draft.id, asked.finding)


@dataclass(frozen=True, slots=True)
class Simple:
    """A page with one form whose fields the template lays out."""

    page: PatientPage
    form: Bound
    choices: tuple[Choice, ...] = ()
    more: tuple[Choice, ...] = ()
    hint: str = ""
    most: int = MOST_WORDS


def who(journey: Journey, form: Bound) -> Simple:
    """For whom, born when, which sex."""
    return Simple(
        step_page(journey, _("Who needs help?"), form, step(journey.draft.id, "danger")),
        form,
        WHO_CHOICES,
        SEX_CHOICES,
    )


def kind(journey: Journey, form: Bound) -> Simple:
    """Health or administrative."""
    return Simple(
        step_page(journey, _("What do you need help with?"), form, step(journey.draft.id, "who")),
        form,
        KIND_CHOICES,
    )


def words(journey: Journey, form: Bound) -> Simple:
    """In their own words."""
    administrative = journey.draft.kind == "administrative"
    title = _("What do you need?") if administrative else _("What is wrong?")
    hint = (
        _("For example which medicine, letter or result, and by when.")
        if administrative
        else _("In your own words: what it is, where, since when, and what worries you most.")
    )
    return Simple(step_page(journey, title, form, step(journey.draft.id, "kind")), form, hint=hint)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of triage: one page, one form."""

    page: PatientPage
    form: Bound
    action: str
    danger: bool
    kind: str
    text: str
    help: str
    choices: tuple[Choice, ...]
    exclusive: tuple[Choice, ...]
    members: tuple[Question | Any, ...]
    yes_no_unsure: tuple[Choice, ...]
    unsure: tuple[Choice, ...]
    unit: str
    lead: str
    errors: tuple[FieldError, ...]


def question(
    journey: Journey, asked: Question, form: Bound, *, opened: bool, heard: bool = False, more: int = 0
) -> Asked:
    """A question as its page shows it. `opened` asks each sign of a group by itself, of which `more` are left for later pages;
    `heard` says that signs are ticked because the person's own words name them."""
    danger = evidence.in_danger(asked)
    name = (asked.group or asked.finding) if opened else asked.finding
    text, help_ = asked.text, asked.help or ""
    if opened:
        group = triage.question_for(content.current(), name, journey.other)
        text, help_ = group.text, _("Answer each one. It is fine not to be sure.")
        if more:
            help_ += " " + _("Still to come after this page: %(count)s.") % {"count": more}
    is_group = asked.kind == "group" and not opened
    choices = (
        # Who it is for is not known yet when danger is asked about: its short labels fit everybody.
        tuple(
            Choice(one.finding, big(one.label) if danger else one.text, one.help or "")
            for one in asked.members
        )
        if is_group
        else tuple(Choice(one.value, one.text) for one in asked.answers)
    )
    return Asked(
        page=step_page(journey, text, form, _back(journey, name, danger)),
        form=form,
        action=question_address(journey.draft.id, name),
        danger=danger,
        kind="members" if opened else "group" if is_group else asked.kind,
        text=text,
        help=help_,
        choices=choices,
        exclusive=(NONE_CHOICE, UNSURE_OF_DANGER if danger else UNSURE_CHOICE),
        members=asked.members if opened else (),
        yes_no_unsure=YES_NO_UNSURE,
        unsure=(UNSURE_CHOICE,),
        unit=asked.unit or "",
        lead=_("We ticked what you wrote about. Please check it.") if heard else _lead(journey, asked),
        errors=_left(form) if opened else form.errors,
    )


def _left(form: Bound) -> tuple[FieldError, ...]:
    """Of many questions on one page: one sentence that says how many are left and leads to the first. Each has its own mark,
    so that nobody reads all of them a third time."""
    if not form.errors:
        return ()
    count, first = len(form.errors), form.errors[0]
    sentence = (
        _("1 question has no answer yet. Go to it")
        if count == 1
        else _("%(count)s questions have no answer yet. Go to the first") % {"count": count}
    )
    return (FieldError(first.field, sentence, first.anchor),)


def _lead(journey: Journey, asked: Question) -> str:
    """Why this is asked out of turn: something in the person's own words, or in what they changed when they were done."""
    if asked.finding == triage.SOUNDS_SERIOUS:
        return _("This part of what you wrote sounds as if it may be serious: “%(words)s”.") % {
            "words": sounding(journey.draft.words)
        }
    if journey.draft.words and not journey.draft.problem and asked.kind != "problem":
        return _("You wrote something that we must ask about first.")
    if journey.draft.about.get("asked_before") and asked.finding not in journey.draft.answers:
        return _("You changed an answer, so we need to ask this. The rest of what you told us is kept.")
    return ""


def _back(journey: Journey, name: str, danger: bool) -> str:
    """One step back: the question before this one, or the step before the questions."""
    row = journey.draft
    if danger and row.birth_date is None:
        return f"/p/{journey.practice.ods_code}/"
    path = journey.assessment.path
    before = path[: path.index(name)] if name in path else path
    groups = {member for group in content.current().danger.groups for member in (group.name, *group.members)}
    shown = [one for one in before if one not in groups]
    if shown:
        return question_address(row.id, shown[-1])
    if danger:
        return f"/p/{journey.practice.ods_code}/"
    return step(row.id, "problem" if row.problem and row.kind == "clinical" else "words")


@dataclass(frozen=True, slots=True)
class About:
    """Name and contact."""

    page: PatientPage
    form: Bound
    other: bool
    first_name: str
    last_name: str
    number: str
    ways: tuple[Choice, ...]
    fill_given: str
    fill_family: str
    besides: Besides


ABOUT = {
    "me": (
        marked("About you"), marked("Your first name"), marked("Your last name"),
        marked("Your NHS number, if you know it"),
    ),
    "child": (
        marked("About your child, and you"), marked("Your child’s first name"), marked("Your child’s last name"),
        marked("Your child’s NHS number, if you know it"),
    ),
    "other": (
        marked("About them, and you"), marked("Their first name"), marked("Their last name"),
        marked("Their NHS number, if you know it"),
    ),
}  # fmt: skip
"""By for whom it is: the title, and the labels of first name, last name and NHS number."""


def about(journey: Journey, form: Bound) -> About:
    """Who they are and how to reach them."""
    row = journey.draft
    path = journey.assessment.path
    back = question_address(row.id, path[-1]) if path else step(row.id, "problem")
    title, *labels = ABOUT[row.for_whom if journey.other else "me"]
    # The browser knows the name of whoever types, not of whom they care for.
    fill = ("", "") if journey.other else ("given-name", "family-name")
    first, last, number = (_(label) for label in labels)
    return About(
        step_page(journey, _(title), form, back), form, journey.other, first, last, number, WAY_CHOICES, *fill,
        besides(form),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """Check your answers."""

    page: PatientPage
    first: tuple[Row, ...]
    answers: tuple[Row, ...]
    about_heading: str
    about: tuple[Row, ...]
    send: str
    promise: str
    young: bool
    share: tuple[Choice, ...]


def check(journey: Journey) -> Check:
    """Everything that will be sent, each line with its change link."""
    row, stated = journey.draft, journey.draft.about
    draft = row.id
    assert row.birth_date is not None
    first = (
        Row(_("Who needs help"), _(FOR_WHOM.get(row.for_whom, "")), step(draft, "who")),
        Row(_("Date of birth"), date_text(row.birth_date), step(draft, "who")),
        Row(_("Sex"), _(SEXES.get(row.sex, "")), step(draft, "who")),
        Row(
            _("Health or administrative"),
            dict((one.value, one.text) for one in KIND_CHOICES)[row.kind],
            step(draft, "kind"),
        ),
        Row(_("In your words"), row.words, step(draft, "words")),
        Row(_("Problem"), _problem_name(row.problem), step(draft, "problem")),
    )
    name = f"{stated.get('given_name', '')} {stated.get('family_name', '')}".strip()
    lines = [
        (_("Name"), name),
        (_("Your name"), stated.get("asked_by", "")),
        (_("NHS number"), nhs_number_text(stated.get("nhs_number", "")) or _("Not given")),
        (_("Contact by"), contact_words(stated.get("contact_by", ""))),
        (_("Phone"), phone_text(stated.get("phone", ""))),
        (_("Email"), stated.get("email", "")),
        *answered(stated),
    ]
    return Check(
        page=page(
            _("Check your answers"),
            journey.practice,
            journey.now,
            back=step(draft, "about_you"),
            problem=journey.draft.problem,
        ),
        first=first,
        answers=tuple(answer_rows(journey)),
        about_heading=_("About them, and you") if journey.other else _("About you"),
        about=tuple(Row(key, value, step(draft, "about_you")) for key, value in lines if value),
        send=step(draft, "send"),
        promise=_("We will tell you at once how soon you need help, and with whom."),
        young=_young(journey),
        share=(Choice("yes", _("Yes, whoever acts for me can see this request")),),
    )


def _young(journey: Journey) -> bool:
    """Whether somebody under 18 asks for themself: then nobody else sees it unless they say so."""
    row = journey.draft
    return row.for_whom == "me" and theirs_alone(row.birth_date, wall(journey.now).date())


def _problem_name(problem: str) -> str:
    return content.current().called(problem) or _("None of the problems on our list")


def answer_rows(journey: Journey) -> list[Row]:
    """The answers that count, in the order asked; a group's signs stand in one line until it was opened."""
    on_duty, answers = content.current(), journey.draft.answers
    rows: list[Row] = []
    told: set[str] = set()
    for name in journey.assessment.path:
        if name in told:
            continue
        question = triage.question_for(on_duty, name, journey.other)
        address = question_address(journey.draft.id, name)
        if question.kind == "group":
            ticked = [member for member in question.members if answers.get(member.finding) == "yes"]
            value = answers.get(name)
            if value == "no":
                text = _("None of these")
            elif ticked:
                text = "\n".join(_("Yes: %(sign)s") % {"sign": member.text} for member in ticked)
            else:
                text = _("Not sure")
            if value == "yes":
                told |= {member.finding for member in question.members}
        else:
            text = _spoken(question, answers[name])
        rows.append(
            Row(
                question.text,
                text,
                address,
                about=_("your answer to: %(question)s") % {"question": question.text},
            )
        )
    return rows


def _spoken(question: Question, value: Any) -> str:
    words = {choice.value: choice.text for choice in question.answers}
    return words.get(value) or f"{value} {question.unit or ''}".strip()


def step_page(journey: Journey, title: str, form: Bound, back: str) -> PatientPage:
    """The frame of a step."""
    about = journey.draft.problem or _private(journey)
    return page(title, journey.practice, journey.now, back=back, has_errors=not form.ok, problem=about)


def _private(journey: Journey) -> str:
    """Before a problem is chosen: one that their words speak of and that others should not see; empty where there is none."""
    if not journey.draft.words:
        return ""
    named = (one.problem for one in journey.assessment.candidates)
    return next((problem for problem in named if content.current().is_private(problem)), "")
