"""What the desk fills in to register somebody."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from weald.foundation.ui.forms import (
    ChoiceField,
    DateField,
    EmailField,
    Form,
    MultiChoiceField,
    NhsNumberField,
    PhoneField,
    PostcodeField,
    TextField,
)
from weald.services.people import nhs_number
from weald.services.people.details import CHECKS, NOT_SURE, OLD_TOLD, UNSURE, WAYS
from weald.services.people.models import REGISTRATIONS


def _last_day(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if values["registration"] == "registered" and values["until"]:
        return "until", "Leave the last day empty for somebody who is registered for good"
    if values["registration"] != "registered" and not values["until"]:
        return "until", "Enter the last day of their stay"
    return None


def _reachable(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if values["contact_by"] in {"sms", "phone"} and not values["phone"]:
        return "phone", "Enter a phone number, or choose letter"
    if values["contact_by"] == "email" and not values["email"]:
        return "email", "Enter an email address, or choose letter"
    return None


_GIVEN = TextField(name="given_name", what="The first name", most=80, missing="Enter the first name")
_FAMILY = TextField(name="family_name", what="The last name", most=80, missing="Enter the last name")
_CONTACT_BY = ChoiceField(name="contact_by", values=WAYS, missing="Choose how to reach them")

REGISTER = Form(
    ChoiceField(name="registration", values=REGISTRATIONS, missing="Choose how they are registered"),
    _GIVEN,
    _FAMILY,
    DateField(name="born", what="Date of birth", missing="Enter the date of birth", past=True, years=120),
    ChoiceField(name="sex", values=("female", "male", "unknown"), missing="Choose a sex, or “not known”"),
    NhsNumberField(name="nhs_number", check=nhs_number.is_valid),
    PostcodeField(name="postcode"),
    PhoneField(name="phone"),
    EmailField(name="email"),
    _CONTACT_BY,
    DateField(name="until", what="The last day", future=True),
    MultiChoiceField(name="sure", values=("yes",)),
    checks=(_last_day, _reachable),
)
"""`until` is empty for good; `sure` says that nobody of those who look alike is meant."""

ADMIT = Form(
    ChoiceField(
        name="registration", values=tuple(one for one in REGISTRATIONS if one != "registered"),
        missing="Choose how they are registered here",
    ),
    DateField(name="until", what="The last day", missing="Enter the last day of their stay", future=True),
)  # fmt: skip

DETAILS = Form(
    ChoiceField(name="checked", values=(*CHECKS, UNSURE), missing="Choose how you know who asks"),
    replace(_GIVEN, missing=""),
    replace(_FAMILY, missing=""),
    PhoneField(name="phone"),
    EmailField(name="email"),
    _CONTACT_BY,
    PostcodeField(name="postcode"),
    ChoiceField(name="old_told", values=tuple(OLD_TOLD)),
    checks=(
        lambda values: (
            None if values["given_name"] or values["family_name"] else ("given_name", "Enter the name")
        ),
        _reachable,
        lambda values: ("checked", NOT_SURE) if values["checked"] == UNSURE else None,
    ),
)
"""Whoever has but one name keeps it: one of the two is enough. `old_told` is asked for where no number and no email stays."""
