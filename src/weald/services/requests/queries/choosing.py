"""Whom a recall is for, before anybody is asked: by NHS numbers, or by what is stored of people: age and sex."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from weald.engines.matching.programmes import OLDEST
from weald.foundation.access import actor, authorise, query
from weald.foundation.ui.wording import wall
from weald.services.requests.reach import reach

MOST = 20_000
"""People of one recall."""


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Who is asked: NHS numbers, or everybody who is registered and of this age in complete years and this sex (any), without
    those who were asked about the same within so many months (0: with them)."""

    numbers: tuple[str, ...] = ()
    from_age: int | None = None
    to_age: int | None = None
    sex: str = ""
    asked_within: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who would be asked; `reached` is false where staff have to phone."""

    id: UUID
    nhs_number: str
    given_name: str
    family_name: str
    birth_date: date
    sex: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who would be asked, by name, and how many of that age are left out and why."""

    people: tuple[Person, ...]
    asked_before: int
    not_again: int
    no_number: int
    sex_unknown: int

    @property
    def digest(self) -> str:
        """Names exactly these people: who begins a recall says with it whom they saw."""
        return sha256(" ".join(sorted(one.nhs_number for one in self.people)).encode()).hexdigest()[:32]


_CHOSEN = """
select p.id, p.nhs_number, p.given_name, p.family_name, p.birth_date, p.sex, p.contact_by, p.phone, p.email,
    case when p.nhs_number is null then 'no_number'
        when %(sex)s <> '' and p.sex <> %(sex)s then 'sex_unknown'
        when exists (select from requests_notagain n where n.person = p.id and n.reason = %(reason)s
            and (n.until is null or n.until >= %(today)s)) then 'not_again'
        when exists (select from requests_invitation i where i.person = p.id and i.reason = %(reason)s
            and i.made_at >= %(asked_since)s::timestamptz)
          or exists (select from requests_recall r join requests_recalled d on d.recall_id = r.id
            where r.organisation = %(here)s and r.reason = %(reason)s and r.made_at >= %(asked_since)s::timestamptz
              and d.nhs_number = p.nhs_number) then 'asked_before'
        else '' end as left_out
from people_person p
where p.organisation = %(here)s and p.died_on is null and p.merged_into is null and p.registration = 'registered'
  and p.birth_date > %(born_after)s and p.birth_date <= %(born_by)s and (%(sex)s = '' or p.sex in (%(sex)s, 'unknown'))
order by p.family_name, p.given_name, p.id
"""


def chosen(whom: Whom, reason: str, now: datetime) -> Chosen:
    """Who of the actor's practice is of that age and sex and would be asked for this reason now."""
    who = actor()
    authorise(who, "requests.book")
    today = wall(now).date()
    rows = query(
        _CHOSEN,
        {
            "here": who.party, "reason": reason, "sex": whom.sex, "today": today,
            "born_by": months_before(today, 12 * (whom.from_age or 0)),
            "born_after": months_before(today, 12 * ((OLDEST if whom.to_age is None else whom.to_age) + 1)),
            "asked_since": months_before(now, whom.asked_within) if whom.asked_within else None,
        },
    )  # fmt: skip
    left_out = [row[9] for row in rows]
    people = tuple(
        Person(row[0], row[1], row[2], row[3], row[4], row[5], reach(row[6], row[7], row[8])[1] != "")
        for row in rows
        if not row[9]
    )
    return Chosen(
        people, *(left_out.count(why) for why in ("asked_before", "not_again", "no_number", "sex_unknown"))
    )


def months_before[Day: (date, datetime)](day: Day, months: int) -> Day:
    """The day, or the moment, so many calendar months before; of a 31st the last day that the month has."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for number in range(day.day, 0, -1):
        try:
            return day.replace(year=years, month=month + 1, day=number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")
