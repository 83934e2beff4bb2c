"""The times that fit a request."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from weald.engines import matching
from weald.engines.promises import URGENT
from weald.foundation.access import Basis, actor, query
from weald.foundation.lengths import span
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import midnight, wall
from weald.services.appointments import queries as appointments
from weald.services.appointments import search
from weald.services.directory import queries as directory
from weald.services.library import policies
from weald.services.people.needs import is_double
from weald.services.requests.words import GO_YOURSELF

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
    mode: str
    kind: str
    late: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation that can give the care, behind which door of the overflow, and by which professions."""

    id: UUID
    door: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a person is offered, best first; `full` where nothing is left within due time."""

    offers: tuple[Offer, ...]
    full: bool


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
    invitation: UUID | None = None

    @property
    def slots_needed(self) -> int:
        """How many slots that follow each other an appointment takes."""
        return 2 if is_double(self.needs) else 1

    @property
    def urgent(self) -> bool:
        """Whether it may have a time that is kept for whoever needs help today."""
        return self.level in URGENT

    def is_too_late(self, starts_at: datetime) -> bool:
        """Whether a time lies after the help itself is due: then it is the last resort. Whoever is invited has the times of the
        invitation."""
        return self.urgent and self.invitation is None and starts_at > self.due_at

    @property
    def modes(self) -> frozenset[str]:
        """How they can be seen: nobody is called who left no number, or who needs help with hearing."""
        modes = matching.ALL_MODES if self.phone else BY_NO_PHONE
        return modes - {"phone"} if "hearing" in self.needs else modes

    @property
    def services(self) -> tuple[str, ...]:
        """Who can give what was decided, best first."""
        return matching.services_for(self.service, policies.matching())

    def places(self, now: datetime) -> tuple[Place, ...]:
        """Where it can be given, in the order of the doors: the own practice, the hubs of its neighbourhood, and who has
        agreed to see its people."""
        found: dict[UUID, Place] = {}
        for organisation, door, only in self._doors(now):
            services = tuple(one for one in self.services if not only or one in only)
            if services or door != "agreement":
                found.setdefault(organisation, Place(organisation, door, services))
        return tuple(found.values())

    def may_have(
        self, services: Sequence[str] | None, now: datetime, *, agreed: bool = True
    ) -> tuple[tuple[UUID, str], ...]:
        """Which organisation may give it which of these services (None: any, written ""), as the statement that books wants
        it: by an agreement only what is agreed, and without `agreed` nothing."""
        return tuple(
            (organisation, service)
            for organisation, door, only in self._doors(now)
            if agreed or door != "agreement"
            for service in (
                (only or ("",)) if services is None else (one for one in services if not only or one in only)
            )
        )

    def _doors(self, now: datetime) -> Iterator[tuple[UUID, str, frozenset[str]]]:
        """Each organisation with its door, and the services for which alone it sees these people: none named, all."""
        yield self.organisation, "own", frozenset()
        for hub in directory.hubs(self.organisation):
            yield hub.id, "hub", frozenset()
        today = wall(now).date()
        for one in directory.agreements(self.organisation):
            if one.holds(today):
                yield one.sees.id, "agreement", one.services


ASKED = (
    "id, organisation, person, reference, state, self_service, confirmed_at is not null, contact_by, phone, email,"
    " level, service, due_at, identity_level, needs, needs_on_record, invitation"
)
"""The columns of `Asked`, in its order."""


def has_times(service: str) -> bool:
    """Whether anybody gives times for what was decided: neither where people go elsewhere, nor for what the practice's team
    does without an appointment."""
    return service in policies.matching().services and service not in GO_YOURSELF


def asked(request: UUID) -> Asked:
    """What this request may be offered; raises Refused where there is no such request."""
    rows = query(f"select {ASKED} from requests_request where id = %s", [request])
    if not rows:
        raise Refused("This request cannot be found.")
    return asked_of(rows[0])


def asked_of(row: Sequence[Any]) -> Asked:
    """The same from a row that was read with more."""
    *columns, needs, meets, invitation = row
    return Asked(*columns, frozenset(needs), frozenset(meets or ()), invitation)  # type: ignore[call-arg]  # in the order of the fields


@dataclass(frozen=True, slots=True)
class Chosen:
    """What decides whether somebody may choose a slot by themselves; `step_free` is None to whom it does not matter."""

    kind: str
    category: str
    mode: str
    service: str
    organisation: UUID
    professional: UUID
    starts_at: datetime
    step_free: bool | None

    def is_for(self, wants: Asked) -> bool:
        """Whether their own search would offer it, as far as it is free and theirs to have: the statement that books holds to
        that. What people do not book themselves, what they cannot use and what is given without the skill is not."""
        policy = policies.matching()
        skill = policy.skills.get(self.service)
        return (
            self.kind in policy.self_booked
            and self.category not in policy.by_invitation
            and self.mode in wants.modes
            and (self.mode != "face_to_face" or self.step_free is not False)
            and (not skill or skill in directory.skills_of([self.organisation]).get(self.professional, ()))
        )


CHOSEN = (
    "s.kind, s.category, s.mode, s.service, s.organisation, s.professional, s.starts_at, case when 'step_free' = any(r.needs) then exists ("
    "select 1 from appointments_session held join directory_premises site on site.id = held.premises"
    " where held.id = s.session_id and site.step_free) end"
)
"""The columns of `Chosen`, in its order, of a slot `s` and a request `r`."""


def choice(wants: Asked, slot: UUID) -> Chosen | None:
    """A slot that was sent, as it is for this request; None where there is no such slot."""
    rows = query(
        f"select {CHOSEN} from requests_request r, appointments_slot s where r.id = %s and s.id = %s",
        [wants.id, slot],
    )
    return Chosen(*rows[0]) if rows else None


# Of the newest decision: from when its time runs, and for how long the care may take.
_WITHIN = "select at, within from requests_decision where request_id = %s order by id desc limit 1"


def offers(request: UUID, now: datetime, *, on: date | None = None) -> tuple[Offer, ...]:
    """The best times for the person to choose from, best first; with `on`, every time of that London day."""
    return offered_to(asked(request), now, on=on)


def offered_to(wants: Asked, now: datetime, *, on: date | None = None) -> tuple[Offer, ...]:
    """The same, of a request that was read already."""
    return of_day(wants, on, now) if on else found_for(wants, now, care_due(wants)).offers


def must_wait(wants: Asked, now: datetime) -> bool:
    """Whether nothing is left within due time, so that they may choose what is later by themselves."""
    return found_for(wants, now, care_due(wants)).full


def offers_for(wants: Asked, now: datetime) -> tuple[Offer, ...]:
    """The best times for what is not sent yet: staff choose one while they enter it."""
    return found_for(wants, now, wants.due_at).offers


def care_due(wants: Asked) -> datetime:
    """By when the care itself is due: what is urgent when the answer is, everything else within its level's time."""
    due: datetime = wants.due_at
    for at, within in () if wants.urgent else query(_WITHIN, [wants.id]):
        due = max(due, at + span(within))
    return due


