"""Referrals as they are read: the worklist of whoever received them, one of them whole, and those of a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from orjson import loads

from weald.foundation.access import actor, query

MOST = 200


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral. `letter` is the evidence in words; `wrote`: the person has written, and nobody has opened it yet."""

    id: UUID
    organisation: UUID
    request_id: UUID
    to_organisation: UUID
    service: str
    referred_at: datetime
    due_at: datetime
    verified_name: str
    reason: str
    note: str
    reference: str
    level: str
    given_name: str
    family_name: str
    birth_date: date | None
    sex: str
    nhs_number: str
    phone: str
    problem_name: str
    needs: tuple[str, ...]
    language: str
    letter: Mapping[str, Any]
    state: str
    taken_by: UUID | None
    taken_name: str
    taken_at: datetime | None
    ended_at: datetime | None
    wrote: bool

    @property
    def live(self) -> bool:
        """Whether it lies on a worklist still."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What somebody there reported."""

    id: int
    request_id: UUID
    to_organisation: UUID
    at: datetime
    by: str
    outcome: str
    level: str
    why: str
    gateway: str
    found: str
    medicine: str
    pgd: bool
    told: str


_COLUMNS = ", ".join(one.name for one in fields(ReferralRow) if one.name != "wrote") + (
    ", exists (select 1 from messages_message m where m.request_id = referrals_referral.request_id"
    " and m.sender = 'person' and m.read_at is null)"
)
_LETTER = [one.name for one in fields(ReferralRow)].index("letter")
_NEEDS = [one.name for one in fields(ReferralRow)].index("needs")
_WORKLIST = (
    f"select {_COLUMNS} from referrals_referral where to_organisation = %s and state in ('open', 'accepted')"
    " order by due_at, referred_at, id limit %s"
)
_REPORT = ", ".join(one.name for one in fields(ReportRow))


def worklist() -> tuple[ReferralRow, ...]:
    """What waits at the actor's organisation, whoever there has it: what is due first stands first."""
    return tuple(_row(values) for values in query(_WORKLIST, [actor().party, MOST]))


_TO_DO = (
    "select id from referrals_referral where to_organisation = %s and state in ('open', 'accepted')"
    " and (taken_by is null or taken_by = %s) order by due_at, referred_at, id limit %s"
)


def to_do() -> list[UUID]:
    """What waits at the actor's organisation and no colleague has, in the order of the worklist."""
    return [id for (id,) in query(_TO_DO, [actor().party, actor().identity, MOST])]


def following(after: UUID, among: Sequence[UUID]) -> UUID | None:
    """The one below `after`, and from the last, or one that is done, the first; None where there is no other."""
    at = among.index(after) + 1 if after in among else 0
    found = among[at % len(among)] if among else None
    return None if found == after else found


def referral(id: UUID) -> ReferralRow | None:
    """One referral, or None where there is none that the actor may see."""
    rows = query(f"select {_COLUMNS} from referrals_referral where id = %s", [id])
    return _row(rows[0]) if rows else None


def received(id: UUID) -> ReferralRow | None:
    """One referral that the actor's organisation received; None for any other."""
    found = referral(id)
    return found if found is not None and found.to_organisation == actor().party else None


def latest(request: UUID) -> ReferralRow | None:
    """The referral of a request that lives, else the newest; None where it was never referred."""
    rows = query(
        f"select {_COLUMNS} from referrals_referral where request_id = %s"
        " order by ended_at is null desc, referred_at desc, ended_at desc limit 1",
        [request],
    )
    return _row(rows[0]) if rows else None


def reports(id: UUID) -> tuple[ReportRow, ...]:
    """What was reported on a referral, oldest first."""
    rows = query(f"select {_REPORT} from referrals_report where referral_id = %s order by id", [id])
    return tuple(ReportRow(*values) for values in rows)


def report(id: int) -> ReportRow | None:
    """One report, or None where there is none that the actor may see."""
    rows = query(f"select {_REPORT} from referrals_report where id = %s", [id])
    return ReportRow(*rows[0]) if rows else None


def _row(values: tuple[Any, ...]) -> ReferralRow:
    found = list(values)
    found[_LETTER] = loads(found[_LETTER])
    found[_NEEDS] = tuple(found[_NEEDS])
    return ReferralRow(*found)
