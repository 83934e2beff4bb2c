"""Loading the directory from files: bulk verbs. Each leaves one row in the audit."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from weald.foundation.access import actor, authorise, record
from weald.foundation.access.models import Identity, RoleBinding
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.services.directory import queries
from weald.services.directory.models import (
    Area,
    Neighbourhood,
    OpeningTime,
    Organisation,
    Position,
    Premises,
    Professional,
    Service,
)
from weald.services.directory.ods import Listed
from weald.services.directory.postcodes import plain

VERB = "directory.import"


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import did: how many organisations were new, changed, closed, as they were, or not open and never known here;
    `taken` are the codes that the directory has for something else, which were left alone."""

    added: int
    changed: int
    closed: int
    unchanged: int
    never_open: int
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewArea:
    """A district by its ONS code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NewService:
    """What an organisation offers; ages in days, the upper one not included."""

    kind: str
    name: str
    phone: str = ""
    from_age_days: int = 0
    to_age_days: int | None = None
    commissioned: bool = True


@dataclass(frozen=True, slots=True)
class NewPremises:
    """A building."""

    id: UUID
    name: str
    address: tuple[str, ...]
    postcode: str
    step_free: bool


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation with all that belongs to it; `week` as in `hours.Hours`, empty for core hours."""

    id: UUID
    ods_code: str
    name: str
    kind: str
    address: tuple[str, ...]
    postcode: str
    phone: str
    area: str
    self_service: bool
    synthetic: bool
    services: tuple[NewService, ...]
    week: tuple[tuple[int, time, time], ...]
    premises: tuple[NewPremises, ...]


@dataclass(frozen=True, slots=True)
class NewNeighbourhood:
    """A neighbourhood with its practices, hub and pharmacies."""

    id: UUID
    code: str
    name: str
    area: str
    organisations: tuple[NewOrganisation, ...]


@dataclass(frozen=True, slots=True)
class NewProfessional:
    """Somebody who works in an organisation. `service` is what they give there, empty for those who give no care;
    `role` is one of the access roles; they sign in as `sign_in`."""

    id: UUID
    identity: UUID
    name: str
    sign_in: str
    organisation: UUID
    role: str
    service: str = ""
    skills: tuple[str, ...] = ()


def import_organisations(*, organisations: Sequence[Listed], now: datetime) -> Changes:
    """Bring the directory to what a published file lists, by ODS code; repeated, it changes nothing.

    One that is listed as not open is closed where the directory has it, and left out where it has not. One that the file
    does not list stays as it is: files may be of one region. New practices work staff first, behind a front door that stays
    shut until somebody who decides works there (`actions.door`); of other new ones nothing is offered before it is known what
    they give and when they are open (`actions.offering`). The district of one that moved is not known until postcodes are
    looked up again.
    """
    authorise(actor(), VERB)
    with connection.cursor() as cursor:
        # Two imports at once would each take the other's practices for new.
        cursor.execute("select pg_advisory_xact_lock(hashtext('directory.import'))")
    known = {
        one.ods_code: one
        for one in Organisation.objects.filter(ods_code__in=[one.ods_code for one in organisations])
    }
    new, changed, closed, touched, never_open, taken = [], [], 0, [], 0, []
    for listed in organisations:
        values = {
            "name": listed.name, "kind": listed.kind, "active": listed.active, "opened": listed.opened,
            "closed": listed.closed, "address": list(listed.address), "postcode": listed.postcode, "phone": listed.phone,
        }  # fmt: skip
        before = known.get(listed.ods_code)
        if before is None and not listed.active:
            never_open += 1
        elif before is None:
            new.append(Organisation(id=uuid7(now), ods_code=listed.ods_code, **values))
            touched.append(listed.ods_code)
        elif before.kind != listed.kind:
            taken.append(f"{listed.ods_code} ({before.kind.replace('_', ' ')})")
        elif any(getattr(before, name) != value for name, value in values.items()):
            closed += before.active and not listed.active
            if plain(before.postcode) != plain(listed.postcode):
                before.area = None
            for name, value in values.items():
                setattr(before, name, value)
            changed.append(before)
            touched.append(listed.ods_code)
    Organisation.objects.bulk_create(new, batch_size=1000)
    if changed:
        Organisation.objects.bulk_update(changed, [*values, "area"], batch_size=1000)
    record(VERB, touched, f"{len(new)} new, {len(changed)} changed, {closed} of them closed")
    read_anew()
    unchanged = len(organisations) - len(new) - len(changed) - never_open - len(taken)
    return Changes(len(new), len(changed) - closed, closed, unchanged, never_open, tuple(taken))


