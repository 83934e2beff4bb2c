"""One day at the practice: the list of who comes, and the times that are full."""

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import plural
from weald.services.appointments.day import DayRow, FullSlot
from weald.services.people.names import UNNAMED
from weald.services.requests.presenters.staff.booking import hour_words
from weald.services.requests.presenters.staff.words import MODES, service_name

STATES = {
    "booked": "Booked",
    "arrived": "Arrived",
    "attended": "Attended",
    "did_not_attend": "Did not attend",
}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who comes: `over` says why they were given a place beyond what was free."""

    id: str
    time: str
    name: str
    href: str
    how: str
    state: str
    over: str


@dataclass(frozen=True, slots=True)
class List:
    """The list of one professional."""

    id: str
    who: str
    count: str
    lines: tuple[Line, ...]


def lists(rows: list[DayRow], names: dict[UUID, str]) -> tuple[List, ...]:
    """By professional; whoever may not be seen is counted with a line without a name."""
    return tuple(
        List(
            str(those[0].professional),
            f"{those[0].professional_name}, {service_name(those[0].service)}",
            plural(len(those), "appointment"),
            tuple(_line(row, names) for row in those),
        )
        for those in (list(group) for _, group in groupby(rows, key=lambda row: row.professional))
    )


def _line(row: DayRow, names: dict[UUID, str]) -> Line:
    seen = row.request in names
    return Line(
        id=str(row.id),
        time=hour_words(row.starts_at, row.ends_at, row.kind),
        name=(names[row.request] or UNNAMED) if seen else "Somebody whose request you cannot open",
        href=url("staff_request", row.request) if seen else "",
        how=", ".join(filter(None, (MODES.get(row.mode, row.mode), row.room))),
        state=STATES.get(row.state, row.state),
        over=row.overbooked_why,
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
