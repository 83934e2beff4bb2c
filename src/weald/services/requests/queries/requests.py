"""A request as the person who asked sees it: where it stands, what was decided, and what was told to them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from orjson import loads

from weald.foundation.access import query


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that holds."""

    at: datetime
    level: str
    service: str
    within: str
    text: str
    rule: str
    because: tuple[Mapping[str, Any], ...]
    safety_net: tuple[str, ...]
    advice: tuple[str, ...]
    by_staff: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story, as the person reads it; `kind` is what happened."""

    at: datetime
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """Somebody's own request. It repeats nothing that is stored about them elsewhere: `needs` are those that were said
    when it was sent, not those that their record added."""

    id: UUID
    reference: str
    organisation: UUID
    device_hash: bytes
    kind: str
    self_service: bool
    sent_at: datetime
    for_whom: str
    given_name: str
    birth_date: date | None
    phone: str
    contact_by: str
    problem: str
    due_at: datetime
    state: str
    version: int
    confirmed_at: datetime | None
    wants: str
    holder: UUID
    words: str
    sex: str
    person: UUID | None
    needs: tuple[str, ...]
    language: str
    invitation: UUID | None
    decision: Decided


_OWN = """
select r.id, r.reference, r.organisation, coalesce(r.device_hash, ''::bytea), r.kind, r.self_service, r.sent_at, r.for_whom,
    r.given_name, r.birth_date, r.phone, r.contact_by, r.problem, r.due_at, r.state, r.version,
    r.confirmed_at, r.wants, r.holder, r.words, r.sex, r.person,
    array(select unnest(r.needs) except select unnest(coalesce(r.needs_on_record, '{}'))), r.language, r.invitation,
    d.at, d.level, d.service, d.within, d.text, d.rule, d.because, d.safety_net, d.advice, d.identity is not null
from requests_request r
cross join lateral (
    select * from requests_decision d where d.request_id = r.id order by d.id desc limit 1
) d
where r.id = %s
"""


_WIDTH = len(fields(OwnRequest)) - 1


def own(request: UUID) -> OwnRequest | None:
    """The request that the actor holds, or None."""
    rows = query(_OWN, [request])
    if not rows:
        return None
    first, second = list(rows[0][:_WIDTH]), list(rows[0][_WIDTH:])
    first[3] = bytes(first[3])
    second[6:9] = (tuple(loads(each)) for each in second[6:9])
    return OwnRequest(*first, Decided(*second))  # type: ignore[call-arg]  # the columns stand in the order of the fields


def told(request: UUID) -> tuple[Told, ...]:
    """The story of a request as far as it was told to the person, oldest first."""
    rows = query(
        "select at, told, kind from requests_entry where request_id = %s and told <> '' order by id",
        [request],
    )
    return tuple(Told(*row) for row in rows)
