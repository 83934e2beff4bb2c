"""Who would be moved, in words."""

from dataclasses import dataclass
from datetime import datetime

from weald.engines.matching import FreeSlot
from weald.foundation.ui import components as ui
from weald.foundation.ui.wording import time_text, wall, weekday_text, when
from weald.services.appointments.kept import SessionRow
from weald.services.requests.presenters.staff.words import MODES
from weald.services.requests.queries.rota import Moved

OFFERED = 12
"""Times to choose from for each person, besides one for everybody else who is moved."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who would be moved, with the times that they could have; the proposed one first."""

    name: str
    booked: str
    field: str
    choices: tuple[ui.Choice, ...]
    proposed: str


def people(moved: list[Moved], times: list[FreeSlot], now: datetime) -> tuple[Person, ...]:
    """Each gets another proposal: the times in order."""
    choices = tuple(
        ui.Choice(
            str(one.slot), f"{when(one.starts_at, now)}, {one.professional_name}, {MODES[one.mode].lower()}"
        )
        for one in times
    )
    return tuple(
        Person(
            name=one.name or "Somebody from another practice",
            booked=f"{when(one.starts_at, now)}{'' if one.state == 'booked' else ', has arrived'}",
            field=f"slot-{one.request}",
            choices=(ui.Choice("", "Choose a time"), *choices),
            proposed=choices[turn].value if turn < len(choices) else "",
        )
        for turn, one in enumerate(moved)
    )


def title(session: SessionRow, at: datetime) -> str:
    """`Cut the session of Dr Reed on Monday 23 November at 10:30am`."""
    day = weekday_text(wall(session.starts_at))
    if at <= session.starts_at:
        return f"Cancel the session of {session.professional_name} on {day}"
    return f"Cut the session of {session.professional_name} on {day} at {time_text(at)}"
