"""One request as staff read it: what was asked and answered, what was decided, and all that happened since."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from orjson import loads

from weald.foundation.access import query
from weald.services.appointments import queries as appointments
from weald.services.appointments.queries import AppointmentRow

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """The request and its present state."""

    id: UUID
    reference: str
    organisation: UUID
    serving: UUID | None
    holder: UUID
    referral: UUID | None
    returned: str
    needs: list[str]
    language: str
    person: UUID | None
    identity_level: str
    channel: str
    kind: str
    self_service: bool
    sent_at: datetime
    for_whom: str
    given_name: str
    family_name: str
    asked_by: str
    birth_date: date | None
    sex: str
    nhs_number: str
    phone: str
    email: str
    contact_by: str
    words: str
    problem: str
    problem_name: str
    level: str
    service: str
    red_flag: bool
    due_at: datetime
    state: str
    owner: UUID | None
    owner_name: str
    taken_at: datetime | None
    version: int
    confirmed_at: datetime | None
    calls_tried: int
    wants: str
    closed_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One finding, answered."""

    finding: str
    value: Any
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision; those of the rules name their rule, those of staff their reason."""

    at: datetime
    by: str
    level: str
    service: str
    within: str
    text: str
    rule: str
    because: list[dict[str, Any]]
    ruled_out: list[dict[str, Any]]
    safety_net: list[str]
    advice: list[str]
    release: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the story."""

    at: datetime
    by: str
    kind: str
    told: str
    note: str


@dataclass(frozen=True, slots=True)
class OtherRow:
    """Another request of the same person."""

    id: UUID
    reference: str
    sent_at: datetime
    problem: str
    problem_name: str
    level: str
    within: str
    state: str


OTHER_COLUMNS = ", ".join(one.name for one in fields(OtherRow))
"""The columns of an `OtherRow`, in the order of its fields."""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one request. `decisions` oldest first; the last one holds."""

    request: RequestRow
    answers: tuple[AnswerRow, ...]
    decisions: tuple[DecisionRow, ...]
    entries: tuple[EntryRow, ...]
    disagreed: tuple[str, ...]
    others: tuple[OtherRow, ...]
    appointment: AppointmentRow | None


_REQUEST = f"select {', '.join(one.name for one in fields(RequestRow))} from requests_request where id = %s"
_ANSWERS = (
    "select finding, value, source, by from requests_answer where request_id = %s order by position, id"
)
_DECISIONS = f"select {', '.join(one.name for one in fields(DecisionRow))} from requests_decision where request_id = %s order by id"
_ENTRIES = "select at, by, kind, told, note from requests_entry where request_id = %s order by id"
# Whoever could not be matched with a stored person is recognised by their NHS number, or by name and date of birth.
_OTHERS = f"""
select {OTHER_COLUMNS} from requests_request
where id <> %(id)s and sent_at between %(since)s and %(until)s and organisation = %(organisation)s
  and (person = %(person)s or (nhs_number <> '' and nhs_number = %(nhs_number)s)
       or (birth_date = %(birth_date)s and lower(family_name) = lower(%(family_name)s)
           and lower(given_name) = lower(%(given_name)s)))
order by sent_at desc limit 10
"""


def request_row(request: UUID) -> RequestRow | None:
    """The request, or None where there is none that the actor may see."""
    rows = query(_REQUEST, [request])
    return RequestRow(*rows[0]) if rows else None


def story(request: UUID) -> Story | None:
    """All of a request, or None where there is none that the actor may see."""
    row = request_row(request)
    if row is None:
        return None
    entries = tuple(EntryRow(*values) for values in query(_ENTRIES, [request]))
    return Story(
        request=row,
        answers=tuple(
            AnswerRow(finding, loads(value), *rest) for finding, value, *rest in query(_ANSWERS, [request])
        ),
        decisions=decisions(request),
        entries=entries,
        disagreed=tuple(one.by for one in entries if one.kind == "disagreed"),
        others=_others(row),
        appointment=appointments.of_request(request),
    )


def decisions(request: UUID) -> tuple[DecisionRow, ...]:
    """The decisions on a request, oldest first: the last one holds."""
    return tuple(_decision(values) for values in query(_DECISIONS, [request]))


def _others(row: RequestRow) -> tuple[OtherRow, ...]:
    values = {one.name: getattr(row, one.name) for one in fields(row)}
    bounds = {"since": row.sent_at - LATELY, "until": row.sent_at + LATELY}
    return tuple(OtherRow(*found) for found in query(_OTHERS, values | bounds))


def _decision(values: tuple[Any, ...]) -> DecisionRow:
    return DecisionRow(*values[:7], *(loads(one) for one in values[7:11]), *values[11:])
