"""What a clinician fills in who has read a text."""

from weald.foundation.ui.forms import ChoiceField, Form, TextField
from weald.services.library.models import VERDICTS

REVIEW = Form(
    ChoiceField(name="verdict", values=VERDICTS, missing="Choose whether you agree, or a change is needed"),
    TextField(
        name="role", what="Your role", most=100, missing="Write your role, such as GP or practice nurse"
    ),
    TextField(name="note", what="Your note", most=2000, lines=True),
    checks=(
        lambda values: (
            ("note", "Say what needs to change")
            if values["verdict"] == "change" and not values["note"]
            else None
        ),
    ),
)
