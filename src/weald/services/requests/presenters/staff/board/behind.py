"""The requests behind a figure, as a table."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from weald.engines.triage import Content
from weald.foundation.access import Actor
from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import plural, when
from weald.services.library import content
from weald.services.people.names import name_text
from weald.services.requests.presenters.patient.parts import spaced
from weald.services.requests.presenters.staff.board.words import (
    NAMES,
    STRETCHES,
    measure_words,
    result_of_requests,
    result_words,
    value_words,
)
from weald.services.requests.presenters.staff.queue import problem_words
from weald.services.requests.presenters.staff.shell import may
from weald.services.requests.presenters.staff.words import LEVELS, STATES, short
from weald.services.requests.queries.measures.board import Behind

WHY = {
    "closed": "they closed it themself",
    "died": "the person died",
    "booked_later": "booked after it began",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page shows."""

    about: str
    table: Markup | None
    more: str
    back: str


def title(measure: str, result: str) -> str:
    """`Promises: broken`."""
    return f"{measure_words(measure)}: {result_words(measure, result)}"


def page(
    rows: tuple[Behind, ...], count: int, who: Actor, *, weeks: int, measure: str, by: str, value: str, now: datetime
) -> Page:  # fmt: skip
    """Word the page. Restricted records are counted, and are not in the table of who may not see them."""
    of = f", {NAMES[by].lower()}: {value_words(by, value)}" if by else ""
    hidden = count - len(rows)
    told = f" {len(rows):,} are shown." if hidden else ""
    stretch = "Today" if not weeks else f"In {STRETCHES[weeks]}"
    promised = result_of_requests(measure)
    columns = ("Request", "Name", "Problem", "How soon", *(("Promised for", "Answered") if promised else ("Appointment",)), "Now")  # fmt: skip
    known = content.current()
    return Page(
        about=f"{stretch}: {plural(count, 'request')}{of}.{told}",
        table=ui.table(
            "The requests behind the figure, the newest first", columns,
            [_line(one, who, known, promised, now) for one in rows], first_is_heading=True, hide_caption=True,
        ) if rows else None,
        more="" if not hidden else "The others are older than these, or their records are restricted.",
        back=f"{url('staff_promises')}?weeks={weeks}",
    )  # fmt: skip


def _line(one: Behind, who: Actor, known: Content, promised: bool, now: datetime) -> tuple[str | Markup, ...]:
    done = when(one.done_at, now) if one.done_at else "not yet"
    if promised and one.done_at and one.due_at and one.done_at > one.due_at:
        done += f", {short(one.done_at - one.due_at)} late"
    why = f" ({WHY.get(one.why, one.why)})" if one.why else ""
    times = (when(one.due_at, now) if one.due_at else "at once", done) if promised else (done,)
    return (
        ui.link(spaced(one.reference), url("staff_request", one.request)), ui.typed(name_text(one.given_name, one.family_name)),
        problem_words(one.problem, one.problem_name, may(who, "requests.read_clinical"), known),
        LEVELS.get(one.level, one.level), *times, f"{STATES.get(one.state, one.state)}{why}",
    )  # fmt: skip
