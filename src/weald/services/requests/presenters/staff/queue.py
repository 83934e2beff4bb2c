"""The queue in words: one line for each request, ready for a template that decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from weald.engines.promises import URGENT
from weald.engines.triage import Content
from weald.foundation.access import Actor
from weald.foundation.ui.environment import url
from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import wall, when
from weald.services.directory import queries as directory
from weald.services.library import content, policies
from weald.services.library.queries import drafts
from weald.services.people.names import name_text
from weald.services.people.needs import needs_words
from weald.services.requests.marks import AT_ONCE
from weald.services.requests.presenters.staff.shell import may
from weald.services.requests.presenters.staff.words import (
    CHANNELS,
    SEXES,
    STATES,
    contact_words,
    due_words,
    how_soon,
    service_name,
    short,
    short_age,
)
from weald.services.requests.queries.care import OtherRow
from weald.services.requests.queries.queue import MOST, RISES_BEFORE, Counts, QueueRow

KEYS = (
    Key("j", "next line"),
    Key("k", "line before"),
    Key("Enter", "open"),
    Key("t", "take"),
    Key("a", "put back"),
    Key("n", "open the most urgent one"),
    Key("/", "filter"),
    Key("?", "this help"),
)
WANTS = {
    "another_time": "Wants another time",
    "message": "Wants a message",
    "pharmacy": "Asks for a pharmacy",
    "call": "Not told: call them",
    "again": "Asked again",
    "reply": "New message",
    "danger": "Signs of danger in a message",
    "worse": "Says: worse",
}


class Line(NamedTuple):
    """One request as its line in the queue shows it; `alarm` says what made it urgent after it was sent."""

    id: str
    version: int
    classes: str
    level: str
    level_text: str
    draft: bool
    mark: str
    age: str
    age_said: str
    name: str
    href: str
    about: str
    alarm: str
    problem: str
    service: str
    red_flag: bool
    contact: str
    third: bool
    needs: str
    findings: str
    waiting: str
    icon: str
    due: str
    left: str
    share: int
    bar_said: str
    channel: str
    state: str
    returned: str
    owner: str
    mine: bool
    take: str
    put_back: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the list."""

    text: str
    href: str
    count: int
    current: bool


FILTERS = (
    ("all", "All"),
    ("undecided", "To decide"),
    ("mine", "Mine"),
    ("free", "Not taken"),
    ("late", "Overdue"),
    ("booked", "Booked"),
    ("referred", "Referred"),
)


def lines(rows: tuple[QueueRow, ...], who: Actor, now: datetime) -> tuple[Line, ...]:
    """The lines of the queue. Whoever may not read clinical details sees no findings and no sensitive problem."""
    today, clinical, known = wall(now).date(), may(who, "requests.read_clinical"), content.current()
    draft = drafts(known, who.party)
    # Many lines, few times: each is put into words once.
    soon = {pair: how_soon(*pair) for pair in {(row.level, row.within) for row in rows}}
    return tuple(
        _line(row, soon[row.level, row.within], who, now, today, clinical, known, draft(row.problem)) for row in rows
    )  # fmt: skip


ALL_DRAFT = "All of these rest on draft content: no clinician has signed it."


def all_draft(each: Iterable[bool]) -> str:
    """That a whole list rests on unsigned content, said once: on every line of it nobody would read it. `each` says of a line
    whether it does. Empty where the lines differ, and say it themselves."""
    lines = list(each)
    return ALL_DRAFT if lines and all(lines) else ""


def _line(
    row: QueueRow,
    soon_words: str,
    who: Actor,
    now: datetime,
    today: date,
    clinical: bool,
    known: Content,
    draft: bool,
) -> Line:
    ahead = row.booked_for is not None and row.booked_for > now
    answered = _answered_in_time(row, now)
    late = row.wants in AT_ONCE or (not ahead and not answered and (row.level == "now" or row.due_at < now))
    soon = not ahead and row.due_at <= now + RISES_BEFORE
    away = row.state == "referred"
    mark = (
        "Late at the pharmacy"
        if late and away
        else "Act now"
        if row.wants in AT_ONCE or (late and row.level == "now")
        else "Overdue"
        if late
        else "Answered, still open"
        if answered
        else "Due soon"
        if soon
        else ""
    )
    letter, sex = SEXES.get(row.sex, ("", "sex not known"))
    age = short_age(row.birth_date, today)
    address = f"/staff/request/{row.id}"
    waited = now - row.sent_at
    share = 100 if row.level == "now" else _share(waited, row.due_at - row.sent_at)
    return Line(
        id=str(row.id),
        version=row.version,
        classes=f"level-{'now' if row.wants in AT_ONCE else row.level}{' late' if late else ' soon' if soon else ''}",
        level=row.level,
        level_text=soon_words,
        draft=draft,
        mark=mark,
        age=f"{age} {letter}".strip() or "–",
        age_said=f"{age or 'age not known'}, {sex}",
        name=name_text(row.given_name, row.family_name),
        href=address,
        about="" if row.identity_level != "claimed" else "not matched",
        alarm=WANTS[row.wants] if row.wants in AT_ONCE else "",
        problem=problem_words(row.problem, row.problem_name, clinical, known),
        service=service_name(row.service),
        red_flag=row.red_flag and clinical,
        contact=contact_words(row.contact, row.again),
        third=row.contact >= policies.again().third.contact,
        needs="; ".join(needs_words(row.needs, row.language)),
        findings=_findings(row, known) if clinical or row.kind != "clinical" else "",
        waiting=short(waited),
        icon="booked"
        if ahead
        else "late"
        if late
        else "answered"
        if answered
        else "soon"
        if soon
        else "left",
        due=f"{when(row.booked_for, now)}"
        if row.booked_for
        else "answered in time"
        if answered
        else due_words(row.level, row.due_at, now),
        left="" if ahead or late or answered else f"{short(row.due_at - now)} left",
        share=share,
        bar_said=f"{share}% of the time to answer has gone",
        channel=CHANNELS.get(row.channel, row.channel),
        state=_state(row),
        returned=f"Came back from {row.returned}" if _came_back(row) else "",
        owner="Me" if row.owner == who.identity else row.owner_name,
        mine=row.owner is not None and row.owner == who.identity,
        take=f"{address}/take" if row.owner is None and not away else "",
        put_back=f"{address}/put-back" if row.owner == who.identity else "",
    )


