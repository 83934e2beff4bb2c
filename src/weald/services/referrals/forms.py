"""What a pharmacist fills in."""

from weald.foundation.ui.forms import ChoiceField, Form, MultiChoiceField, TextField
from weald.services.referrals.actions import GATEWAY, HOW_SOON
from weald.services.referrals.models import OUTCOMES, REASONS

CONSULT = Form(
    ChoiceField(
        name="outcome",
        values=tuple(one for one in OUTCOMES if one != "returned"),
        missing="Choose the outcome",
    ),
    ChoiceField(name="level", values=HOW_SOON),
    ChoiceField(name="gateway", values=GATEWAY, missing="Say whether the gateway point was met"),
    TextField(name="found", what="What you found", most=2000, lines=True, missing="Write what you found"),
    TextField(name="medicine", what="The medicine", most=300),
    MultiChoiceField(name="pgd", values=("yes",)),
    TextField(name="told", what="What you tell the person", most=2000, lines=True),
)
RETURN = Form(
    ChoiceField(name="why", values=tuple(REASONS), missing="Choose why you send it back"),
    TextField(
        name="words", what="Your words", most=1000, lines=True, missing="Write what the practice should know"
    ),
)
FORMS = {"consult": CONSULT, "return": RETURN}
