"""The call list in words: whom to phone, why, and what to say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from markupsafe import Markup

from weald.engines.promises import URGENT
from weald.foundation.access import Actor
from weald.foundation.ui.components import Choice, phone_link
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import phone_text, plural, wall, when
from weald.services.appointments.held import FreeRow
from weald.services.library import content
from weald.services.library.queries import drafts
from weald.services.people.names import name_text
from weald.services.requests.presenters.staff.calling import (
    NO_ANSWER,
    WALK,
    Answer,
    OnPhone,
    on_phone,
    tried,
)
from weald.services.requests.presenters.staff.queue import problem_words
from weald.services.requests.presenters.staff.shell import may
from weald.services.requests.presenters.staff.words import born_words, how_soon
from weald.services.requests.queries.call_backs import Phoned, ToCall, WaiterToCall
from weald.services.requests.queries.calling import Called
from weald.services.requests.words import mode_words, told_time

ANSWERS = (
    Answer("better", "Better", "b"),
    Answer("same", "The same", "s"),
    Answer("worse", "Worse", "w"),
    NO_ANSWER,
)
"""What they say when they are asked how they are."""
TELL = (Answer("told", "They know now", "1"), NO_ANSWER)
"""What came of telling them what no message told."""


class Gone(NamedTuple):
    """What is said beside somebody who was chosen and is not on the list any more, by what they were to be phoned for."""

    ask: str = (
        "Not on the list any more: somebody has noted how they are, or it is not asked any more. Do not phone them again. "
        "If you are speaking with them and they are worse, press Worse: it counts."
    )
    tell: str = "Not on the list any more: somebody has told them, or it is not so any more. Open the request before you phone them."


KEYS = (
    *WALK,
    *(Key(one.key, f"{one.text[0].lower()}{one.text[1:]}: the chosen person") for one in ANSWERS),
    Key("1 … 9", "that time or answer of the chosen person, who waits for a time"),
    Key("Enter", "open the request of the chosen person"),
    Key("?", "this help"),
)


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to phone, and about which request; `calls` is the address that begins the call."""

    name: str
    born: str
    href: str
    phone: Markup | str
    problem: str
    level: str
    level_text: str
    draft: bool
    needs: str
    held: str
    call: OnPhone
    calls: str


def _wording(who: Actor, calls: Mapping[UUID, Called], now: datetime) -> Callable[[Phoned], Whom]:
    """Words somebody for the reader; what they may not read is left out."""
    clinical, known, today = may(who, "requests.read_clinical"), content.current(), wall(now).date()
    draft = drafts(known, who.party)

    def whom(row: Phoned) -> Whom:
        return Whom(
            name=name_text(row.given_name, row.family_name),
            born=born_words(row.birth_date, today),
            href=url("staff_request", row.request),
            phone=phone_link(phone_text(row.phone)) if row.phone else "No phone number: write to them",
            problem=problem_words(row.problem, row.problem_name, clinical, known),
            level=row.level,
            level_text=how_soon(row.level, row.within),
            draft=draft(row.problem),
            needs=_needs(row),
            held=row.owner_name if row.owner != who.identity else "",
            call=on_phone(calls.get(row.about), who),
            calls=url("staff_call", row.request),
        )

    return whom


