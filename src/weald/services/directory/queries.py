"""What the directory knows, for everybody: nothing in it is personal.

A process keeps the whole directory in memory for at most `KEPT` seconds: every page asks for it, and it changes a few
times a month. A key that is not found is looked up in the database before it is called unknown.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from threading import Lock
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection

from weald.foundation.refusal import Refused
from weald.services.directory.calendar import bank_holidays
from weald.services.directory.hours import CORE_WEEK, Hours

KEPT = 30
"""Seconds for which a process may show the directory as it was."""
FRESH = 24
"""Seconds after which whoever asks next reads it anew, while others go on with what is kept."""

LONGEST = 100
"""Characters of a search that are looked at."""


@dataclass(frozen=True, slots=True)
class Practice:
    """An organisation of the directory, of any kind. One that states no opening times keeps core hours."""

    id: UUID
    ods_code: str
    name: str
    kind: str
    phone: str
    postcode: str
    address: tuple[str, ...]
    self_service: bool
    synthetic: bool
    neighbourhood: UUID | None
    neighbourhood_name: str
    hours: Hours
    area_name: str
    active: bool
    door_opened_at: datetime | None
    """Since when people ask it for help by themselves; None where nobody reads yet what they would send."""
    proxy_review_age: int = 12
    modes: Mapping[str, bool] = field(default_factory=dict, hash=False)
    """For which problems the person books at once (True) or staff confirm first, where `self_service` does not say."""

    def books_at_once(self, problem: str) -> bool:
        """Whether the practice lets people book for this problem before staff have read it, as far as it may."""
        return self.modes.get(problem, self.self_service)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One organisation sees people of another when that one is full: for which services (none named: all), and when."""

    id: UUID
    sees: Practice
    services: frozenset[str]
    since: date
    until: date | None

    def holds(self, on: date, service: str = "") -> bool:
        """Whether it holds on this day, for this service (none named: for any)."""
        return (
            self.since <= on
            and (self.until is None or on < self.until)
            and (not service or not self.services or service in self.services)
        )


@dataclass(frozen=True, slots=True)
class _Directory:
    read_at: float
    by_id: Mapping[UUID, Practice]
    by_code: Mapping[str, Practice]
    by_neighbourhood: Mapping[UUID, tuple[Practice, ...]]
    skills: Mapping[UUID, Mapping[UUID, frozenset[str]]]
    searchable: tuple[tuple[str, Practice], ...]
    agreements: Mapping[UUID, tuple[Agreement, ...]]


_ORGANISATIONS = """
select o.id, o.ods_code, o.name, o.kind, o.phone, o.postcode, o.address, o.self_service, o.synthetic, o.neighbourhood_id,
    coalesce(n.name, ''), coalesce(a.name, ''), o.active, o.door_opened_at, o.proxy_review_age
from directory_organisation o
left join directory_neighbourhood n on n.id = o.neighbourhood_id
left join directory_area a on a.code = o.area_id
order by o.name, o.ods_code
"""
_OPENING = "select organisation_id, weekday, opens, closes from directory_openingtime"
_CLOSURES = "select organisation_id, day, closes_at from directory_closure order by day"
_MODES = "select organisation_id, problem, self_service from directory_pathwaymode"
_AGREEMENTS = (
    "select organisation_id, id, sees_id, services, since, until from directory_agreement order by since, id"
)
_SKILLS = "select organisation_id, professional_id, array_agg(skill) from directory_position, unnest(skills) skill group by 1, 2"

_kept: _Directory | None = None
_lock = Lock()


def practice(ods_code: str) -> Practice | None:
    """The open practice with this ODS code, in any case of letters; None where there is none."""
    found = organisation(ods_code)
    return found if found is not None and found.kind == "practice" else None


def organisation(ods_code: str) -> Practice | None:
    """The open organisation of any kind with this ODS code, in any case of letters; None where there is none."""
    code = ods_code.strip().upper()[:LONGEST]
    found = _directory().by_code.get(code)
    if found is None and code.isalnum() and _stored("ods_code = %s", code):
        found = _directory(anew=True).by_code.get(code)
    return found if found is not None and found.active else None


def practice_by_id(id: UUID) -> Practice:
    """The organisation with this identifier, of any kind, closed ones too; raises Refused where there is none."""
    found = _directory().by_id.get(id)
    if found is None and _stored("id = %s", id):
        found = _directory(anew=True).by_id.get(id)
    if found is None:
        raise Refused("This organisation is not in the directory. Go back and choose another one.")
    return found


def find_practices(text: str, limit: int = 20) -> tuple[Practice, ...]:
    """Open practices whose name, address, postcode, neighbourhood or district has every word of `text`, best first.

    A word may be the beginning of one; a postcode may be written with or without its space. An empty text finds all.
    """
    words = _plain(text[:LONGEST]).split()
    closed_up = "".join(words)
    found = []
    for haystack, one in _directory().searchable:
        postcode, name = one.postcode.replace(" ", "").lower(), _plain(one.name)
        by_postcode = len(closed_up) >= 2 and postcode.startswith(closed_up)
        if by_postcode or all(f" {word}" in haystack for word in words):
            rank = 0 if by_postcode else 1 if name.startswith(" ".join(words)) else 2
            found.append((rank, name, one))
    found.sort(key=lambda hit: (hit[0], hit[1], hit[2].ods_code))
    return tuple(one for _, _, one in found[:limit])


def neighbours(practice_id: UUID) -> tuple[Practice, ...]:
    """The hub of the practice's neighbourhood first, then the neighbourhood's other practices; none where it has none."""
    around = [
        one for one in _around(practice_id) if one.kind in {"hub", "practice"} and one.id != practice_id
    ]
    return tuple(sorted(around, key=lambda one: one.kind != "hub"))


