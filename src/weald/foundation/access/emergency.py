"""Opening a record without a relationship, in an emergency: with a reason, for eight hours, and reported.

Nobody is kept from the record of somebody who may die of it. That is why every opening is looked at afterwards, by the
privacy officer of whoever opened it and of where the person is registered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weald.foundation.access.acting import actor, query
from weald.foundation.access.audit import record
from weald.foundation.access.roles import authorise
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused

LIFE = timedelta(hours=8)
LEAST = 10
"""Characters of a reason: a word is none."""
FINDINGS = {
    "justified": "Justified",
    "mistake": "A mistake, explained",
    "not_justified": "Not justified, taken further",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One opening, as the privacy officer sees it."""

    id: UUID
    person: UUID
    organisation: UUID
    registered: UUID | None
    name: str
    reason: str
    opened_at: datetime
    until: datetime
    closed_at: datetime | None
    closed_by: str
    finding: str
    restricted: bool


def open_record(*, person: UUID, reason: str, sure: bool = False, now: datetime) -> UUID:
    """Let the member of staff who acts, and nobody else, see this person for eight hours; returns the case.

    Opened again meanwhile it is the same case. A restricted record needs `sure` as well. Raises Refused with a sentence.
    """
    who = actor()
    authorise(who, "access.emergency")
    if who.identity is None or who.party is None:
        raise Refused("Sign in with your own name first.")
    if len(reason.strip()) < LEAST:
        raise Refused("Say in a sentence why you must see this record now.")
    restricted = is_restricted(person)
    if restricted and not sure:
        raise Refused(
            "This record is restricted. Tick that you have nobody to ask, or ask somebody who is cleared."
        )
    again = query(
        "select id from access_emergency where person = %s and identity = %s and until > %s and closed_at is null",
        [person, who.identity, now],
    )
    if again:
        return UUID(str(again[0][0]))
    registered = query("select access_registered(%s)", [person])[0][0]
    if registered is None:
        raise Refused("There is no such person here. Search for them again.")
    case, until = uuid7(now), now + LIFE
    query(
        "insert into access_emergency (id, person, organisation, registered, identity, name, reason, opened_at, until,"
        " closed_by, finding) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')",
        [case, person, who.party, registered, who.identity, who.name, reason.strip(), now, until],
    )
    query(
        "insert into access_relationship (person, party, basis, since, until) values (%s, %s, 'emergency', %s, %s)",
        [person, who.identity, now, until],
    )
    record("access.emergency", [person, case], "restricted" if restricted else "")
    return case


def close(*, case: UUID, finding: str, note: str, now: datetime) -> None:
    """The privacy officer says what was found; the opening ends with it. Raises Refused where it is closed already, or
    was the officer's own."""
    who = actor()
    authorise(who, "access.review")
    if finding not in FINDINGS:
        raise Refused("Choose what you found.")
    if len(note.strip()) < LEAST:
        raise Refused("Say in a sentence how you know, and what was done.")
    found = query("select identity, closed_at from access_emergency where id = %s for update", [case])
    if not found:
        raise Refused("There is no such case here.")
    if found[0][0] == who.identity:
        raise Refused("You opened this record yourself. Another privacy officer closes the case.")
    if found[0][1] is not None:
        raise Refused("Somebody else has closed this case. Read what they found.")
    query(
        "update access_emergency set closed_at = %s, closed_by = %s, finding = %s, until = least(until, %s) where id = %s",
        [now, who.name, f"{FINDINGS[finding]}. {note.strip()}", now, case],
    )
    query("select access_end_emergency(%s)", [case])
    record("access.emergency_closed", [case], finding)


def cases(*, closed: bool = False) -> tuple[Case, ...]:
    """The openings by and of the actor's organisation: those that wait for their finding, the oldest first; or the
    hundred closed last."""
    authorise(actor(), "access.review")
    return _cases(
        "where e.closed_at is not null order by e.closed_at desc limit 100"
        if closed
        else "where e.closed_at is null order by e.opened_at"
    )


def case(id_: UUID) -> Case | None:
    """One opening, or None where it concerns another organisation."""
    authorise(actor(), "access.review")
    found = _cases("where e.id = %s", [id_])
    return found[0] if found else None


def waiting() -> int:
    """How many openings wait for their finding."""
    return int(query("select count(*) from access_emergency where closed_at is null")[0][0])


def is_restricted(person: UUID) -> bool:
    """Whether only staff who are cleared by name see this record."""
    return bool(query("select 1 from access_restriction where person = %s", [person]))


def _cases(which: str, values: list[object] | None = None) -> tuple[Case, ...]:
    rows = query(
        "select e.id, e.person, e.organisation, e.registered, e.name, e.reason, e.opened_at, e.until, e.closed_at, e.closed_by,"
        " e.finding, exists (select 1 from access_restriction x where x.person = e.person)"
        f" from access_emergency e {which}",
        values or [],
    )
    return tuple(Case(*row) for row in rows)
