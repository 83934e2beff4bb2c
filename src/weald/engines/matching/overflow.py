"""Door by door: where a person is sent when their own practice is full.

All times of the own practice are always offered: nobody is sent away from people who know them. A further door opens
only while those before it leave too little to choose from soon enough; so a neighbour's capacity is not used up for
nothing. What comes after the due time is a last resort, and says so: whoever needs help today is offered it only where
nothing else is left, because nobody should choose by themselves to be seen later than they need it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from weald.engines.matching.offers import LONDON, Need, Offer, kind
from weald.engines.matching.policy import Policy
from weald.engines.promises import URGENT


@dataclass(frozen=True, slots=True)
class Offered:
    """What a person is offered, best first, and which doors were opened for it, in order; `late` is the last of them.

    `full` where not even one time is left within due time: then a member of staff promises a time.
    """

    offers: tuple[Offer, ...]
    doors: tuple[str, ...]
    full: bool


def near_until(need: Need, policy: Policy, now: datetime) -> datetime:
    """Until when a time is soon enough for its level: the end of the last of its first London days, or the due time if
    that is sooner."""
    last = now.astimezone(LONDON).date() + timedelta(days=policy.overflow.near_days.get(need.level, 1))
    return min(datetime.combine(last, time.min, LONDON), need.due_at)


def opened(ranked: Sequence[Offer], need: Need, policy: Policy, now: datetime) -> Offered:
    """Of the ranked times those behind the doors that have to be open, in the same order.

    Doors are opened in the order of the policy until there are `enough` times to choose from: of one day, place and mode
    only so many as a list shows, none in a crowded session, all before the end of the level's first days. What is late comes
    only where a list would show fewer than that of all others; for what is urgent, only where there are no others.
    """
    near = near_until(need, policy, now)
    shown = {place for place, one in enumerate(ranked) if _is_own(one) and not one.late}
    doors: list[str] = []
    for door in policy.overflow.doors:
        if doors and _choices((ranked[place] for place in shown), near, policy) >= policy.overflow.enough:
            break
        doors.append(door)
        shown |= {
            place for place, one in enumerate(ranked) if not one.late and _behind(one, door, doors, near)
        }
    full = not shown
    few = full or (
        need.level not in URGENT
        and _listed((ranked[place] for place in shown), policy) < policy.overflow.enough
    )
    if few and any(one.late for one in ranked):
        doors.append("late")
        shown |= {
            place for place, one in enumerate(ranked) if one.late and (_is_own(one) or one.door in doors)
        }
    return Offered(tuple(ranked[place] for place in sorted(shown)), tuple(doors), full)


def _behind(offer: Offer, door: str, doors: Sequence[str], near: datetime) -> bool:
    """Whether this door leads to the time: in the first days, or behind a door that is open already, later."""
    if door == "later":
        return offer.door in doors
    return offer.door == door and offer.time.starts_at <= near


def _is_own(offer: Offer) -> bool:
    return offer.door == "own"


def _choices(offers: Iterable[Offer], near: datetime, policy: Policy) -> int:
    """How much there is to choose from: of each day, place and mode not more than a list shows of it."""
    return _listed((one for one in offers if one.time.starts_at <= near and not one.time.crowded), policy)


def _listed(offers: Iterable[Offer], policy: Policy) -> int:
    """How many of the times a list shows: of each day, place and mode not more than so many."""
    kinds = Counter(kind(one) for one in offers)
    return sum(min(count, policy.shown.of_a_kind) for count in kinds.values())
