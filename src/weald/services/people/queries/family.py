"""Who acts for whom, and what a person may see about themself."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from weald.foundation.access import query
from weald.services.directory import queries as directory
from weald.services.people.queries.search import PERSON_COLUMNS, PersonRow


@dataclass(frozen=True, slots=True)
class Ward:
    """Somebody for whom the actor acts now, with what asking for help for them needs."""

    proxy: UUID
    kind: str
    scope: tuple[str, ...]
    live_until: datetime | None
    person: UUID
    registered: UUID
    given_name: str
    family_name: str
    birth_date: date
    sex: str
    nhs_number: str


@dataclass(frozen=True, slots=True)
class ProxyRow:
    """Somebody who acts, or acted, for a person."""

    id: UUID
    person: UUID
    proxy: UUID
    proxy_name: str
    kind: str
    scope: tuple[str, ...]
    capacity: str
    note: str
    document_seen_by: str
    granted_by: str
    since: datetime
    until: date | None
    reviewed_on: date | None
    live_until: datetime | None
    suspended_at: datetime | None
    suspended_why: str
    ended_at: datetime | None
    ended_why: str


def review_age(organisation: UUID) -> int:
    """The age at which this practice asks a young person about their parents' access."""
    return directory.practice_by_id(organisation).proxy_review_age


def person(identifier: UUID) -> PersonRow | None:
    """Somebody whom the actor may see, or None; also whose record was merged into another."""
    rows = query(f"select {PERSON_COLUMNS} from people_person p where p.id = %s", [identifier])
    return PersonRow(*rows[0]) if rows else None


def wards() -> tuple[Ward, ...]:
    """For whom the actor, a person who signed in or a care home, acts now; by name."""
    return tuple(
        Ward(*row)
        for row in query(
            "select proxy, kind, scope, live_until, person, registered, given_name, family_name, birth_date, sex,"
            " nhs_number from people_wards()"
        )
    )


_PROXIES = f"select {', '.join(one.name for one in fields(ProxyRow))} from people_proxy"


def proxies_of(person: UUID) -> tuple[ProxyRow, ...]:
    """Who acts and acted for a person, those who act first."""
    rows = query(f"{_PROXIES} where person = %s order by ended_at is not null, since desc", [person])
    return tuple(_proxy(row) for row in rows)


def proxy(identifier: UUID) -> ProxyRow | None:
    """One of them."""
    rows = query(f"{_PROXIES} where id = %s", [identifier])
    return _proxy(rows[0]) if rows else None


def _proxy(row: tuple) -> ProxyRow:  # type: ignore[type-arg]
    values = dict(zip((one.name for one in fields(ProxyRow)), row, strict=True))
    return ProxyRow(**{**values, "scope": tuple(values["scope"])})


def care_home(text: str) -> tuple[UUID, str] | None:
    """The open care home with this code or exactly this name, or None."""
    rows = query(
        "select id, name from directory_organisation where kind = 'care_home' and active"
        " and (upper(ods_code) = upper(%s) or lower(name) = lower(%s)) limit 2",
        [text.strip(), text.strip()],
    )
    return (rows[0][0], rows[0][1]) if len(rows) == 1 else None


def may_act(asker: UUID, person: UUID, what: str) -> UUID | None:
    """Where the person is registered, if whoever asks is that person or may do `what` for them now; else None."""
    found: UUID | None = query("select people_acts(%s, %s, %s)", [asker, person, what])[0][0]
    return found


def reaches_proxy(person: UUID | None, *addresses: str) -> bool:
    """Whether one of the addresses belongs to somebody who acts for the person."""
    return person is not None and any(
        query("select people_reaches_proxy(%s, %s)", [person, one])[0][0] for one in addresses if one
    )


def certain_contacts(person: UUID) -> tuple[tuple[str, str], ...]:
    """The addresses on the record, as way and address, at which the person was reached for certain; the one that they
    like first."""
    rows = query(
        'select c.by, c."to" from people_contact c join people_person p on p.id = c.person'
        ' where c.person = %s and c."to" in (p.phone, p.email) order by c.by <> p.contact_by, c.id',
        [person],
    )
    return tuple((row[0], row[1]) for row in rows)


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody read or changed a record."""

    at: datetime
    basis: str
    verb: str
    organisation: UUID | None
    roles: tuple[str, ...]
    why: str


def who_looked(person: UUID, since: datetime) -> tuple[Looked, ...]:
    """Who read or changed the actor's own record, newest first; nothing for anybody else's."""
    rows = query("select at, basis, verb, party, roles, why from people_who_looked(%s, %s)", [person, since])
    return tuple(
        Looked(at, basis, verb, party, tuple(roles or ()), why) for at, basis, verb, party, roles, why in rows
    )
