"""Recalls: a practice asks many people in for one reason. Each is told once, reminded as stated, and in the end phoned.

The work is done by a job in small lots, each in a transaction of its own: stopped at any moment, it goes on where it was, and
nobody is told twice, because each message has a key of recall, person and turn. Whoever said not to be asked is not asked.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import wall
from weald.services.appointments import queries as appointments
from weald.services.people import nhs_number
from weald.services.requests.actions import invited
from weald.services.requests.actions.care import NEXT_CALL
from weald.services.requests.actions.inviting import (
    LONGEST_LIFE,
    Allowed,
    check,
    invite,
    invite_again,
    invite_by_phone,
)
from weald.services.requests.actions.safety_net import by_day
from weald.services.requests.queries.choosing import MOST, Person, Whom, chosen

MOST_REMINDERS = 3


_BY_NUMBER = """
insert into requests_recalled (id, recall_id, organisation, nhs_number, state, reminders, next_at, changed_at)
select uuidv7(), %(recall)s, %(here)s, number, 'waiting', 0, %(now)s, %(now)s from unnest(%(numbers)s::text[]) number
on conflict (recall_id, nhs_number) do nothing returning 1
"""
_CHOSEN = """
insert into requests_recalled (id, recall_id, organisation, nhs_number, person, state, reminders, next_at, changed_at)
select uuidv7(), %(recall)s, %(here)s, one.number, one.person, 'waiting', 0, %(now)s, %(now)s
from unnest(%(numbers)s::text[], %(people)s::uuid[]) one (number, person) on conflict (recall_id, nhs_number) do nothing
"""


NOT_LISTED = "They are not on the list any more: they have booked, or somebody has noted what they said. Open their page."


class Changed(Refused):
    """Those who fit are not those whom somebody saw: they look again before anybody is asked."""


def begin(
    *,
    recall: UUID,
    whom: Whom,
    allowed: Allowed,
    remind_weeks: Sequence[int],
    now: datetime,
    seen: str | None = None,
) -> int:
    """Begin a recall; returns how many people it is for. Sent again with the same `recall`, it is the same one.

    Raises Refused where a number is none, nobody is left, or there are too many; Changed where `seen`, the digest of those
    whom somebody looked at, does not name those who fit by age and sex now.
    """
    who = actor()
    authorise(who, "requests.book")
    assert who.party is not None
    check(allowed, now)
    if sorted(set(remind_weeks)) != list(remind_weeks) or not all(1 <= one <= 26 for one in remind_weeks):
        raise Refused("Remind after 1 to 26 weeks, the sooner first.")
    if len(remind_weeks) > MOST_REMINDERS:
        raise Refused(f"Remind at most {MOST_REMINDERS} times.")
    wrong = [one for one in whom.numbers if not nhs_number.is_valid(one)]
    if wrong:
        raise Refused(f"{wrong[0][:20]} is no NHS number. Check each line: 10 digits, nothing else.")
    if len(whom.numbers) > MOST:
        raise Refused(f"A recall is for at most {MOST:,} people. Make several.")
    if query("select 1 from requests_recall where id = %s", [recall]):
        return int(query("select count(*) from requests_recalled where recall_id = %s", [recall])[0][0])
    people = () if whom.numbers else _seen(whom, allowed.reason, seen, now)
    query(
        "insert into requests_recall (id, organisation, reason, services, modes, clinic, earliest, latest, message,"
        " remind_weeks, made_by, made_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            recall, who.party, allowed.reason, list(allowed.services), list(allowed.modes), allowed.clinic,
            allowed.earliest, allowed.latest, allowed.message, list(remind_weeks), who.name, now,
        ],
    )  # fmt: skip
    values: dict[str, Any] = {"recall": recall, "here": who.party, "now": now}
    if whom.numbers:
        many = len(query(_BY_NUMBER, values | {"numbers": sorted(set(whom.numbers))}))
    else:
        many = len(people)
        numbers, ids = [one.nhs_number for one in people], [one.id for one in people]
        query(_CHOSEN, values | {"numbers": numbers, "people": ids})
    record("requests.recall", [recall], f"{allowed.reason}: {many} people")
    return many


def _seen(whom: Whom, reason: str, seen: str | None, now: datetime) -> tuple[Person, ...]:
    """Who fits by age and sex, where they are those whom somebody looked at."""
    found = chosen(whom, reason, now)
    if len(found.people) > MOST:
        raise Refused(f"That is more than {MOST:,} people. Choose a narrower age.")
    if seen is not None and seen != found.digest:
        raise Changed("Who is on this list has changed since you looked. Look again, then begin.")
    if not found.people:
        raise Refused("Nobody is left to ask: see who is left out, and why.")
    return found.people


def stop(*, recall: UUID, now: datetime) -> None:
    """Tell and remind nobody more. Whoever was told can still book."""
    authorise(actor(), "requests.book")
    if query(
        "update requests_recall set stopped_at = %s where id = %s and stopped_at is null returning 1",
        [now, recall],
    ):
        record("requests.recall", [recall], "stopped")


def phoned(*, recalled: UUID, how: str, now: datetime) -> bool:
    """Staff phoned somebody of the list: `called` (they will book, or booked at once), or `declined`. False where there was nothing
    to add: they have booked, or asked not to be asked."""
    authorise(actor(), "requests.call")
    if how not in {"called", "declined"}:
        raise Refused("Choose what they said.")
    changed = query(
        "update requests_recalled set state = %s, calls = 0, changed_at = %s"
        " where id = %s and state in ('to_call', 'called', 'declined')"
        " returning recall_id",
        [how, now, recalled],
    )
    if changed:
        record("requests.recall", [changed[0][0], recalled], how)
    return bool(changed)


_TAKES = """
select d.person, d.invitation, d.state, r.id, r.reason, r.services, r.modes, r.clinic, r.earliest, r.latest, r.message
from requests_recalled d join requests_recall r on r.id = d.recall_id where d.id = %s for update of d
"""


def take_up(*, recalled: UUID, now: datetime) -> UUID:
    """Staff have somebody of the list on the phone, who wants a time: gives the request for which they book it, within what the
    recall allows. The same one again, where that was pressed already. Raises Refused where they are not on the list any more, or
    the days of the recall are over."""
    authorise(actor(), "requests.book")
    rows = query(_TAKES, [recalled])
    if not rows:
        raise Refused(NOT_LISTED)
    person, invitation, state, recall, reason, services, modes, clinic, earliest, latest, message = rows[0]
    if state == "booked" and appointments.of_request(invitation) is None:
        return UUID(str(invitation))
    if state not in {"to_call", "called"}:
        raise Refused(NOT_LISTED)
    left = (latest - wall(now).date()).days + 1
    if left < 1:
        raise Refused(
            "The days of this recall are over. Enter what they need at Reception, or begin a new recall."
        )
    allowed = Allowed(
        services=services, modes=modes, clinic=clinic, earliest=earliest, latest=latest, days=min(left, LONGEST_LIFE),
        message=message, reason=reason,
    )  # fmt: skip
    made = invite_by_phone(
        person=person, allowed=allowed, key=f"recall:{recall}:{person}", now=now, recall=recall
    )
    _becomes(recalled, state, now, invitation=made)
    record("requests.recall", [recall, recalled], "to be booked by phone")
    return invited.take_up(invitation=made, now=now)


def not_reached(*, recalled: UUID, calls: int, now: datetime) -> bool:
    """Note a call that nobody answered, the one after `calls` others. They stay on the list for another try. False where it was
    noted already, or they are not on the list any more."""
    authorise(actor(), "requests.call")
    again = by_day(now + NEXT_CALL[min(calls, len(NEXT_CALL) - 1)])
    changed = query(
        "update requests_recalled set calls = calls + 1, next_at = %s, changed_at = %s"
        " where id = %s and state in ('to_call', 'called') and calls = %s returning recall_id",
        [again, now, recalled, calls],
    )
    if changed:
        record("requests.recall", [changed[0][0], recalled], f"not reached, try {calls + 1}")
    return bool(changed)


_NEXT = """
select d.id, d.recall_id, d.organisation, d.nhs_number, d.person, d.invitation, d.state, d.reminders, r.made_at, r.reason,
    r.services, r.modes, r.clinic, r.earliest, r.latest, r.message, r.remind_weeks
