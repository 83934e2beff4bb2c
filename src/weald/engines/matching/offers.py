"""The ranking of free times for one decision."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from weald.engines.matching.policy import Policy

LONDON = ZoneInfo("Europe/London")
NO_SKILLS: Mapping[UUID, frozenset[str]] = {}
ALL_MODES = frozenset({"face_to_face", "phone", "video"})
DOUBLE = {
    "interpreter": "double time, because an interpreter is needed",
    "longer_slot": "double time, because a longer appointment is needed",
}
"""The needs that take two slots which follow each other, and why."""


@dataclass(frozen=True, slots=True)
class Need:
    """What the decision asks for, and where the person stands.

    `neighbourhood` are the hubs of the practice's neighbourhood, `agreements` the organisations that have agreed to see its
    people; `due_at` is by when the care itself is due; `last_professional` whom the person saw last;
    `modes` the modes that the person can use, empty for any; `needs` what must be met, of which `unsaid` ones (known from
    the record, to somebody who may not have it read to them) steer and are not named.
    """

    level: str
    service: str
    due_at: datetime
    own: UUID
    neighbourhood: frozenset[UUID] = frozenset()
    agreements: frozenset[UUID] = frozenset()
    last_professional: UUID | None = None
    modes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()

    @property
    def usable(self) -> frozenset[str]:
        """The modes that are any good to the person: whoever needs help with hearing is not phoned."""
        return (self.modes or ALL_MODES) - ({"phone"} if "hearing" in self.needs else set())

    @property
    def double(self) -> bool:
        """Whether two slots that follow each other are needed."""
        return not self.needs.isdisjoint(DOUBLE)


class Costed(Protocol):
    """What of a time decides what it costs."""

    @property
    def organisation(self) -> UUID: ...
    @property
    def professional(self) -> UUID: ...
    @property
    def crowded(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A time with room for somebody; nothing in it is personal. `second` is the slot after it where the time is two slots
    long; `step_free` whether its premises are known to have no steps; `crowded` whether its session has reached the number of
    contacts that is safe."""

    slot: UUID
    organisation: UUID
    professional: UUID
    professional_name: str
    service: str
    place: str
    kind: str
    mode: str
    starts_at: datetime
    ends_at: datetime
    room: int = 1
    second: UUID | None = None
    step_free: bool = False
    crowded: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that fits, its cost in hours of waiting (lower is better), behind which door of the overflow it lies, and why
    it fits, in plain words."""

    time: FreeSlot
    cost: float
    late: bool
    why: tuple[str, ...]
    door: str = "own"


def services_for(service: str, policy: Policy) -> tuple[str, ...]:
    """The professions that can give what a decision names, best first; empty where nobody books for it."""
    return policy.services.get(service, ())


def window(need: Need, policy: Policy, now: datetime) -> tuple[datetime, datetime]:
    """From when until when times are looked for: the level's horizon, and always as far as the due time."""
    horizon = now + timedelta(days=policy.horizon_days.get(need.level, 0))
    return now, max(horizon, need.due_at)


def offers(
    need: Need,
    available: Iterable[FreeSlot],
    policy: Policy,
    now: datetime,
    skills: Mapping[UUID, frozenset[str]] = NO_SKILLS,
) -> list[Offer]:
    """Every time that fits, best first: role and skill, needs, time due, place, mode, continuity.

    A time before the request is due always stands before one after it. Levels that are answered elsewhere (`now`,
    services that nobody books for) have no offers. `skills` are those of each professional.
    """
    roles = services_for(need.service, policy)
    since, until = window(need, policy, now)
    found: list[Offer] = []
    for time in available:
        if time.service not in roles or (not since <= time.starts_at <= until and time.kind == "slot"):
            continue
        if not _meets(need, time):
            continue
        if (skill := policy.skills.get(time.service)) and skill not in skills.get(time.professional, ()):
            continue
        found.append(_offer(need, time, roles.index(time.service), policy, now))
    found.sort(key=lambda offer: (offer.late, offer.cost, offer.time.starts_at, str(offer.time.slot)))
    return found


def _meets(need: Need, time: FreeSlot) -> bool:
    """Whether the person can use this time: its mode, its building, its length. An open list has room of its own."""
    if time.mode not in need.usable or (time.kind == "slot" and need.double and time.second is None):
        return False
    at_home = time.mode != "face_to_face" or time.kind == "home_visit"
    return "step_free" not in need.needs or at_home or time.step_free


def shortlist(ranked: Iterable[Offer], policy: Policy) -> list[Offer]:
    """A choice, and not twelve times in a row: the best by each mode, then the best of each day, place and mode."""
    best = list(ranked)
    modes: dict[str, int] = {}
    for place_in_line, offer in enumerate(best):
        modes.setdefault(offer.time.mode, place_in_line)
    chosen = set(modes.values())
    kinds = Counter(kind(best[place_in_line]) for place_in_line in chosen)
    for place_in_line, offer in enumerate(best):
        if len(chosen) >= policy.shown.in_all:
            break
        if place_in_line not in chosen and kinds[kind(offer)] < policy.shown.of_a_kind:
            kinds[kind(offer)] += 1
            chosen.add(place_in_line)
    return [best[place_in_line] for place_in_line in sorted(chosen)]


def kind(offer: Offer) -> tuple[date, UUID, str]:
    """Of what kind of choice a time is: its London day, its place and its mode."""
    return offer.time.starts_at.astimezone(LONDON).date(), offer.time.organisation, offer.time.mode


def cost(need: Need, time: Costed, waits: timedelta, policy: Policy) -> float:
    """What a time costs its person in hours of waiting (lower is better), if they wait `waits` for it: where it is, with whom,
    and whether its session is crowded."""
    costs = policy.costs
    found = waits.total_seconds() / 3600 * costs.wait_per_hour.get(need.level, 1.0)
    if _knows(need, time, policy):
        found += costs.same_professional
    if time.organisation in need.neighbourhood:
        found += costs.neighbourhood
    elif time.organisation in need.agreements:
        found += costs.agreement
    elif time.organisation != need.own:
        found += costs.other
    return found + (costs.crowded if time.crowded else 0)


def _knows(need: Need, time: Costed, policy: Policy) -> bool:
    return time.professional == need.last_professional and need.level in policy.costs.continuity_levels


def _offer(need: Need, time: FreeSlot, role: int, policy: Policy, now: datetime) -> Offer:
    price = cost(need, time, max(timedelta(), time.starts_at - now), policy) + role * policy.costs.role
    why: list[str] = []
    door = "other_role" if role else "own"
    if _knows(need, time, policy):
        why.append("who you saw last time")
    if time.organisation == need.own:
        why.append("at your own practice")
    elif time.organisation in need.neighbourhood:
        door = "other_role" if role else "hub"
        why.append("near you, in your neighbourhood")
    elif time.organisation in need.agreements:
        door = "other_role" if role else "agreement"
        why.append("at a practice that works with yours")
    else:
        door = "elsewhere"
        why.append("further away, but free")
    late = time.starts_at > need.due_at
    if late:
        why.append("later than we promised")
    if role:
        why.append("can also help with this")
    if need.double and time.second is not None:
        said = (text for name, text in DOUBLE.items() if name in need.needs - need.unsaid)
        why.append(next(said, "double time"))
    if time.step_free and "step_free" in need.needs - need.unsaid and time.mode == "face_to_face":
        why.append("no steps to get in")
    return Offer(time, price, late, tuple(why), door)
