"""Who is offered a time that comes free, and how long it is held for them.

Pure. The order is need, then wait; what somebody prefers only says which times are any good to them. Nothing here knows
whether somebody ever missed an appointment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import msgspec

from weald.engines.matching.offers import LONDON, NO_SKILLS, FreeSlot, Need, offers
from weald.engines.matching.policy import Policy, PolicyError

RANK = {"now": 0, "today": 1, "soon": 2, "routine": 3, "self_care": 4}
PARTS = {"morning": (time(0), time(12)), "afternoon": (time(12), time(17)), "evening": (time(17), time.max)}
"""Parts of the day by London clocks, each from its first time to before its second."""


class Held(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For a time that begins within `begins_within`, how long it is held."""

    begins_within: timedelta
    lasts: timedelta


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From one full hour of the London clock to another, of the same day or the next."""

    begins: int
    ends: int


class WaitingPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """See the comments in `content/policies/waiting.yaml`."""

    status: str
    reviewer: str
    held: tuple[Held, ...]
    quiet: Hours
    lead: timedelta
    least: timedelta
    most_unanswered: int
    most_waiting: int


def read_waiting(text: bytes) -> WaitingPolicy:
    """Read the policy from YAML; raises PolicyError with a sentence that names what is wrong."""
    try:
        policy = msgspec.yaml.decode(text, type=WaitingPolicy)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise PolicyError(f"The policy of the waiting list cannot be read: {fault}.") from fault
    spans = [one.begins_within for one in policy.held]
    if not spans or spans != sorted(set(spans)):
        raise PolicyError("The policy of the waiting list must name times of holding, the soonest first.")
    if not 0 <= policy.quiet.ends < policy.quiet.begins <= 23:
        raise PolicyError(
            "The quiet hours of the waiting list must begin in the evening and end in the morning."
        )
    if policy.most_unanswered < 1 or policy.most_waiting < 1:
        raise PolicyError("The policy of the waiting list must allow at least one.")
    return policy


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits: their need, since when, and what suits them (an empty set is any). `better_than` is when the
    appointment that they have begins: only sooner is any good. `clinic` is the one that they are invited to. `due_first` is when
    an answer was due at first, where that has passed since and its time runs anew: it counts for their turn."""

    entry: UUID
    need: Need
    since: datetime
    weekdays: frozenset[int] = frozenset()
    parts: frozenset[str] = frozenset()
    own_only: bool = False
    earliest: date | None = None
    latest: date | None = None
    better_than: datetime | None = None
    services: frozenset[str] | None = None
    clinic: str = ""
    due_first: datetime | None = None

    @property
    def invited(self) -> bool:
        """Whether staff sent them a link to choose by."""
        return bool(self.clinic) or self.services is not None

    @property
    def turn(self) -> tuple[int, datetime, datetime, str]:
        """Where they stand: what sorts first comes first."""
        due = min(self.need.due_at, self.due_first or self.need.due_at)
        return RANK[self.need.level], due, self.since, str(self.entry)


@dataclass(frozen=True, slots=True)
class Freed:
    """A time with room again. `kept_until`: until then only what was decided `today` is given it; `second_kept_until` is the same
    of the slot after it, which whoever needs double time takes as well."""

    time: FreeSlot
    kept_until: datetime | None = None
    second_kept_until: datetime | None = None
    clinic: str = ""
    category: str = ""

    def is_open_to(self, waiter: Waiter, policy: Policy) -> bool:
        """Whether people choose such a time by themselves: a clinic only who is invited to it, what the policy gives by
        invitation only who is invited."""
        return (
            self.clinic == waiter.clinic
            and self.time.kind in policy.self_booked
            and (waiter.invited or self.category not in policy.by_invitation)
        )


@dataclass(frozen=True, slots=True)
class Awake:
    """Times in which somebody can be expected to answer, in order, the first of them not over yet."""

    spans: Sequence[tuple[datetime, datetime]] = field(default_factory=tuple)

    def after(self, moment: datetime, length: timedelta) -> datetime | None:
        """The moment at which `length` of such time has passed; None where the spans end before that."""
        left = length
        for begins, ends in self.spans:
            starts = max(begins, moment)
            if starts >= ends:
                continue
            if ends - starts >= left:
                return starts + left
            left -= ends - starts
        return None

    def between(self, since: datetime, until: datetime) -> timedelta:
        """How much such time lies in [since, until)."""
        parts = (min(ends, until) - max(begins, since) for begins, ends in self.spans)
        return sum((part for part in parts if part > timedelta()), timedelta())


