"""What a practice manager fills in."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from weald.foundation.ui.forms import (
    Bound,
    ChoiceField,
    Form,
    MultiChoiceField,
    NumberField,
    PhoneField,
    TextField,
    TimeField,
)
from weald.foundation.ui.wording import WEEKDAYS
from weald.services.directory.actions.settings import ServiceSettings
from weald.services.directory.actions.staff import GIVEN_HERE
from weald.services.directory.openings import Week
from weald.services.directory.words import SERVICES

STRETCHES = (1, 2)
"""Times that a day can have: all day, or a morning and an afternoon."""
DAYS_A_YEAR = 365.25


def box(day: int, stretch: int, end: str) -> str:
    """The name of one box of the week: `opens_0_1` is when Monday opens first."""
    return f"{end}_{day}_{stretch}"


def _whole(values: Mapping[str, Any]) -> tuple[str, str] | None:
    for day, name in enumerate(WEEKDAYS):
        last: time | None = None
        for stretch in STRETCHES:
            opens, closes = (values[box(day, stretch, end)] for end in ("opens", "closes"))
            if (opens is None) != (closes is None):
                missing = "opens" if opens is None else "closes"
                return box(day, stretch, missing), f"{name}: fill in both times, or neither"
            if opens is not None and opens >= closes:
                return box(day, stretch, "closes"), f"{name}: the closing time must be after the opening time"
            if opens is not None and last is not None and opens < last:
                return box(
                    day, stretch, "opens"
                ), f"{name}: the second time must begin after the first one ends"
            last = closes or last
    return None


WEEK = Form(
    *(
        TimeField(name=box(day, stretch, end), what=f"{name}, {words} time")
        for day, name in enumerate(WEEKDAYS)
        for stretch in STRETCHES
        for end, words in (("opens", "opening"), ("closes", "closing"))
    ),
    checks=(_whole,),
)
REVIEW = Form(ChoiceField(name="age", values=("11", "12", "13"), missing="Choose 11, 12 or 13"))
SERVICE = Form(
    TextField(name="name", what="The name", most=100, missing="Enter what the service is called here"),
    MultiChoiceField(name="commissioned", values=("yes",)),
    NumberField(name="from_age", what="The youngest age", least=0, most=120),
    NumberField(name="to_age", what="The oldest age", least=0, most=120),
    PhoneField(name="phone"),
)
PERSON = Form(
    TextField(name="name", what="The name", most=100, missing="Enter their name as patients know it"),
    TextField(name="sign_in", what="The sign-in", most=100, missing="Enter the name that they sign in with"),
    ChoiceField(name="role", values=GIVEN_HERE, missing="Choose a role"),
    ChoiceField(name="service", values=("", *SERVICES)),
)
ROLE = Form(ChoiceField(name="role", values=GIVEN_HERE, missing="Choose a role"))


def room(buildings: Sequence[str]) -> Form:
    """A room in one of these buildings."""
    return Form(
        ChoiceField(name="premises", values=tuple(buildings), missing="Choose the building"),
        TextField(name="name", what="The name", most=60, missing="Enter what the room is called"),
    )


def week_boxes(week: Week) -> dict[str, time]:
    """What stands in the boxes for a week; a third time of a day, from a file, has no box and is left out."""
    boxes: dict[str, time] = {}
    for day in range(7):
        times = sorted((opens, closes) for weekday, opens, closes in week if weekday == day)
        for stretch, (opens, closes) in zip(STRETCHES, times, strict=False):
            boxes |= {box(day, stretch, "opens"): opens, box(day, stretch, "closes"): closes}
    return boxes


def week_of(form: Bound) -> Week:
    """The week that was filled in."""
    return tuple(
        (day, form.values[box(day, stretch, "opens")], form.values[box(day, stretch, "closes")])
        for day in range(7)
        for stretch in STRETCHES
        if form.values[box(day, stretch, "opens")] is not None
    )


def service_of(kind: str, form: Bound) -> ServiceSettings:
    """The service that was filled in: ages in years, the oldest one included, become days."""
    values = form.values
    oldest = values["to_age"]
    return ServiceSettings(
        kind=kind,
        name=values["name"],
        commissioned=bool(values["commissioned"]),
        from_age_days=in_days(values["from_age"] or 0),
        to_age_days=None if oldest is None else in_days(oldest + 1),
        phone=values["phone"] or "",
    )


def in_days(years: int) -> int:
    """An age in days, for the first day of that year of life."""
    return round(years * DAYS_A_YEAR)


def in_years(days: int) -> int:
    """An age in years, from days."""
    return int(days / DAYS_A_YEAR + 0.01)
