"""Who acts for somebody: grant, review, suspend, end; and the day's look at what ages and last days end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from weald.foundation.access import Basis, actor, authorise, query, record
from weald.foundation.events import append
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import midnight, wall
from weald.services.people import acting_for
from weald.services.people.acting_for import Grant
from weald.services.people.events import ProxyChanges
from weald.services.people.queries import trace
from weald.services.people.queries.family import review_age


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProxy:
    """Somebody who shall act for `person`. `id` makes it unique: granted twice, it is one. Of kind care_home `proxy` is
    the organisation and `proxy_registered` is None."""

    id: UUID
    person: UUID
    proxy: UUID
    proxy_registered: UUID | None
    proxy_name: str
    kind: str
    scope: Sequence[str]
    capacity: str
    note: str = ""
    document_seen_by: str = ""
    until: date | None = None
    reviewed: bool = False
    """Staff look at it now with the young person: it then holds beyond the review age."""


def find(*, number: str, given: str, family: str, born: date) -> tuple[UUID, UUID]:
    """The person who shall act, and where they are registered, wherever that is; shows nothing stored.

    Raises Refused where nobody, or more than one, fits.
    """
    authorise(actor(), "people.proxies")
    found = trace(number, given, family, born, actor().party)
    if found is None:
        raise Refused(
            "Nobody fits this name, date of birth and NHS number. Check them with the person who shall act; whoever acts"
            " must be registered with a practice."
        )
    return found


def grant(*, new: NewProxy, now: datetime) -> UUID:
    """Let somebody act for a person of the actor's practice. Raises Refused with what age or capacity asks for."""
    who = actor()
    authorise(who, "people.proxies")
    organisation, born = _person(new.person)
    authorise(who, "people.proxies", organisation)
    if query("select 1 from people_proxy where id = %s", [new.id]):
        return new.id
    today = wall(now).date()
    proposed = Grant(
        kind=new.kind,
        born=born,
        capacity=new.capacity,
        note=new.note,
        document_seen_by=new.document_seen_by,
        reviewed_on=today if new.reviewed else None,
        until=new.until,
    )
    ends = acting_for.lives_until(proposed, review_age(organisation))
    said = acting_for.refusal(proposed, today) or (
        "They have reached the age at which a young person is asked first. Speak with them, then tick that you did."
        if ends is not None and ends <= today
        else ""
    )
    if not said and new.person == new.proxy:
        said = "Nobody needs leave to act for themself. Choose somebody else."
    if not said and not (new.scope and set(new.scope) <= set(acting_for.SCOPES)):
        said = "Choose at least one thing that they may do."
    if said:
        raise Refused(said)
    try:
        with transaction.atomic():
            query(
                "insert into people_proxy (id, organisation, person, proxy, proxy_registered, proxy_name, kind, scope,"
                " capacity, note, document_seen_by, granted_by, since, until, reviewed_on, live_until, suspended_why,"
                " ended_why, changed_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '', %s)",
                [
                    new.id, organisation, new.person, new.proxy, new.proxy_registered, new.proxy_name, new.kind,
                    list(new.scope), new.capacity, new.note, new.document_seen_by, who.name, now, new.until,
                    proposed.reviewed_on, midnight(ends) if ends else None, now,
                ],
            )  # fmt: skip
    except IntegrityError as fault:
        if "once_at_a_time" not in str(fault):
            raise
        raise Refused("They act for this person already. End that first, then grant it anew.") from fault
    record("people.grant_proxy", [new.person, new.id], f"{new.kind}: {', '.join(new.scope)}")
    return new.id


def review(*, proxy: UUID, now: datetime) -> None:
    """Staff looked at it with the young person, who agrees: it holds again, until they are 16."""
    row = _load(proxy)
    today = wall(now).date()
    seen = Grant(
        kind=row["kind"], born=row["born"], capacity=row["capacity"], note=row["note"],
        document_seen_by=row["document_seen_by"], reviewed_on=today, until=row["until"],
    )  # fmt: skip
    age = review_age(row["organisation"])
    if not acting_for.is_live(seen, today, age):
        raise Refused(
            acting_for.refusal(seen, today) or "Its last day is over. End it, and grant it anew if need be."
        )
    ends = acting_for.lives_until(seen, age)
    query(
        "update people_proxy set reviewed_on = %s, live_until = %s, suspended_at = null, suspended_why = '',"
        " noticed_for = null, changed_at = %s where id = %s",
        [today, midnight(ends) if ends else None, now, proxy],
    )
    record("people.review_proxy", [row["person"], proxy])


def suspend(*, proxy: UUID, why: str, now: datetime) -> None:
    """Stop somebody from acting for the time being, at once; `why` is for staff. A review lets them act again."""
    row = _load(proxy)
    if not why.strip():
        raise Refused("Say why.")
    query(
        "update people_proxy set suspended_at = %s, suspended_why = 'staff', changed_at = %s where id = %s",
        [now, now, proxy],
    )
    record("people.suspend_proxy", [row["person"], proxy], why)


