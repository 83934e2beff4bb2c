"""A time comes free: it is held for the one who fits it best by need, then wait, who is told; unanswered, it goes to the next.

It happens in the transaction that frees the time, as the program: whoever cancels learns nothing of who waits. A time that
comes free in another way (it is not kept for today any more) is found by the job, every minute. New times are for everybody:
the job tells whoever waits of them, and holds none.
"""

import logging
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import Error

from weald.engines.matching.waiting import Freed, best, fits, held_until, in_order, told_at, waking
from weald.engines.promises import URGENT
from weald.foundation.access import actor, program, query
from weald.foundation.ui.wording import date_and_time, wall
from weald.services.appointments import held
from weald.services.appointments.actions import holds
from weald.services.appointments.events import SlotFreed
from weald.services.directory import queries as directory
from weald.services.library import policies
from weald.services.messages.actions import take_back
from weald.services.requests.actions import phoning, reminding
from weald.services.requests.actions.holding import Line, story_key
from weald.services.requests.actions.notices import must_be_phoned
from weald.services.requests.actions.places import NO_CALL
from weald.services.requests.actions.stories import OF_CHANGED, add_line
from weald.services.requests.actions.telling import tell
from weald.services.requests.queries.care import request_row
from weald.services.requests.queries.invited import STANDS
from weald.services.requests.queries.waiting import (
    Candidate,
    anybody_waits,
    candidates,
    looked_at_least,
    open_hours,
    still_waits,
    was_asked,
)
from weald.services.requests.reach import by_message
from weald.services.requests.words import mode_words

log = logging.getLogger(__name__)
NAME = "the waiting list"
MOST_TOLD = 3
"""Of so many new times somebody is told who is phoned."""


def freed(event: SlotFreed) -> None:
    """A place was given back: what was to tell or remind of it is taken back, and it is offered on. In the transaction that gave it
    back; what fails here is left to the job, and never keeps anybody from cancelling."""
    try:
        with program(NAME):
            reminding.not_needed(appointment=event.key, now=event.at)
            if anybody_waits():
                for slot in (event.slot, event.second):
                    if slot is not None:
                        offer(slot=slot, now=event.at, but=event.by)
    except Error:
        log.exception("A freed time could not be offered at once; the job will.")


def offer(*, slot: UUID, now: datetime, but: UUID | None = None) -> UUID | None:
    """Hold this slot for whoever fits it best, and tell them; returns the hold. None where it has no room, or nobody whom it
    suits can be told in time. Call it as the program."""
    times = held.freed(slot, now)
    if not times:
        return None
    first, policy, rules = times[0].time, policies.matching(), policies.waiting()
    skills = directory.skills_of([first.organisation])
    found = candidates(
        organisations=_whose(first.organisation), slots=[slot], but=[but] if but else [],
        day=wall(first.starts_at).date(), mode=first.mode, now=now,
    )  # fmt: skip
    suited: dict[UUID, tuple[Candidate, Freed]] = {}
    by_entry = {one.waiter.entry: one for one in found}
    for time in times:
        for waiter in best(time, (one.waiter for one in found), policy, now, skills):
            if time.time.slot == slot or (waiter.need.double and time.time.second == slot):
                suited.setdefault(waiter.entry, (by_entry[waiter.entry], time))
    for waiter in in_order(one.waiter for one, _ in suited.values()):
        candidate, time = suited[waiter.entry]
        by = by_message(candidate.contact_by, candidate.phone, candidate.email)
        awake = waking(now, rules.quiet) if by else open_hours(candidate.organisation, now)
        until = held_until(time.time.starts_at, now, awake, rules)
        if until is None:
            continue
        wanted = [one for one in (time.time.slot, time.time.second if waiter.need.double else None) if one]
        made = holds.hold(
            slots=wanted, request=candidate.request, responsible=candidate.organisation, person=candidate.person,
            told_by=by or "phone", until=until, now=now,
        )  # fmt: skip
        if made is not None:
            _tell(candidate, made, now)
            if not by:
                phoning.to_call(request=candidate.request, now=now)
            return made
    return None


def notice_key(request: UUID, hold: UUID) -> str:
    """The key of the notice that tells of a hold."""
    return f"offer_held:{request}:{hold}"


