"""What somebody fills in who reports, and who reads a report."""

from collections.abc import Mapping
from typing import Any

from weald.foundation.ui.forms import ChoiceField, DateField, Form, MultiChoiceField, TextField, TimeField
from weald.foundation.ui.language import marked
from weald.services.safety.taxonomy import AGENTS, PHYSICAL_HARM, PSYCHOLOGICAL_HARM, TYPES


def _when(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if values["day"] is None and not values["about_when"]:
        return "day", marked("Enter the day, or say below about when it was")
    return None


REPORT = Form(
    ChoiceField(name="kind", values=tuple(TYPES), missing=marked("Choose what you want to report")),
    TextField(
        name="what", what="What happened", most=4000, lines=True, missing=marked("Say what happened")
    ),
    DateField(name="day", what="The day", past=True, years=50),
    TextField(name="about_when", what="About when", most=100),
    TimeField(name="at", what="The time"),
    TextField(name="practice", what="The practice", most=100),
    TextField(name="place", what="Where it happened", most=200),
    ChoiceField(name="physical_harm", values=("unknown", *PHYSICAL_HARM), missing=marked("Choose how much, or that you do not know")),
    ChoiceField(
        name="psychological_harm", values=("unknown", *PSYCHOLOGICAL_HARM), missing=marked("Choose how much, or that you do not know")
    ),
    MultiChoiceField(name="agents", values=tuple(one for one in AGENTS if one != "none"), exclusive=("none",)),
    TextField(name="immediate_actions", what="What was done", most=2000, lines=True),
    TextField(name="learn", what="What could be learned", most=2000, lines=True),
    TextField(name="contact", what="How to reach you", most=200),
    checks=(_when,),
)  # fmt: skip
REVIEW = Form(
    TextField(
        name="finding", what="What was done and learned", most=4000, lines=True,
        missing="Say what was done and what was learned",
    ),
    TextField(name="lfpse", what="The reference", most=100),
)  # fmt: skip
