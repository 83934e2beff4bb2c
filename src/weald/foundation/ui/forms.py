"""A form: fields in order, bound to what a browser sent. It never raises for anything a person can type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from weald.foundation.ui.components import FieldError
from weald.foundation.ui.fields import (
    ChoiceField,
    DateField,
    EmailField,
    Field,
    MultiChoiceField,
    NhsNumberField,
    NumberField,
    PhoneField,
    PostcodeField,
    Refusal,
    Submitted,
    TextField,
    TimeField,
    Typed,
)

__all__ = [
    "Bound",
    "ChoiceField",
    "DateField",
    "EmailField",
    "Field",
    "FieldError",
    "Form",
    "MultiChoiceField",
    "NhsNumberField",
    "NumberField",
    "PhoneField",
    "PostcodeField",
    "Submitted",
    "TextField",
    "TimeField",
    "Typed",
]

Check = Callable[[Mapping[str, Any]], tuple[str, str] | None]
"""Looks at the values of several fields together; gives (field, sentence) when they do not fit."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A form with what was sent: `values` by field (only those that are right), `errors` in the order of the page,
    `typed` as it was sent, `faulty` the boxes of a date that an error is about."""

    form: "Form"
    values: Mapping[str, Any]
    errors: tuple[FieldError, ...]
    typed: Mapping[str, Typed]
    faulty: Mapping[str, tuple[str, ...]]

    @property
    def ok(self) -> bool:
        """Whether every field is right."""
        return not self.errors

    def text(self, name: str) -> str:
        """What stands in a box."""
        return self.typed[name].text

    def date(self, name: str) -> tuple[str, str, str]:
        """What stands in the three boxes of a date."""
        day, month, year = self.typed[name].parts
        return day, month, year

    def chosen(self, name: str) -> tuple[str, ...]:
        """The ticked boxes."""
        return self.typed[name].parts

    def error(self, name: str) -> str:
        """The first sentence about a field, or nothing."""
        return next((error.sentence for error in self.errors if error.field == name), "")

    def wrong(self, name: str) -> tuple[str, ...]:
        """The boxes of a date that its error is about."""
        return self.faulty.get(name, ())

    def refuse(self, name: str, sentence: str) -> "Bound":
        """The same, with one more error: for what only the action could know."""
        errors = (*self.errors, FieldError(name, sentence, self.form.anchor(name)))
        values = {key: value for key, value in self.values.items() if key != name}
        return replace(self, errors=self.form.in_order(errors), values=values)


class Form:
    """Fields in the order of the page, and checks of several together, which run when all fields are right."""

    def __init__(self, *fields: Field, checks: tuple[Check, ...] = ()) -> None:
        self.fields = {field.name: field for field in fields}
        if len(self.fields) != len(fields):
            raise ValueError("Two fields of a form have the same name.")
        self.checks = checks

    def bind(self, data: Submitted, *, today: date | None = None) -> Bound:
        """Reads what was sent. `today` is needed where a date is compared with it."""
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        wrong: dict[str, tuple[str, ...]] = {}
        for name, field in self.fields.items():
            try:
                values[name] = field.clean(data, today)
            except Refusal as refusal:
                errors.append(FieldError(name, refusal.sentence, refusal.anchor or field.anchor))
                wrong[name] = refusal.wrong
        if not errors:
            for check in self.checks:
                if found := check(values):
                    errors.append(FieldError(found[0], found[1], self.anchor(found[0])))
        typed = {name: field.typed(data) for name, field in self.fields.items()}
        return Bound(self, values, self.in_order(tuple(errors)), typed, wrong)

    def empty(self, initial: Mapping[str, Any] | None = None) -> Bound:
        """The form before anything was sent, filled from stored values: texts, dates, tuples of choices."""
        given = initial or {}
        typed = {name: _shown(field, given.get(name)) for name, field in self.fields.items()}
        return Bound(self, dict(given), (), typed, {})

    def anchor(self, name: str) -> str:
        """The id that an error about this field links to; none for a name that is not a field."""
        return self.fields[name].anchor if name in self.fields else ""

    def in_order(self, errors: tuple[FieldError, ...]) -> tuple[FieldError, ...]:
        """Errors as the fields stand on the page; those about no field come first."""
        order = {name: index for index, name in enumerate(self.fields)}
        return tuple(sorted(errors, key=lambda error: order.get(error.field, -1)))


def _shown(field: Field, value: Any) -> Typed:
    if isinstance(field, DateField):
        if isinstance(value, date):
            return Typed(parts=(str(value.day), str(value.month), str(value.year)))
        return Typed(parts=("", "", ""))
    if isinstance(value, tuple | list):
        return Typed(parts=tuple(map(str, value)))
    return Typed("" if value is None else f"{value:%H:%M}" if isinstance(value, time) else str(value))