def _tell(candidate: Candidate, hold: UUID, now: datetime) -> None:
    asked, row = request_row(candidate.request), held.held_for(candidate.request)
    assert asked is not None
    assert row is not None
    time = f"{date_and_time(row.starts_at, now)}, {mode_words(row.mode) if row.mode != 'face_to_face' else row.place}"
    held_ = date_and_time(row.until, now)
    add_line(
        request=asked.id, organisation=asked.organisation, key=f"offered:{hold}", now=now,
        line=Line("offered", told=f"A time came free: {time}. It is held for you until {held_}."),
    )  # fmt: skip
    tell(
        asked, "offer_held", key=str(hold), named=notice_key(asked.id, hold), now=now, link=True,
        values={"when": time, "until": held_}, not_before=told_at(now, policies.waiting().quiet),
        until=row.until,
    )  # fmt: skip


def _whose(organisation: UUID) -> list[UUID]:
    """Whose people are given the times of this organisation: a practice's own, a hub's neighbourhood."""
    if directory.practice_by_id(organisation).kind != "hub":
        return [organisation]
    return [organisation, *(one.id for one in directory.neighbours(organisation))]


# The job.

_OVER = f"""
update requests_waiting w set state = 'ended', ended_at = %(now)s, {NO_CALL},
    ended_why = case when r.state = 'closed' then 'closed' when least(w.latest, i.latest) < %(today)s then 'over' else 'booked' end
from requests_request r left join requests_invitation i on i.id = r.invitation and {STANDS}
where r.id = w.request_id and w.state <> 'ended' and (r.state = 'closed' or least(w.latest, i.latest) < %(today)s
    or exists (select 1 from appointments_appointment a where a.request_id = w.request_id and a.state <> 'cancelled'
        and not {still_waits("w.since")}))
returning w.request_id, w.ended_why
"""
# Whose last day has passed without a time: staff look for one, unless something more important is asked already.
_ASKS_STAFF = f"""
with changed as (
    update requests_request set version = version + 1, wants = case wants when '' then 'another_time' else wants end
    where id = %(request)s and state in ('waiting', 'confirmed', 'advised') returning id, organisation
), told as ({OF_CHANGED}) select 1 from changed
"""
_IN_VAIN = f"""
select h.id from appointments_hold h join requests_request r on r.id = h.request_id
where h.state = 'held' and (r.state = 'closed' or exists (select 1 from appointments_appointment a
    where a.request_id = h.request_id and a.state <> 'cancelled' and not {still_waits("h.made_at")}))
limit 100 for update of h skip locked
"""


# Notices that wait and hold no more: the time was withdrawn with its session, or the appointment with it.
_STALE = """
select n.key from messages_notification n where n.sent_at is null and n.withdrawn_at is null and n.failed_at is null and (
    n.template = 'offer_held' and not exists (select 1 from appointments_hold h
        where h.id = split_part(n.key, ':', 3)::uuid and h.state = 'held')
    or n.template in ('booked', 'moved', 'reminder') and not exists (select 1 from appointments_appointment a
        where a.id = split_part(n.key, ':', 2)::uuid and a.state = 'booked'))
"""
# Whose held time was withdrawn by the practice lately, and who has nothing else instead.
_GONE = f"""
select h.id, h.request_id from appointments_hold h join requests_request r on r.id = h.request_id
where h.state = 'withdrawn' and h.ended_at > %s and r.state <> 'closed'
  and exists (select 1 from requests_waiting w where w.request_id = h.request_id and w.state <> 'ended')
  and not exists (select 1 from appointments_appointment a where a.request_id = h.request_id
      and not {still_waits("h.made_at")})
  and not exists (select 1 from requests_entry e where e.key = h.request_id || ':gone:' || h.id)
"""


_TOLD_BY_PHONE = (
    "select 1 from appointments_hold h join requests_entry e on e.request_id = h.request_id"
    " where h.id = %s and e.kind = 'called' and e.at >= h.made_at"
)


