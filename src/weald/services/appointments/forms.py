"""What a practice manager fills in about sessions."""

from collections.abc import Sequence

from weald.foundation.ui.forms import ChoiceField, Form, NumberField, TimeField
from weald.foundation.ui.wording import WEEKDAYS
from weald.services.appointments.models import MODES, OPEN_LISTS

CATEGORIES = (
    "General Consultation Acute", "General Consultation Routine", "Clinical Triage", "Planned Clinics", "Home Visit",
    "Structured Medication Review", "Social Prescribing Service",
)  # fmt: skip
"""National slot categories that a practice uses most (NHS England's guidance on GP appointment data)."""


def weekly(professionals: Sequence[str]) -> Form:
    """A line of the template, for one of these professionals (with the care that they give)."""
    return Form(
        ChoiceField(name="professional", values=tuple(professionals), missing="Choose who works then"),
        ChoiceField(
            name="weekday", values=tuple(map(str, range(7))), missing=f"Choose a day, {WEEKDAYS[0]} to {WEEKDAYS[6]}"
        ),
        TimeField(name="starts", what="The start", missing="Enter when it starts, like 08:30"),
        TimeField(name="ends", what="The end", missing="Enter when it ends, like 12:00"),
        ChoiceField(name="kind", values=("slot", *OPEN_LISTS), missing="Choose what it is made of"),
        ChoiceField(name="mode", values=MODES, missing="Choose how people are seen"),
        ChoiceField(name="category", values=CATEGORIES, missing="Choose a category"),
        NumberField(
            name="slot_minutes", what="The length of a slot", unit="minutes", least=1, most=720, missing="Enter how long one slot is"
        ),
        NumberField(name="capacity", what="The number of persons", least=1, most=50),
    )  # fmt: skip


UNTIL = Form(TimeField(name="until", what="The end", missing="Enter the new end, like 12:30"))
