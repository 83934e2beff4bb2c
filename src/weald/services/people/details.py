"""The details of a person that staff put right when they are told so, and how whoever says so was known. Pure.

The NHS number and the date of birth are not among them: where one of these is wrong, it may be somebody else's record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from weald.foundation.refusal import Refused

CHECKS = {
    "seen": "They are here: I saw proof with a photo, or know them in person",
    "called": "I called them back on a number that was kept here before today",
    "answered": "On the phone, without my naming any of it: full name, date of birth, postcode, and one more thing that only they would know",
}
"""How staff were sure of who asks; how each practice checks is its own rule, and these are the ways that it may name."""
UNSURE = "unsure"
"""The answer with which nothing is changed."""
CHECKED = {
    "seen": "seen at the desk",
    "called": "called back on the number kept before",
    "answered": "answered what only they know",
}
"""The same, as it is written down."""

NOT_SURE = (
    "Nothing was changed, because you are not sure who asks. Call them back on the number that is kept here, or ask them to"
    " come in with proof of who they are."
)

OLD_TOLD = {
    "told": "Yes: whoever owns it hears of a change that they did not ask for",
    "reads": "No: somebody else reads there, or it would not be safe",
    "gone": "No: it is somebody else’s by now, or never was theirs",
}
"""Whether the old number or email is told, where none stays as it was."""
OLD_NOT_TOLD = {
    "reads": "old address not told: somebody else reads there",
    "gone": "old address not told: not theirs any more",
}
"""Why it is not, as it is written down."""
MUST_SAY = "Choose whether we write to the old number or email: none stays as it was, so nobody else hears of the change."


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What somebody is called and how they are reached."""

    given_name: str
    family_name: str
    phone: str
    email: str
    contact_by: str
    postcode: str

    def reached_at(self) -> tuple[str, str, str]:
        """How and where messages reach them."""
        return self.contact_by, self.phone, self.email


NAMES = {
    "given_name": "first name",
    "family_name": "last name",
    "phone": "phone",
    "email": "email",
    "contact_by": "how to reach them",
    "postcode": "postcode",
}
"""Every detail, as it is called in a sentence."""

WAYS = ("sms", "email", "phone", "letter")
"""The ways of contact that there are."""

assert tuple(NAMES) == tuple(one.name for one in fields(Details))


def differing(one: Details, other: Details) -> tuple[str, ...]:
    """Which details are not the same in both."""
    return tuple(name for name in NAMES if getattr(one, name) != getattr(other, name))


def brought_up(typed: Details, seen: Details, now: Details) -> Details:
    """What somebody typed who had `seen` the details before a colleague changed them to what they are `now`: their own changes,
    and for all else the colleague's."""
    own: Mapping[str, str] = {name: getattr(typed, name) for name in differing(typed, seen)}
    return replace(now, **own)


def check(given_name: str, family_name: str, contact_by: str) -> None:
    """Raise Refused, with what to put right, unless somebody has a name, and a way of contact that there is."""
    if not given_name.strip() and not family_name.strip():
        raise Refused("Enter the person's name.")
    if contact_by not in WAYS:
        raise Refused("Choose text message, email, phone or letter as the way to contact them.")
