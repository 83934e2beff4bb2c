"""A care home’s residents on one page: what is open, what is due, who comes, what was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.ui.wording import age_text, time_text, wall, when
from weald.services.directory import queries as directory
from weald.services.library import content
from weald.services.library.queries import drafts
from weald.services.people.names import name_text
from weald.services.people.queries.family import Ward
from weald.services.requests.presenters.staff.queue import all_draft
from weald.services.requests.presenters.staff.words import MODES, STATES, due_words, how_soon
from weald.services.requests.queries.mine import MineRow


@dataclass(frozen=True, slots=True)
class Open:
    """One open request of a resident."""

    problem: str
    level: str
    level_text: str
    draft: bool
    state: str
    due: str
    late: bool
    appointment: str
    told: str
    told_when: str
    new: bool


@dataclass(frozen=True, slots=True)
class Resident:
    """One resident: `needs_look` where something is late, today, or newly told."""

    id: UUID
    name: str
    age: str
    practice: str
    phone: str
    can_ask: bool
    open: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class Residents:
    """The whole page."""

    residents: tuple[Resident, ...]
    today: tuple[str, ...]
    waiting: int
    late: int
    told: int
    unsigned: str


def residents(wards: tuple[Ward, ...], rows: tuple[MineRow, ...], now: datetime) -> Residents:
    """Everything about the residents of the actor’s care home; what is hidden from it is not among the rows."""
    names = {one.person: name_text(one.given_name, one.family_name) for one in wards}
    made = tuple(_resident(one, rows, now) for one in wards)
    everything = [each for one in made for each in one.open]
    return Residents(
        made,
        _today(rows, names, now),
        len(everything),
        sum(one.late for one in everything),
        sum(one.new for one in everything),
        all_draft(one.draft for one in everything),
    )


def _resident(ward: Ward, rows: tuple[MineRow, ...], now: datetime) -> Resident:
    practice = directory.practice_by_id(ward.registered)
    return Resident(
        ward.person,
        name_text(ward.given_name, ward.family_name),
        age_text(ward.birth_date, wall(now).date()),
        practice.name,
        practice.phone,
        "ask" in ward.scope,
        tuple(_open(one, now) for one in rows if one.person == ward.person),
    )


def _open(one: MineRow, now: datetime) -> Open:
    new = one.told_at is not None and wall(one.told_at).date() == wall(now).date()
    return Open(
        one.problem_name,
        one.level,
        how_soon(one.level, one.within),
        drafts(content.current(), one.organisation)(one.problem),
        STATES.get(one.state, one.state.capitalize()),
        "" if one.state == "booked" else due_words(one.level, one.due_at, now),
        one.state != "booked" and one.due_at < now,
        f"{when(one.starts_at, now)}, {one.professional_name}, {MODES.get(one.mode or '', '')}"
        if one.starts_at
        else "",
        one.told or "",
        when(one.told_at, now) if one.told_at else "",
        new,
    )


def _today(rows: tuple[MineRow, ...], names: Mapping[UUID, str], now: datetime) -> tuple[str, ...]:
    """Who is seen today, in order of time."""
    ahead = sorted(
        (one.starts_at, one) for one in rows if one.starts_at and wall(one.starts_at).date() == wall(now).date()
    )  # fmt: skip
    return tuple(
        f"{time_text(at)}: {names[one.person]}, {one.professional_name}, {MODES.get(one.mode or '', '').lower()}"
        for at, one in ahead
        if one.person in names
    )
