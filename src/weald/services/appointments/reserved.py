"""What a practice states about its reserve, to show and to fill in."""

from dataclasses import dataclass

from weald.foundation.access import actor, query
from weald.foundation.ui.forms import DateField, Form, MultiChoiceField, NumberField, TextField
from weald.services.directory.words import SERVICES

USUAL_MINUTES = 60

RESERVE = Form(
    NumberField(
        name="share", what="The share", unit="per cent", least=0, most=100, step=1,
        missing="Enter how many per cent of each day are kept for today",
    ),
    NumberField(
        name="released_minutes", what="The time", unit="minutes", least=0, most=1440, step=1,
        missing="Enter how many minutes before it begins a kept time is released",
    ),
)  # fmt: skip
AGREEMENT = Form(
    TextField(
        name="ods_code", what="The ODS code", most=10, missing="Enter the ODS code of the other practice"
    ),
    MultiChoiceField(name="services", values=tuple(SERVICES)),
    DateField(name="since", what="The first day", future=True),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """The share of each day that is kept, in per cent, and how many minutes before it begins a kept time is released."""

    share: int
    released_minutes: int


def stated() -> Stated | None:
    """What the actor's practice states; None where it states nothing."""
    rows = query(
        "select share, released_minutes from appointments_reserve where organisation = %s", [actor().party]
    )
    return Stated(*rows[0]) if rows else None