def fits(
    waiter: Waiter,
    freed: Freed,
    policy: Policy,
    now: datetime,
    skills: Mapping[UUID, frozenset[str]] = NO_SKILLS,
) -> bool:
    """Whether this time is any good to them, and may be given to them: the same rules as for times that they look up
    themself, and what they prefer."""
    slot, need = freed.time, waiter.need
    local = slot.starts_at.astimezone(LONDON)
    if not freed.is_open_to(waiter, policy):
        return False
    takes = (freed.kept_until, freed.second_kept_until if need.double else None)
    if RANK[need.level] > RANK["today"] and any(until is not None and now < until for until in takes):
        return False
    if waiter.services is not None and slot.service not in waiter.services:
        return False
    if slot.organisation != need.own and (waiter.own_only or slot.organisation not in need.neighbourhood):
        return False
    if waiter.better_than is not None and slot.starts_at >= waiter.better_than:
        return False
    if (waiter.earliest and local.date() < waiter.earliest) or (
        waiter.latest and local.date() > waiter.latest
    ):
        return False
    if waiter.weekdays and local.weekday() not in waiter.weekdays:
        return False
    if waiter.parts and part_of_day(slot.starts_at) not in waiter.parts:
        return False
    # What can wait has no horizon here: whoever waits for a day in six weeks is offered it. What is urgent is never offered
    # a time beyond its own: taking it would look like an answer.
    can_wait = RANK[need.level] > RANK["today"]
    as_far = replace(need, due_at=max(need.due_at, slot.starts_at)) if can_wait else need
    return bool(offers(as_far, [slot], policy, now, skills))


def part_of_day(moment: datetime) -> str:
    """Morning, afternoon or evening, by London clocks."""
    at = moment.astimezone(LONDON).time()
    return next(name for name, (begins, ends) in PARTS.items() if begins <= at < ends or ends == time.max)


def in_order(waiters: Iterable[Waiter]) -> list[Waiter]:
    """The one with the greatest need first; of equal need the one who has waited longest."""
    return sorted(waiters, key=lambda one: one.turn)


def best(
    freed: Freed,
    waiters: Iterable[Waiter],
    policy: Policy,
    now: datetime,
    skills: Mapping[UUID, frozenset[str]] = NO_SKILLS,
) -> list[Waiter]:
    """Those to whom the time is any good, whoever comes first on top."""
    return in_order(one for one in waiters if fits(one, freed, policy, now, skills))


def held_until(starts_at: datetime, now: datetime, awake: Awake, policy: WaitingPolicy) -> datetime | None:
    """Until when a time that begins at `starts_at` is held for somebody who is told now. None where it begins too soon, or
    they would have too little time in which they can be expected to answer."""
    last = starts_at - policy.lead
    if awake.between(now, last) < policy.least:
        return None
    return _until(starts_at, last, now, awake, policy)


def asked_later(starts_at: datetime, now: datetime, awake: Awake, policy: WaitingPolicy) -> datetime | None:
    """Until when a time is held on for somebody whom nobody has asked yet: as long again, and never so long that the next
    one has no time left to answer. None where there is no such time left."""
    last = starts_at - policy.lead - policy.least
    if not awake.between(now, last):
        return None
    return _until(starts_at, last, now, awake, policy)


def ends_for_good(starts_at: datetime, until: datetime, awake: Awake, policy: WaitingPolicy) -> bool:
    """Whether a time that is held until then cannot be held on for somebody whom nobody has asked."""
    later = asked_later(starts_at, until, awake, policy)
    return later is None or later <= until


def _until(
    starts_at: datetime, last: datetime, now: datetime, awake: Awake, policy: WaitingPolicy
) -> datetime | None:
    """How long it is held by the policy, but not beyond `last`; None where it begins later than the policy speaks of."""
    lasts = next((one.lasts for one in policy.held if starts_at - now <= one.begins_within), None)
    if lasts is None:
        return None
    until = awake.after(now, lasts)
    return last if until is None else min(until, last)


def waking(now: datetime, quiet: Hours, days: int = 3) -> Awake:
    """The waking hours of the next days, by London clocks."""
    first = now.astimezone(LONDON).date()
    spans = []
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        begins = datetime.combine(day, time(quiet.ends), LONDON)
        ends = datetime.combine(day, time(quiet.begins), LONDON)
        # In UTC: wall clocks that change in between must not change how long it is.
        spans.append((begins.astimezone(now.tzinfo), ends.astimezone(now.tzinfo)))
    return Awake(tuple(span for span in spans if span[1] > now))


def told_at(now: datetime, quiet: Hours) -> datetime:
    """When a message may go out: now, or when the quiet hours are over."""
    begins, _ = waking(now, quiet).spans[0]
    return max(now, begins)
