"""Bringing a practice's people to what its list says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.database.identifiers import uuid7
from weald.services.people.actions.registering import BATCH, NewPerson, add
from weald.services.people.details import NAMES, Details
from weald.services.people.listed import Listed

VERB = "people.import"

_KNOWN = """
select p.nhs_number, p.id, p.organisation, p.given_name, p.family_name, p.birth_date, p.sex, p.phone, p.email, p.postcode,
    p.contact_by, p.from_list, p.merged_into is not null or p.died_on is not null,
    exists (select from people_contact c where c.person = p.id and c."to" = p.phone),
    exists (select from people_contact c where c.person = p.id and c."to" = p.email),
    array(select distinct d.detail from people_detailchange d where d.person = p.id)
from people_person p where p.nhs_number = any(%s) for update of p
"""
_CHANGE = """
update people_person p set given_name = n.given_name, family_name = n.family_name, sex = n.sex, phone = n.phone, email = n.email,
    postcode = n.postcode
from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
    as n(id, given_name, family_name, sex, phone, email, postcode)
where p.id = n.id
"""
_DIFFERED = "delete from people_listdiffers where person = any(%s)"
_DIFFER = """
insert into people_listdiffers (organisation, person, detail, listed, at)
select n.organisation, n.person, n.detail, n.listed, %s
from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[]) as n (organisation, person, detail, listed)
"""
_GONE = """
select count(*) from people_person
where organisation = any(%s) and from_list and died_on is null and merged_into is null and nhs_number <> all(%s)
"""


class _Known(NamedTuple):
    nhs_number: str
    id: UUID
    organisation: UUID
    given_name: str
    family_name: str
    birth_date: date
    sex: str
    phone: str
    email: str
    postcode: str
    contact_by: str
    from_list: bool
    over: bool
    phone_checked: bool
    email_checked: bool
    put_right: list[str]


class Moved(NamedTuple):
    """Somebody to whom a list gives another phone number or email: how they were reached, and how they are."""

    person: UUID
    organisation: UUID
    before: Details
    after: Details


class Followed(NamedTuple):
    """How many open requests and links to book follow to the new number or email, and of how many staff phone."""

    moved: int = 0
    phoned: int = 0


Follow = Callable[[Sequence[Moved], datetime], Followed]
_follow: list[Follow] = []


def bind(follow: Follow) -> None:
    """Say what else must follow, in the same transaction, where a number or email changed, which rooms above know; called by the
    roof."""
    _follow[:] = [follow]


@dataclass(slots=True)
class Imported:
    """What became of a list: how many were new, changed or as they were, and the lines of those who were left as they are here:
    entered by somebody (`by_hand`), registered with another practice (`elsewhere`), with another date of birth here (`differs`),
    died or merged with another record (`over`). `kept` are the lines of those of whom a detail stays that is told otherwise there:
    staff put it right, or checked it with them. `not_listed` are here from an earlier list, and not on this one. `moved` is how
    many open requests and links to book are reached at a new number or email since, and `phoned` of how many staff phone."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    by_hand: list[int] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)
    differs: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    not_listed: int = 0
    moved: int = 0
    phoned: int = 0


