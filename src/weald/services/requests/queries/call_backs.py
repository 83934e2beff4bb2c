"""Whom staff have to phone: those who are to be asked how they are, those whom a notice did not reach, and those who wait for
a time and are told of it by nobody else."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from weald.foundation.access import actor, query
from weald.services.appointments.held import FreeRow, HeldRow, held_here, still_free


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody to phone. `call_back` is empty for a notice that did not arrive."""

    request: UUID
    call_back: UUID | None
    reference: str
    kind: str
    level: str
    red_flag: bool
    given_name: str
    family_name: str
    birth_date: date | None
    phone: str
    problem: str
    problem_name: str
    needs: tuple[str, ...]
    language: str
    note: str
    due_at: datetime
    next_at: datetime
    tries: int
    closed: bool
    owner: UUID | None
    owner_name: str


_TO_CALL = """
select r.id, c.id, r.reference, r.kind, r.level, r.red_flag, r.given_name, r.family_name, r.birth_date, r.phone, r.problem,
    r.problem_name, r.needs, r.language, c.note, c.due_at, c.next_at, c.tries, r.state = 'closed', r.owner, r.owner_name
from messages_callback c join requests_request r on r.id = c.request_id
where c.organisation = %(party)s and c.state = 'to_call'
union all
select r.id, null, r.reference, r.kind, r.level, r.red_flag, r.given_name, r.family_name, r.birth_date, r.phone, r.problem,
    r.problem_name, r.needs, r.language, '', r.due_at, r.due_at, r.calls_tried, false, r.owner, r.owner_name
from requests_request r where r.holder = %(party)s and r.closed_at is null and r.wants = 'call'
order by 17, 16, 1
limit 200
"""


def to_call() -> tuple[ToCall, ...]:
    """The call list of the actor's organisation, those who are to be phoned first at the top."""
    rows = query(_TO_CALL, {"party": actor().party})
    return tuple(
        ToCall(*row[:12], tuple(row[12]), *row[13:])  # type: ignore[call-arg]  # the columns stand in the order of the fields
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class WaiterToCall:
    """Somebody on the waiting list to phone: about the time that is `held` for them, about the new `times`, or because they
    left `lapsed` offers unanswered (`paused`). `has` is the time that they have, to which only an earlier one is any good."""

    request: UUID
    kind: str
    level: str
    given_name: str
    family_name: str
    birth_date: date | None
    phone: str
    problem: str
    problem_name: str
    needs: tuple[str, ...]
    language: str
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
_WHO_WAIT = """
from requests_waiting w join requests_request r on r.id = w.request_id
left join appointments_appointment a on a.request_id = w.request_id and a.state = 'booked'
where w.organisation = %(party)s and w.call_since is not null and w.state <> 'ended' and r.state <> 'closed'
  and (a.id is null or a.booked_at <= w.since)
  and (w.state = 'paused' or exists (select 1 from appointments_hold h where h.request_id = w.request_id and h.state = 'held')
    or exists (select 1 from appointments_slot s where s.id = any(w.call_times) and s.taken < s.capacity and s.starts_at > %(now)s))
"""
_WAITERS_TO_CALL = f"""
select w.request_id, r.kind, r.level, r.given_name, r.family_name, r.birth_date, r.phone, r.problem, r.problem_name, r.needs,
    r.language, w.state = 'paused', w.lapsed, w.since, w.call_since, w.call_next_at, w.calls, a.starts_at, w.call_times
{_WHO_WAIT}
order by w.call_next_at > %(now)s, array_position(array['now', 'today', 'soon', 'routine', 'self_care'], r.level), r.due_at,
    w.since
limit 200
"""


def waiters_to_call(now: datetime) -> tuple[WaiterToCall, ...]:
    """Whom of the waiting list to phone: those to try now before those to try again later, then by need, then by wait."""
    rows = query(_WAITERS_TO_CALL, {"party": actor().party, "now": now})
    held = {one.request: one for one in held_here()} if rows else {}
    free = still_free({slot for row in rows for slot in row[18]}, now) if rows else {}
    return tuple(
        WaiterToCall(
            *row[:9], tuple(row[9]), *row[10:18], held.get(row[0]),
            tuple(sorted((free[one] for one in row[18] if one in free), key=lambda one: one.starts_at)),
        )  # type: ignore[call-arg]  # the columns stand in the order of the fields
        for row in rows
    )  # fmt: skip


def count(now: datetime) -> int:
    """How many people stand on the call list of the actor's organisation."""
    return int(
        query(
            "select (select count(*) from messages_callback where organisation = %(party)s and state = 'to_call')"
            " + (select count(*) from requests_request where holder = %(party)s and closed_at is null and wants = 'call')"
            f" + (select count(*) {_WHO_WAIT})",
            {"party": actor().party, "now": now},
        )[0][0]
    )
