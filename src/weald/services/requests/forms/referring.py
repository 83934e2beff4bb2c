"""What staff fill in to refer a request to a pharmacy."""

from weald.foundation.ui.forms import Form, MultiChoiceField, TextField
from weald.services.requests.actions.referring import CHECKED

REFER = Form(
    TextField(name="to", most=40),
    TextField(name="named", what="The pharmacy", most=100),
    MultiChoiceField(name="checked", values=tuple(CHECKED), missing="Tick all that you verified"),
    TextField(name="refer_reason", what="The reason", most=500, lines=True),
    TextField(name="refer_note", what="Your note", most=1000, lines=True),
    MultiChoiceField(name="sure", values=("yes",)),
)