def hubs(practice_id: UUID) -> tuple[Practice, ...]:
    """The hubs of the practice's neighbourhood."""
    return tuple(one for one in _around(practice_id) if one.kind == "hub" and one.id != practice_id)


def agreements(practice_id: UUID) -> tuple[Agreement, ...]:
    """By which others see this practice's people when it is full, past and future ones too; none with one that is closed."""
    return tuple(one for one in _directory().agreements.get(practice_id, ()) if one.sees.active)


def of_kind(practice_id: UUID, kind: str) -> tuple[Practice, ...]:
    """The organisations of this kind in the practice's neighbourhood: its pharmacies, its opticians."""
    return tuple(one for one in _around(practice_id) if one.kind == kind)


def skills_of(organisations: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """The skills of every professional who works in one of these organisations."""
    known = _directory().skills
    skills: dict[UUID, frozenset[str]] = {}
    for organisation in organisations:
        for professional, those in known.get(organisation, {}).items():
            skills[professional] = skills.get(professional, frozenset()) | those
    return skills


def counts() -> Mapping[str, int]:
    """How many organisations of each kind are open."""
    tally: dict[str, int] = defaultdict(int)
    for one in _directory().by_id.values():
        tally[one.kind] += one.active
    return tally


def forget() -> None:
    """Read the directory anew at the next question; the actions of this room call it."""
    global _kept
    _kept = None


def _around(practice_id: UUID) -> tuple[Practice, ...]:
    neighbourhood = practice_by_id(practice_id).neighbourhood
    return () if neighbourhood is None else _directory().by_neighbourhood.get(neighbourhood, ())


def _stored(condition: str, value: str | UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select from directory_organisation where {condition}", [value])
        return cursor.fetchone() is not None


def _directory(*, anew: bool = False) -> _Directory:
    global _kept
    before = _kept
    age = KEPT if before is None or anew else monotonic() - before.read_at
    if before is not None and age < FRESH:
        return before
    # Until it may be shown no longer nobody waits for somebody else who reads it anew.
    if not _lock.acquire(blocking=age >= KEPT):
        assert before is not None
        return before
    try:
        # Another thread may have read it while this one waited.
        if _kept is None or _kept is before:
            _kept = _read()
        return _kept
    finally:
        _lock.release()


def _read() -> _Directory:
    read_at = monotonic()
    with connection.cursor() as cursor:
        weeks: dict[UUID, list[tuple[int, time, time]]] = defaultdict(list)
        for organisation, *stretch in _rows(cursor, _OPENING):
            weeks[organisation].append((stretch[0], stretch[1], stretch[2]))
        skills: dict[UUID, dict[UUID, frozenset[str]]] = defaultdict(dict)
        for organisation, professional, those in _rows(cursor, _SKILLS):
            skills[organisation][professional] = frozenset(those)
        closures: dict[UUID, set[date]] = defaultdict(set)
        early: dict[UUID, list[tuple[date, time]]] = defaultdict(list)
        for organisation, day, closes_at in _rows(cursor, _CLOSURES):
            if closes_at is None:
                closures[organisation].add(day)
            else:
                early[organisation].append((day, closes_at))
        modes: dict[UUID, dict[str, bool]] = defaultdict(dict)
        for organisation, problem, at_once in _rows(cursor, _MODES):
            modes[organisation][problem] = at_once
        agreed = _rows(cursor, _AGREEMENTS)
        organisations = _rows(cursor, _ORGANISATIONS)
    hours: dict[Hours, Hours] = {}
    by_id: dict[UUID, Practice] = {}
    around: dict[UUID, list[Practice]] = defaultdict(list)
    for (
        id,
        code,
        name,
        kind,
        phone,
        postcode,
        address,
        self_service,
        synthetic,
        near,
        near_name,
        area,
        active,
        door_opened_at,
        review_age,
    ) in organisations:
        week = tuple(sorted(weeks.get(id, CORE_WEEK)))
        closed = bank_holidays() | closures.get(id, set())
        own = Hours(week, closed, tuple(early.get(id, ())))
        kept_hours = hours.setdefault(own, own)
        one = Practice(
            id, code, name, kind, phone, postcode, tuple(address), self_service, synthetic, near, near_name, kept_hours,
            area, active, door_opened_at, review_age, modes.get(id, {}),
        )  # fmt: skip
        by_id[id] = one
        if near is not None and active:
            around[near].append(one)
    agreements: dict[UUID, list[Agreement]] = defaultdict(list)
    for organisation, id, sees, services, since, until in agreed:
        agreements[organisation].append(Agreement(id, by_id[sees], frozenset(services), since, until))
    return _Directory(
        read_at,
        by_id,
        {one.ods_code: one for one in by_id.values()},
        {near: tuple(those) for near, those in around.items()},
        skills,
        tuple((_haystack(one), one) for one in by_id.values() if one.active and one.kind == "practice"),
        {organisation: tuple(those) for organisation, those in agreements.items()},
    )


def _rows(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return list(cursor.fetchall())


def _haystack(one: Practice) -> str:
    parts = (one.name, *one.address, one.postcode, one.neighbourhood_name, one.area_name, one.ods_code)
    return " " + " ".join(_plain(part) for part in parts)


def _plain(text: str) -> str:
    """Small letters without accents; an apostrophe joins ("St Peter's" is "st peters"), other signs part words."""
    letters = "".join(
        one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one)
    )
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"['’.]", "", letters)).split())
