"""What would be published, in words: for the page on which a manager looks before anything is written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from markupsafe import Markup

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
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

_TALLY = {
    THERE: ("is published already", "are published already"),
    CLOSED: ("falls on a closed day", "fall on closed days"),
    PAST: ("is in the past", "are in the past"),
    SKIPPED: ("is in the hour that clocks skip", "are in the hour that clocks skip"),
    CANCELLED: ("was cancelled", "were cancelled"),
    LEFT: (
        "is of somebody who works here no longer, or gives that care no longer",
        "are of people who work here no longer, or give that care no longer",
    ),
    CLASH: ("cannot be held", "cannot be held"),
}


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """One week: what is new, what cannot be held, with the session that is in the way, and the rest: why, and which."""

    title: str
    new: tuple[str, ...]
    clashes: tuple[Markup, ...]
    rest: tuple[tuple[str, tuple[str, ...]], ...]


def tally(planned: list[Planned]) -> tuple[str, ...]:
    """`12 sessions are new.` `2 sessions cannot be held.`"""
    counts = Counter(one.status for one in planned)
    new = (f"{plural(counts[NEW], 'session is', 'sessions are')} new.",) if counts[NEW] else ()
    return (*new, *(f"{_counted(status, counts[status])}." for status in _TALLY if counts[status]))


def nothing(planned: list[Planned]) -> str:
    """Why there is nothing to publish."""
    if any(one.status == THERE for one in planned):
        return "There is nothing more to publish in this time."
    return "There is nothing to publish in this time."


def _counted(status: str, count: int) -> str:
    """`92 sessions are published already`."""
    one, many = _TALLY[status]
    return plural(count, f"session {one}", f"sessions {many}")


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
            clashes=tuple(clash(one, _said(one)) for one in those if one.status == CLASH),
            rest=tuple(_rest(those)),
        )
        for first, those in ((first, list(group)) for first, group in groupby(sorted(planned, key=lambda one: one.day), key=monday))
    )  # fmt: skip


def _rest(those: list[Planned]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is neither new nor in anybody's way: `92 sessions are published already`, and which."""
    for status in _TALLY:
        found = tuple(_said(one) for one in those if one.status == status and status != CLASH)
        if found:
            yield _counted(status, len(found)), found


def clash(one: Planned, who: str) -> Markup:
    """`who` cannot be held, and what is in the way, with the way to it where it is a session of ours."""
    if one.by is None:
        return Markup("{}: {}.").format(who, one.why)
    way = ui.link("Open that session", url("staff_session", one.by), hidden=f"in the way of {who}")
    return Markup("{}: {}. {}").format(who, one.why, way)


def _said(one: Planned) -> str:
    session = one.session
    when = f"{weekday_text(wall(session.starts_at))}, {times(session.starts_at, session.ends_at)}"
    return f"{when}, {session.professional_name} ({KINDS[session.kind].lower()})"
