"""What somebody fills in to sign in."""

from collections.abc import Mapping
from typing import Any

from weald.foundation.ui.fields import Refusal
from weald.foundation.ui.forms import DateField, Form, NhsNumberField, Submitted, TextField
from weald.services.people import nhs_number
from weald.services.requests.forms.patient import OLDEST


def _number_or_practice(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if values["nhs_number"] or values["practice"]:
        return None
    return "nhs_number", "Enter your NHS number, or sign in from your practice’s page"


SIGN_IN = Form(
    TextField(name="given_name", what="The first name", most=80, missing="Enter your first name"),
    TextField(name="family_name", what="The last name", most=80, missing="Enter your last name"),
    DateField(name="born", what="Date of birth", missing="Enter your date of birth", past=True, years=OLDEST),
    NhsNumberField(name="nhs_number", check=nhs_number.is_valid),
    TextField(name="practice", most=20),
    checks=(_number_or_practice,),
)


class CodeField(TextField):
    """Six digits, with or without a space between them."""

    def clean(self, data: Submitted, today: Any) -> str:
        digits = "".join(super().clean(data, today).split())
        if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
            raise Refusal("Enter the 6 digits of the code")
        return digits


CODE = Form(CodeField(name="code", what="The code", most=20, missing="Enter the 6 digits of the code"))
