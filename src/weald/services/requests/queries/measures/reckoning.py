"""What the timelines and appointments of one day are for every measure. It asks the engine, and reads nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from weald.engines.promises import (
    APPOINTMENTS,
    REQUESTS,
    Asked,
    Outcome,
    Period,
    Seen,
    asked,
    band,
    days_from_booking,
    interrupts,
    periods,
    seen,
    standing,
)
from weald.foundation.ui.wording import midnight
from weald.services.requests.measuring import core_hours, definitions
from weald.services.requests.queries.measures.timelines import Timeline, Visit

PROMISE, AT_ONCE, SEEN = "promise", "at_once", "seen"
"""What is counted besides the national measures: promises; what was urgent at once; from asking to the appointment."""
_PROMISED = {"kept": "met", "broken": "missed", "withdrawn": "left_out"}


@dataclass(frozen=True, slots=True)
class Counted:
    """One outcome, and the request behind it."""

    request: UUID
    outcome: Outcome
    due_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True)
class Day:
    """A London day, from its first moment to before the next one's."""

    day: date

    @cached_property
    def since(self) -> datetime:
        return midnight(self.day)

    @cached_property
    def until(self) -> datetime:
        return midnight(self.day + timedelta(days=1))

    def has(self, at: datetime | None) -> bool:
        """Whether a moment lies in this day."""
        return at is not None and self.since <= at < self.until


def of_requests(timelines: Iterable[Timeline], day: Day, now: datetime) -> tuple[list[Counted], int]:
    """Promises that fell due on the day, the measures of requests for the same, and what was urgent at once on it. What is
    not decided yet is not there; the number is of promises with time left."""
    found: list[Counted] = []
    still_open = 0
    for timeline in timelines:
        for period in periods(timeline.promises, timeline.lines):
            if day.has(period.due_at):
                how = standing(period, now)
                still_open += how == "open"
                found += _promise(timeline, period, how)
                found += _measured(timeline, period, now)
        found += _at_once(timeline, day)
    return found, still_open


def _promise(timeline: Timeline, period: Period, how: str) -> list[Counted]:
    result = _PROMISED.get(how)
    if result is None:
        return []
    outcome = Outcome(
        PROMISE, result, replace(timeline.groups, level=period.level), period.ended if result == "left_out" else "",
        _minutes(period.since, period.answered_at),
    )  # fmt: skip
    return [Counted(timeline.request, outcome, period.due_at, period.answered_at)]


def _measured(timeline: Timeline, period: Period, now: datetime) -> list[Counted]:
    found: list[Counted] = []
    level = timeline.level_at(period.answered_at or now)
    row = Asked(period, level, timeline.urgent_from(period.since), tuple(timeline.appointments))
    for measure in definitions().measures:
        said = asked(measure, row, core_hours(), now) if measure.of == REQUESTS else None
        if said is not None and said.result != "open":
            outcome = Outcome(measure.id, said.result, replace(timeline.groups, level=level), said.why)
            found.append(Counted(timeline.request, outcome, period.due_at, _done(measure.met, period, row)))
    return found


def of_appointments(
    visits: Iterable[Visit], timelines: Mapping[UUID, Timeline], organisation: UUID, now: datetime
) -> list[Counted]:
    """The measures of appointments, and how long people waited from asking to being seen."""
    found: list[Counted] = []
    measures = [one for one in definitions().measures if one.of == APPOINTMENTS]
    for visit in visits:
        timeline = timelines.get(visit.request)
        if timeline is None or visit.starts_at > now:
            continue
        level = timeline.level_at(visit.booked_at)
        about = replace(timeline.groups, level=level)
        row = Seen(
            visit.booked_at, visit.starts_at, visit.state, visit.category, level,
            serving=visit.organisation == organisation, responsible=visit.responsible == organisation,
        )  # fmt: skip
        for measure in measures:
            said = seen(measure, row)
            if said is not None:
                part = band(days_from_booking(row)) if not measure.categories and not measure.levels else ""
                outcome = Outcome(measure.id, said.result, about, said.why, band=part)
                found.append(Counted(visit.request, outcome, None, visit.starts_at))
        if visit.first and row.responsible:
            wait = _minutes(timeline.sent_at, visit.starts_at)
            found.append(
                Counted(visit.request, Outcome(SEEN, "met", about, wait=wait), None, visit.starts_at)
            )
    return found


def _at_once(timeline: Timeline, day: Day) -> list[Counted]:
    return [
        Counted(
            timeline.request,
            Outcome(
                AT_ONCE, "met" if one.answered_at else "missed", timeline.groups, wait=_minutes(one.since, one.answered_at)
            ),
            one.since,
            one.answered_at,
        )
        for one in interrupts(timeline.promises, timeline.lines)
        if day.has(one.since)
    ]  # fmt: skip


def _done(met: str, period: Period, row: Asked) -> datetime | None:
    if met != "dealt_with_same_day":
        return period.answered_at
    helped = [at for at in (period.dealt_at, *row.seen_on) if at is not None and at >= period.since]
    return min(helped, default=None)


def _minutes(since: datetime, until: datetime | None) -> int | None:
    return None if until is None else max(0, int((until - since).total_seconds() // 60))
