"""The queue of a practice, and who is still owed an answer today: each one SQL statement over one index.

A request is *owed* an answer unless an appointment stands for it that is not over yet. What is due within an hour, or
overdue, rises: it is treated as urgent as `today`, and its due time then puts it first. What was referred lies on the
worklist of whoever received it; the practice still owes the answer, so it sees those as a list of their own, and what is
late there among its own overdue ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from orjson import loads

from weald.foundation.access import actor, query
from weald.foundation.database.identifiers import read_reference
from weald.services.requests.marks import ON_TOP, RETURNS

RISES_BEFORE = timedelta(hours=1)
MOST = 100
"""Lines of a list. Each is made anew for everybody who looks; the page says how many there are, and how to see others."""
SHOWN = ("all", "undecided", "mine", "free", "late", "booked", "referred")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One request in the queue."""

    id: UUID
    version: int
    reference: str
    kind: str
    level: str
    within: str
    service: str
    red_flag: bool
    given_name: str
    family_name: str
    birth_date: date | None
    sex: str
    identity_level: str
    problem: str
    problem_name: str
    findings: tuple[str, ...]
    channel: str
    state: str
    sent_at: datetime
    due_at: datetime
    owner: UUID | None
    owner_name: str
    calls_tried: int
    wants: str
    holder: UUID
    returned: str
    contact: int
    again: str
    needs: tuple[str, ...]
    language: str
    confirmed_at: datetime | None
    booked_for: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are owed an answer, by list and by filter of the list that is shown."""

    clinical: int
    administrative: int
    undecided: int
    mine: int
    free: int
    late: int
    booked: int
    referred: int


COUNTED = len(fields(Counts))

_COLUMNS = (
    "id, version, reference, kind, level, within, service, red_flag, given_name, family_name, birth_date, sex,"
    " identity_level, problem, problem_name, findings, channel, state, sent_at, due_at, owner, owner_name, calls_tried,"
    " wants, holder, returned, contact, again, needs, language, confirmed_at, booked_for"
)

_FINDINGS = _COLUMNS.replace(" ", "").split(",").index("findings")

_OPEN = f"""
open as materialized (
    select r.*, ahead.starts_at as booked_for,
        (r.state <> 'booked' or ahead.ends_at is null or ahead.ends_at <= %(now)s or {RETURNS}) as owed
    from requests_request r
    left join appointments_appointment ahead
        on ahead.request_id = r.id and ahead.state in ('booked', 'arrived') and r.state = 'booked'
    where r.holder = %(party)s and r.closed_at is null
)"""

OPEN = f"with {_OPEN}"

WITH_AWAY = f"""{OPEN}, everything as (
    select *, false as away from open
    union all
    select r.*, null::timestamptz, true, true from requests_request r
    where r.organisation = %(party)s and r.referral is not null
)"""

_LEVEL = (
    "case level when 'now' then 0 when 'today' then 1 when 'soon' then 2 when 'routine' then 3 else 4 end"
)

UNDECIDED = "(owner is null or state = 'waiting' or wants <> '')"
"""Of those that are owed an answer: what somebody still has to read and decide. The others were decided, and only wait for a
time to be chosen, or to be closed."""

_QUEUE = f"""
{WITH_AWAY}, counts as (
    select count(*) filter (where kind = 'clinical' and owed and not away) as clinical,
        count(*) filter (where kind = 'administrative' and owed and not away) as administrative,
        count(*) filter (where kind = %(kind)s and owed and not away and {UNDECIDED}) as undecided,
        count(*) filter (where kind = %(kind)s and owed and not away and owner = %(identity)s) as mine,
        count(*) filter (where kind = %(kind)s and owed and not away and owner is null) as free,
        count(*) filter (where kind = %(kind)s and owed and due_at < %(now)s) as late,
        count(*) filter (where kind = %(kind)s and not owed) as booked,
        count(*) filter (where kind = %(kind)s and away) as referred
    from everything
), chosen as (
    select {_COLUMNS}, least({_LEVEL}, case when owed and {ON_TOP} then 0 when owed and due_at <= %(rises)s then 1 else 4 end) as urgency
    from everything
    where kind = %(kind)s and owed = (%(show)s <> 'booked')
      and (away = (%(show)s = 'referred') or %(show)s = 'late')
      and (%(show)s <> 'undecided' or {UNDECIDED})
      and (%(show)s <> 'mine' or owner = %(identity)s)
      and (%(show)s <> 'free' or owner is null)
      and (%(show)s <> 'late' or due_at < %(now)s)
      and (%(text)s = '' or reference = %(reference)s
           or position(%(text)s in lower(concat_ws(' ', given_name, family_name, reference))) > 0
           or problem <> all(%(hidden)s) and position(%(text)s in lower(problem_name)) > 0)
)
select counts.*, {_COLUMNS} from counts left join (
    select * from chosen order by urgency, coalesce(booked_for, due_at), sent_at, id limit %(most)s
) shown on true
order by urgency, coalesce(booked_for, due_at), sent_at, id
"""


def queue(
    *, kind: str, show: str, text: str, now: datetime, hidden: Sequence[str] = ()
) -> tuple[Counts, tuple[QueueRow, ...]]:
    """The owed requests of the actor's organisation, most urgent first, at most `MOST`; `show` is one of `SHOWN`, `text`
    filters names, problems and references, these as they are spoken too, but not the problems that are
    `hidden` from the reader: who can be found by a word has it. With `booked` those that only wait for their appointment,
    with `referred` those that lie elsewhere; `late` has both what is overdue here and there."""
    who = actor()
    values = {
        "party": who.party, "identity": who.identity, "kind": kind, "show": show, "text": text.lower(), "hidden": list(hidden),
        "reference": read_reference(text), "most": MOST, "now": now, "rises": now + RISES_BEFORE,
    }  # fmt: skip
    rows = query(_QUEUE, values)
    return Counts(*rows[0][:COUNTED]), tuple(_row(row[COUNTED:]) for row in rows if row[COUNTED] is not None)


_LEFT = f"owed and kind = %(kind)s and {UNDECIDED} and (owner is null or owner = %(identity)s)"

READS_FOR = timedelta(minutes=5)
"""How long whoever opened a request, and no other one since, is taken to be reading it."""

_READERS = """
select distinct on (identity) identity, name, at, (subjects ->> 0)::uuid as request_id from access_auditrow
where party = %(party)s and at > now() - %(reads_for)s and verb = 'requests.read' and identity <> %(identity)s
order by identity, at desc
"""
"""What each colleague opened last. By the database's own clock, as it is the one that wrote down when."""

