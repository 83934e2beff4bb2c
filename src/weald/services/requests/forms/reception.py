"""What the desk types: whom it looks for, what the caller says, how they answer."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from weald.engines.triage import Question
from weald.foundation.ui.cleaning import clean_line
from weald.foundation.ui.fields import NumberField, Refusal, Submitted
from weald.foundation.ui.forms import ChoiceField, Form, PhoneField, TextField
from weald.services.people.needs import CHILDREN_NEVER, INTERPRETS
from weald.services.requests.forms.patient import MOST_WORDS
from weald.services.requests.words import FOR_WHOM

SAY_HOW = "Choose an answer. “Not sure” is one"

WORDS = Form(
    TextField(name="words", what="The description", most=MOST_WORDS, lines=True, missing="Write what they say, in a few words"),
    ChoiceField(name="for_whom", values=tuple(FOR_WHOM), missing="Choose who is on the phone or at the desk"),
    TextField(name="asked_by", what="The caller’s name", most=160),
    PhoneField(name="phone"),
    ChoiceField(name="interprets", values=tuple(INTERPRETS)),
    TextField(name="interpreter_needed"),
    checks=(
        lambda values: (
            ("interprets", f"Say who interprets. {CHILDREN_NEVER}")
            if values["interpreter_needed"] and values["interprets"] in {None, "child"}
            else None
        ),
        lambda values: (
            ("asked_by", "Write the name of whoever asks for them")
            if values["for_whom"] != "me" and not values["asked_by"]
            else None
        ),
    ),
)  # fmt: skip
CONTACT = Form(
    TextField(name="where", what="Where they are", most=200),
    TextField(name="name", what="The name", most=100),
    PhoneField(name="phone"),
    checks=(
        lambda values: (
            None
            if values["where"] or values["name"] or values["phone"]
            else ("where", "Write where they are, a name or a phone number")
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOrUnsure(NumberField):
    """A number, or a `u` (or the button) for not sure."""

    def clean(self, data: Submitted, today: date | None) -> Any:
        sent = [clean_line(str(one)[:200]) for one in data.getlist(self.name)]
        if any(re.fullmatch(r"u|unsure|\?", one, re.IGNORECASE) for one in sent):
            return "unsure"
        return NumberField.clean(self, data, today)


def answered(asked: Question, sent: Submitted) -> tuple[dict[str, Any], list[str]]:
    """The answers that one key gives, and those that they take the place of. Raises Refusal with a sentence.

    Of a group: none of its signs; those that are ticked and no others; or each asked by itself.
    """
    if asked.kind == "number":
        field = NumberOrUnsure(
            name="answer", what="The number", unit=asked.unit or "", least=asked.min, most=asked.max, step=asked.step or 1,
            missing="Type a number, or u for not sure",
        )  # fmt: skip
        return {asked.finding: field.clean(sent, None)}, []
    value = str((sent.getlist("answer") or [""])[-1])
    if asked.kind != "group":
        if value not in {one.value for one in asked.answers}:
            raise Refusal(SAY_HOW)
        return {asked.finding: value}, []
    members = [member.finding for member in asked.members]
    ticked = [name for name in members if name in set(map(str, sent.getlist("signs")))]
    if value not in {"yes", "no", "unsure"}:
        raise Refusal(SAY_HOW)
    if value == "no" and ticked:
        raise Refusal("Some signs are ticked. Press y for those, or untick them and press n for none")
    answers: dict[str, Any] = {asked.finding: value}
    if value == "yes" and ticked:
        answers |= {name: "yes" if name in ticked else "no" for name in members}
    elif value == "unsure":
        answers |= dict.fromkeys(ticked, "yes")
    return answers, [asked.finding, *members]