def say_what_is_gone(*, now: datetime) -> int:
    """The job: take back notices that hold no more, and tell those whose held time the practice had to withdraw; returns how
    many were told."""
    take_back(keys=[row[0] for row in query(_STALE)], why="not so any more", now=now)
    gone = query(_GONE, [now - timedelta(days=1)])
    for hold, request in gone:
        asked = request_row(request)
        assert asked is not None
        told = "The practice had to withdraw the time that was held for you. You keep your place on the waiting list."
        add_line(
            request=request,
            organisation=asked.organisation,
            key=f"gone:{hold}",
            now=now,
            line=Line("offer_gone", told=told),
        )
        if query(
            "select 1 from messages_notification where key = %s and sent_at is not null",
            [notice_key(request, hold)],
        ):
            tell(
                asked, "offer_gone", key=str(hold), now=now, not_before=told_at(now, policies.waiting().quiet)
            )
        elif query(_TOLD_BY_PHONE, [hold]):
            note = "They were told on the phone of a time that the practice had to withdraw. Phone them."
            must_be_phoned(request=request, note=note, key=f"{request}:gone_call:{hold}")
    return len(gone)


def lapse(*, now: datetime, most: int = 50) -> int:
    """The job: give back what was held long enough, and what is not needed any more; each goes to the next. What nobody has
    been asked about is held on for staff to phone, while there is time. Returns how many it looked at."""
    rows = held.over(now, most)
    for row in rows:
        key = notice_key(row.request, row.id)
        asked = was_asked(row.id)
        if not asked and phoning.hold_on(row, now):
            take_back(keys=[key], why="staff phone instead", now=now)
            continue
        take_back(keys=[key], why="not held any more", now=now)
        went = "The time that was held for you went to somebody else."
        keeps = "You keep your place on the waiting list."
        told = f"{went} {keeps}" if asked else f"{went} We could not reach you in time. {keeps}"
        add_line(
            request=row.request, organisation=row.responsible, key=f"lapsed:{row.id}", now=now,
            line=Line("offer_lapsed", told=told),
        )  # fmt: skip
        phoning.unanswered(request=row.request, counts=asked, now=now)
        holds.end(hold=row.id, state="lapsed", now=now)
    vain = query(_IN_VAIN)
    for (hold,) in vain:
        holds.end(hold=hold, state="withdrawn", now=now)
    return len(rows) + len(vain)


# The earliest times that could suit; whom such a time is given is decided as whenever one comes free.
_COULD_SUIT = """
select s.id from appointments_slot s
where s.organisation = any(%(organisations)s) and s.service = any(%(services)s) and s.taken < s.capacity
  and s.kind = 'slot' and s.clinic = %(clinic)s and s.starts_at > %(since)s
  and (%(invited)s or s.category <> all(%(besides)s))
  and (%(better_than)s::timestamptz is null or s.starts_at < %(better_than)s)
  and (s.kept_until is null or s.kept_until <= %(now)s or %(urgent)s)
  and (%(earliest)s::date is null or (s.starts_at at time zone 'Europe/London')::date >= %(earliest)s)
  and (%(latest)s::date is null or (s.starts_at at time zone 'Europe/London')::date <= %(latest)s)
  and (cardinality(%(modes)s::text[]) = 0 or s.mode = any(%(modes)s))
  and (cardinality(%(weekdays)s::int[]) = 0
      or extract(isodow from s.starts_at at time zone 'Europe/London')::int - 1 = any(%(weekdays)s))
"""
# What came free since they wait: somebody gave it back, or it is not kept for today any more. What was free when they joined
# they could have taken.
_CAME_FREE = f"""
with freed as (
    select unnest(array[a.slot_id, a.second_slot_id]) as slot, a.changed_at as at from appointments_appointment a
    where a.organisation = any(%(organisations)s) and a.starts_at > %(now)s and a.state = 'cancelled'
    union all
    select k.id, k.kept_until from appointments_slot k
    where k.organisation = any(%(organisations)s) and k.starts_at > %(now)s and k.kept_until <= %(now)s
)
{_COULD_SUIT}
  and exists (select 1 from freed f where f.slot = s.id and (f.at >= %(waits_since)s
      or exists (select 1 from appointments_hold h where h.slot_id = s.id and h.ended_at >= %(waits_since)s)))
  and not exists (select 1 from appointments_hold h where h.slot_id = s.id and h.request_id = %(request)s)
order by s.starts_at limit 3
"""
# What was published since they wait; and since they were last told of such times, at most once a day.
_PUBLISHED_SINCE = f"""
{_COULD_SUIT}
  and uuid_extract_timestamp(s.id) >= %(waits_since)s
order by s.starts_at limit 50
"""
_IS_NEW = f"""
with told as (select max(at) as at from requests_entry where request_id = %(request)s and kind = 'new_times')
{_COULD_SUIT}
  and uuid_extract_timestamp(s.id) >= (select greatest(told.at, %(waits_since)s) from told)
  and (select told.at is null or told.at <= %(now)s - interval '1 day' from told)
order by s.starts_at limit 50
"""


