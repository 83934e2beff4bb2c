"""One day at the practice: the list of who comes, and the times that are full."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import date_text, plural
from weald.services.appointments.day import DayRow, FullSlot
from weald.services.appointments.queries import AppointmentRow
from weald.services.people.names import name_text
from weald.services.requests.presenters.staff.booking import hour_words
from weald.services.requests.presenters.staff.words import MODES, service_name, short
from weald.services.requests.queries.day import Coming
from weald.services.requests.words import told_time

STATES = {
    "booked": "Booked",
    "arrived": "Arrived",
    "attended": "Attended",
    "did_not_attend": "Did not attend",
}


OVERDUE, WAITS = "Late", "Waits long"
"""What is said of whoever is not here at their time, and of whoever is, and is not seen."""
LONG = timedelta(minutes=20)
"""Whoever is here so long, and past their time, has waited long: somebody tells them why, or looks how they are."""
LATE = timedelta(hours=1)
"""Whoever is not here so long after their time will hardly come: what remains is to note it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who comes: `over` says why they were given a place beyond what was free; `arrives`, that the desk can note it;
    `since`, for how long they are overdue, or here; `mark` names that where somebody should act."""

    id: str
    time: str
    name: str
    born: str
    href: str
    how: str
    state: str
    over: str
    arrives: bool
    mark: str
    since: str


@dataclass(frozen=True, slots=True)
class List:
    """The list of one professional."""

    id: str
    who: str
    count: str
    lines: tuple[Line, ...]


def lists(
    rows: list[DayRow], people: Mapping[UUID, Coming], now: datetime, *, today: bool
) -> tuple[List, ...]:
    """By professional; whoever may not be seen is counted with a line without a name. That somebody has come to the building is
    noted on the day itself (`today`)."""
    return tuple(
        List(
            str(those[0].professional),
            f"{those[0].professional_name}, {service_name(those[0].service)}",
            plural(len(those), "appointment"),
            tuple(_line(row, people.get(row.request), now, today) for row in those),
        )
        for those in (list(group) for _, group in groupby(rows, key=lambda row: row.professional))
    )


def marked(lists: tuple[List, ...]) -> dict[str, tuple[Line, ...]]:
    """Everybody of the day who is late or waits long, whoever's list they are on."""
    lines = [line for list in lists for line in list.lines]
    return {mark: tuple(line for line in lines if line.mark == mark) for mark in (OVERDUE, WAITS)}


def _line(row: DayRow, who: Coming | None, now: datetime, today: bool) -> Line:
    arrives = today and who is not None and row.state == "booked" and row.mode == "face_to_face"
    mark, since = _mark(row, now) if arrives or (today and row.state == "arrived") else ("", "")
    return Line(
        id=str(row.id),
        time=hour_words(row.starts_at, row.ends_at, row.kind),
        name=name_text(who.given_name, who.family_name) if who else "Somebody whose request you cannot open",
        born=f"born {date_text(who.birth_date)}" if who and who.birth_date else "",
        href=url("staff_request", row.request) if who else "",
        how=", ".join(filter(None, (MODES.get(row.mode, row.mode), row.room))),
        state=STATES.get(row.state, row.state),
        over=row.overbooked_why,
        arrives=arrives,
        mark=mark,
        since=since,
    )


def _mark(row: DayRow, now: datetime) -> tuple[str, str]:
    """Who is overdue or has waited long, and for how long. A list that is open until its end has nobody who is late before that."""
    if row.state == "arrived":
        here = now - row.since
        said = f"here {short(here)}" if here >= timedelta(minutes=1) else ""
        return WAITS if here >= LONG and now >= row.starts_at else "", said
    late = now - (row.starts_at if row.kind == "slot" else row.ends_at)
    if late < timedelta(minutes=1):
        return "", ""
    return ("", "not noted: did they come?") if late >= LATE else (OVERDUE, f"{short(late)} after their time")


def gives_back(row: AppointmentRow, now: datetime) -> str:
    """What becomes of the time that somebody has when they are given another one."""
    when = told_time(row.kind, row.starts_at, row.ends_at, now)
    return f"They have a time: {when} with {row.professional_name}. They are moved from it, and it is free for somebody else."


def full_choices(slots: list[FullSlot]) -> tuple[ui.Choice, ...]:
    """The full times, with how many are on each."""
    return tuple(
        ui.Choice(
            str(one.slot),
            f"{hour_words(one.starts_at, one.ends_at, one.kind)}, {one.professional_name}, {MODES.get(one.mode, one.mode).lower()}",
            f"{plural(one.taken, 'person', 'people')} for {plural(one.capacity, 'place')}"
            + (f", {one.extra} of them beyond what was free" if one.extra else ""),
        )
        for one in slots
    )
