"""Who near a practice gives a service that people go to, such as a pharmacy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from weald.foundation.ui.wording import time_text, wall, weekday_text
from weald.services.directory import queries as directory
from weald.services.directory.hours import is_open, next_closing, next_opening
from weald.services.directory.queries import Practice

# Commissioned, for this age; somebody whose age is not known is taken for a grown-up, whom every pharmacy sees.
_GIVE = (
    "select o.id from directory_organisation o join directory_service s on s.organisation_id = o.id"
    " where o.active and o.id = any(%s) and s.kind = %s and s.commissioned and s.from_age_days <= %s"
    " and (s.to_age_days is null or s.to_age_days > %s)"
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
    """The pharmacies of the practice's neighbourhood that give `service` to somebody of this age: those in the practice's
    own town first, then those that are open now."""
    own = directory.practice_by_id(practice)
    found = _that_give((one.id for one in directory.pharmacies(practice)), service, born, now)
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
    """Whether this place gives `service` to somebody of this age."""
    return bool(_that_give([place], service, born, now))


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
