"""The figures of a practice's dashboard: what was counted of the days before, and today as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from weald.engines.promises import Tally, added, tally
from weald.foundation.access import actor, query
from weald.foundation.ui.wording import wall
from weald.services.requests.measuring import definitions
from weald.services.requests.queries.measures.days import reckoned
from weald.services.requests.queries.measures.reckoning import AT_ONCE, PROMISE, SEEN, Counted, Day

MOST = 200
"""Requests that are listed behind a figure."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long people waited, in minutes: half of them no longer than `median`, nine in ten no longer than `most`."""

    measure: str
    level: str
    people: int
    median: int
    most: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that is counted of a stretch of days. `tallies` by measure, dimension and value; `days` of the promises;
    `missing` days are not counted yet; `open` promises of today have time left."""

    since: date
    until: date
    tallies: dict[tuple[str, str, str], Tally]
    waits: tuple[Wait, ...]
    days: dict[date, Tally]
    missing: int
    open: int


@dataclass(frozen=True, slots=True)
class Behind:
    """One request behind a figure."""

    request: UUID
    reference: str
    given_name: str
    family_name: str
    problem: str
    problem_name: str
    level: str
    state: str
    result: str
    why: str
    due_at: datetime | None
    done_at: datetime | None


_SUMS = """
select measure, dimension, value, sum(met)::int, sum(missed)::int, sum(left_out)::int
from requests_tally where organisation = %(party)s and day >= %(since)s and day < %(today)s group by 1, 2, 3
"""
_WAITS = """
select measure, coalesce(value, ''), count(wait)::int, percentile_disc(array[0.5, 0.9]) within group (order by wait)
from (
    select t.measure, t.value, w.wait from requests_tally t cross join lateral unnest(t.waits) w (wait)
    where t.organisation = %(party)s and t.day >= %(since)s and t.day < %(today)s and t.dimension = 'level'
    union all
    select * from unnest(%(measures)s::text[], %(levels)s::text[], %(waits)s::int[])
) each
group by grouping sets ((measure), (measure, value)) order by 1, 2
"""
_BY_DAY = """
select day, met, missed, left_out from requests_tally
where organisation = %(party)s and day >= %(since)s and day < %(today)s and measure = 'promise' and dimension = ''
order by day
"""
_MISSING = """
select count(*)::int from generate_series(
    greatest(%(since)s::date, (select (min(due_at) at time zone 'Europe/London')::date from requests_promise
        where organisation = %(party)s)), %(today)s::date - 1, '1 day') d (day)
where not exists (select from requests_settled s where s.organisation = %(party)s and s.day = d.day::date)
"""


def measured() -> frozenset[str]:
    """The names of all that is counted."""
    return frozenset((PROMISE, AT_ONCE, SEEN, *(one.id for one in definitions().measures)))


def stretch(weeks: int, now: datetime) -> tuple[date, date]:
    """The first day, and today: `weeks` 0 is today alone."""
    today = wall(now).date()
    return (today - timedelta(days=7 * weeks - 1) if weeks else today), today


def board(weeks: int, now: datetime) -> Board:
    """The figures of the actor's organisation."""
    party = actor().party
    assert party is not None
    since, today = stretch(weeks, now)
    found, still_open = reckoned(party, Day(today), now)
    live = tally(one.outcome for one in found)
    values = {"party": party, "since": since, "today": today} | _waits_of(live)
    before = [Tally(*row) for row in query(_SUMS, values)] if weeks else []
    days = {day: Tally("promise", "", "", *row) for day, *row in query(_BY_DAY, values)} if weeks else {}
    sums = added((*before, *live))
    days[today] = next(
        (one for one in live if (one.measure, one.dimension) == ("promise", "")), Tally("promise", "", "")
    )
    return Board(
        since, today, sums,
        tuple(Wait(measure, level, people, *waits) for measure, level, people, waits in query(_WAITS, values)),
        days, query(_MISSING, values)[0][0] if weeks else 0, still_open,
    )  # fmt: skip


def behind(
    *, weeks: int, measure: str, result: str, dimension: str, value: str, now: datetime
) -> tuple[int, tuple[Behind, ...]]:
    """How many outcomes stand behind a figure, and the newest of their requests, at most `MOST`: those that the actor sees."""
    who = actor()
    assert who.party is not None
    since, today = stretch(weeks, now)
    live = [
        one
        for one in reckoned(who.party, Day(today), now)[0]
        if (one.outcome.measure, one.outcome.result) == (measure, result)
        and (not dimension or _part(one, dimension) == value)
    ]
    values = {
        "party": who.party, "since": since, "today": today, "measure": measure, "result": result, "value": value, "most": MOST,
    }  # fmt: skip
    column = f"o.{dimension} = %(value)s" if dimension in _PARTS else "true"
    before = query(_BEHIND.format(part=column), values) if weeks else []
    count = len(live) + (before[0][0] if before else 0)
    rows = [(one.request, one.outcome.result, one.outcome.why, one.due_at, one.done_at) for one in live]
    rows += [tuple(row[1:]) for row in before]
    return count, _named(rows[:MOST])


_PARTS = ("level", "channel", "hour", "age", "sex", "language", "band")
_BEHIND = """
select count(*) over ()::int, o.request_id, o.result, o.why, o.due_at, o.done_at
from requests_outcome o
where o.organisation = %(party)s and o.measure = %(measure)s and o.result = %(result)s
  and o.day >= %(since)s and o.day < %(today)s and {part}
order by o.day desc, o.id limit %(most)s
"""
_NAMED = (
    "select id, reference, given_name, family_name, problem, problem_name, level, state from requests_request"
    " where id = any(%s)"
)


def _part(one: Counted, dimension: str) -> str:
    return one.outcome.band if dimension == "band" else str(getattr(one.outcome.groups, dimension, ""))


def _named(rows: Sequence[tuple[UUID, str, str, datetime | None, datetime | None]]) -> tuple[Behind, ...]:
    names: dict[UUID, Any] = (
        {row[0]: row for row in query(_NAMED, [[row[0] for row in rows]])} if rows else {}
    )
    return tuple(
        Behind(*(*names[request], result, why, due, done))
        for request, result, why, due, done in rows
        if request in names
    )


def _waits_of(live: Sequence[Tally]) -> dict[str, list[str] | list[int]]:
    each = [(one.measure, one.value, wait) for one in live if one.dimension == "level" for wait in one.waits]
    return {
        "measures": [measure for measure, _, _ in each],
        "levels": [level for _, level, _ in each],
        "waits": [wait for _, _, wait in each],
    }
