"""What a practice manager fills in about sessions."""

from collections.abc import Mapping, Sequence
from typing import Any

from weald.foundation.ui.forms import ChoiceField, DateField, Form, NumberField, TextField, TimeField
from weald.foundation.ui.wording import WEEKDAYS
from weald.services.appointments.categories import WITH_PATIENTS
from weald.services.appointments.models import MODES, OPEN_LISTS
from weald.services.appointments.recurring import MOST_WEEKS

EVERYBODY = "everybody"
TEMPLATE_KINDS = ("slot", *OPEN_LISTS, "protected")
"""Kinds of session that recur; leave has a first and a last day instead."""
_WITH_PATIENTS = {
    "mode": "Choose how people are seen",
    "category": "Choose a category",
    "slot_minutes": "Enter how long one slot is",
}


def _fits(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if values["kind"] == "protected":
        return None
    if values["professional"] == EVERYBODY:
        return "professional", "Choose one person: only protected time is for everybody"
    return next(((name, said) for name, said in _WITH_PATIENTS.items() if not values[name]), None)


def _counted(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if int(values["every_weeks"]) > 1 and values["first_week"] is None:
        return "first_week", "Enter a day of the first week in which it is held"
    return None


def weekly(professionals: Sequence[str], rooms: Sequence[str]) -> Form:
    """A line of the template, for one of these professionals (with the care that they give), in one of these rooms or none."""
    return Form(
        ChoiceField(name="professional", values=(EVERYBODY, *professionals), missing="Choose who works then"),
        ChoiceField(
            name="weekday", values=tuple(map(str, range(7))), missing=f"Choose a day, {WEEKDAYS[0]} to {WEEKDAYS[6]}"
        ),
        TimeField(name="starts", what="The start", missing="Enter when it starts, like 08:30"),
        TimeField(name="ends", what="The end", missing="Enter when it ends, like 12:00"),
        ChoiceField(name="kind", values=TEMPLATE_KINDS, missing="Choose what it is made of"),
        NumberField(name="slot_minutes", what="The length of a slot", unit="minutes", least=1, most=720),
        NumberField(name="capacity", what="The number of persons", least=1, most=50),
        NumberField(name="travel_minutes", what="The travel between visits", unit="minutes", least=0, most=120),
        ChoiceField(name="mode", values=MODES),
        ChoiceField(name="category", values=WITH_PATIENTS),
        ChoiceField(name="room", values=("", *rooms)),
        NumberField(name="contact_limit", what="The safe number of contacts", least=1, most=200),
        TextField(name="clinic", what="The name of the clinic", most=60),
        ChoiceField(
            name="every_weeks", values=tuple(map(str, range(1, MOST_WEEKS + 1))), missing="Choose how often it is held"
        ),
        DateField(name="first_week", what="The first week"),
        DateField(name="last_day", what="The last day"),
        TextField(name="note", what="The note", most=100),
        checks=(_fits, _counted),
    )  # fmt: skip


UNTIL = Form(TimeField(name="until", what="The end", missing="Enter the new end, like 12:30"))


def room(rooms: Sequence[str]) -> Form:
    """The room of a session: one of these, or none."""
    return Form(ChoiceField(name="room", values=("", *rooms)))


LIMIT = Form(
    NumberField(name="a_day", what="The number of contacts", least=1, most=200),
    TextField(name="guidance", what="The guidance", most=200),
    checks=(
        lambda values: (
            ("guidance", "Say whose guidance it is, or that it is your own")
            if values["a_day"] is not None and not values["guidance"]
            else None
        ),
    ),
)
