"""What places give and when they are open, as whoever runs the program says it or a file does.

A place to which people are sent, such as a pharmacy, is offered only once both are known (`nearby`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from weald.foundation.access import actor, authorise, record
from weald.foundation.database.identifiers import uuid7
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import joined
from weald.services.directory.actions.loading import VERB, read_anew
from weald.services.directory.models import OpeningTime, Organisation, Service
from weald.services.directory.nearby import PLACES, reads
from weald.services.directory.openings import Reading, Week
from weald.services.directory.words import SERVICES, week_text


@dataclass(frozen=True, slots=True)
class Weeks:
    """What reading opening times did, by code: `given` had none before, `unclear` have none any more because what the file says
    cannot be understood, `kept` are those that somebody entered, `missing` those that the file does not have."""

    given: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    kept: tuple[str, ...]
    unclear: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """Codes of places of which something else must be known before anybody is sent there."""

    hours: tuple[str, ...]
    neighbourhood: tuple[str, ...]
    pharmacist: tuple[str, ...]
    """Pharmacies that people are shown, and to which nothing can be referred."""


def lacking(codes: Sequence[str]) -> Lacking:
    """What is not known of these places besides what they give."""
    places = _places(codes)
    timed = set(OpeningTime.objects.filter(organisation__in=places).values_list("organisation_id", flat=True))
    return Lacking(
        tuple(one.ods_code for one in places if one.id not in timed),
        tuple(one.ods_code for one in places if one.neighbourhood_id is None),
        tuple(one.ods_code for one in places if one.kind == "pharmacy" and not reads(one.id)),
    )


@transaction.atomic
def set_service(
    *, service: str, codes: Sequence[str], name: str, ages: tuple[int, int | None], gives: bool, now: datetime
) -> int:
    """Say that these places give a service, to ages from the first to below the second in days, or give it no more; returns for
    how many that is new. Raises Refused, and changes nothing, where one is not in the directory, or is no place for it."""
    authorise(actor(), VERB)
    if service not in SERVICES:
        raise Refused(
            f"'{service}' is no service that Weald knows. It is one of: {', '.join(sorted(SERVICES))}."
        )
    youngest, oldest = ages
    if youngest < 0 or (oldest is not None and oldest <= youngest):
        raise Refused("The first age must not be below 0, and the last age must be above the first.")
    places = _places(codes)
    if wrong := [one.ods_code for one in places if one.kind != PLACES.get(service, one.kind)]:
        raise Refused(
            f"{joined(wrong)} cannot give {service}: only a {PLACES[service]} can. Nothing was changed."
        )
    values = {
        "name": name.strip() or SERVICES[service], "commissioned": gives, "from_age_days": youngest, "to_age_days": oldest,
    }  # fmt: skip
    known = {
        one.organisation_id: one for one in Service.objects.filter(kind=service, organisation__in=places)
    }
    changed = []
    for place in places:
        before = known.get(place.id)
        if before is None and gives:
            Service.objects.create(
                id=uuid7(now), organisation=place, kind=service, phone=place.phone, **values
            )
        elif before is not None and any(getattr(before, field) != value for field, value in values.items()):
            Service.objects.filter(id=before.id).update(**(values if gives else {"commissioned": False}))
        else:
            continue
        changed.append(place.ods_code)
    record("directory.set_service", changed, f"{service}: {'given' if gives else 'given no more'}")
    read_anew()
    return len(changed)


@transaction.atomic
def set_hours(*, code: str, week: Week) -> None:
    """Enter when one place is open; no file overwrites it. Raises Refused where it is not in the directory."""
    authorise(actor(), VERB)
    (place,) = _places([code])
    _write({place: week}, "")
    record("directory.set_hours", [place.ods_code], week_text(week))
    read_anew()


@transaction.atomic
def read_hours(*, reading: Reading, source: str) -> Weeks:
    """Bring the opening times of pharmacies, dentists and opticians to what a file says. What somebody entered stays. Where the
    file says something that cannot be understood, they are not known from now on."""
    authorise(actor(), VERB)
    places = list(
        Organisation.objects.select_for_update()
        .filter(active=True, kind__in=set(PLACES.values()))
        .order_by("ods_code")
    )
    if not places:
        raise Refused(
            "The directory has no pharmacy, dentist or optician yet. Load them first: weald import ods edispensary.csv --board CODE"
        )
    weeks: dict[UUID, list[tuple[int, time, time]]] = {}
    for where, day, opens, closes in OpeningTime.objects.filter(organisation__in=places).values_list(
        "organisation_id", "weekday", "opens", "closes"
    ):
        weeks.setdefault(where, []).append((day, opens, closes))
    new: dict[Organisation, Week] = {}
    given: list[str] = []
    changed: list[str] = []
    kept, unclear, missing = [], [], []
    unchanged = 0
    for place in places:
        code, before = place.ods_code, tuple(sorted(weeks.get(place.id, ())))
        week = reading.weeks.get(code, ())
        if code not in reading.weeks and code not in reading.faults:
            missing.append(code)
        elif before and not place.hours_from:
            kept.append(code)
        else:
            if not week:
                unclear.append(code)
            if before == week:
                unchanged += bool(week)
            else:
                new[place] = week
                if week:
                    (changed if before else given).append(code)
    _write(new, source)
    record("directory.read_hours", [one.ods_code for one in new], f"{source}: {len(new)} changed")
    read_anew()
    return Weeks(tuple(given), tuple(changed), unchanged, tuple(kept), tuple(unclear), tuple(missing))


def _write(weeks: Mapping[Organisation, Week], source: str) -> None:
    OpeningTime.objects.filter(organisation__in=list(weeks)).delete()
    OpeningTime.objects.bulk_create(
        [
            OpeningTime(organisation=place, weekday=day, opens=opens, closes=closes)
            for place, week in weeks.items()
            for day, opens, closes in week
        ]
    )
    Organisation.objects.filter(id__in=[one.id for one in weeks]).update(hours_from=source)


def _places(codes: Collection[str]) -> list[Organisation]:
    wanted = list(dict.fromkeys(one.strip().upper() for one in codes if one.strip()))
    if not wanted:
        raise Refused("Say of which places, by their ODS codes.")
    found = {one.ods_code: one for one in Organisation.objects.filter(ods_code__in=wanted, active=True)}
    if unknown := [one for one in wanted if one not in found]:
        raise Refused(
            f"The directory has no open organisation with the code {joined(unknown[:20])}. Load it first: weald import ods FILE."
            " Nothing was changed."
        )
    return [found[one] for one in wanted]