def look(*, now: datetime, most: int = 100) -> int:
    """The job: compare free times with those who were not looked at for longest; returns how many times are held now.

    Only what came free is held. New times are for everybody: whoever waits is told of them, by message or by phone, and they
    stay free.
    """
    for request, why in query(_OVER, {"now": now, "today": wall(now).date()}):
        if why == "over":
            _say_over(request, now)
    found, made = looked_at_least(now, most), 0
    query(
        "update requests_waiting set looked_at = %s where id = any(%s)",
        [now, [one.waiter.entry for one in found]],
    )
    for one in found:
        if any(offer(slot=slot, now=now) for slot in _those(_CAME_FREE, one, now)):
            made += 1
        elif one.to_call:
            phoning.times(request=one.request, times=_suiting(_PUBLISHED_SINCE, one, now))
        elif new := _suiting(_IS_NEW, one, now):
            _tell_of_new(one, new, now)
    return made


def _say_over(request: UUID, now: datetime) -> None:
    """The last day that suits has passed, or the last one to which the practice invited: the person is told, and staff see them
    where they have no time."""
    asked = request_row(request)
    assert asked is not None
    told = "No time came free by the last day, so you are not on the waiting list any more."
    looks, has = "Your practice will look for another time for you.", "You keep the time that you have."
    key, who = f"wait_over:{now.isoformat()}", actor()
    line = {
        "kind": "wait_over",
        "by": who.name,
        "identity": who.identity,
        "note": "",
        "key": story_key(request, key),
    }
    asks = query(_ASKS_STAFF, line | {"request": request, "now": now, "told": f"{told} {looks}"})
    if not asks:
        add_line(
            request=request, organisation=asked.organisation, key=key, now=now, line=Line("wait_over", told=f"{told} {has}")
        )  # fmt: skip
    tell(
        asked, "wait_over", key=key, now=now, link=True, values={"next": looks if asks else has},
        not_before=told_at(now, policies.waiting().quiet),
    )  # fmt: skip


def _suiting(which: str, one: Candidate, now: datetime) -> list[UUID]:
    """The soonest of those times that are any good to them."""
    return list(islice((slot for slot in _those(which, one, now) if _suits(one, slot, now)), MOST_TOLD))


def _those(which: str, one: Candidate, now: datetime) -> list[UUID]:
    waiter, policy = one.waiter, policies.matching()
    services = policy.services.get(waiter.need.service, ())
    values = {
        "organisations": [waiter.need.own, *(() if waiter.own_only else waiter.need.neighbourhood)],
        "services": [name for name in services if waiter.services is None or name in waiter.services],
        "clinic": waiter.clinic, "since": now + policies.waiting().lead + timedelta(minutes=1), "now": now,
        "better_than": waiter.better_than, "urgent": waiter.need.level in URGENT, "earliest": waiter.earliest,
        "latest": waiter.latest, "modes": list(waiter.need.modes), "weekdays": list(waiter.weekdays), "request": one.request,
        "waits_since": waiter.since, "invited": waiter.invited,
        "besides": list(policy.by_invitation),
    }  # fmt: skip
    return [row[0] for row in query(which, values)]


def _suits(one: Candidate, slot: UUID, now: datetime) -> bool:
    times = held.freed(slot, now)
    skills = directory.skills_of([time.time.organisation for time in times[:1]])
    return any(fits(one.waiter, time, policies.matching(), now, skills) for time in times)


def _tell_of_new(one: Candidate, times: list[UUID], now: datetime) -> None:
    asked = request_row(one.request)
    assert asked is not None
    told = "There are new times that may suit you. They are open to everybody, and none is held. You can choose one on this page."
    key = f"new_times:{now.isoformat()}"
    add_line(
        request=asked.id, organisation=asked.organisation, key=key, now=now, line=Line("new_times", told=told)
    )
    if not by_message(one.contact_by, one.phone, one.email):
        phoning.to_call(request=asked.id, times=times, now=now)
        return
    tell(asked, "new_times", key=key, now=now, link=True, not_before=told_at(now, policies.waiting().quiet))
