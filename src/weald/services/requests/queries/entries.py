"""What the desk needs to see of persons and of entries that are not sent yet."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from weald.foundation.access import query
from weald.services.people.queries import PERSON_COLUMNS, NeedRow, PersonRow
from weald.services.requests.queries.calling import LASTS
from weald.services.requests.queries.care import OTHER_COLUMNS, OtherRow
from weald.services.requests.queries.drafts import COLUMNS, DraftRow, row_of

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Unsent:
    """An entry that was begun and not sent; `holder` is the identity of the member of staff with whom it lies."""

    draft: UUID
    begun_at: datetime
    given_name: str
    family_name: str
    words: str
    phone: str
    person: UUID | None
    begun_by: str
    held_by: str
    holder: UUID | None


@dataclass(frozen=True, slots=True)
class Begun:
    """An entry, for whom it is as the reader sees them, and what they need."""

    draft: DraftRow
    person: PersonRow | None
    needs: tuple[NeedRow, ...]


# The entry first, for the reason at `_UNSENT`; every page of the desk begins with this.
_BEGUN = f"""
with mine as materialized (
    select {COLUMNS}, (about ->> 'person')::uuid as whom from requests_draft where id = %s and device_hash = %s
), needed as (
    select n.need, n.language, n.note, n.since, n.by, n.id from mine join people_need n on n.person = mine.whom
    where n.until is null
)
select {", ".join(f"mine.{name.strip()}" for name in COLUMNS.split(","))},
    {PERSON_COLUMNS},
    (select array_agg(need order by since, id) from needed), (select array_agg(language order by since, id) from needed),
    (select array_agg(note order by since, id) from needed), (select array_agg(since order by since, id) from needed),
    (select array_agg(by order by since, id) from needed)
from mine left join people_person p on p.id = mine.whom and p.merged_into is null
"""
_PERSON_AT = len(fields(DraftRow))
_NEEDS_AT = _PERSON_AT + len(fields(PersonRow))


def begun(draft: UUID, desk: bytes) -> Begun | None:
    """The entry of this member of staff with its person and what they need, in one statement; None where it is not theirs."""
    rows = query(_BEGUN, [draft, desk])
    if not rows:
        return None
    row = rows[0]
    entry, known, needs = row[:_PERSON_AT], row[_PERSON_AT:_NEEDS_AT], row[_NEEDS_AT:]
    return Begun(
        row_of(entry),
        PersonRow(*known) if known[0] is not None else None,
        tuple(NeedRow(*one) for one in zip(*needs, strict=True)) if needs[0] else (),
    )


# The entries first: what is read off a JSON text is not trusted by row security, which would then look at every person.
def _unsent(whose: str) -> str:
    return f"""
with entries as materialized (
    select id, created_at, coalesce(nullif(words, ''), about ->> 'left', '') as words, about ->> 'phone' as phone,
        (about ->> 'person')::uuid as person, coalesce(about ->> 'begun_by', '') as begun_by, coalesce(about ->> 'held_by', '') as held_by,
        (about ->> 'holder')::uuid as holder
    from requests_draft
    where organisation = %(organisation)s and sent_at is null and expires_at > %(now)s and {whose}
    order by created_at desc limit 9
)
select e.id, e.created_at, coalesce(p.given_name, ''), coalesce(p.family_name, ''), e.words,
    coalesce(e.phone, ''), e.person, e.begun_by, e.held_by, e.holder
from entries e left join people_person p on p.id = e.person
where e.person is null or p.id is not null
order by e.created_at desc
"""


_UNSENT = _unsent("device_hash = %(desk)s")
_OF_COLLEAGUES = _unsent(
    "device_hash <> %(desk)s and about ->> 'begun_by' is not null and created_at <= %(over)s"
)
_FOR_THOSE = _unsent(
    "device_hash <> %(desk)s and about ->> 'begun_by' is not null and about ->> 'person' = any(%(persons)s)"
)


def unsent(organisation: UUID, desk: bytes, now: datetime) -> tuple[Unsent, ...]:
    """What lies with this member of staff and is not sent, newest first."""
    values = {"organisation": organisation, "desk": desk, "now": now}
    return tuple(Unsent(*row) for row in query(_UNSENT, values))


def left_by_colleagues(organisation: UUID, desk: bytes, now: datetime) -> tuple[Unsent, ...]:
    """What colleagues began so long ago that the call is over, and did not send, newest first; of a person whom the actor may
    not see, nothing."""
    values = {"organisation": organisation, "desk": desk, "now": now, "over": now - LASTS}
    return tuple(Unsent(*row) for row in query(_OF_COLLEAGUES, values))


def with_colleagues(
    organisation: UUID, desk: bytes, persons: Iterable[str], now: datetime
) -> tuple[Unsent, ...]:
    """What colleagues began for these persons and have not sent, newest first."""
    values = {"organisation": organisation, "desk": desk, "now": now, "persons": list(persons)}
    return tuple(Unsent(*row) for row in query(_FOR_THOSE, values)) if values["persons"] else ()


_REQUESTS = (
    f"select {OTHER_COLUMNS} from requests_request"
    " where person = %s and sent_at > %s order by sent_at desc limit 30"
)


def requests_of(person: UUID, now: datetime) -> tuple[OtherRow, ...]:
    """What a person asked in the last year, newest first."""
    return tuple(OtherRow(*row) for row in query(_REQUESTS, [person, now - YEAR]))