def add_areas(*, areas: Iterable[NewArea], now: datetime) -> int:
    """Add areas; returns how many. Raises Refused where one is there already."""
    areas = tuple(areas)
    with _all_new("An area"):
        Area.objects.bulk_create([Area(code=area.code, name=area.name) for area in areas])
    record("directory.add_areas", [area.code for area in areas], f"{len(areas)} areas on {now:%Y-%m-%d}")
    read_anew()
    return len(areas)


def add_neighbourhoods(*, neighbourhoods: Iterable[NewNeighbourhood], now: datetime) -> int:
    """Add neighbourhoods with their organisations, services, opening times and premises; returns how many organisations.

    Raises Refused, and adds nothing, where one of them is there already.
    """
    neighbourhoods = tuple(neighbourhoods)
    within = [(near, one) for near in neighbourhoods for one in near.organisations]
    with _all_new("A neighbourhood or an organisation"):
        Neighbourhood.objects.bulk_create(
            [
                Neighbourhood(id=near.id, code=near.code, name=near.name, area_id=near.area)
                for near in neighbourhoods
            ]
        )
        _write(within, now)
    record(
        "directory.add_neighbourhoods", [near.code for near in neighbourhoods], f"{len(within)} organisations"
    )
    read_anew()
    return len(within)


def add_organisations(*, organisations: Iterable[NewOrganisation], now: datetime) -> int:
    """Add organisations that belong to no neighbourhood, such as the board of the whole system; returns how many.

    Raises Refused, and adds nothing, where one of them is there already.
    """
    alone = [(None, one) for one in organisations]
    with _all_new("An organisation"):
        _write(alone, now)
    record("directory.add_organisations", [one.ods_code for _, one in alone])
    read_anew()
    return len(alone)


def _write(within: Sequence[tuple[NewNeighbourhood | None, NewOrganisation]], now: datetime) -> None:
    Organisation.objects.bulk_create(
        [
            Organisation(
                id=one.id, ods_code=one.ods_code, name=one.name, kind=one.kind, opened=now.date(),
                address=list(one.address), postcode=one.postcode, phone=one.phone, neighbourhood_id=near.id if near else None,
                area_id=one.area, self_service=one.self_service, synthetic=one.synthetic,
                door_opened_at=now if one.kind == "practice" else None,
            )
            for near, one in within
        ]
    )  # fmt: skip
    Service.objects.bulk_create(
        [
            Service(
                id=uuid7(now), organisation_id=one.id, kind=service.kind, name=service.name, phone=service.phone,
                from_age_days=service.from_age_days, to_age_days=service.to_age_days,
                commissioned=service.commissioned,
            )
            for _, one in within
            for service in one.services
        ]
    )  # fmt: skip
    OpeningTime.objects.bulk_create(
        [
            OpeningTime(organisation_id=one.id, weekday=weekday, opens=opens, closes=closes)
            for _, one in within
            for weekday, opens, closes in one.week
        ]
    )
    Premises.objects.bulk_create(
        [
            Premises(
                id=site.id, organisation_id=one.id, name=site.name, address=list(site.address),
                postcode=site.postcode, step_free=site.step_free,
            )
            for _, one in within
            for site in one.premises
        ]
    )  # fmt: skip


def add_professionals(*, professionals: Iterable[NewProfessional], now: datetime) -> int:
    """Add people who work in organisations, each with a sign-in, a role and, where they give care, a position.

    Returns how many; raises Refused, and adds nothing, where one of them or their sign-in is there already.
    """
    staff = tuple(professionals)
    with _all_new("A professional or a sign-in"):
        Identity.objects.bulk_create(
            [Identity(id=one.identity, name=one.name, sign_in=one.sign_in) for one in staff]
        )
        RoleBinding.objects.bulk_create(
            [RoleBinding(identity_id=one.identity, role=one.role, party=one.organisation) for one in staff]
        )
        Professional.objects.bulk_create(
            [Professional(id=one.id, identity=one.identity, name=one.name) for one in staff]
        )
        Position.objects.bulk_create(
            [
                Position(
                    id=uuid7(now), professional_id=one.id, organisation_id=one.organisation, service=one.service,
                    skills=list(one.skills),
                )
                for one in staff
                if one.service
            ]
        )  # fmt: skip
    record("directory.add_professionals", [str(one.id) for one in staff[:1]], f"{len(staff)} professionals")
    return len(staff)


@contextmanager
def _all_new(what: str) -> Iterator[None]:
    """Everything in the block is added, or nothing; what is there already is refused with a sentence."""
    authorise(actor(), VERB)
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        raise Refused(f"{what} of this list is in the directory already. Nothing was added.") from fault


def read_anew() -> None:
    """Whoever asks next, in this transaction or after it, reads the directory as it is now."""
    queries.forget()
    transaction.on_commit(queries.forget)