def found_for(wants: Asked, now: datetime, due_at: datetime) -> Offered:
    """What the request is offered where its care is due at `due_at`. The own practice is looked at first; only where it has
    too little, everybody else, together: two queries at most, whatever the number of places and times."""
    policy, places = policies.matching(), wants.places(now)
    need = need_of(wants, places, due_at, now)
    if not wants.services:
        return Offered((), full=False)
    skills = directory.skills_of(place.id for place in places)
    free: list[matching.FreeSlot] = []
    for those in (places[:1], places[1:]):
        free += _look(those, need, wants, skills, now) if those else []
        opened = matching.opened(matching.offers(need, free, policy, now, skills), need, policy, now)
        if opened.doors == ("own",):
            break
    return Offered(_worded(matching.shortlist(opened.offers, policy)), opened.full)


def _look(
    places: tuple[Place, ...],
    need: matching.Need,
    wants: Asked,
    skills: Mapping[UUID, frozenset[str]],
    now: datetime,
) -> list[matching.FreeSlot]:
    policy = policies.matching()
    since, until = matching.window(need, policy, now)
    return search.find(
        search.Search(
            places=[search.Behind(place.id, service, place.door) for place in places for service in place.services],
            modes=need.usable, kinds=policy.self_booked, since=since, until=until, each=policy.shown.of_a_kind,
            in_all=policy.shown.in_all, urgent=wants.urgent, double=need.double, step_free="step_free" in need.needs,
            skilled=skilled(wants.services, skills), besides=policy.by_invitation, known=need.last_professional,
        ),
        now,
    )  # fmt: skip


