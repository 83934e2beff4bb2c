"""Whom staff have to phone: those who are to be asked how they are, those whom a notice did not reach, and those who wait for
a time and are told of it by nobody else."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from weald.foundation.access import actor, query
from weald.services.appointments.held import FreeRow, HeldRow, held_here, still_free
from weald.services.requests.queries.calling import ABOUT
from weald.services.requests.queries.waiting import still_waits


@dataclass(frozen=True, slots=True)
class Phoned:
    """Whom staff phone, and about which request; `owner` is who has it, and `about` by what a call to them is marked."""

    request: UUID
    kind: str
    level: str
    within: str
    given_name: str
    family_name: str
    birth_date: date | None
    phone: str
    problem: str
    problem_name: str
    language: str
    needs: tuple[str, ...]
    owner: UUID | None
    owner_name: str
    about: UUID


_PHONED = (
    "r.id, r.kind, r.level, r.within, r.given_name, r.family_name, r.birth_date, r.phone, r.problem, r.problem_name, r.language, r.needs,"
    f" r.owner, r.owner_name, {ABOUT}"
)


def _fields(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Columns that begin with `_PHONED`, as the fields of a row that begins with those of `Phoned`."""
    return (*row[:11], tuple(row[11]), *row[12:])


@dataclass(frozen=True, slots=True)
class ToCall(Phoned):
    """Somebody to ask how they are; or, where `state` is that of an appointment, to tell of it: it was booked, moved or cancelled
    (`note`) for them, and may be cancelled since. `call_back` is empty for a notice that did not arrive."""

    call_back: UUID | None
    red_flag: bool
    note: str
    due_at: datetime
    next_at: datetime
    tries: int
    state: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    kind_of_time: str | None
    professional_name: str | None
    place: str | None
    mode: str | None


# Nobody is phoned about a time that has passed, nor about one that is gone where they have another.
_TO_ASK = """
from messages_callback c join requests_request r on r.id = c.request_id
left join appointments_appointment a on a.id = c.appointment
where c.organisation = %(party)s and c.state = 'to_call' and (c.appointment is null or r.closed_at is null and (
    a.state = 'booked' and case a.kind when 'slot' then a.starts_at else a.ends_at end > %(now)s
    or a.state = 'cancelled' and not exists (select 1 from appointments_appointment b
        where b.request_id = c.request_id and b.state <> 'cancelled')))
"""
_NOT_TOLD = "from requests_request r where r.holder = %(party)s and r.closed_at is null and r.wants = 'call'"
_TO_CALL = f"""
select {_PHONED}, c.id as call_back, r.red_flag, c.note, c.due_at, c.next_at, c.tries, a.state, a.starts_at, a.ends_at,
    a.kind, a.professional_name, a.place, a.mode {_TO_ASK}
union all
select {_PHONED}, null, r.red_flag, '', r.due_at, r.due_at, r.calls_tried, null, null, null, null, null, null, null {_NOT_TOLD}
order by next_at, due_at, id
limit 200
"""


def to_call(now: datetime) -> tuple[ToCall, ...]:
    """The call list of the actor's organisation, those who are to be phoned first at the top."""
    return tuple(ToCall(*_fields(row)) for row in query(_TO_CALL, {"party": actor().party, "now": now}))


def request_of(call_back: UUID) -> UUID | None:
    """The request of a call-back of the actor's organisation, on the list or answered since it was read; None for another."""
    rows = query(
        "select request_id from messages_callback where id = %s and organisation = %s",
        [call_back, actor().party],
    )
    return rows[0][0] if rows else None


@dataclass(frozen=True, slots=True)
class WaiterToCall(Phoned):
    """Somebody on the waiting list to phone: about the time that is `held` for them, about the new `times`, or because they
    left offers unanswered on `lapsed` days (`paused`). `has` is the time that they have, to which only an earlier one is any good."""

    paused: bool
    lapsed: int
    since: datetime
    call_since: datetime
    next_at: datetime
    calls: int
    has: datetime | None
    held: HeldRow | None
    times: tuple[FreeRow, ...]


# Who has booked since they joined needs no call, and nobody is phoned about times that are all taken.
_WHO_WAIT = f"""
from requests_waiting w join requests_request r on r.id = w.request_id
left join appointments_appointment a on a.request_id = w.request_id and a.state = 'booked'
where w.organisation = %(party)s and w.call_since is not null and w.state <> 'ended' and r.state <> 'closed'
  and (a.id is null or {still_waits("w.since")})
  and (w.state = 'paused' or exists (select 1 from appointments_hold h where h.request_id = w.request_id and h.state = 'held')
    or exists (select 1 from appointments_slot s where s.id = any(w.call_times) and s.taken < s.capacity and s.starts_at > %(now)s))
"""
_WAITERS_TO_CALL = f"""
select {_PHONED}, w.state = 'paused', w.lapsed, w.since, w.call_since, w.call_next_at, w.calls, a.starts_at, w.call_times
{_WHO_WAIT}
order by w.call_next_at > %(now)s, array_position(array['now', 'today', 'soon', 'routine', 'self_care'], r.level), r.due_at,
    w.since
limit 200
"""


def waiters_to_call(now: datetime) -> tuple[WaiterToCall, ...]:
    """Whom of the waiting list to phone: those to try now before those to try again later, then by need, then by wait."""
    rows = query(_WAITERS_TO_CALL, {"party": actor().party, "now": now})
    held = {one.request: one for one in held_here()} if rows else {}
    free = still_free({slot for row in rows for slot in row[22]}, now) if rows else {}
    return tuple(
        WaiterToCall(
            *_fields(row[:22]), held.get(row[0]),
            tuple(sorted((free[one] for one in row[22] if one in free), key=lambda one: one.starts_at)),
        )  # type: ignore[call-arg]  # the columns stand in the order of the fields
        for row in rows
    )  # fmt: skip


COUNT = f"select (select count(*) {_TO_ASK}) + (select count(*) {_NOT_TOLD}) + (select count(*) {_WHO_WAIT})"
