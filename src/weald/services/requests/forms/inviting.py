"""What staff type who invite somebody, or many."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from weald.foundation.ui.fields import Refusal
from weald.foundation.ui.forms import (
    Bound,
    ChoiceField,
    DateField,
    Field,
    Form,
    MultiChoiceField,
    NumberField,
    Submitted,
    TextField,
)
from weald.services.requests.actions.inviting import BOOKABLE, LONGEST_LIFE, Allowed
from weald.services.requests.queries.choosing import Whom
from weald.services.requests.reasons import REASONS
from weald.services.requests.words import MODES


class WeeksField(TextField):
    """Whole weeks, parted by commas or blanks: 2, 5."""

    def clean(self, data: Submitted, today: date | None) -> tuple[int, ...]:  # type: ignore[override]  # a tuple of numbers
        text = super().clean(data, today)
        parts = re.findall(r"\d+", text)
        if re.sub(r"[\d,;\s]|and", "", text) or any(len(one) > 2 for one in parts):
            raise Refusal("Write whole weeks, like 3, 6")
        return tuple(int(one) for one in parts)


class NumbersField(TextField):
    """NHS numbers, one on each line; blanks and dashes within one are left out."""

    def clean(self, data: Submitted, today: date | None) -> tuple[str, ...]:  # type: ignore[override]  # a tuple of numbers
        sent = data.getlist(self.name)
        text = str(sent[-1]) if sent else ""
        if len(text) > self.most:
            raise Refusal("That is too long. Make several recalls")
        return tuple(plain for line in re.split(r"[\n,;]", text) if (plain := re.sub(r"[\s-]", "", line)))


def _in_order(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if values["latest"] < values["earliest"]:
        return "latest", "The last day must be the same as or after the first day"
    return None


_ALLOWED: tuple[Field, ...] = (
    MultiChoiceField(name="services", values=BOOKABLE, missing="Choose with whom they can book"),
    MultiChoiceField(name="modes", values=tuple(MODES)),
    TextField(name="clinic", what="The clinic", most=80),
    DateField(name="earliest", what="The first day", missing="Enter the first day that they can choose"),
    DateField(name="latest", what="The last day", missing="Enter the last day that they can choose"),
    TextField(name="message", what="Your message", most=600, lines=True),
)
_DAYS = NumberField(
    name="days",
    what="The days that the link lives",
    least=1,
    most=LONGEST_LIFE,
    missing="Enter how many days the link lives",
)
_REASON = ChoiceField(name="reason", values=tuple(REASONS), missing="Choose what it is for")
_KEY = TextField(name="key", most=64, missing="This page is out of date. Open it again")

ABOUT_REQUEST = Form(
    *_ALLOWED, _DAYS, _KEY, NumberField(name="version", what="The version", least=0), checks=(_in_order,)
)
TO_PERSON = Form(_REASON, *_ALLOWED, _DAYS, _KEY, checks=(_in_order,))


def _whom(values: Mapping[str, Any]) -> tuple[str, str] | None:
    by_age = values["from_age"] is not None or values["to_age"] is not None
    if values["numbers"] and by_age:
        return "numbers", "Paste NHS numbers, or choose an age. Not both"
    if not values["numbers"] and not by_age:
        return "numbers", "Paste NHS numbers, or choose an age"
    if (
        values["from_age"] is not None
        and values["to_age"] is not None
        and values["to_age"] < values["from_age"]
    ):
        return "to_age", "The second age must not be below the first"
    return None


RECALL = Form(
    _REASON,
    NumbersField(name="numbers", most=400_000),
    NumberField(name="from_age", what="The age", least=0, most=130),
    NumberField(name="to_age", what="The age", least=0, most=130),
    ChoiceField(name="sex", values=("", "female", "male")),
    NumberField(name="asked_within", what="The months", least=0, most=120),
    TextField(name="programme", most=40),
    TextField(name="seen", most=32),
    *_ALLOWED,
    WeeksField(name="remind_weeks", what="The weeks", most=40),
    _KEY,
    checks=(_in_order, _whom),
)


def allowed(form: Bound) -> Allowed:
    """What the form allows."""
    said = form.values
    return Allowed(
        services=said["services"], modes=said["modes"], clinic=said["clinic"], earliest=said["earliest"],
        latest=said["latest"], days=said.get("days", LONGEST_LIFE), message=said["message"],
        reason=said.get("reason", "other"),
    )  # fmt: skip


def whom(form: Bound) -> Whom:
    """Who is asked."""
    said = form.values
    return Whom(
        numbers=said["numbers"],
        from_age=said["from_age"],
        to_age=said["to_age"],
        sex=said["sex"] or "",
        asked_within=said["asked_within"] or 0,
    )