@transaction.atomic
def import_list(*, people: Sequence[Listed], now: datetime, tell: Callable[[int, int], None]) -> Imported:
    """Register those who are new, and bring those who came from a list before to what this one says; all or nothing. `tell` hears
    how many of how many are done.

    Nothing that somebody entered is overwritten: neither a person whom the desk registered, nor a detail that it put right, nor
    a phone number or email that was checked with them; and nothing is emptied. Who has another date of birth here may be somebody
    else: nothing of theirs is changed. Which details stay, and what the list says of them, is written down for the practice. Where
    a number or email changes, what is open follows (`bind`). Raises Refused where somebody else registered one of them in this
    moment, or a message is being sent to a number that changes.
    """
    authorise(actor(), "people.register")
    done = Imported()
    for start in range(0, len(people), BATCH):
        part = people[start : start + BATCH]
        known = {
            one.nhs_number: one
            for one in (_Known(*row) for row in query(_KNOWN, [[p.nhs_number for p in part]]))
        }
        new: list[NewPerson] = []
        changes: list[tuple[UUID, str, str, str, str, str, str]] = []
        moves: list[Moved] = []
        looked_at: list[UUID] = []
        differ: list[tuple[UUID, UUID, str, str]] = []
        for one in part:
            before = known.get(one.nhs_number)
            if before is None:
                new.append(_new(one, now))
            elif _comparable(one, before, done):
                after = _after(one, before)
                looked_at.append(before.id)
                kept = _kept(one, before)
                differ += [(before.organisation, before.id, *each) for each in kept]
                done.kept += [one.line] if kept else []
                if after == (
                    before.given_name,
                    before.family_name,
                    before.sex,
                    before.phone,
                    before.email,
                    before.postcode,
                ):
                    done.unchanged += 1
                else:
                    changes.append((before.id, *after))
                    moves += _moved(before, after)
        if new:
            add(new, now)
        if changes:
            query(_CHANGE, [list(column) for column in zip(*changes, strict=True)])
        for follow in _follow if moves else ():
            followed = follow(moves, now)
            done.moved += followed.moved
            done.phoned += followed.phoned
        if looked_at:
            query(_DIFFERED, [looked_at])
        if differ:
            query(_DIFFER, [now, *(list(column) for column in zip(*differ, strict=True))])
        done.added += len(new)
        done.changed += len(changes)
        if new or changes:
            record(
                VERB,
                [*(one.id for one in new), *(change[0] for change in changes)],
                f"{len(new)} registered, {len(changes)} changed",
            )
        tell(start + len(part), len(people))
    practices = list({one.organisation for one in people})
    done.not_listed = query(_GONE, [practices, [one.nhs_number for one in people]])[0][0]
    return done


def _comparable(one: Listed, before: _Known, done: Imported) -> bool:
    """Whether the list may change this person; if not, their line is kept under the reason."""
    reasons = (
        (before.over, done.over),
        (before.birth_date != one.birth_date, done.differs),
        (before.organisation != one.organisation, done.elsewhere),
        (not before.from_list, done.by_hand),
    )
    for holds, lines in reasons:
        if holds:
            lines.append(one.line)
            return False
    return True


def _stays(before: _Known) -> set[str]:
    """Which details the list does not change."""
    checked = {"phone": before.phone_checked, "email": before.email_checked}
    return {*before.put_right, *(detail for detail, holds in checked.items() if holds)}


def _kept(one: Listed, before: _Known) -> list[tuple[str, str]]:
    """Each detail that stays and that the list tells otherwise, with what it says."""
    said = ((detail, getattr(one, detail, "")) for detail in NAMES if detail in _stays(before))
    return [(detail, listed) for detail, listed in said if listed and listed != getattr(before, detail)]


def _after(one: Listed, before: _Known) -> tuple[str, str, str, str, str, str]:
    stays = _stays(before)

    def comes(detail: str) -> str:
        return str(getattr(before if detail in stays else one, detail) or getattr(before, detail))

    sex = before.sex if one.sex == "unknown" else one.sex
    return comes("given_name"), comes("family_name"), sex, comes("phone"), comes("email"), comes("postcode")


def _moved(before: _Known, after: tuple[str, str, str, str, str, str]) -> list[Moved]:
    given_name, family_name, _, phone, email, postcode = after
    if (before.phone, before.email) == (phone, email):
        return []
    was = Details(
        given_name=before.given_name, family_name=before.family_name, phone=before.phone, email=before.email,
        contact_by=before.contact_by, postcode=before.postcode,
    )  # fmt: skip
    now = replace(
        was, given_name=given_name, family_name=family_name, phone=phone, email=email, postcode=postcode
    )
    return [Moved(before.id, before.organisation, was, now)]


def _new(one: Listed, now: datetime) -> NewPerson:
    return NewPerson(
        id=uuid7(now),
        organisation=one.organisation,
        given_name=one.given_name,
        family_name=one.family_name,
        birth_date=one.birth_date,
        sex=one.sex,
        nhs_number=one.nhs_number,
        phone=one.phone,
        email=one.email,
        contact_by=_contact_by(one),
        postcode=one.postcode,
        from_list=True,
    )


def _contact_by(one: Listed) -> str:
    """A mobile gets texts, another number is phoned; whoever has neither gets an email or a letter."""
    if one.phone:
        return "sms" if one.phone.startswith("+447") else "phone"
    return "email" if one.email else "letter"
