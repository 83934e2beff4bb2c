"""Sessions in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import WEEKDAYS, date_text, plural, wall, weekday_text
from weald.services.appointments.actions.sessions import Published
from weald.services.appointments.forms import CATEGORIES
from weald.services.appointments.kept import SessionRow, WeeklyRow
from weald.services.directory.words import SERVICES

KINDS = {
    "slot": "Times",
    "duty_list": "Duty list",
    "call_back": "Call-back windows",
    "home_visit": "Home visits",
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


@dataclass(frozen=True, slots=True)
class Week:
    """A week as it is published, and the way to those beside it."""

    title: str
    monday: str
    days: tuple[Day, ...]
    before: str
    after: str


def monday_of(text: str, today: date) -> date:
    """The Monday of the week that a day (ISO) is in; of this week where it is none, or farther than two years."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        day = today
    if abs((day - today).days) > 731:
        day = today
    return day - timedelta(days=day.weekday())


def week(rows: list[SessionRow], monday: date) -> Week:
    """The week by day."""
    here = url("staff_sessions")
    return Week(
        title=f"Week of {date_text(monday)}",
        monday=monday.isoformat(),
        days=tuple(
            Day(weekday_text(day), tuple(line(row) for row in those))
            for day, those in groupby(rows, key=lambda row: wall(row.starts_at).date())
        ),
        before=f"{here}?week={monday - timedelta(days=7)}",
        after=f"{here}?week={monday + timedelta(days=7)}",
    )


def line(row: SessionRow) -> Line:
    """`Dr Reed, GP | 09:00–12:00 | Times, phone | 3 of 12 taken`."""
    return Line(
        who=f"{row.professional_name}, {SERVICES.get(row.service, row.service)}",
        time=f"{wall(row.starts_at):%H:%M}–{wall(row.ends_at):%H:%M}",
        what=f"{KINDS[row.kind]}, {MODES[row.mode].lower()}, {row.slot_minutes} min",
        places=f"{row.taken} of {row.places} taken",
        href=url("staff_session", row.id),
    )


def template(rows: list[WeeklyRow]) -> tuple[Day, ...]:
    """The template by weekday."""
    return tuple(
        Day(
            WEEKDAYS[day],
            tuple(
                Line(
                    who=f"{row.professional_name}, {SERVICES.get(row.service, row.service)}",
                    time=f"{row.starts:%H:%M}–{row.ends:%H:%M}",
                    what=f"{KINDS[row.kind]}, {MODES[row.mode].lower()}, {row.slot_minutes} min",
                    places="",
                    href="",
                    value=str(row.id),
                )
                for row in those
            ),
        )
        for day, those in groupby(rows, key=lambda row: row.weekday)
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for a line of the template."""

    professionals: tuple[ui.Choice, ...]
    weekdays: tuple[ui.Choice, ...]
    kinds: tuple[ui.Choice, ...]
    modes: tuple[ui.Choice, ...]
    categories: tuple[ui.Choice, ...]


def choices(professionals: list[tuple[UUID, str, str]]) -> Choices:
    """Every choice, said."""
    return Choices(
        professionals=(
            ui.Choice("", "Choose"),
            *(
                ui.Choice(f"{id}:{service}", f"{name}, {SERVICES.get(service, service)}")
                for id, name, service in professionals
            ),
        ),
        weekdays=tuple(ui.Choice(str(day), name) for day, name in enumerate(WEEKDAYS)),
        kinds=tuple(ui.Choice(kind, text) for kind, text in KINDS.items()),
        modes=tuple(ui.Choice(mode, text) for mode, text in MODES.items()),
        categories=tuple(ui.Choice(one, one) for one in CATEGORIES),
    )


def published_words(done: Published) -> str:
    """`12 sessions published. 3 were there already. 2 fall on a closed day or into the past.`"""
    said = [f"{plural(done.new, 'session')} published."]
    if done.there:
        said.append(f"{plural(done.there, 'session')} left out: the professional has a session then.")
    if done.closed:
        said.append(f"{plural(done.closed, 'session')} left out: closed day, or in the past.")
    return " ".join(said)


def session_rows(row: SessionRow) -> tuple[ui.Row, ...]:
    """One session as questions and answers."""
    one = line(row)
    return (
        ui.Row("Who", one.who),
        ui.Row("Day", weekday_text(row.starts_at)),
        ui.Row("Time", one.time),
        ui.Row("What", one.what),
        ui.Row("Where", row.place),
        ui.Row("Places", one.places),
    )


def week_href(row: SessionRow) -> str:
    """The week that a session is in."""
    return f"{url('staff_sessions')}?week={wall(row.starts_at).date()}"


def at(row: SessionRow, text: str) -> datetime | None:
    """A time of the session's day, from what an address says; None where it says none."""
    try:
        clock = datetime.strptime(text[:5], "%H:%M").time()  # noqa: DTZ007  a time of the clock
    except ValueError:
        return None
    start = wall(row.starts_at)
    return start.replace(hour=clock.hour, minute=clock.minute)
