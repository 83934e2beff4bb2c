"""Reception in words: what the desk asks, says and hands over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from orjson import loads

from weald.engines.triage import Question, question_for
from weald.foundation.access import Actor
from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import (
    age_text,
    by_when,
    date_text,
    joined,
    nhs_number_text,
    phone_text,
    wall,
    when,
)
from weald.services.appointments.queries import AppointmentRow
from weald.services.library import content
from weald.services.library.queries import drafts
from weald.services.people.names import name_text
from weald.services.people.queries import PersonRow
from weald.services.requests import evidence
from weald.services.requests.entry import Entry
from weald.services.requests.presenters.patient.parts import spaced
from weald.services.requests.presenters.patient.times import big
from weald.services.requests.presenters.staff.booking import time_words
from weald.services.requests.presenters.staff.queue import other_words
from weald.services.requests.presenters.staff.shell import may
from weald.services.requests.presenters.staff.unsent import HAND_KEYS
from weald.services.requests.presenters.staff.words import how_soon, service_name
from weald.services.requests.queries.care import OtherRow, Story
from weald.services.requests.queries.invited import InvitationRow
from weald.services.requests.queries.offers import has_times
from weald.services.requests.reasons import REASONS

CHANNELS = {"phone": "On the phone", "walk_in": "At the desk"}

SEARCH_KEYS = (
    Key("Enter", "find"),
    Key("1 … 9", "ask for help for that person; before a search, go on with what was not sent"),
    Key(HAND_KEYS, "before a search, hand what was not sent to a clinician"),
    Key("o", "open the page of the one who was found"),
    Key("c", "change details of the one who was found: name, number, email, postcode"),
    Key("/", "back into the box"),
    Key("Esc", "out of the box"),
    Key("g", "go on with what you or a colleague began, and did not send, for the one who was found"),
    Key("d", "ask about danger first"),
    Key("r", "register somebody new"),
    Key("?", "this help"),
)
PERSON_KEYS = (
    Key("p", "ask for help: on the phone"),
    Key("w", "ask for help: at the desk"),
    Key("1 … 9", "open what they asked for before"),
    Key("c", "change details: name, number, email, postcode"),
    Key("e", "change what they need, as an interpreter"),
    Key("u", "find somebody else"),
    Key("?", "this help"),
)
ENTRY_KEYS = (
    Key("n", "no, or none of these"),
    Key("y", "yes; of several signs, those that are ticked"),
    Key("u", "not sure"),
    Key("1 … 9", "that answer, sign, problem or time"),
    Key("b", "back to the question before"),
    Key("/", "find another problem; there Enter takes the first, and the arrows move"),
    Key("0", "none of the problems"),
    Key("s", "send without a time"),
    Key("f", "somebody else"),
    Key("h", "phone or desk"),
    Key("?", "this help"),
)
SENT_KEYS = (
    Key("w", "where somebody in danger is, and who"),
    Key("n", "next caller"),
    Key("p", "print"),
    Key("o", "open the request"),
    Key("?", "this help"),
)


class Who(NamedTuple):
    """For whom it is, in front of everybody's eyes all the time."""

    name: str
    born: str
    age: str
    number: str
    postcode: str


class Link(NamedTuple):
    """A line that leads somewhere; without an address it only says something."""

    href: str
    text: str


class Answer(NamedTuple):
    """A button that answers; `quiet` is not the usual one. After one that `goes_on` the page itself has the next question."""

    value: str
    text: str
    key: str
    quiet: bool
    goes_on: bool = False


AGAIN = (
    Answer("worse", "The same, and worse", "1", False),
    Answer("not_better", "The same, no better", "2", False),
    Answer("waiting", "The same, and they wait for an answer", "3", False),
    Answer("unsure", "Not sure", "u", True),
    Answer("no", "No, something else", "n", True),
)
"""How it is since they asked before."""


class Sign(NamedTuple):
    """One sign of a group, to tick."""

    value: str
    text: str
    key: str
    chosen: bool


