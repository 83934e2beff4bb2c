"""Restricted records: of a colleague, or of somebody in danger. Only staff who are cleared by name see them.

Somebody is always cleared: a record that nobody sees is a person whom nobody helps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access.acting import actor, query
from weald.foundation.access.audit import record
from weald.foundation.access.roles import ROLES, authorise
from weald.foundation.refusal import Refused

NOBODY_CLEARED = (
    "Clear at least one colleague who works with requests: somebody must be able to help this person."
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could be cleared."""

    identity: UUID
    name: str
    roles: tuple[str, ...]
    cleared: bool


@dataclass(frozen=True, slots=True)
class Restricted:
    """Who restricted a record, when and why."""

    reason: str
    since: datetime
    by: str


def restrict(*, person: UUID, reason: str, cleared: Iterable[UUID], now: datetime) -> None:
    """Show this record to nobody but the colleagues in `cleared`. Raises Refused where it is another organisation's to
    restrict, is restricted already, or nobody would be left who sees it."""
    who = actor()
    authorise(who, "access.restrict")
    _refuse_others(person)
    if len(reason.strip()) < 10:
        raise Refused("Say in a sentence why this record is restricted.")
    chosen = [one for one in colleagues(person) if one.identity in set(cleared)]
    if not any(_helps(one) for one in chosen):
        raise Refused(NOBODY_CLEARED)
    made = query(
        "insert into access_restriction (person, organisation, reason, since, by) values (%s, %s, %s, %s, %s)"
        " on conflict (person) do nothing returning 1",
        [person, who.party, reason.strip(), now, who.name],
    )
    if not made:
        raise Refused("This record is restricted already. Look at who is cleared.")
    _clear(person, chosen, now)
    record("access.restrict", [person, *(one.identity for one in chosen)])


def set_cleared(*, person: UUID, cleared: Iterable[UUID], now: datetime) -> None:
    """Exactly these colleagues see the record from now on."""
    authorise(actor(), "access.restrict")
    _refuse_others(person)
    if restricted(person) is None:
        raise Refused("This record is not restricted.")
    wanted = set(cleared)
    known = colleagues(person)
    if not any(_helps(one) for one in known if one.identity in wanted):
        raise Refused(NOBODY_CLEARED)
    for one in known:
        if one.cleared and one.identity not in wanted:
            _end(person, now, one.identity)
    _clear(person, [one for one in known if one.identity in wanted and not one.cleared], now)
    record("access.clear", [person, *sorted(wanted, key=str)])


def lift(*, person: UUID, reason: str, now: datetime) -> None:
    """Show the record to everybody again who has a reason to see it."""
    authorise(actor(), "access.restrict")
    _refuse_others(person)
    if len(reason.strip()) < 10:
        raise Refused("Say in a sentence why this record is no longer restricted.")
    _end(person, now)
    if not query("delete from access_restriction where person = %s returning 1", [person]):
        raise Refused("This record is not restricted.")
    record("access.lift", [person])


def restricted(person: UUID) -> Restricted | None:
    """The restriction of a record, for the organisation that set it."""
    rows = query(
        "select reason, since, by from access_restriction where person = %s and organisation = %s",
        [person, actor().party],
    )
    return Restricted(*rows[0]) if rows else None


def colleagues(person: UUID) -> tuple[Colleague, ...]:
    """Everybody with a role in the actor's organisation, and whether they are cleared for this record."""
    rows = query(
        "select i.id, i.name, array_agg(b.role order by b.role), exists (select 1 from access_relationship r"
        " where r.person = %s and r.party = i.id and r.basis = 'cleared' and r.until is null)"
        " from access_identity i join access_rolebinding b on b.identity_id = i.id and b.party = %s"
        " where i.active group by i.id, i.name order by i.name",
        [person, actor().party],
    )
    return tuple(Colleague(id_, name, tuple(roles), cleared) for id_, name, roles, cleared in rows)


def whom_to_ask(person: UUID) -> str:
    """What staff are told who may not see this record; nothing where they are not barred from it."""
    if not query("select access_barred(%s)", [person])[0][0]:
        return ""
    names = [one.name for one in colleagues(person) if one.cleared]
    if names:
        return f"This record is restricted. Ask {' or '.join(names)}: they are cleared for it."
    return "This record is restricted. Ask the practice where the person is registered."


def may_restrict(person: UUID) -> bool:
    """Whether this record is the actor's organisation's to restrict: the person is registered there."""
    return bool(query("select access_registered(%s) = %s", [person, actor().party])[0][0])


def _refuse_others(person: UUID) -> None:
    if not may_restrict(person):
        raise Refused("Only the practice where somebody is registered restricts their record.")


def _helps(one: Colleague) -> bool:
    return any("requests.resolve_administrative" in ROLES[role].may for role in one.roles if role in ROLES)


def _clear(person: UUID, chosen: Iterable[Colleague], now: datetime) -> None:
    for one in chosen:
        query(
            "insert into access_relationship (person, party, basis, since) values (%s, %s, 'cleared', %s)",
            [person, one.identity, now],
        )


def _end(person: UUID, now: datetime, identity: UUID | None = None) -> None:
    query(
        "update access_relationship set until = %s where person = %s and basis = 'cleared' and until is null"
        " and (%s::uuid is null or party = %s)",
        [now, person, identity, identity],
    )
