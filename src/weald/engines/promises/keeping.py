"""Whether a promise was kept. Pure: the story of a request is the argument, and nothing but its order and its times counts.

A request is *owed* an answer from the moment that it comes in, or comes back: its person wrote again, staff opened it
again, a pharmacy sent it back, or an appointment that stood for it was cancelled or missed. Each such time is a `Period`.
It ends with the first answer by a person. What was promised is the earliest time that was told while nobody had answered:
a later one that comes without an answer changes nothing, so that no promise can be kept by moving it.

What is urgent *at once* (danger in a message, "worse", a life-threatening decision) is due at that very second: nobody could
keep it, and it says nothing about promises. It is an `Interrupt`, measured by how long it took. Where staff answer it with a
decision that leaves time, help is owed by that time: it is the first promise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

ANSWERS = frozenset(
    ("confirmed", "changed", "booked", "reply", "photo_asked", "referred", "resolved", "treated", "attended")
)
"""Lines of a story that are an answer, whoever wrote them: a person of the practice decided, wrote, saw the person or closed
it, or the person has a time with somebody."""
REACHED = frozenset(("better", "same", "worse"))
"""Lines that are an answer where staff wrote them: they had the person on the phone."""
DEALT_WITH = frozenset(("advised", "reply", "photo_asked", "referred", "resolved", "treated", "attended"))
"""Answers that are help by themselves. A decision that leads to an appointment is none before the appointment."""
URGENT = frozenset(("now", "today"))
"""Levels at which the help itself is due, not only an answer."""
WITHDRAWN = frozenset(("closed", "died"))
"""Lines after which nobody waits: the person closed the request, or died."""
RETURNS = frozenset(
    ("sent", "wrote", "reopened", "returned", "escalated", "recalled", "cancelled", "did_not_attend", "worse")
)
"""Lines by which a request comes in, or back, and an answer is owed again."""

DEFINITION = (
    "A promise is kept when the first answer of a person came by the time that we told. An answer is: staff confirmed or "
    "changed the decision, a time was booked, somebody wrote to them or reached them by phone, saw them, referred them, or "
    "closed the request with an outcome. A call that nobody answered and an automatic message are none, nor is a time after it was "
    "due that somebody who needs help today took by themselves. Danger is urgent at once: it is no promise, and is counted by how long it took. What the person took back before it was due counts nowhere."
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A time was told: with which line of the story (`line` is its number), by when, for which level. `at_once`: what was
    urgent at that second, with no time to keep."""

    line: int
    made_at: datetime
    due_at: datetime
    level: str
    cause: str
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the story: its number, moment and kind, and whether staff wrote it. A decision that ends in advice is of
    kind `advised`. `starts_at` is the time that was booked with it."""

    line: int
    at: datetime
    kind: str
    by_staff: bool
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Somebody waited for an answer from `since`. `due_at` is None where all was urgent at once; `dealt_at` is the first
    answer that is help by itself; `ended_at` when nobody waited any more without an answer, and `ended` why."""

    since: datetime
    due_at: datetime | None
    level: str
    answered_at: datetime | None = None
    dealt_at: datetime | None = None
    ended_at: datetime | None = None
    ended: str = ""
    own: bool = False
    """The answer is a time that the person took by themselves."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Something was urgent at once from `since`; `answered_at` when a person had answered, None while nobody has."""

    since: datetime
    answered_at: datetime | None


def is_answer(line: Line) -> bool:
    """Whether a person has answered with this line."""
    return line.kind in ANSWERS or line.kind == "advised" or (line.kind in REACHED and line.by_staff)


def periods(promises: Iterable[Promise], lines: Iterable[Line]) -> tuple[Period, ...]:
    """Each time that somebody waited, in the order of the story. A line comes before the promise that was made with it."""
    found: list[Period] = []
    for event in _in_order(promises, lines):
        last = found[-1] if found else None
        if isinstance(event, Promise):
            if last is None or (_over(last) and (event.cause in RETURNS or _is_first_time(last, event))):
                found.append(Period(event.made_at, _told(event), event.level))
            elif not _over(last):
                found[-1] = replace(last, due_at=_earlier(last.due_at, _told(event)), level=event.level)
        elif last is not None:
            found[-1] = _after(last, event)
    return tuple(found)


def interrupts(promises: Iterable[Promise], lines: Iterable[Line]) -> tuple[Interrupt, ...]:
    """Each time that something was urgent at once. It ends with the first answer after it, or when staff took the mark away."""
    found: list[Interrupt] = []
    for event in _in_order(promises, lines):
        running = found[-1] if found and found[-1].answered_at is None else None
        if isinstance(event, Promise):
            if event.at_once and running is None:
                found.append(Interrupt(event.made_at, None))
            elif not event.at_once and running is not None:
                found[-1] = replace(running, answered_at=event.made_at)
        elif running is not None and (is_answer(event) or event.kind in WITHDRAWN):
            found[-1] = replace(running, answered_at=event.at)
    return tuple(found)


def standing(period: Period, now: datetime) -> str:
    """How the promise of a period stands: `kept`, `broken`, `open` while there is time left, `withdrawn` where nobody waited
    any more when it fell due, and `at_once` where there was no time to keep. The very moment that is due is in time."""
    if period.due_at is None:
        return "at_once"
    if period.answered_at is not None and period.answered_at <= period.due_at:
        return "kept"
    if period.ended_at is not None and period.ended_at <= period.due_at:
        return "withdrawn"
    return "open" if now <= period.due_at and period.answered_at is None else "broken"


def _in_order(promises: Iterable[Promise], lines: Iterable[Line]) -> Sequence[Promise | Line]:
    # Lines stand before promises, and sorting keeps that order where the numbers are the same.
    events: list[Promise | Line] = [*lines, *promises]
    return sorted(events, key=_number)


def _number(event: Promise | Line) -> int:
    return event.line


def _over(period: Period) -> bool:
    return period.answered_at is not None or period.ended_at is not None


def _is_first_time(period: Period, promise: Promise) -> bool:
    """Whether staff answered what was urgent at once by telling a time: that is the first one that can be kept."""
    return period.due_at is None and period.ended_at is None and _told(promise) is not None


def _told(promise: Promise) -> datetime | None:
    """The time that was told; none where it had passed before it was told, or was urgent at once."""
    return None if promise.at_once or promise.due_at < promise.made_at else promise.due_at


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return other if one is None else one if other is None else min(one, other)


def _after(period: Period, line: Line) -> Period:
    """The period after a line of the story."""
    if is_answer(line) and not _too_late(period, line):
        if not _over(period):
            period = replace(period, answered_at=line.at, own=line.kind == "booked" and not line.by_staff)
        helped = line.kind in DEALT_WITH or line.kind in REACHED
        if helped and period.dealt_at is None and period.ended_at is None:
            period = replace(period, dealt_at=line.at)
    elif line.kind in WITHDRAWN and period.ended_at is None:
        period = replace(period, ended_at=line.at, ended=line.kind)
    return period


def _too_late(period: Period, line: Line) -> bool:
    """Whether somebody who needs help by then took a later time by themselves: nobody has answered them with it."""
    return (
        line.starts_at is not None
        and not line.by_staff
        and period.level in URGENT
        and period.due_at is not None
        and line.starts_at > period.due_at
    )
