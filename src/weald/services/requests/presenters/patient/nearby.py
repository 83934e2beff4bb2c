"""Pharmacies, dentists and opticians on the page of a request: where to go, and whom to ask instead of waiting."""

from dataclasses import dataclass
from datetime import datetime

from weald.foundation.ui.components import Choice
from weald.foundation.ui.language import _, marked
from weald.services.directory.nearby import PLACES, Nearby, giving
from weald.services.directory.queries import Practice
from weald.services.requests.presenters.patient.times import big
from weald.services.requests.queries.requests import OwnRequest

NEAREST = 4
"""Places shown at once."""

HEADINGS = {
    "pharmacy": marked("Pharmacies near your practice"),
    "dentist": marked("Dentists near your practice"),
    "optician": marked("Opticians near your practice"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go: where it is, when it is open, and how to phone it."""

    name: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody can go by themself, under a heading; `walk_in` where nobody needs an appointment."""

    heading: str = ""
    walk_in: bool = False
    those: tuple[Place, ...] = ()


def places(row: OwnRequest, practice: Practice, now: datetime) -> Places:
    """Those near the practice that are known to give what was decided, at this age, and when they are open; none where somebody was
    sent to one already."""
    kind = PLACES.get(row.decision.service, "")
    if not kind or row.state in {"closed", "referred"}:
        return Places()
    found = giving(practice.id, row.decision.service, row.birth_date, now)[:NEAREST]
    return Places(
        _(HEADINGS[kind]),
        kind == "pharmacy",
        tuple(Place(one.place.name, one.address, f"{big(one.hours)}.", one.place.phone) for one in found),
    )


def instead(row: OwnRequest, found: tuple[Nearby, ...]) -> tuple[Choice, ...]:
    """Those that could help where no time is free soon enough, until one was asked for."""
    if row.wants == "pharmacy":
        return ()
    return tuple(
        Choice(str(one.place.id), one.place.name, f"{one.address}. {big(one.hours)}.") for one in found
    )
