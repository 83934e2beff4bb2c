"""What the pages of the front door ask for, and the sentences for what cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from weald.engines.triage import Question
from weald.foundation.database.identifiers import read_reference
from weald.foundation.ui.fields import Refusal
from weald.foundation.ui.forms import (
    ChoiceField,
    DateField,
    EmailField,
    Field,
    Form,
    MultiChoiceField,
    NhsNumberField,
    NumberField,
    PhoneField,
    Submitted,
    TextField,
)
from weald.foundation.ui.language import marked
from weald.services.people import nhs_number
from weald.services.people.needs import LANGUAGES, NEEDS
from weald.services.requests.words import ASKED_BEFORE, CONTACT, FOR_WHOM, SEXES

MOST_WORDS = 2000
OLDEST = 120

MISTYPED = marked("Check the reference. It has 8 letters and digits, and one is wrong or left out")

NONE = "none"
UNSURE = "unsure"

WHO = Form(
    ChoiceField(name="for_whom", values=tuple(FOR_WHOM), missing="Choose who needs help"),
    DateField(name="born", what="Date of birth", missing="Enter the date of birth", past=True, years=OLDEST),
    ChoiceField(
        name="sex", values=tuple(SEXES), missing="Choose a sex, or “Not known, or prefer not to say”"
    ),
)

KIND = Form(
    ChoiceField(
        name="kind",
        values=("clinical", "administrative"),
        missing="Choose whether it is about health or something administrative",
    )
)

WORDS = Form(
    TextField(
        name="words",
        what="Your description",
        most=MOST_WORDS,
        lines=True,
        missing="Write a few words about what you need help with",
    )
)

CHOOSE_PROBLEM = "Choose the closest problem, or “something else”"
PROBLEM = Form(TextField(name="problem", missing=CHOOSE_PROBLEM))

BORN = Form(
    DateField(name="born", what="Date of birth", missing="Enter the date of birth", past=True, years=OLDEST)
)


class ReferenceField(TextField):
    """A spoken reference. One that was mistyped says so by its check character, whatever requests there are: nobody waits for a
    message that cannot come."""

    def clean(self, data: Submitted, today: date | None) -> str:
        text = super().clean(data, today)
        if text and read_reference(text) is None:
            raise Refusal(MISTYPED)
        return text


NEW_LINK = Form(
    ReferenceField(
        name="reference", what="The reference", most=30, missing="Enter the reference of your request"
    ),
    DateField(name="born", what="Date of birth", missing="Enter the date of birth", past=True, years=OLDEST),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdField(Field):
    """An identifier that the page itself carried."""

    def clean(self, data: Submitted, today: Any) -> UUID:
        try:
            return UUID(str(data.getlist(self.name)[-1]))
        except (IndexError, ValueError):
            raise Refusal(self.missing) from None


SLOT = Form(
    IdField(name="slot", missing="Choose one of the times first"),
    TextField(name="key", most=20, missing="This page is out of date. Choose a time from the ones below"),
)

PHARMACY = Form(
    IdField(name="to", missing="Choose one of the pharmacies first"),
    TextField(name="key", most=20, missing="This page is out of date. Choose from what is shown below"),
)

MESSAGE = Form(
    TextField(name="body", what="Your message", most=MOST_WORDS, lines=True),
    TextField(name="files"),
    TextField(name="key", most=64),
)

NOTE = Form(TextField(name="note", what="Your note", most=MOST_WORDS, lines=True))

CONTACT_LATER = Form(
    TextField(name="name", what="The name", most=100),
    PhoneField(name="phone"),
    checks=(
        lambda values: (
            None
            if values["name"] or values["phone"]
            else ("name", "Write a name or a phone number, or leave this page as it is")
        ),
    ),
)


def _takes_texts(phone: str) -> bool:
    """A British number takes text messages if it is a mobile one; of others we cannot tell."""
    return phone.startswith("+447") or not phone.startswith("+44")


def _reachable(values: Mapping[str, Any]) -> tuple[str, str] | None:
    match values["contact_by"]:
        case "email" if not values["email"]:
            return "email", "Enter your email address, or choose another way to be contacted"
        case "sms" | "phone" if not values["phone"]:
            return "phone", "Enter your phone number, or choose another way to be contacted"
        case "sms" if not _takes_texts(values["phone"]):
            return "phone", "Enter a mobile number for text messages, or choose another way to be contacted"
    return None


_ABOUT = (
    TextField(name="given_name", what="The first name", most=80, missing="Enter the first name"),
    TextField(name="family_name", what="The last name", most=80, missing="Enter the last name"),
    NhsNumberField(name="nhs_number", check=nhs_number.is_valid),
)
_ASKER = TextField(name="asked_by", what="Your name", most=160, missing="Enter your own name")
_CONTACT = (
    ChoiceField(
        name="contact_by",
        values=("sms", "phone", "email"),
        missing="Choose how you would like to be contacted",
    ),
    PhoneField(name="phone"),
    EmailField(name="email"),
)

_AGAIN = ChoiceField(
    name="asked_before",
    values=tuple(ASKED_BEFORE),
    missing="Choose whether you asked us about this in the last 7 days",
)
_NEEDS = (
    MultiChoiceField(name="needs", values=tuple(NEEDS)),
    ChoiceField(name="language", values=tuple(LANGUAGES)),
)


def _understood(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if "interpreter" in values["needs"] and not values["language"]:
        return "language", "Choose the language of the interpreter"
    return None


@cache
def about(*, other: bool, clinical: bool) -> Form:
    """Who they are, how to reach them, and what they need; of a matter of health, whether they asked about it before."""
    return Form(
        *_ABOUT,
        *((_ASKER,) if other else ()),
        *_CONTACT,
        *((_AGAIN,) if clinical else ()),
        *_NEEDS,
        checks=(_reachable, _understood),
    )


CONTACT_CHOICES = tuple((way, CONTACT[way]) for way in ("sms", "phone", "email"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignsField(MultiChoiceField):
    """Signs to tick, or none of them, or not sure.

    "Not sure" beside a tick is an answer: that sign is there, the others are not certain. "None" beside a tick
    contradicts it, and is asked again; where life is in danger (`alarm`) the tick counts.
    """

    alarm: bool = False

    def clean(self, data: Submitted, today: Any) -> tuple[str, ...]:
        sent = {str(one) for one in data.getlist(self.name)}
        chosen = tuple(one for one in (*self.values, NONE, UNSURE) if one in sent)
        if not chosen:
            return tuple(self.nothing(()))
        ticked = tuple(one for one in chosen if one in self.values)
        if NONE in chosen and ticked and not self.alarm:
            raise Refusal("Choose the signs that are there, or “none of these”. You cannot choose both")
        if NONE in chosen and UNSURE in chosen and not ticked:
            return (UNSURE,)
        return tuple(one for one in chosen if one != NONE) if ticked else chosen


def signs(question: Question, *, alarm: bool = False) -> Form:
    """A group on one page: what is ticked is there."""
    return Form(
        SignsField(
            name="signs",
            values=tuple(member.finding for member in question.members),
            exclusive=(NONE, UNSURE),
            missing="Choose what is happening, “none of these”, or “not sure”",
            alarm=alarm,
        )
    )


def members(question: Question) -> Form:
    """An opened group on one page: each of its signs with yes, no or not sure."""
    return Form(
        *(
            ChoiceField(
                name=member.finding,
                values=("yes", "no", UNSURE),
                missing="Choose yes, no or not sure",
            )
            for member in question.members
        )
    )


def single(question: Question) -> Form:
    """One question by itself."""
    if question.kind == "number":
        return Form(
            NumberField(
                name="answer",
                what="The number",
                unit=question.unit or "",
                least=question.min,
                most=question.max,
                step=question.step or 1,
            ),
            MultiChoiceField(name="unsure", values=(UNSURE,)),
            checks=(
                lambda values: (
                    None
                    if values["unsure"] or values["answer"] is not None
                    else ("answer", "Enter a number, or choose “not sure”")
                ),
            ),
        )
    return Form(
        ChoiceField(
            name="answer",
            values=tuple(answer.value for answer in question.answers),
            missing="Choose an answer. You can choose “not sure”",
        )
    )
