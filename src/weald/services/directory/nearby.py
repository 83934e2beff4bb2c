"""Who near a practice gives a service that people go to, such as a pharmacy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from weald.foundation.ui.wording import time_text, wall, weekday_text
from weald.services.directory import queries as directory
from weald.services.directory.hours import is_open, next_closing, next_opening
from weald.services.directory.kept import holding
from weald.services.directory.queries import Practice

PLACES = {
    "community_pharmacy": "pharmacy",
    "urgent_dental": "dentist",
    "dental": "dentist",
    "optometry_urgent": "optician",
    "optometry": "optician",
}
"""Services that people go to, and the kind of organisation that gives each."""

# Commissioned, for this age; somebody whose age is not known is taken for a grown-up, whom every pharmacy sees. Without opening
# times of its own nobody knows whether anybody is there: core hours are those of practices.
_GIVE = (
    "select o.id from directory_organisation o join directory_service s on s.organisation_id = o.id"
    " where o.active and o.id = any(%s) and s.kind = %s and s.commissioned and s.from_age_days <= %s"
    " and (s.to_age_days is null or s.to_age_days > %s)"
    " and exists (select from directory_openingtime t where t.organisation_id = o.id)"
)
_NAMED = (
    "select o.id from directory_organisation o join directory_service s on s.organisation_id = o.id"
    " where o.active and s.kind = %s and (upper(o.ods_code) = upper(%s) or lower(o.name) = lower(%s)) limit 2"
)
GROWN_UP = 30 * 365
"""Age in days that is assumed where it is not known."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """An organisation that gives a service, and whether somebody is there now."""

    place: Practice
    open_now: bool
    hours: str

    @property
    def address(self) -> str:
        """Where it is, in one line."""
        return ", ".join((*self.place.address, self.place.postcode))


def giving(practice: UUID, service: str, born: date | None, now: datetime) -> tuple[Nearby, ...]:
    """The places of the practice's neighbourhood that are known to give `service` to somebody of this age, and when they are open:
    those in the practice's own town first, then those that are open now."""
    own = directory.practice_by_id(practice)
    near_by = directory.of_kind(practice, PLACES[service])
    found = _that_give((one.id for one in near_by), service, born, now)
    town = own.address[-1:] if own.address else ()
    near = [_nearby(one, now) for one in found]
    return tuple(
        sorted(near, key=lambda one: (one.place.address[-1:] != town, not one.open_now, one.place.name))
    )


def named(text: str, service: str, born: date | None, now: datetime) -> Nearby | None:
    """The one place with this name or ODS code that gives `service` to somebody of this age; None where there is none,
    or where more than one has the name."""
    said = " ".join(text.split())[: directory.LONGEST]
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [service, said, said])
        ids = [row[0] for row in cursor.fetchall()]
    found = _that_give(ids, service, born, now) if len(ids) == 1 else ()
    return _nearby(found[0], now) if found else None


def gives(place: UUID, service: str, born: date | None, now: datetime) -> bool:
    """Whether this place is known to give `service` to somebody of this age, and when it is open."""
    return bool(_that_give([place], service, born, now))


def reads(place: UUID) -> bool:
    """Whether a pharmacist signs in there: what is referred to any other place, nobody would read."""
    return bool(holding(place, "pharmacist"))


def _that_give(
    places: Iterable[UUID], service: str, born: date | None, now: datetime
) -> tuple[Practice, ...]:
    age = (wall(now).date() - born).days if born else GROWN_UP
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [list(places), service, age, age])
        return tuple(directory.practice_by_id(row[0]) for row in cursor.fetchall())


def _nearby(place: Practice, now: datetime) -> Nearby:
    if is_open(place.hours, now):
        return Nearby(place, True, f"open now, until {time_text(next_closing(place.hours, now))}")
    opens = next_opening(place.hours, now)
    return Nearby(place, False, f"closed, opens {_on(opens, now)}")


def _on(opens: datetime, now: datetime) -> str:
    today = wall(opens).date() == wall(now).date()
    return f"at {time_text(opens)}" if today else f"{weekday_text(wall(opens).date())} at {time_text(opens)}"
