"""What would be published, in words: for the page on which a manager looks before anything is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from weald.foundation.ui.wording import date_text, plural, wall, weekday_text
from weald.services.appointments.planning import (
    CANCELLED,
    CLASH,
    CLOSED,
    LEFT,
    NEW,
    PAST,
    SKIPPED,
    THERE,
    Planned,
)
from weald.services.appointments.presenters.sessions import KINDS, times

_WHY = {
    THERE: "published already",
    CLOSED: "you are closed then",
    PAST: "in the past",
    SKIPPED: "clocks go forward over all of it",
    CANCELLED: "cancelled before",
    LEFT: "works here no longer, or gives that care no longer",
}
_TALLY = {
    THERE: ("is published already", "are published already"),
    CLOSED: ("falls on a closed day", "fall on closed days"),
    PAST: ("is in the past", "are in the past"),
    SKIPPED: ("is in the hour that clocks skip", "are in the hour that clocks skip"),
    CANCELLED: ("was cancelled", "were cancelled"),
    LEFT: ("is of somebody who has left", "are of somebody who has left"),
    CLASH: ("cannot be held", "cannot be held"),
}


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """One week: what is new, and what is left out and why."""

    title: str
    new: tuple[str, ...]
    clashes: tuple[str, ...]
    left_out: tuple[str, ...]


def tally(planned: list[Planned]) -> tuple[str, ...]:
    """`12 sessions are new.` `2 sessions cannot be held: see below.`"""
    counts = Counter(one.status for one in planned)
    lines = [f"{plural(counts[NEW], 'session is', 'sessions are')} new."]
    for status, (one, many) in _TALLY.items():
        if counts[status]:
            lines.append(f"{plural(counts[status], f'session {one}', f'sessions {many}')}.")
    return tuple(lines)


def stretch(monday: date, weeks: int) -> str:
    """`Monday 7 December 2026 to Sunday 3 January 2027`."""
    return f"Monday {date_text(monday)} to Sunday {date_text(monday + timedelta(days=7 * weeks - 1))}"


def copies(source: date) -> str:
    """`A copy of the week of 7 December 2026, as it is published.`"""
    return f"A copy of the week of {date_text(source)}, as it is published. Leave is not copied."


def done(planned: list[Planned]) -> str:
    """What was published, in a line."""
    new = sum(one.status == NEW for one in planned)
    return f"{plural(new, 'session')} published."


def weeks(planned: list[Planned]) -> tuple[WeekPlan, ...]:
    """Each week with its sessions in words."""

    def monday(one: Planned) -> object:
        return one.day - timedelta(days=one.day.weekday())

    return tuple(
        WeekPlan(
            title=f"Week of {date_text(first)}",  # type: ignore[arg-type]
            new=tuple(_said(one) for one in those if one.status == NEW),
            clashes=tuple(f"{_said(one)}: {one.why}." for one in those if one.status == CLASH),
            left_out=tuple(f"{_said(one)}: {_WHY[one.status]}." for one in those if one.status in _WHY),
        )
        for first, those in ((first, list(group)) for first, group in groupby(sorted(planned, key=lambda one: one.day), key=monday))
    )  # fmt: skip


def _said(one: Planned) -> str:
    session = one.session
    when = f"{weekday_text(wall(session.starts_at))}, {times(session.starts_at, session.ends_at)}"
    return f"{when}, {session.professional_name} ({KINDS[session.kind].lower()})"