# Two who press `n` at the same moment must not both read the same request, of which only one can decide. What is about life,
# or due before they would have read it, keeps its place: better twice than late.
_NEXT = f"""
with readers as ({_READERS}), {_OPEN}
select id from open where {_LEFT}
order by level <> 'now' and not {ON_TOP} and due_at > %(soon)s and id in (select request_id from readers),
    least({_LEVEL}, case when {ON_TOP} then 0 when due_at <= %(rises)s then 1 else 4 end), due_at, sent_at, id limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """A colleague who opened a request, and no other since."""

    name: str
    at: datetime


def readers(request: UUID) -> tuple[Reader, ...]:
    """Which colleagues of the actor's organisation seem to be reading this request at the moment, the first one first."""
    who = actor()
    values = {"party": who.party, "identity": who.identity, "reads_for": READS_FOR, "request": request}
    found = query(f"select name, at from ({_READERS}) one where request_id = %(request)s order by at", values)
    return tuple(Reader(*row) for row in found)


def next_request(*, after: UUID, kind: str, now: datetime) -> UUID | None:
    """The most urgent request that still needs somebody to decide and that nobody else has; what a colleague is just reading
    comes after the others, unless it cannot wait. Whoever leaves one as it is goes on to the one below it, and from the
    last to the first; None where there is no other."""
    who = actor()
    values = {
        "party": who.party, "identity": who.identity, "kind": kind, "most": MOST, "now": now, "rises": now + RISES_BEFORE,
        "soon": now + READS_FOR, "reads_for": READS_FOR,
    }  # fmt: skip
    ids = [row[0] for row in query(_NEXT, values)]
    following = ids.index(after) + 1 if after in ids else 0
    found = ids[following % len(ids)] if ids else None
    return None if found == after else found


_HOW_MANY_LEFT = f"{OPEN} select count(*) from open where {_LEFT} and id <> %(but)s"


def left(*, but: UUID, kind: str, now: datetime) -> int:
    """How many requests still need somebody to decide and nobody else has: those that `next_request` goes through, besides
    this one."""
    who = actor()
    values = {"party": who.party, "identity": who.identity, "kind": kind, "but": but, "now": now}
    return int(query(_HOW_MANY_LEFT, values)[0][0])


_AT_ONCE = f"(level = 'now' and confirmed_at is null or {ON_TOP})"
_OWED_TODAY = f"""
{WITH_AWAY}
select count(*) over (), {_COLUMNS} from everything where owed and due_at <= %(until)s
order by {_AT_ONCE} desc, due_at, {_LEVEL}, sent_at, id limit %(most)s
"""


def owed_until(*, until: datetime, now: datetime) -> tuple[int, tuple[QueueRow, ...]]:
    """How many requests of the actor's organisation have an answer due by `until`, whoever has them, and those that come
    first: what is urgent at once, then what is due soonest, and among equals the more urgent. At most `MOST`."""
    rows = query(_OWED_TODAY, {"party": actor().party, "until": until, "most": MOST, "now": now})
    return rows[0][0] if rows else 0, tuple(_row(row[1:]) for row in rows)


def _row(values: tuple[Any, ...]) -> QueueRow:
    findings = tuple(loads(values[_FINDINGS]))
    return QueueRow(*values[:_FINDINGS], findings, *values[_FINDINGS + 1 :])  # type: ignore[call-arg]  # in the order of the fields