def _answered_in_time(row: QueueRow, now: datetime) -> bool:
    """Whether staff decided by the time that was promised, and it is only not finished yet. What is urgent is not finished by
    a decision: it stays overdue."""
    return (
        row.level not in URGENT and row.wants == "" and row.due_at < now
        and row.confirmed_at is not None and row.confirmed_at <= row.due_at
    )  # fmt: skip


def problem_words(problem: str, name: str, clinical: bool, known: Content) -> str:
    """The name of the problem; a private one only to those who may read clinical details."""
    return "Personal matter" if known.is_private(problem) and not clinical else name


def other_words(one: OtherRow, *, clinical: bool, draft: bool, known: Content, now: datetime) -> str:
    """Another request of the same person, in a line: when, about what, how soon, and where it stands."""
    problem = problem_words(one.problem, one.problem_name, clinical, known)
    note = ", draft content" if draft else ""
    return f"{when(one.sent_at, now)}: {problem}, {how_soon(one.level, one.within)}, {STATES[one.state].lower()}{note}"


def hidden_problems(who: Actor) -> tuple[str, ...]:
    """The problems whose names this reader may not see: the private ones, unless they may read clinical details."""
    if may(who, "requests.read_clinical"):
        return ()
    known = content.current()
    return tuple(one for one in (*known.problems, *known.refused_problems) if known.is_private(one))


def _findings(row: QueueRow, known: Content) -> str:
    """What decided. Age and sex stand beside the name already, unless they are all that decided."""
    if not row.findings and row.problem not in known.problems:
        return "No rule decided: read it"
    if not row.findings:
        return "No sign in particular" if row.kind == "clinical" else ""
    labels = tuple(one for one in row.findings if not one.startswith(("age: ", "sex: "))) or row.findings
    shown = "; ".join(labels[:4])
    return f"{shown}; and {len(labels) - 4} more" if len(labels) > 4 else shown


def _came_back(row: QueueRow) -> bool:
    """Whether another organisation gave it back, and nothing has become of it since."""
    return bool(row.returned) and row.state in {"waiting", "confirmed"}


def _state(row: QueueRow) -> str:
    if row.wants in WANTS and row.wants not in AT_ONCE:  # what puts it on top stands beside its problem
        return WANTS[row.wants]
    if row.state == "referred":
        return f"At {directory.practice_by_id(row.holder).name}"
    if _came_back(row):
        return "Came back"
    if row.calls_tried and row.state in {"waiting", "confirmed"}:
        return f"Called {row.calls_tried}×, no answer"
    if row.state == "booked" and row.booked_for is None:
        return "Seen, to close"
    return STATES[row.state]


def more_words(shown: int, in_all: int) -> str:
    """What to do where the list holds more than it shows; empty where it shows all. `in_all` is 0 where nobody counted."""
    if shown < MOST or in_all == shown:
        return ""
    of = f" of {in_all}" if in_all else ""
    return (
        f"These are the {shown} most urgent{of}. To see others, narrow the list: Mine, Not taken, or a name."
    )


def _share(waited: timedelta, whole: timedelta) -> int:
    """How much of the time to answer has gone, in percent; all of it where there was none."""
    if whole <= timedelta(0):
        return 100
    return max(0, min(100, int(100 * waited / whole)))


def filters(counts: Counts, kind: str, show: str, text: str) -> tuple[Filter, ...]:
    """The filters of this list with how many each would show."""
    numbers = {
        "all": counts.clinical if kind == "clinical" else counts.administrative, "undecided": counts.undecided, "mine": counts.mine,
        "free": counts.free, "late": counts.late, "booked": counts.booked, "referred": counts.referred,
    }  # fmt: skip
    return tuple(
        Filter(words, address(url("staff_queue"), kind, name, text), numbers[name], name == show)
        for name, words in FILTERS
    )


def address(path: str, kind: str, show: str, text: str) -> str:
    """The address of a list: what is usual is left out, and of a text that narrows it only that there is one."""
    usual = {"kind": "clinical", "show": "all", "filtered": ""}
    asked = (("kind", kind), ("show", show), ("filtered", "1" if text else ""))
    given = {name: value for name, value in asked if value != usual[name]}
    return f"{path}?{urlencode(given)}" if given else path


def empty_words(kind: str, show: str, text: str) -> str:
    """What an empty list means."""
    if text:
        return "No request fits what you typed. Clear the filter to see all."
    return {
        "undecided": "Everything is decided. What is still open waits for a time to be chosen, or to be closed.",
        "mine": "You have no open request. Press n for the most urgent one.",
        "free": "Every open request has somebody. Nothing waits to be taken.",
        "late": "Nothing is overdue.",
        "booked": "No request waits for an appointment.",
        "referred": "No request lies at a pharmacy.",
    }.get(show, f"Nobody waits. Every {kind} request has its answer.")
