"""Recalls and how far each has come; and whom staff have to phone for one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from orjson import loads

from weald.foundation.access import actor, query


@dataclass(frozen=True, slots=True)
class RecallRow:
    """One recall and how many people stand where."""

    id: UUID
    reason: str
    services: list[str]
    clinic: str
    earliest: date
    latest: date
    remind_weeks: list[int]
    made_by: str
    made_at: datetime
    stopped_at: datetime | None
    counts: dict[str, int]

    @property
    def all(self) -> int:
        """For how many people it is."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ToPhone:
    """Somebody of a recall who is to be phoned, or was."""

    id: UUID
    person: UUID
    given_name: str
    family_name: str
    birth_date: date
    phone: str
    state: str
    calls: int
    next_at: datetime


# Whoever has used their invitation and has no appointment, nor had one, asked for another time or gave theirs back; not whose
# request is closed since: nobody looks for a time for them.
_STATE = """case when d.state <> 'booked' or exists (select 1 from appointments_appointment a
    join requests_invitation i on i.request_id = a.request_id where i.id = d.invitation and a.state <> 'cancelled') then d.state
    when exists (select 1 from requests_request q join requests_invitation i on i.request_id = q.id
        where i.id = d.invitation and q.state = 'closed') then 'declined' else 'asked' end"""
_RECALLS = f"""
select r.id, r.reason, r.services, r.clinic, r.earliest, r.latest, r.remind_weeks, r.made_by, r.made_at, r.stopped_at,
    coalesce((select jsonb_object_agg(state, n) from (
        select {_STATE} as state, count(*) as n from requests_recalled d where d.recall_id = r.id group by 1) by_state), '{{}}')
from requests_recall r where r.organisation = %s
"""


def recalls() -> tuple[RecallRow, ...]:
    """The recalls of the actor's organisation, newest first."""
    return tuple(_row(row) for row in query(f"{_RECALLS} order by r.made_at desc limit 100", [actor().party]))


def recall(id: UUID) -> RecallRow | None:
    """One of them."""
    rows = query(f"{_RECALLS} and r.id = %s", [actor().party, id])
    return _row(rows[0]) if rows else None


# The first, a reminder, or one that is sent anew because their number has changed: its key begins with the invitation.
_UNSENT = """
select count(distinct d.id), min(n.not_before) from requests_recalled d join messages_notification n
    on n.person = d.person and n.template in ('invited', 'invited_again') and split_part(n.key, ':', 2) = d.invitation::text
where d.recall_id = %s and d.state = 'told' and n.sent_at is null and n.failed_at is null and n.withdrawn_at is null
"""


def unsent(recall: UUID) -> tuple[int, datetime | None]:
    """How many of those who count as told have a message still to come, and when the first of these may go out."""
    [(many, first)] = query(_UNSENT, [recall])
    return many, first


def to_phone(recall: UUID, now: datetime) -> tuple[ToPhone, ...]:
    """Who is to be phoned for a recall, those to try now before those to try again later; and who was."""
    rows = query(
        "select d.id, p.id, p.given_name, p.family_name, p.birth_date, p.phone, d.state, d.calls, d.next_at"
        " from requests_recalled d join people_person p on p.id = d.person"
        " where d.recall_id = %s and d.state in ('to_call', 'called')"
        " order by d.state desc, d.calls > 0 and d.next_at > %s, p.family_name, p.id limit 500",
        [recall, now],
    )
    return tuple(ToPhone(*row) for row in rows)


def person_of(recall: UUID, recalled: UUID) -> UUID | None:
    """Somebody of a recall, on the list to be phoned or not any more; None where there is nobody, or nobody here has that number."""
    rows = query("select person from requests_recalled where recall_id = %s and id = %s", [recall, recalled])
    return rows[0][0] if rows else None


def left_to_phone() -> tuple[tuple[UUID, str, int], ...]:
    """The recalls of the actor's organisation that go on and for which people are to be phoned: what it is for, and how many."""
    return tuple(
        query(
            "select r.id, r.reason, count(*) from requests_recall r join requests_recalled d on d.recall_id = r.id"
            " where r.organisation = %s and r.stopped_at is null and d.state = 'to_call' group by r.id order by r.made_at",
            [actor().party],
        )
    )


def unknown(recall: UUID) -> tuple[str, ...]:
    """The NHS numbers of a recall that nobody here has."""
    rows = query(
        "select nhs_number from requests_recalled where recall_id = %s and state = 'unknown' order by 1 limit 500",
        [recall],
    )
    return tuple(row[0] for row in rows)


def _row(row: tuple[Any, ...]) -> RecallRow:
    return RecallRow(*row[:-1], loads(row[-1]))  # type: ignore[call-arg]  # in the order of the fields
