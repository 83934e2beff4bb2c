"""Count the promises and measures of days that are over. What is counted can be thrown away and counted again: everything
stands in rows that are only added, and the same rows give the same counts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from orjson import dumps

from weald.engines.promises import DIMENSIONS, tally
from weald.foundation.access import actor, authorise, query, record
from weald.foundation.ui.wording import wall
from weald.services.requests.queries.measures.days import reckoned
from weald.services.requests.queries.measures.reckoning import Counted, Day

AGAIN = 5
"""Days back that are counted again each night: an answer that was still open is decided by then, over the longest holidays."""
FARTHEST = 400
"""Days back that are counted at all."""

_DAYS = """
with first as (
    select organisation, min(at) as at from (
        select organisation, min(due_at) as at from requests_promise group by 1
        union all select organisation, min(starts_at) from appointments_appointment group by 1
        union all select responsible, min(starts_at) from appointments_appointment group by 1
    ) each group by 1
)
select f.organisation, d.day::date
from first f
cross join lateral generate_series(
    greatest((f.at at time zone 'Europe/London')::date, %(today)s::date - %(farthest)s), %(until)s::date, '1 day') d (day)
where d.day >= %(today)s::date - %(again)s or not exists (
    select from requests_settled s where s.organisation = f.organisation and s.day = d.day::date)
order by 2, 1
"""
_OUTCOME = (
    "organisation",
    "day",
    "measure",
    "request_id",
    "result",
    "why",
    *DIMENSIONS,
    "band",
    "due_at",
    "done_at",
)
_TALLY = ("organisation", "day", "measure", "dimension", "value", "met", "missed", "left_out", "waits")
_SETTLED = ("organisation", "day", "at")


def to_settle(*, now: datetime, today_too: bool = False) -> list[tuple[UUID, date]]:
    """Which days of which organisations are to be counted: those that never were, and the last few again. Today is not over;
    `today_too` counts what is decided of it all the same, for a demonstration."""
    authorise(actor(), "requests.settle")
    today = wall(now).date()
    until = today if today_too else today - timedelta(days=1)
    rows = query(_DAYS, {"today": today, "until": until, "again": AGAIN, "farthest": FARTHEST})
    return [(organisation, day) for organisation, day in rows]


def settle(*, organisation: UUID, day: date, now: datetime) -> int:
    """Count one day of one organisation, in place of what was counted before; returns how many outcomes it has."""
    authorise(actor(), "requests.settle")
    found, _ = reckoned(organisation, Day(day), now)
    for table in ("outcome", "tally", "settled"):
        query(
            f"delete from requests_{table} where organisation = %s and day = %s returning 1",
            [organisation, day],
        )
    _add("outcome", _OUTCOME, [_outcome(organisation, day, one) for one in found])
    _add(
        "tally", _TALLY,
        [
            (organisation, day, one.measure, one.dimension, one.value, one.met, one.missed, one.left_out, one.waits)
            for one in tally(one.outcome for one in found)
        ],
    )  # fmt: skip
    _add("settled", _SETTLED, [(organisation, day, now)])
    record("requests.settle", [], f"{day}: {len(found)} outcomes")
    return len(found)


def _outcome(organisation: UUID, day: date, one: Counted) -> tuple[Any, ...]:
    said = one.outcome
    return (
        organisation, day, said.measure, one.request, said.result, said.why,
        *(getattr(said.groups, name) for name in DIMENSIONS), said.band, one.due_at, one.done_at,
    )  # fmt: skip


def _add(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Add many rows in one statement: where row security holds, nothing can be copied in."""
    named = ", ".join(columns)
    query(
        f"insert into requests_{table} ({named}) select {named}"
        f" from jsonb_populate_recordset(null::requests_{table}, %s::jsonb) returning 1",
        [dumps([dict(zip(columns, row, strict=True)) for row in rows]).decode()],
    )
