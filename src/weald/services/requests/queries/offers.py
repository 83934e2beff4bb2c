"""The times that fit a request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from weald.engines import matching
from weald.foundation.access import Basis, actor, query
from weald.foundation.refusal import Refused
from weald.services.appointments import queries as appointments
from weald.services.directory import queries as directory
from weald.services.library import policies
from weald.services.people.needs import is_double
from weald.services.requests.due import URGENT

BY_NO_PHONE = frozenset({"face_to_face"})
"""How somebody can be seen who has no telephone."""


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
class Asked:
    """The parts of a request that say what it may be offered, and how its person is told."""

    id: UUID
    organisation: UUID
    person: UUID | None
    reference: str
    state: str
    self_service: bool
    confirmed: bool
    contact_by: str
    phone: str
    email: str
    level: str
    service: str
    due_at: datetime
    identity_level: str
    needs: frozenset[str]
    needs_on_record: frozenset[str]

    @property
    def slots_needed(self) -> int:
        """How many slots that follow each other an appointment takes."""
        return 2 if is_double(self.needs) else 1

    @property
    def urgent(self) -> bool:
        """Whether it may have a time that is kept for whoever needs help today."""
        return self.level in URGENT

    @property
    def services(self) -> tuple[str, ...]:
        """Who can give what was decided, best first."""
        return matching.services_for(self.service, policies.matching())

    @property
    def places(self) -> tuple[directory.Practice, ...]:
        """Where it can be given: the own practice, then its neighbourhood."""
        return (directory.practice_by_id(self.organisation), *directory.neighbours(self.organisation))


_ASKED = (
    "select id, organisation, person, reference, state, self_service, confirmed_at is not null, contact_by, phone, email,"
    " level, service, due_at, identity_level, needs, needs_on_record from requests_request where id = %s"
)


def asked(request: UUID) -> Asked:
    """What this request may be offered; raises Refused where there is no such request."""
    rows = query(_ASKED, [request])
    if not rows:
        raise Refused("This request cannot be found.")
    *columns, needs, meets = rows[0]
    return Asked(*columns, frozenset(needs), frozenset(meets or ()))  # type: ignore[call-arg]  # in the order of the fields


def offers(request: UUID, now: datetime, *, on: date | None = None) -> tuple[Offer, ...]:
    """The best times for the person to choose from, best first; with `on`, every time of that London day."""
    return offers_for(asked(request), now, on=on)


def offers_for(wants: Asked, now: datetime, *, on: date | None = None) -> tuple[Offer, ...]:
    """The same for what is not sent yet: staff choose a time while they enter it."""
    names = {place.id: place.name for place in wants.places}
    need = matching.Need(
        level=wants.level,
        service=wants.service,
        due_at=wants.due_at,
        own=wants.organisation,
        neighbourhood=frozenset(names) - {wants.organisation},
        last_professional=appointments.last_professional(wants.person, now) if wants.person else None,
        modes=frozenset() if wants.phone else BY_NO_PHONE,
        needs=wants.needs,
        unsaid=_unsaid(wants),
    )
    if on is None:
        return _worded(_best(need, wants, now), names)
    since = datetime.combine(on, time.min, matching.LONDON)
    ranked = _ranked(need, wants, max(since, now), since + timedelta(days=1), now, whole_day=True)
    return _worded(sorted(ranked, key=lambda one: (one.time.starts_at, one.time.professional_name)), names)


def _unsaid(wants: Asked) -> frozenset[str]:
    """What this reader may not be told of: whoever holds a form or a link may be somebody else than the person whose
    record it is, and hears of no need that was not said on the form."""
    held = actor().basis is Basis.PERSON and actor().party is None
    return wants.needs_on_record if held and wants.identity_level != "verified" else frozenset()


LOOKS = (timedelta(days=5),)
"""How far ahead is looked before all of the horizon is: mostly the nearest days are enough."""


def _best(need: matching.Need, wants: Asked, now: datetime) -> list[matching.Offer]:
    """The short list. The nearest days come first; further ones are read only if something in them could be better."""
    policy = policies.matching()
    since, horizon = matching.window(need, policy, now)
    for until in (*(now + look for look in LOOKS if now + look < horizon), horizon):
        best = matching.shortlist(_ranked(need, wants, since, until, now), policy)
        if matching.is_settled(best, need, until, policy, now):
            break
    return best


def _ranked(
    need: matching.Need,
    wants: Asked,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    whole_day: bool = False,
) -> list[matching.Offer]:
    """The free times of [since, until), ranked: all of them, or enough of each kind for a short list."""
    policy, places, services = policies.matching(), [place.id for place in wants.places], wants.services
    if not services:
        return []
    step_free = "step_free" in need.needs
    if whole_day:
        free = appointments.free_slots(
            places, services, since, until, double=need.double, step_free=step_free
        )
    else:
        free = appointments.earliest_free_slots(
            places, services, since, until, each=policy.shown.of_a_kind, known=need.last_professional,
            double=need.double, step_free=step_free,
        )  # fmt: skip
    bookable = (slot for slot in free if slot.kind in policy.self_booked)
    return matching.offers(need, bookable, policy, now, directory.skills_of(places))


def _worded(chosen: Iterable[matching.Offer], names: Mapping[UUID, str]) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            one.time.slot, one.time.starts_at, one.time.ends_at, one.time.service, one.time.professional_name,
            one.time.place, one.time.organisation, names[one.time.organisation], one.time.mode, one.time.kind,
            one.late, one.why,
        )
        for one in chosen
    )  # fmt: skip
