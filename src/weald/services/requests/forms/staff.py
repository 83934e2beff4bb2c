"""What staff fill in on a request."""

from weald.engines.triage import LEVELS
from weald.foundation.ui.forms import ChoiceField, Form, MultiChoiceField, TextField
from weald.services.people.needs import LANGUAGES
from weald.services.people.needs import NEEDS as KNOWN_NEEDS
from weald.services.requests.actions.call_backs import AFTER
from weald.services.requests.actions.care import OUTCOMES
from weald.services.requests.forms.referring import REFER
from weald.services.requests.presenters.staff.words import SERVICES

NEEDS = Form(
    MultiChoiceField(name="needs", values=tuple(KNOWN_NEEDS)),
    ChoiceField(name="language", values=tuple(LANGUAGES)),
    TextField(name="note", what="Your note", most=500),
    checks=(
        lambda values: (
            ("language", "Choose the language of the interpreter")
            if "interpreter" in values["needs"] and not values["language"]
            else None
        ),
    ),
)
CHANGE = Form(
    ChoiceField(name="level", values=LEVELS, missing="Choose how soon"),
    ChoiceField(name="service", values=tuple(SERVICES), missing="Choose who should help"),
    TextField(
        name="reason", what="The reason", most=500, lines=True, missing="Say why you decide differently"
    ),
    MultiChoiceField(name="sure", values=("yes",)),
)
DISAGREE = Form(
    TextField(
        name="disagreement",
        what="Your note",
        most=1000,
        lines=True,
        missing="Say what the rule’s author should know",
    ),
    ChoiceField(name="instead", values=LEVELS),
)
ANSWER_NOTE = Form(
    TextField(
        name="sentence",
        what="Your answer",
        most=500,
        lines=True,
        missing="Say in a sentence what came of the note",
    )
)
CALL = Form(TextField(name="call_note", what="Your note", most=500, lines=True))
REPLY = Form(TextField(name="text", what="Your message", most=2000, lines=True, missing="Write your message"))
CONVERSE = Form(
    TextField(name="text", what="Your message", most=2000, lines=True, missing="Write your message"),
    MultiChoiceField(name="photo", values=("yes",)),
    TextField(name="key", most=64),
)
ASK_PHOTO = Form(
    TextField(
        name="photo_text", what="Your message", most=2000, lines=True, missing="Say which photo would help"
    )
)
ASK_AGAIN = Form(
    ChoiceField(name="after", values=tuple(AFTER), missing="Choose after how long"),
    TextField(name="again_note", what="Your note", most=500, lines=True),
)
RESOLVE = Form(
    ChoiceField(name="outcome", values=tuple(OUTCOMES), missing="Choose how it ended"),
    TextField(
        name="note",
        what="What you tell the person",
        most=2000,
        lines=True,
        missing="Write in plain words what you tell the person",
    ),
    MultiChoiceField(name="replies", values=("yes",)),
)
REOPEN = Form(
    TextField(name="why", what="The reason", most=500, lines=True, missing="Say why you open it again")
)
HAND_OVER = Form(TextField(name="to", missing="Choose a colleague"))
OVERBOOK = Form(
    TextField(name="slot", most=40, missing="Choose a time"),
    TextField(
        name="why", what="The reason", most=200, missing="Say why they are given a place on a full time"
    ),
)
CANCEL = Form(TextField(name="cancel_reason", what="The reason", most=200))

CONCEAL = Form(
    TextField(name="conceal_what", most=40, missing="Choose what to hide"),
    TextField(name="conceal_why", what="The reason", most=500, missing="Say why it is hidden"),
)
REVEAL = Form(
    TextField(name="reveal_what", most=40, missing="Choose what to show again"),
    TextField(name="reveal_why", what="The reason", most=500, missing="Say why it is shown again"),
)

FORMS = {
    "conceal": CONCEAL,
    "reveal": REVEAL,
    "change": CHANGE,
    "disagree": DISAGREE,
    "call": CALL,
    "reply": REPLY,
    "ask-photo": ASK_PHOTO,
    "ask-again": ASK_AGAIN,
    "refer": REFER,
    "resolve": RESOLVE,
    "reopen": REOPEN,
    "hand-over": HAND_OVER,
    "cancel": CANCEL,
}