from requests_recalled d join requests_recall r on r.id = d.recall_id
where d.state in ('waiting', 'told') and d.next_at <= %s and r.stopped_at is null
order by d.next_at limit %s for update of d skip locked
"""


def work(*, now: datetime, most: int = 50) -> int:
    """The job: the next lot of people, whatever recall they are of; returns how many it looked at, 0 at the end."""
    rows = query(_NEXT, [now, most])
    for row in rows:
        _one(row, now)
    return len(rows)


def _one(row: tuple[Any, ...], now: datetime) -> None:
    (
        recalled, recall, organisation, number, person, invitation, state, reminders, made_at, reason, services, modes, clinic,
        earliest, latest, message, remind_weeks,
    ) = row  # fmt: skip
    left = (latest - wall(now).date()).days + 1
    allowed = Allowed(
        services=services, modes=modes, clinic=clinic, earliest=earliest, latest=latest, days=max(1, min(left, 90)),
        message=message, reason=reason,
    )  # fmt: skip
    turns = [made_at + timedelta(weeks=weeks) for weeks in remind_weeks]
    if state == "told":
        if query(
            "select 1 from people_person where id = %s and (died_on is not null or merged_into is not null)",
            [person],
        ):
            _becomes(recalled, "unknown", now)
            return
        if left < 1 or reminders >= len(turns):
            _becomes(recalled, "to_call", now)
            return
        invite_again(invitation=invitation, person=person, allowed=allowed, turn=reminders + 1, now=now)
        _becomes(
            recalled, "told", now, reminders=reminders + 1, next_at=_after(turns, reminders + 1, latest, now)
        )
        return
    found = query(
        "select id from people_person where nhs_number = %s and organisation = %s and died_on is null and merged_into is null",
        [number, organisation],
    )
    if not found:
        _becomes(recalled, "unknown", now)
        return
    person = found[0][0]
    if _not_asked(person, reason, wall(now).date()):
        _becomes(recalled, "not_asked", now, person=person)
    elif left < 1:
        _becomes(recalled, "to_call", now, person=person)
    else:
        made = invite(person=person, allowed=allowed, key=f"recall:{recall}:{person}", now=now, recall=recall)
        _becomes(
            recalled, "told" if made else "to_call", now, person=person, invitation=made,
            next_at=_after(turns, 0, latest, now),
        )  # fmt: skip


def _after(turns: Sequence[datetime], sent: int, latest: date, now: datetime) -> datetime:
    """When somebody is looked at next: for the next reminder, or, after the last, when they have had two weeks to answer."""
    if sent < len(turns):
        return max(turns[sent], now + timedelta(days=1))
    return now + timedelta(weeks=2)


def _becomes(recalled: UUID, state: str, now: datetime, **more: Any) -> None:
    columns = {"state": state, "changed_at": now, **more}
    query(
        f"update requests_recalled set {', '.join(f'{name} = %s' for name in columns)} where id = %s",
        [*columns.values(), recalled],
    )


def _not_asked(person: UUID, reason: str, today: date) -> bool:
    return bool(
        query(
            "select 1 from requests_notagain where person = %s and reason = %s and (until is null or until >= %s)",
            [person, reason, today],
        )
    )
