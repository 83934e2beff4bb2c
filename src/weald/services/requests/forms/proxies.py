"""What staff fill in about who acts for somebody, and about a death."""

from weald.foundation.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    MultiChoiceField,
    NhsNumberField,
    TextField,
)
from weald.services.people import nhs_number
from weald.services.people.acting_for import CAPACITIES, SCOPES
from weald.services.requests.forms.patient import OLDEST

_WHY_NOTE = TextField(name="note", what="The decision", most=1000, lines=True)
GRANT = Form(
    TextField(name="given_name", what="The first name", most=80, missing="Enter the first name of who acts"),
    TextField(name="family_name", what="The last name", most=80, missing="Enter the last name of who acts"),
    DateField(
        name="born",
        what="Date of birth",
        missing="Enter the date of birth of who acts",
        past=True,
        years=OLDEST,
    ),
    NhsNumberField(name="nhs_number", check=nhs_number.is_valid),
    ChoiceField(
        name="kind",
        values=("parent", "carer", "attorney", "other"),
        missing="Choose who they are to the person",
    ),
    MultiChoiceField(name="scope", values=SCOPES, missing="Choose what they may do"),
    ChoiceField(name="capacity", values=CAPACITIES, missing="Choose why they may act"),
    _WHY_NOTE,
    TextField(name="document_seen_by", what="The name", most=160),
    DateField(name="until", what="Last day", future=True),
    MultiChoiceField(name="reviewed", values=("yes",)),
)
ADMIT = Form(
    TextField(
        name="home", what="The care home", most=120, missing="Enter the code or the name of the care home"
    ),
    ChoiceField(name="home_capacity", values=("agrees", "lacks"), missing="Choose whether they agree"),
    TextField(name="home_note", what="The decision", most=1000, lines=True),
)
WHY = Form(TextField(name="why", what="The reason", most=500, missing="Say why"))
DIED = Form(
    DateField(name="on", what="Day of death", missing="Enter the day of death", past=True, years=OLDEST),
    MultiChoiceField(name="sure", values=("yes",), missing="Tick that you checked who it is"),
)
LIVES = Form(TextField(name="why_error", what="The reason", most=500, missing="Say how the error came about"))

FORMS = {"grant": GRANT, "admit": ADMIT, "suspend": WHY, "died": DIED, "lives": LIVES}