def _needs(row: Phoned) -> str:
    said = [one.replace("_", " ") for one in row.needs]
    return "; ".join([*said, *([f"language {row.language}"] if row.language else [])])


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to ask how they are, or to tell what no message told them (`tells`). `answer` is the address of the buttons."""

    id: str
    whom: Whom
    why: str
    note: str
    tried: str
    tries: int
    answer: str
    answers: tuple[Answer, ...]
    tells: bool
    late: bool


def calls(
    rows: tuple[ToCall, ...], calling: Mapping[UUID, Called], who: Actor, now: datetime
) -> tuple[Call, ...]:
    """The list, in the order in which to phone, and who is `calling` whom."""
    whom, clinical = _wording(who, calling, now), may(who, "requests.read_clinical")
    return tuple(
        Call(
            id=str(row.call_back or row.request),
            whom=whom(row),
            why=_why(row, now),
            note=row.note if row.state is None and (clinical or row.kind != "clinical") else "",
            tried=_tried(row, now),
            tries=row.tries,
            answer=url("staff_call_back", row.call_back)
            if row.call_back
            else url("staff_untold_call", row.request),
            answers=ANSWERS if row.call_back and not row.state else TELL,
            tells=row.state is not None or row.call_back is None,
            late=row.next_at < now,
        )
        for row in rows
    )


def _why(row: ToCall, now: datetime) -> str:
    if row.call_back is None:
        return "A notice did not reach them, or their time had to be withdrawn. Open the request: its history says what they have not heard."
    if row.starts_at is not None:
        return _time(row, now)
    return f"Ask how they are. It was due {when(row.due_at, now)}."


def _time(row: ToCall, now: datetime) -> str:
    """What to tell them of the time that they were given, as it is now."""
    assert row.starts_at is not None
    assert row.ends_at is not None
    starts = told_time(row.kind_of_time or "", row.starts_at, row.ends_at, now)
    if row.state == "cancelled":
        return f"Their appointment on {starts} is cancelled, and no message tells them of it. They have no other."
    there = "at their home" if row.kind_of_time == "home_visit" else _where(row.mode or "", row.place or "")
    at = f"{starts} with {row.professional_name}, {there}"
    if row.note == "moved":
        return f"We moved their appointment, and no message can tell them. It is now {at}."
    return f"We booked an appointment for them, and no message can tell them. It is {at}."


def _tried(row: ToCall, now: datetime) -> str:
    if not row.tries:
        return ""
    said = f"{plural(row.tries, 'call')} not answered. "
    if row.tries >= 3 and (row.level in URGENT or row.red_flag):
        return f"{said}Ask the duty clinician now whether somebody must go and look (welfare check)."
    return tried(row.tries, row.next_at, now) if row.call_back else f"{said}Try again."


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """Somebody on the waiting list to phone, about what, and the answers that there are: `times` are buttons that book."""

    request: str
    whom: Whom
    why: str
    since: str
    tried: str
    calls: int
    hold: str
    times: tuple[Choice, ...]
    answers: tuple[Choice, ...]
    suits: str


ABOUT_HELD = (
    Choice("yes", "They say yes: book it"),
    Choice("no", "They say no"),
    Choice("told", "They know, and answer later"),
)
ABOUT_PAUSED = (Choice("still", "They still wait"), Choice("leave", "Take off the list"))
ABOUT_TIMES = (
    Choice("told", "They know, and choose themself"),
    Choice("none", "None of these: they wait on"),
    Choice("leave", "Take off the list"),
)


def waiting_calls(
    rows: tuple[WaiterToCall, ...], calling: Mapping[UUID, Called], who: Actor, now: datetime
) -> tuple[WaitingCall, ...]:
    """Whom of the waiting list to phone, in the order in which to phone, and who is `calling` whom."""
    whom = _wording(who, calling, now)
    return tuple(
        WaitingCall(
            request=str(row.request),
            whom=whom(row),
            why=_about(row, now),
            since=f"Waits since {when(row.since, now)}; to be phoned since {when(row.call_since, now)}."
            + (f" Has a time: {when(row.has, now)}." if row.has else ""),
            tried=tried(row.calls, row.next_at, now),
            calls=row.calls,
            hold=str(row.held.id) if row.held else "",
            times=() if row.held or row.paused else tuple(Choice(str(one.id), _book(one, now)) for one in row.times),
            answers=(*(ABOUT_HELD if row.held else ABOUT_PAUSED if row.paused else ABOUT_TIMES), Choice(NO_ANSWER.value, NO_ANSWER.text)),
            suits=url("staff_request_wait", row.request),
        )
        for row in rows
    )  # fmt: skip


def _about(row: WaiterToCall, now: datetime) -> str:
    if row.held is not None:
        where = _where(row.held.mode, row.held.place)
        return (
            f"A time came free: {when(row.held.starts_at, now)} with {row.held.professional_name}, {where}. It is held for them"
            f" until {when(row.held.until, now)}. Do they want it?"
        )
    if row.paused:
        return f"Offers went unanswered on {plural(row.lapsed, 'day')}. Ask what would suit. They keep their place."
    return "There are new times that suit them. Nothing is held: book one with them while you speak."


def _book(one: FreeRow, now: datetime) -> str:
    return f"Book {when(one.starts_at, now)}: {one.professional_name}, {_where(one.mode, one.place)}"


def _where(mode: str, place: str) -> str:
    return place if mode == "face_to_face" else mode_words(mode)