def of_day(wants: Asked, day: date, now: datetime) -> tuple[Offer, ...]:
    """Every time of that London day that the person could have, wherever it is: whoever looks further sees everything. What is
    too late for somebody urgent is for staff to give while anything is left in time."""
    policy, places = policies.matching(), wants.places(now)
    need = need_of(wants, places, care_due(wants), now)
    free = appointments.free_slots(
        [place.id for place in places], wants.services, max(midnight(day), now), midnight(day + timedelta(days=1)),
        now=now, urgent=wants.urgent, double=need.double, step_free="step_free" in need.needs, besides=policy.by_invitation,
    )  # fmt: skip
    given = {(place.id, service) for place in places for service in place.services}
    bookable = (
        one for one in free if one.kind in policy.self_booked and (one.organisation, one.service) in given
    )
    skills = directory.skills_of(place.id for place in places)
    ranked = matching.offers(need, bookable, policy, now, skills)
    if (
        actor().basis is Basis.PERSON
        and any(wants.is_too_late(one.time.starts_at) for one in ranked)
        and not must_wait(wants, now)
    ):
        ranked = [one for one in ranked if not one.late]
    ranked.sort(key=lambda one: (one.time.starts_at, one.time.professional_name))
    return _worded(ranked)


def need_of(wants: Asked, places: tuple[Place, ...], due_at: datetime, now: datetime) -> matching.Need:
    """The same as matching asks it, of care that is due at `due_at`."""
    return matching.Need(
        level=wants.level,
        service=wants.service,
        due_at=due_at,
        own=wants.organisation,
        neighbourhood=frozenset(place.id for place in places if place.door == "hub"),
        agreements=frozenset(place.id for place in places if place.door == "agreement"),
        last_professional=appointments.last_professional(wants.person, now) if wants.person else None,
        modes=frozenset() if wants.phone else BY_NO_PHONE,
        needs=wants.needs,
        unsaid=_unsaid(wants),
    )


def skilled(services: Iterable[str], skills: Mapping[UUID, frozenset[str]]) -> dict[str, list[UUID]]:
    """Of each service that only some of a role give: who does."""
    wanted = {one: skill for one in services if (skill := policies.matching().skills.get(one))}
    return {
        service: [professional for professional, those in skills.items() if skill in those]
        for service, skill in wanted.items()
    }


def _unsaid(wants: Asked) -> frozenset[str]:
    """What this reader may not be told of: whoever holds a form or a link may be somebody else than the person whose
    record it is, and hears of no need that was not said on the form."""
    held = actor().basis is Basis.PERSON and actor().party is None
    return wants.needs_on_record if held and wants.identity_level != "verified" else frozenset()


def _worded(chosen: Iterable[matching.Offer]) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            one.time.slot, one.time.starts_at, one.time.ends_at, one.time.service, one.time.professional_name,
            one.time.place, one.time.organisation, one.time.mode, one.time.kind, one.late, one.why,
        )
        for one in chosen
    )  # fmt: skip
