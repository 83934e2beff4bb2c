"""Pharmacies on the page of a request: where to go, and whom to ask instead of waiting."""

from dataclasses import dataclass

from weald.foundation.ui.components import Choice
from weald.services.directory import queries as directory
from weald.services.directory.nearby import Nearby
from weald.services.directory.queries import Practice
from weald.services.requests.presenters.patient.times import big
from weald.services.requests.queries.requests import OwnRequest

NEAREST = 4
"""Pharmacies shown at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """A pharmacy: where it is and how to phone it."""

    name: str
    address: str
    phone: str


def pharmacies(row: OwnRequest, practice: Practice) -> tuple[Place, ...]:
    """Those near the practice, where a pharmacist should look at it and nobody has sent it to one."""
    if row.decision.service != "community_pharmacy" or row.state in {"closed", "referred"}:
        return ()
    return tuple(
        Place(one.name, ", ".join((*one.address, one.postcode)), one.phone)
        for one in directory.pharmacies(practice.id)[:NEAREST]
    )


def instead(row: OwnRequest, found: tuple[Nearby, ...]) -> tuple[Choice, ...]:
    """Those that could help where no time is free soon enough, until one was asked for."""
    if row.wants == "pharmacy":
        return ()
    return tuple(
        Choice(str(one.place.id), one.place.name, f"{one.address}. {big(one.hours)}.") for one in found
    )
