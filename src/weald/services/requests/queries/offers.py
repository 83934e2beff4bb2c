"""The times that fit a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from weald.engines import matching
from weald.foundation.access import query
from weald.foundation.refusal import Refused
from weald.services.appointments import queries as appointments
from weald.services.directory import queries as directory
from weald.services.library import policies


@dataclass(frozen=True, slots=True)
class Offer:
    """A time with somebody that fits the decision, and why, in plain words."""

    slot: UUID
    starts_at: datetime
    ends_at: datetime
    service: str
    professional_name: str
    place: str
    organisation: UUID
    organisation_name: str
    mode: str
    kind: str
    late: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request may be offered: by whom, where, and the need that ranks it."""

    need: matching.Need
    services: tuple[str, ...]
    organisations: tuple[UUID, ...]
    names: dict[UUID, str]


def wanted(request: UUID, now: datetime) -> Wanted:
    """What this request may be offered; raises Refused where there is no such request."""
    rows = query(
        "select level, service, due_at, organisation, person from requests_request where id = %s", [request]
    )
    if not rows:
        raise Refused("This request cannot be found.")
    level, service, due_at, organisation, person = rows[0]
    places = (directory.practice_by_id(organisation), *directory.neighbours(organisation))
    return Wanted(
        need=matching.Need(
            level=level,
            service=service,
            due_at=due_at,
            own=organisation,
            neighbourhood=frozenset(place.id for place in places[1:]),
            last_professional=appointments.last_professional(person, now) if person else None,
        ),
        services=matching.services_for(service, policies.matching()),
        organisations=tuple(place.id for place in places),
        names={place.id: place.name for place in places},
    )


def offers(request: UUID, now: datetime, *, on: date | None = None) -> tuple[Offer, ...]:
    """The best times for the person to choose from, best first; with `on`, every time of that London day."""
    policy = policies.matching()
    fits = wanted(request, now)
    since, until = matching.window(fits.need, policy, now)
    ranked = matching.offers(fits.need, _available(fits, since, until, policy.self_booked), policy, now)
    chosen: Iterable[matching.Offer] = matching.shortlist(ranked, policy)
    if on is not None:
        chosen = sorted(
            (one for one in ranked if one.time.starts_at.astimezone(matching.LONDON).date() == on),
            key=lambda one: (one.time.starts_at, one.time.professional_name),
        )
    return tuple(
        Offer(
            one.time.slot, one.time.starts_at, one.time.ends_at, one.time.service, one.time.professional_name,
            one.time.place, one.time.organisation, fits.names[one.time.organisation], one.time.mode, one.time.kind,
            one.late, one.why,
        )
        for one in chosen
    )  # fmt: skip


def _available(
    fits: Wanted, since: datetime, until: datetime, kinds: tuple[str, ...]
) -> Iterable[matching.Availability]:
    if not fits.services:
        return
    skills = directory.skills_of(fits.organisations)
    for slot in appointments.free_slots(fits.organisations, fits.services, since, until):
        if slot.kind in kinds:
            yield matching.Availability(
                slot.slot, slot.organisation, slot.professional, slot.professional_name, slot.service, slot.place,
                slot.kind, slot.mode, slot.starts_at, slot.ends_at, skills.get(slot.professional, frozenset()),
            )  # fmt: skip
