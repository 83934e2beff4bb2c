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