def end(*, proxy: UUID, now: datetime, why: str = "") -> None:
    """End it at once and for good. Staff of the practice can, the person, and whoever acts. Ended twice is ended."""
    by_person = actor().basis is Basis.PERSON
    if by_person:
        rows = query("select person, kind from people_proxy where id = %s and ended_at is null", [proxy])
        if not rows:
            return
        person, kind = rows[0]
    else:
        row = _load(proxy)
        person, kind = row["person"], row["kind"]
    reason = "person" if by_person else "discharged" if kind == "care_home" else "staff"
    query(
        "update people_proxy set ended_at = %s, ended_why = %s, changed_at = %s where id = %s and ended_at is null",
        [now, reason, now, proxy],
    )
    record("people.end_proxy", [person, proxy], why)


_OPEN = """
select x.id, x.organisation, x.person, x.kind, x.capacity, x.note, x.document_seen_by, x.until, x.reviewed_on, x.live_until,
    x.noticed_for, x.suspended_at is not null as suspended, p.birth_date as born
from people_proxy x join people_person p on p.id = x.person
where x.ended_at is null and x.live_until is not null and (x.capacity = 'child' or x.live_until <= %(soon)s)
order by x.id
"""
_COLUMNS = (
    "id", "organisation", "person", "kind", "capacity", "note", "document_seen_by", "until", "reviewed_on", "live_until",
    "noticed_for", "suspended", "born",
)  # fmt: skip


def look_over(*, now: datetime) -> int:
    """The day's look: mark what ended or suspended by itself, and tell everybody 30 days before; returns how many were
    touched. That nobody sees a day too long does not wait for it: the database ends each at its own moment."""
    today = wall(now).date()
    touched = 0
    for values in query(_OPEN, {"soon": now + acting_for.NOTICE + timedelta(days=1)}):
        row: dict[str, Any] = dict(zip(_COLUMNS, values, strict=True))
        held = Grant(
            kind=row["kind"], born=row["born"], capacity=row["capacity"], note=row["note"],
            document_seen_by=row["document_seen_by"], reviewed_on=row["reviewed_on"], until=row["until"],
        )  # fmt: skip
        age = review_age(row["organisation"])
        ends = acting_for.lives_until(held, age)
        touched += _touch(row, held, ends, today, now)
    return touched


def _touch(row: dict[str, Any], held: Grant, ends: date | None, today: date, now: datetime) -> int:
    """One proxy: moved to its right end, told, suspended, or ended. 1 where something was done."""
    own = acting_for.birthday(held.born, acting_for.OWN_AGE)
    child = held.capacity == "child"
    if (child and today >= own) or (held.until is not None and today > held.until):
        _change(row["id"], now, ended_at=now, ended_why="age" if child and today >= own else "over")
        record(
            "people.end_proxy", [row["person"], row["id"]], "by age" if child and today >= own else "last day"
        )
        return 1
    moved = ends is not None and midnight(ends) != row["live_until"]
    if moved and ends is not None:
        # The practice has set another age since.
        _change(row["id"], now, live_until=midnight(ends))
    if ends is None:
        return 0
    if today >= ends and not row["suspended"]:
        _change(row["id"], now, suspended_at=now, suspended_why="review")
        record("people.suspend_proxy", [row["person"], row["id"]], "review age")
        return 1
    if child and not row["suspended"] and ends - acting_for.NOTICE <= today and row["noticed_for"] != ends:
        query("update people_proxy set noticed_for = %s where id = %s", [ends, row["id"]])
        append(ProxyChanges(key=f"{row['id']}:{ends}", proxy=row["id"], on=ends, ends=ends == own))
        return 1
    return int(moved)


def _change(proxy: UUID, now: datetime, **columns: Any) -> None:
    sets = ", ".join(f"{name} = %s" for name in columns)
    query(f"update people_proxy set {sets}, changed_at = %s where id = %s", [*columns.values(), now, proxy])


def _person(person: UUID) -> tuple[UUID, date]:
    rows = query(
        "select organisation, birth_date from people_person where id = %s and died_on is null", [person]
    )
    if not rows:
        raise Refused("This person cannot be found. Search for them again.")
    return rows[0][0], rows[0][1]


def _load(proxy: UUID) -> dict[str, Any]:
    """An open proxy of the actor's practice, with the birthday of the person; raises Refused or Forbidden."""
    authorise(actor(), "people.proxies")
    names = ("organisation", "person", "kind", "capacity", "note", "document_seen_by", "until", "born")
    rows = query(
        "select x.organisation, x.person, x.kind, x.capacity, x.note, x.document_seen_by, x.until, p.birth_date"
        " from people_proxy x join people_person p on p.id = x.person where x.id = %s and x.ended_at is null"
        " for update of x",
        [proxy],
    )
    if not rows:
        raise Refused("This has ended already, or cannot be found. Read the page again.")
    authorise(actor(), "people.proxies", rows[0][0])
    return dict(zip(names, rows[0], strict=True))
