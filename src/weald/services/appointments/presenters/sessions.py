"""A week of sessions, the template and one session in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import (
    WEEKDAYS,
    date_text,
    day_text,
    joined,
    plural,
    time_text,
    wall,
    weekday_text,
)
from weald.services.appointments.categories import WITH_PATIENTS
from weald.services.appointments.closed import Left
from weald.services.appointments.forms import EVERYBODY, TEMPLATE_KINDS
from weald.services.appointments.gone import Gone
from weald.services.appointments.kept import SessionRow, WeeklyRow
from weald.services.appointments.models import AWAY
from weald.services.appointments.planning import Swap
from weald.services.appointments.recurring import MOST_WEEKS, moment, moment_after, week_of
from weald.services.directory.kept import RoomRow
from weald.services.directory.words import from_words, service_name

KINDS = {
    "slot": "Times",
    "duty_list": "Duty list",
    "call_back": "Call-back windows",
    "home_visit": "Home visits",
    "protected": "Protected time",
    "leave": "Leave",
}
MODES = {"face_to_face": "Face to face", "phone": "Phone", "video": "Video"}


@dataclass(frozen=True, slots=True)
class Line:
    """One session of the week, or of the template."""

    who: str
    time: str
    what: str
    places: str
    href: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day with its sessions."""

    name: str
    lines: tuple[Line, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """A week as it is published, and the way to those beside it."""

    title: str
    monday: str
    days: tuple[Day, ...]
    next: str
    before: str
    after: str


def day_of_text(text: str) -> date | None:
    """The day that is said (ISO), or None."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


FARTHEST = 731
"""Days from today on which a week is shown."""


def monday_of(text: str, today: date) -> date:
    """The Monday of the week that a day (ISO) is in; of this week where it is none, or farther than two years."""
    day = day_of_text(text) or today
    return week_of(today if abs((day - today).days) > FARTHEST else day)


def too_far(text: str, today: date) -> str:
    """Why this week is shown and not the one that was asked for; empty where it is that one."""
    day = day_of_text(text)
    if day is None or abs((day - today).days) <= FARTHEST:
        return ""
    return "Weeks are shown up to two years from today. This is the present week."


def left_open(found: Iterable[Left]) -> tuple[tuple[str, str, str], ...]:
    """(the day, what is wrong, where it is mended) of each closed day on which times are published."""
    return tuple(
        (
            f"{_closed(one.day, one.at)}: you are closed",
            f"{plural(one.people, 'person is', 'people are')} still booked then, and"
            f" {plural(one.free, 'place')} can still be given to others.",
            f"{url('staff_closed')}?day={one.day}",
        )
        for one in found
    )


def gone(found: Iterable[Gone]) -> tuple[tuple[str, str, str], ...]:
    """The same of each person who has left and is published all the same."""
    return tuple(
        (
            f"{one.name} works here no longer",
            f"{plural(one.people, 'person is', 'people are')} still booked with them, and"
            f" {plural(one.free, 'place')} can still be given to others.",
            url("staff_leaving", one.identity),
        )
        for one in found
    )


def closed_in(days: Mapping[date, time], monday: date) -> tuple[str, ...]:
    """The closed days of a week: `Friday 25 December`, `Wednesday 25 November from 3pm`."""
    week = (monday + timedelta(days=turn) for turn in range(7))
    return tuple(_closed(day, days[day]) for day in week if day in days)


def _closed(day: date, at: time) -> str:
    return f"{weekday_text(day)}{from_words(day, at if at > time.min else None)}"


def week(rows: list[SessionRow], monday: date) -> Week:
    """The week by day; leave that goes on stands on its first day in it."""
    here = url("staff_sessions")

    def day_of(row: SessionRow) -> date:
        return max(wall(row.starts_at).date(), monday)

    return Week(
        title=f"Week of {date_text(monday)}",
        monday=monday.isoformat(),
        days=tuple(
            Day(weekday_text(day), tuple(line(row) for row in those))
            for day, those in groupby(sorted(rows, key=day_of), key=day_of)
        ),
        next=f"{monday + timedelta(days=7)}",
        before=f"{here}?week={monday - timedelta(days=7)}",
        after=f"{here}?week={monday + timedelta(days=7)}",
    )


def ways(monday: date, *, by_room: bool) -> tuple[tuple[str, str, bool], ...]:
    """The two pictures of a week: name, address, and whether it is the one that is shown."""
    here = f"{url('staff_sessions')}?week={monday}"
    return (("Person by person", here, not by_room), ("Room by room", f"{here}&by=room", by_room))


def line(row: SessionRow) -> Line:
    """`Dr Reed, GP | 09:00–12:00 | Times, phone, 15 min, Room 2 | 3 of 12 taken`."""
    return Line(
        who=f"{row.professional_name}, {service_name(row.service)}",
        time=times(row.starts_at, row.ends_at),
        what=what(row, row.room_name),
        places="" if row.kind in AWAY else f"{row.taken} of {row.places} taken",
        href=url("staff_session", row.id),
    )


def is_away(kind: str) -> bool:
    """Whether nobody is seen in a session of this kind: leave and protected time."""
    return kind in AWAY


def times(starts_at: datetime, ends_at: datetime) -> str:
    """`09:00–12:00`, `22:00–02:00 next day`, `2 March 08:00 – 14 March 18:30`; on the night on which clocks change, by each clock."""
    start, end = wall(starts_at), wall(ends_at)
    nights = (end.date() - start.date()).days
    if nights > 1 or (nights == 1 and end - start > timedelta(hours=12)):
        return f"{start.day} {start:%B} {start:%H:%M} – {end.day} {end:%B} {end:%H:%M}"
    return f"{start:%H:%M}–{end:%H:%M}{' next day' if nights else ''}"


def what(row: SessionRow | WeeklyRow, room: str) -> str:
    """What a session is made of: `Home visits, face to face, 30 min, 15 min travel`, `Protected time, team meeting`."""
    if row.kind in AWAY:
        return ", ".join(filter(None, (KINDS[row.kind], row.note)))
    parts = [KINDS[row.kind], MODES[row.mode].lower()]
    if row.kind != "duty_list":  # one list from beginning to end
        parts.append(f"{row.slot_minutes} min")
    if row.travel_minutes:
        parts.append(f"{row.travel_minutes} min travel")
    if row.capacity > 1 and row.kind == "slot":
        parts.append(f"groups of {row.capacity}")
    return ", ".join(filter(None, (*parts, room, row.clinic, row.note)))


def template(rows: list[WeeklyRow], rooms: list[RoomRow], touched: int | None = None) -> tuple[Day, ...]:
    """The template by weekday; the one that was just `touched` is open."""
    names = {one.id: one.name for one in rooms}
    return tuple(
        Day(
            WEEKDAYS[day],
            tuple(
                Line(
                    who=f"{row.professional_name}, {service_name(row.service)}",
                    time=f"{row.starts:%H:%M}–{row.ends:%H:%M}{' next day' if row.ends <= row.starts else ''}",
                    what=", ".join(filter(None, (what(row, names.get(row.room, "")), _recurs(row)))),  # type: ignore[arg-type]
                    places="",
                    href="",
                    value=str(row.id),
                )
                for row in those
            ),
            open=day == touched,
        )
        for day, those in groupby(rows, key=lambda row: row.weekday)
    )


@dataclass(frozen=True, slots=True)
class Swapped:
    """What would become of the template if the week took its place, before it does."""

    gone: tuple[str, ...]
    new: tuple[str, ...]
    stays: str
    seen: str


def swapped(change: Swap, rooms: list[RoomRow]) -> Swapped:
    """Each line in words: `Monday 08:30–11:30 Dr Reed, GP: Times, face to face, 15 min`."""
    gone = tuple(
        f"{day.name} {one.time} {one.who}: {one.what}"
        for day in template(list(change.gone), rooms)
        for one in day.lines
    )
    new = tuple(
        f"{WEEKDAYS[wall(row.starts_at).weekday()]} {one.time} {one.who}: {one.what}"
        for row in change.new
        for one in (line(row),)
    )
    stays = f"{plural(change.stays, 'line of the template stays', 'lines of the template stay')} as {'it is' if change.stays == 1 else 'they are'}."
    return Swapped(gone, new, stays if change.stays else "", change.seen)


def _recurs(row: WeeklyRow) -> str:
    parts = []
    if row.every_weeks > 1:
        parts.append("every other week" if row.every_weeks == 2 else f"every {row.every_weeks} weeks")
    if row.first_week:
        parts.append(f"from the week of {date_text(row.first_week)}")
    if row.last_day:
        parts.append(f"until {date_text(row.last_day)}")
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for a line of the template."""

    professionals: tuple[ui.Choice, ...]
    weekdays: tuple[ui.Choice, ...]
    kinds: tuple[ui.Choice, ...]
    modes: tuple[ui.Choice, ...]
    categories: tuple[ui.Choice, ...]
    rooms: tuple[ui.Choice, ...]
    often: tuple[ui.Choice, ...]


def choices(professionals: list[tuple[UUID, str, str]], rooms: list[RoomRow]) -> Choices:
    """Every choice, said."""
    none = ui.Choice("", "Choose")
    return Choices(
        professionals=(
            none,
            *(
                ui.Choice(f"{id}:{service}", f"{name}, {service_name(service)}")
                for id, name, service in professionals
            ),
            ui.Choice(EVERYBODY, "Everybody who gives care (protected time only)"),
        ),
        weekdays=tuple(ui.Choice(str(day), name) for day, name in enumerate(WEEKDAYS)),
        kinds=tuple(ui.Choice(kind, KINDS[kind]) for kind in TEMPLATE_KINDS),
        modes=tuple(ui.Choice(mode, text) for mode, text in MODES.items()),
        categories=(none, *(ui.Choice(one, one) for one in WITH_PATIENTS)),
        rooms=room_choices(rooms),
        often=tuple(
            ui.Choice(str(weeks), "Every week" if weeks == 1 else f"Every {weeks} weeks")
            for weeks in range(1, MOST_WEEKS + 1)
        ),
    )


def room_choices(rooms: list[RoomRow], held: UUID | None = None) -> tuple[ui.Choice, ...]:
    """The rooms in use, and the one in which something is held already; first none."""
    return (
        ui.Choice("", "No room"),
        *(ui.Choice(str(one.id), one.name) for one in rooms if one.in_use or one.id == held),
    )


def session_rows(row: SessionRow, contacts: int) -> tuple[ui.Row, ...]:
    """One session as questions and answers; `contacts` are those of its professional on its day."""
    one = line(row)
    said = [("Who", one.who), ("Day", weekday_text(row.starts_at)), ("Time", one.time), ("What", one.what)]
    if row.kind not in AWAY:
        said += [
            ("National category", row.category),
            ("Where", joined([row.place, row.room_name] if row.room_name else [row.place], "in")),
            ("Places", one.places),
            ("Safe limit", _limit(row, contacts)),
        ]
    return tuple(ui.Row(question, answer) for question, answer in said)


def _limit(row: SessionRow, contacts: int) -> str:
    if row.contact_limit is None:
        return "None is set for this profession."
    over = " That is more than is safe." if max(row.taken, contacts) > row.contact_limit else ""
    return f"{plural(row.contact_limit, 'contact')}. {row.taken} booked in it, {contacts} with them on this day.{over}"


def day_of(row: SessionRow) -> tuple[datetime, datetime]:
    """The London day on which a session begins, from midnight to midnight."""
    day = wall(row.starts_at).date()
    return moment(day, time.min), moment(day + timedelta(days=1), time.min)


def week_href(row: SessionRow) -> str:
    """The week that a session is in."""
    return f"{url('staff_sessions')}?week={wall(row.starts_at).date()}"


def at(row: SessionRow, clock: time) -> datetime:
    """A time within a session, also after midnight; its start for a time of the day before that. Of a session over midnight such
    a time may as well be meant for the morning after: it is taken for that, and so is too late."""
    found, start = moment_after(row.starts_at, clock), wall(row.starts_at)
    over_midnight = wall(row.ends_at).date() > start.date()
    return found if found < row.ends_at or clock > start.time() or over_midnight else row.starts_at


def from_to(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """`tomorrow, 9am to midday`; whole days `all of tomorrow`, `Monday 2 March to Friday 6 March, all day`; else `Monday 2 March at
    8am to Friday 6 March at 6:30pm`."""
    first, last = day_text(starts_at, now), day_text(ends_at, now)
    if wall(starts_at).time() == wall(ends_at).time() == time.min:
        last = day_text(wall(ends_at).date() - timedelta(days=1), now)
        return f"all of {first}" if first == last else f"{first} to {last}, all day"
    if first in (last, day_text(ends_at - timedelta(minutes=1), now)):
        return f"{first}, {time_text(starts_at)} to {time_text(ends_at)}"
    return f"{first} at {time_text(starts_at)} to {last} at {time_text(ends_at)}"
