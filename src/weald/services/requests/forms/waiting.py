"""What suits somebody who waits for a time: asked of the person, and by staff for them."""

from collections.abc import Mapping
from typing import Any

from weald.engines.matching.waiting import PARTS
from weald.foundation.ui.forms import Bound, ChoiceField, DateField, Form, MultiChoiceField
from weald.services.requests.queries.waiting import Wishes
from weald.services.requests.words import MODES

DAYS = tuple(map(str, range(7)))


def _in_order(values: Mapping[str, Any]) -> tuple[str, str] | None:
    first, last = values["earliest"], values["latest"]
    if first and last and last < first:
        return "latest", "The last day must be the same as or after the first day"
    return None


WISHES = Form(
    MultiChoiceField(name="modes", values=tuple(MODES)),
    MultiChoiceField(name="weekdays", values=DAYS),
    MultiChoiceField(name="parts", values=tuple(PARTS)),
    ChoiceField(name="places", values=("any", "own"), missing="Choose where you can come"),
    DateField(name="earliest", what="The first day"),
    DateField(name="latest", what="The last day"),
    checks=(_in_order,),
)


def wishes(form: Bound) -> Wishes:
    """What was ticked."""
    said = form.values
    return Wishes(
        modes=said["modes"],
        weekdays=tuple(map(int, said["weekdays"])),
        parts=said["parts"],
        own_only=said["places"] == "own",
        earliest=said["earliest"],
        latest=said["latest"],
    )


def filled(wishes: Wishes | None) -> Bound:
    """The form with what suits them so far."""
    if wishes is None:
        return WISHES.empty({"places": "any"})
    return WISHES.empty(
        {
            "modes": wishes.modes, "weekdays": tuple(map(str, wishes.weekdays)), "parts": wishes.parts,
            "places": "own" if wishes.own_only else "any", "earliest": wishes.earliest, "latest": wishes.latest,
        }
    )  # fmt: skip
