"""What is kept of a person that staff may put right, and what was put right before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import query


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One detail that staff put right: what stood there, and what stands there since."""

    detail: str
    before: str
    after: str
    at: datetime
    by: str
    checked: str


@dataclass(frozen=True, slots=True)
class SharesNumber:
    """Somebody for whom the person acts, or who acts for the person, whose record has the same phone number."""

    id: UUID
    given_name: str
    family_name: str


def changes_of(person: UUID) -> tuple[ChangeRow, ...]:
    """What was put right lately, newest first."""
    rows = query(
        "select detail, before, after, at, by, checked from people_detailchange where person = %s order by id desc limit 12",
        [person],
    )
    return tuple(ChangeRow(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class DiffersRow:
    """One detail that is kept here, and told otherwise by the last list which named the person."""

    person: UUID
    given_name: str
    family_name: str
    detail: str
    kept: str
    listed: str
    at: datetime


# What was brought to what the list says since then differs no more.
_DIFFERS = """
from people_listdiffers d join people_person p on p.id = d.person and p.died_on is null and p.merged_into is null
where d.organisation = %s and to_jsonb(p) ->> d.detail <> d.listed
"""


def differing_from_list(organisation: UUID, most: int) -> tuple[DiffersRow, ...]:
    """What the practice keeps of its people otherwise than its list says, as far as the actor may see them."""
    rows = query(
        "select p.id, p.given_name, p.family_name, d.detail, to_jsonb(p) ->> d.detail, d.listed, d.at"
        f" {_DIFFERS} order by p.family_name, p.given_name, p.id, d.id limit %s",
        [organisation, most],
    )
    return tuple(DiffersRow(*row) for row in rows)


def how_many_differ_from_list(organisation: UUID) -> int:
    """Of how many of its people something is kept otherwise than the practice's list says."""
    return int(query(f"select count(distinct p.id) {_DIFFERS}", [organisation])[0][0])


def from_list(person: UUID) -> bool:
    """Whether the person came from a practice's list, which a later one may change."""
    return bool(query("select 1 from people_person where id = %s and from_list", [person]))


_SHARES = """
select p.id, p.given_name, p.family_name from people_person own
join people_person p on p.phone = own.phone and p.id <> own.id and p.died_on is null and p.merged_into is null
where own.id = %(person)s and own.phone <> '' and exists (select from people_proxy x where x.ended_at is null
    and (x.person = p.id and x.proxy = own.id or x.person = own.id and x.proxy = p.id))
order by p.family_name, p.given_name, p.id
"""


def sharing_number(person: UUID) -> tuple[SharesNumber, ...]:
    """Who of the family has the same number on their own record, as far as the actor may see them."""
    return tuple(SharesNumber(*row) for row in query(_SHARES, {"person": person}))
