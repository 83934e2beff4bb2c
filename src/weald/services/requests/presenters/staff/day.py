"""One day at the practice: the list of who comes, and the times that are full."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import date_text, plural
from weald.services.appointments.day import DayRow, FullSlot
from weald.services.people.names import name_text
from weald.services.requests.presenters.staff.booking import hour_words
from weald.services.requests.presenters.staff.words import MODES, service_name
from weald.services.requests.queries.day import Coming

STATES = {
    "booked": "Booked",
    "arrived": "Arrived",
    "attended": "Attended",
    "did_not_attend": "Did not attend",
}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who comes: `over` says why they were given a place beyond what was free; `arrives`, that the desk can note it."""

    id: str
    time: str
    name: str
    born: str
    href: str
    how: str
    state: str
    over: str
    arrives: bool


@dataclass(frozen=True, slots=True)
class List:
    """The list of one professional."""

    id: str
    who: str
    count: str
    lines: tuple[Line, ...]


def lists(rows: list[DayRow], people: Mapping[UUID, Coming], *, today: bool) -> tuple[List, ...]:
    """By professional; whoever may not be seen is counted with a line without a name. That somebody has come to the building is
    noted on the day itself (`today`)."""
    return tuple(
        List(
            str(those[0].professional),
            f"{those[0].professional_name}, {service_name(those[0].service)}",
            plural(len(those), "appointment"),
            tuple(_line(row, people.get(row.request), today) for row in those),
        )
        for those in (list(group) for _, group in groupby(rows, key=lambda row: row.professional))
    )


def _line(row: DayRow, who: Coming | None, today: bool) -> Line:
    return Line(
        id=str(row.id),
        time=hour_words(row.starts_at, row.ends_at, row.kind),
        name=name_text(who.given_name, who.family_name) if who else "Somebody whose request you cannot open",
        born=f"born {date_text(who.birth_date)}" if who and who.birth_date else "",
        href=url("staff_request", row.request) if who else "",
        how=", ".join(filter(None, (MODES.get(row.mode, row.mode), row.room))),
        state=STATES.get(row.state, row.state),
        over=row.overbooked_why,
        arrives=today and who is not None and row.state == "booked" and row.mode == "face_to_face",
    )


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