class Said(NamedTuple):
    """A question that was answered."""

    name: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The question to read out, with its keys."""

    name: str
    kind: str
    text: str
    short: str
    help: str
    unit: str
    lead: str
    signs: tuple[Sign, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision as it will be sent, and what to say."""

    level: str
    level_text: str
    draft: bool
    service: str
    due: str
    say: tuple[str, ...]
    why: str
    bookable: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, and what to say now."""

    emergency: bool
    level: str
    level_text: str
    draft: bool
    service: str
    due: str
    booked: str
    reference: str
    name: str
    say: tuple[str, ...]
    advice: tuple[str, ...]
    where: str
    asks_where: bool
    asks_who: bool
    cut_off: bool
    phone: str


def who(one: PersonRow | None, now: datetime) -> Who | None:
    """The strip over the page."""
    if one is None:
        return None
    return Who(
        name_text(one.given_name, one.family_name), date_text(one.birth_date), age_text(one.birth_date, wall(now).date()),
        nhs_number_text(one.nhs_number), one.postcode,
    )  # fmt: skip


def asked(
    entry: Entry,
    question: Question,
    goes_on: frozenset[str] = frozenset(),
    ticked: frozenset[str] = frozenset(),
) -> Asked:
    """One question; every answer has a key. `ticked` are signs that were ticked on the page just before."""
    said = entry.draft.answers
    danger = evidence.in_danger(question)
    if question.kind == "group":
        signs = tuple(
            Sign(
                one.finding, big(one.label) if danger else one.text, str(at) if at < 10 else "",
                said.get(one.finding) == "yes" or one.finding in ticked,
            )
            for at, one in enumerate(question.members, 1)
        )  # fmt: skip
        answers: tuple[Answer, ...] = (
            Answer("no", "No, none of these", "n", False),
            Answer("yes", "Yes: those ticked", "y", True),
            Answer("unsure", "Not sure", "u", True),
        )
    else:
        signs = ()
        answers = _answers(question)
    lead = (
        "They said something that we must ask about first."
        if entry.draft.words and not entry.draft.problem
        else ""
    )
    return Asked(
        question.finding,
        question.kind,
        question.text,
        _short(question),
        question.help or "",
        question.unit or "",
        lead,
        signs,
        tuple(one._replace(goes_on=one.value in goes_on) for one in answers),
    )


def _answers(question: Question) -> tuple[Answer, ...]:
    if question.kind == "yes_no":
        return (
            Answer("no", "No", "n", False),
            Answer("yes", "Yes", "y", False),
            Answer("unsure", "Not sure", "u", True),
        )
    unsure = Answer("unsure", "Not sure", "u", True)
    if question.kind == "number":
        return (Answer("", "Go on", "Enter", False), unsure)
    values = [one for one in question.answers if one.value != "unsure"]
    return (*(Answer(one.value, one.text, str(at), False) for at, one in enumerate(values, 1)), unsure)


def _short(question: Question) -> str:
    return (question.label and big(question.label)) or question.text


def said(entry: Entry) -> tuple[Said, ...]:
    """The answers that count, in the order asked, short."""
    on_duty, answers = content.current(), entry.draft.answers
    lines = []
    for name in entry.assessment.path:
        if name not in answers:
            continue
        question = question_for(on_duty, name, entry.other)
        text = _short(question)
        value = answers[name]
        if question.kind == "group":
            signs = [member.label for member in question.members if answers.get(member.finding) == "yes"]
            told = {"no": "None", "unsure": "Not sure"}.get(value, "") or joined(signs) or "Yes"
        else:
            told = (
                next((one.text for one in question.answers if one.value == value), "")
                or f"{value} {question.unit or ''}"
            )
        lines.append(Said(name, text, told.strip()))
    return tuple(lines)


def decided(values: Mapping[str, Any], now: datetime) -> Decided:
    """What will be sent, and what to say of it; `values` are the columns of the request."""
    level, service = values["level"], values["service"]
    because, safety_net = loads(values["because"]), loads(values["safety_net"])
    return Decided(
        level=level, level_text=how_soon(level, values["within"]), draft=drafts(content.current(), values["organisation"])(values["problem"]), service=service_name(service), due=by_when(values["due_at"], now),
        say=(values["text"], *safety_net[:3]), why=" ".join(one["text"] for one in because),
        bookable=has_times(service),
    )  # fmt: skip


def sent(story: Story, now: datetime) -> Sent:
    """What was entered, for whoever entered it."""
    row, held = story.request, story.decisions[-1]
    emergency = row.level == "now"
    booked = _booked(story.appointment, now)
    where = next((one.note for one in reversed(story.entries) if one.kind == "contact" and one.note), "")
    ending = (
        *((f"Your appointment is {booked}.",) if booked else ()),
        _promise(story, now),
        *held.safety_net[:3],
    )
    return Sent(
        emergency=emergency, level=row.level, level_text=how_soon(row.level, held.within),
        draft=drafts(content.current(), row.organisation)(row.problem), service=service_name(row.service),
        due="" if emergency or booked else by_when(row.due_at, now), booked=booked, reference=spaced(row.reference),
        name=name_text(row.given_name, row.family_name) if row.family_name or row.given_name else "",
        say=_emergency_words(row.service, row.channel, held.text) if emergency else (held.text, *ending),
        advice=tuple(held.advice) if emergency else (), where=where, asks_where=emergency and row.channel != "walk_in" and not where,
        asks_who=emergency and row.person is None and not row.phone,
        cut_off=any(one.kind == "cut_off" for one in story.entries), phone=phone_text(row.phone),
    )  # fmt: skip


def _emergency_words(service: str, channel: str, told: str) -> tuple[str, ...]:
    """What to say, and what the decision tells; somebody at the desk is not sent away, nor told, to call."""
    if service == "emergency_department":
        return ("Go to A&E now. Do not drive yourself.", told)
    if service == "maternity_unit":
        return (
            "Call your maternity unit now, and go in. If you have no number, I will find it for you.",
            told,
        )
    if service == "mental_health_crisis":
        return ("Call 111 now and choose option 2. If a life is in danger, call 999.", told)
    if channel == "walk_in":
        return ("Stay here with us. I am calling 999 for you now.",)
    return (
        "Put the phone down and call 999 now. If you cannot, tell me where you are, and I will call for you.",
        told,
    )


def _promise(story: Story, now: datetime) -> str:
    if story.appointment is not None:
        return f"If you need to change it, give us your reference: {spaced(story.request.reference)}."
    return f"We answer you {by_when(story.request.due_at, now)}. Your reference is {spaced(story.request.reference)}."


def _booked(one: AppointmentRow | None, now: datetime) -> str:
    if one is None:
        return ""
    how = {"phone": "by phone", "video": "by video"}.get(one.mode, f"at {one.place}")
    return f"{time_words(one.starts_at, one.ends_at, one.kind, now)} with {one.professional_name}, {how}"


def asked_lines(rows: tuple[OtherRow, ...], reader: Actor, now: datetime) -> tuple[Link, ...]:
    """What somebody asked before; a sensitive problem is named only to who may read it."""
    clinical, known = may(reader, "requests.read_clinical"), content.current()
    draft = drafts(known, reader.party)
    return tuple(
        Link(
            f"/staff/request/{one.id}",
            other_words(one, clinical=clinical, draft=draft(one.problem), known=known, now=now),
        )
        for one in rows
    )


def invited_lines(rows: tuple[InvitationRow, ...], now: datetime) -> tuple[str, ...]:
    """To what somebody is invited and has not booked it, so that nobody asks them twice."""
    answers = {"declined": "they said that they do not want it now"}
    return tuple(
        f"{REASONS.get(one.reason, REASONS['other'])}: asked to book {when(one.made_at, now)},"
        f" {answers.get(one.state, 'no answer yet')}. Their link is good until {date_text(min(one.latest, wall(one.expires_at).date()))}."
        for one in rows
    )


def ahead_lines(rows: tuple[AppointmentRow, ...], now: datetime) -> tuple[Link, ...]:
    """The appointments that somebody has ahead."""
    return tuple(Link(f"/staff/request/{one.request}", _booked(one, now)) for one in rows)
