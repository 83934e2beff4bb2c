"""Referring a request to a pharmacy, in words: what Pharmacy First covers, where it can go, and where it is now."""

from dataclasses import dataclass
from datetime import datetime

from weald.foundation.access import Actor
from weald.foundation.ui.components import Choice, Row, phone_link
from weald.foundation.ui.wording import wall, when
from weald.services.directory import nearby
from weald.services.directory import queries as directory
from weald.services.library import content
from weald.services.referrals import queries as referrals
from weald.services.requests.actions.referring import CHECKED
from weald.services.requests.letter import Criteria, criteria
from weald.services.requests.presenters.staff.shell import may
from weald.services.requests.queries.care import EntryRow, RequestRow
from weald.services.requests.queries.pharmacies import written
from weald.services.requests.referable import SERVICE, can_refer


@dataclass(frozen=True, slots=True)
class Referring:
    """What the page says about pharmacies. `can` has refer and recall, where they fit; `chosen` is whom the person asked
    for; `returned` from whom it came back."""

    can: frozenset[str]
    criteria: Criteria
    needs_reason: bool
    pharmacies: tuple[Choice, ...]
    checks: tuple[Choice, ...]
    chosen: str
    away: tuple[Row, ...]
    late: bool
    returned: str


def referring(
    asked: RequestRow, who: Actor, now: datetime, *, ahead: bool, entries: tuple[EntryRow, ...] = ()
) -> Referring:
    """For this reader; `ahead` says that an appointment stands, and `entries` are the story: the pharmacy that the person asked
    for is chosen already."""
    today = wall(now).date()
    by_rule = asked.service == SERVICE
    own = who.party == asked.organisation and may(who, "requests.refer")
    refer = can_refer(asked, who, ahead=ahead)
    found = referrals.latest(asked.id) if asked.state == "referred" else None
    late = asked.state == "referred" and asked.due_at < now
    # Nobody takes back what somebody there is doing, unless they are late.
    recall = own and found is not None and (found.state == "open" or late)
    wish = next((one.note for one in reversed(entries) if one.kind == "asks_pharmacy"), "")
    near = nearby.giving(asked.organisation, SERVICE, asked.birth_date, now) if refer else ()
    return Referring(
        frozenset(verb for verb, possible in (("refer", refer), ("recall", recall)) if possible),
        criteria(asked, content.current(), today),
        not by_rule,
        tuple(
            Choice(str(one.place.id), one.place.name, f"{one.address}: {one.hours}")
            for one in near
            if nearby.reads(one.place.id)
        ),
        tuple(Choice(name, text) for name, text in CHECKED.items()),
        next((str(one.place.id) for one in near if written(one.place) == wish), ""),
        _away(asked, found, now) if found else (),
        late,
        asked.returned if asked.state != "closed" else "",
    )


def _away(asked: RequestRow, found: referrals.ReferralRow, now: datetime) -> tuple[Row, ...]:
    place = directory.practice_by_id(asked.holder)
    taken = f"{found.taken_name}, {when(found.taken_at, now)}" if found.taken_at else "Nobody yet"
    rows = (
        Row("Pharmacy", place.name),
        Row("Phone", phone_link(place.phone) if place.phone else ""),
        Row("Referred", f"{when(found.referred_at, now)}, {found.verified_name}"),
        Row("Taken by", taken),
    )
    return tuple(one for one in rows if one.value)
