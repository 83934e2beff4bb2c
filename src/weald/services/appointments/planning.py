"""What publishing weeks from the template would do, every session with what would become of it; and what would become of the
template if a week took its place. Before anything is written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from weald.foundation.access import actor
from weald.foundation.ui.wording import wall
from weald.services.appointments.actions.publishing import NewSession
from weald.services.appointments.clashes import Busy, busy, cancelled, said
from weald.services.appointments.kept import SessionRow, WeeklyRow, limits, week, weekly
from weald.services.appointments.models import AWAY
from weald.services.appointments.recurring import WEEK, moment, stretch
from weald.services.directory import kept as directory
from weald.services.directory.hours import Hours
from weald.services.directory.queries import practice_by_id

NEW, THERE, CLOSED, PAST, SKIPPED, CLASH, CANCELLED, LEFT = (
    "new",
    "there",
    "closed",
    "past",
    "skipped",
    "clash",
    "cancelled",
    "left",
)
"""Published; published before; on a closed day; in the past; in the hour that clocks skip; somebody or a room is in the way; it
was cancelled, and nobody asked for it again; whose it was works here no longer, or gives that care no longer."""
_UNPUBLISHED = UUID(int=0)
"""Instead of the id of a session that would be published in the same step."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One session of the template in one week. `status` is what would become of it, `why` who is in the way, and `by` with which
    session of ours; None for what is published nowhere yet, or elsewhere."""

    session: NewSession
    day: date
    status: str
    why: str = ""
    by: UUID | None = None


def plan(monday: date, weeks: int, now: datetime, *, again: bool = False) -> list[Planned]:
    """Every session that the template holds in so many weeks from `monday`, in order of time; with `again` those too that were
    published and then cancelled. What goes on into a closed day ends at midnight."""
    here = actor().party
    assert here is not None
    safe = limits()
    found: list[tuple[date, NewSession]] = []
    for line in weekly():
        limit = line.contact_limit or (safe[line.service].a_day if line.service in safe else None)
        for turn in range(weeks):
            if day := line.pattern.day(monday + turn * WEEK):
                found.append((day, _session(line, here, day, None if line.kind in AWAY else limit)))
    return _weighed(found, now, again)


def copied(source: date, monday: date, weeks: int, now: datetime, *, again: bool = False) -> list[Planned]:
    """The same of every session that is published in the week that begins on `source`, held again at the same times by the clock
    in so many weeks from `monday`. Leave is not copied: it was for that week. Nothing is published for whoever has left since,
    nor in a room that is out of use."""
    care = {(id, service) for id, _, service in directory.professionals()}
    rooms = {one.id for one in directory.rooms() if one.in_use}
    safe = {service: one.a_day for service, one in limits().items()}
    held, gone = [], []
    for one in _held(source):
        stays = (one.professional, one.service) in care
        why = "" if stays and (not one.room or one.room in rooms) else f"{one.room_name} is out of use"
        for turn in range(weeks):
            later = monday - source + turn * WEEK
            found = (
                wall(one.starts_at).date() + later,
                _again(one, later, None if one.kind in AWAY else one.contact_limit or safe.get(one.service)),
            )
            if stays and not why:
                held.append(found)
            else:
                gone.append(Planned(found[1], found[0], CLASH if stays else LEFT, why if stays else ""))
    return sorted([*_weighed(held, now, again), *gone], key=lambda one: one.session.starts_at)


def _weighed(found: list[tuple[date, NewSession]], now: datetime, again: bool) -> list[Planned]:
    """What would become of each, in order of time: two of them may want the same room."""
    here = actor().party
    assert here is not None
    hours = practice_by_id(here).hours
    found = [(day, _until_midnight(one, day, hours)) for day, one in found]
    found.sort(key=lambda one: (one[1].starts_at, one[1].professional_name))
    there = _there([one for _, one in found])
    gone = (
        [] if again or not found else cancelled(found[0][1].starts_at, max(one.ends_at for _, one in found))
    )
    planned: list[Planned] = []
    names = {one.id: one.name for one in directory.rooms()}
    for day, one in found:
        status, other = _status(one, day, hours, there, now)
        if status == NEW and any(other.like(one.professional, one.starts_at, one.ends_at) for other in gone):
            status = CANCELLED
        ours = other is not None and other.organisation == here and other.id != _UNPUBLISHED
        why = said(other, one.professional) if other else ""
        planned.append(Planned(one, day, status, why, other.id if other and ours else None))
        if status == NEW:  # two lines may want the same room
            room = names.get(one.room, "") if one.room else ""
            there.append(
                Busy(_UNPUBLISHED, here, one.professional, one.professional_name, one.room, room, one.kind,
                     one.starts_at, one.ends_at)
            )  # fmt: skip
    return planned


def seen(planned: Iterable[Planned]) -> str:
    """What somebody saw, in a few characters: what is published later must be the same."""
    new = [repr(one.session) for one in planned if one.status == NEW]
    return sha256("\n".join(new).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Swap:
    """What would become of the template if a published week took its place."""

    gone: tuple[WeeklyRow, ...]
    new: tuple[SessionRow, ...]
    stays: int

    @property
    def seen(self) -> str:
        """What somebody saw, in a few characters."""
        return sha256(repr((self.gone, [one.id for one in self.new], self.stays)).encode()).hexdigest()[:16]


def swap(monday: date) -> Swap:
    """The lines that would go, with their first and last days; the sessions of the week from which lines would be made anew;
    how many lines would stay: those that the week holds as they are, those of every few weeks, and those of whoever has no
    session in that week. Leave is not of every week."""
    sessions, lines = _held(monday), weekly()
    present = {one.professional for one in sessions}
    turns = [one for one in lines if one.every_weeks > 1 and one.pattern.day(monday)]
    there = Counter(_line_like(line) for line in lines if line.every_weeks == 1 or line in turns)
    taken = {(one.professional, one.weekday, one.starts, one.ends) for one in turns}
    new = []
    for session in sessions:
        like, (starts, ends) = _session_like(session), (wall(session.starts_at), wall(session.ends_at))
        if there[like]:
            there[like] -= 1
        elif (session.professional, starts.weekday(), starts.time(), ends.time()) not in taken:
            new.append(session)
    gone = []
    for line in reversed(lines):
        like = _line_like(line)
        if line.every_weeks == 1 and line.professional in present and there[like]:
            there[like] -= 1
            gone.append(line)
    return Swap(tuple(reversed(gone)), tuple(new), len(lines) - len(gone))


def _held(monday: date) -> list[SessionRow]:
    """The sessions that begin in a week, of which a template can be made."""
    return [one for one in week(monday) if one.kind != "leave" and wall(one.starts_at).date() >= monday]


def _line_like(line: WeeklyRow) -> tuple[object, ...]:
    ends = () if line.every_weeks > 1 else (line.first_week, line.last_day)
    return (
        line.weekday, line.starts, line.ends, line.professional, line.service, line.kind, line.mode, line.category, line.room,
        line.slot_minutes, line.capacity, line.travel_minutes, line.clinic, line.note, *(one for one in ends if one),
    )  # fmt: skip


def _session_like(one: SessionRow) -> tuple[object, ...]:
    starts, ends = wall(one.starts_at), wall(one.ends_at)
    return (
        starts.weekday(), starts.time(), ends.time(), one.professional, one.service, one.kind, one.mode, one.category, one.room,
        one.slot_minutes, one.capacity, one.travel_minutes, one.clinic, one.note,
    )  # fmt: skip


def _status(
    one: NewSession, day: date, hours: Hours, there: list[Busy], now: datetime
) -> tuple[str, Busy | None]:
    """What would become of it, and who is in the way."""
    if one.ends_at <= one.starts_at:
        return SKIPPED, None
    if day in hours.holidays or any(
        early == day and one.ends_at > moment(day, at) for early, at in hours.early
    ):
        return CLOSED, None
    if one.starts_at <= now:
        return PAST, None
    for other in there:
        if other.starts_at < one.ends_at and one.starts_at < other.ends_at:
            mine = other.professional == one.professional
            same = (other.organisation, other.kind, other.starts_at, other.ends_at)
            if mine and same == (one.organisation, one.kind, one.starts_at, one.ends_at):
                return THERE, None
            if mine or (one.room and other.room == one.room):
                return CLASH, other
    return NEW, None


def _until_midnight(one: NewSession, day: date, hours: Hours) -> NewSession:
    """What goes on into a closed day ends at midnight."""
    midnight = moment(day + timedelta(days=1), time.min)
    closed = day + timedelta(days=1) in hours.holidays
    return replace(one, ends_at=midnight) if closed and one.ends_at > midnight else one


def _there(sessions: list[NewSession]) -> list[Busy]:
    if not sessions:
        return []
    return busy(
        (one.professional for one in sessions),
        (one.room for one in sessions),
        sessions[0].starts_at,
        max(one.ends_at for one in sessions) + timedelta(minutes=1),
    )


def _session(line: WeeklyRow, here: UUID, day: date, limit: int | None) -> NewSession:
    starts, ends = stretch(day, line.starts, line.ends)
    return NewSession(
        organisation=here, professional=line.professional, professional_name=line.professional_name, service=line.service,
        premises=line.premises, place=line.place, kind=line.kind, mode=line.mode, category=line.category,
        setting=line.setting, starts_at=starts, ends_at=ends, slot_minutes=line.slot_minutes, capacity=line.capacity,
        room=line.room, travel_minutes=line.travel_minutes, contact_limit=limit, clinic=line.clinic, note=line.note,
    )  # fmt: skip


def _again(one: SessionRow, later: timedelta, limit: int | None) -> NewSession:
    """A published session, so much later by the clock."""
    starts, ends = (wall(at) + later for at in (one.starts_at, one.ends_at))
    return NewSession(
        organisation=one.organisation, professional=one.professional, professional_name=one.professional_name,
        service=one.service, premises=one.premises, place=one.place, kind=one.kind, mode=one.mode, category=one.category,
        setting=one.setting,
        starts_at=moment(starts.date(), starts.time()), ends_at=moment(ends.date(), ends.time()),
        slot_minutes=one.slot_minutes, capacity=one.capacity, room=one.room, travel_minutes=one.travel_minutes,
        contact_limit=limit, clinic=one.clinic, note=one.note,
    )  # fmt: skip
