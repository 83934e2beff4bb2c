"""A request as JSON holds it, read: everything in it is checked, and refused with the field that is wrong."""

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from .content import Content
from .dictionary import Finding
from .documents import shown
from .evidence import Person
from .expressions import CONTEXT_NUMBERS
from .habits import LONGEST_TEXT
from .model import SEXES, SOMETHING_ELSE, Answer, InputError

OLDEST_YEARS = 120
OLDEST_DAYS = 44_194
"""The last day on which somebody is 120 years old."""
MOST_CONTACTS = 1000
OTHER_BELOW_DAYS = 4748
"""Below 13 years, questions are worded for somebody else unless the context says who answers."""


class Request(NamedTuple):
    """A checked request."""

    person: Person
    problem: str | None
    text: str
    answers: Mapping[str, Answer]
    context: Mapping[str, object]
    other: bool


def read_request(content: Content, request: Mapping[str, Any]) -> Request:
    """A request with everything in it checked."""
    if not isinstance(request, Mapping):
        raise InputError("request", "Send a JSON object with person, problem, text, answers and context.")
    _only(request, ("person", "problem", "text", "answers", "context"), "")
    context = _context(request.get("context"))
    person = _person(request.get("person"))
    problem = request.get("problem")
    if problem is not None:
        refused = content.refused_problems
        if not isinstance(problem, str) or not (
            problem in content.problems or problem in refused or problem == SOMETHING_ELSE
        ):
            names = ", ".join((*content.problems, SOMETHING_ELSE))
            raise InputError("problem", f"{_quoted(problem)} is not a problem. Send null or one of: {names}.")
    text = request.get("text")
    if text is not None and not isinstance(text, str):
        raise InputError("text", "Send the person's own words as text, or null.")
    if text and len(text) > LONGEST_TEXT:
        raise InputError("text", f"The text has {len(text):,} characters. Send at most {LONGEST_TEXT:,}.")
    who = context.get("for")
    other = who == "other" if who else person.oldest < OTHER_BELOW_DAYS
    return Request(person, problem, text or "", _answers(content, request.get("answers")), context, other)


def _person(value: object) -> Person:
    if not isinstance(value, Mapping):
        raise InputError("person", 'Send the person\'s age and sex, as {"age_years": 34, "sex": "female"}.')
    _only(value, ("age_years", "age_days", "sex"), "person.")
    sex = value.get("sex")
    if sex not in SEXES:
        raise InputError("person.sex", f"Sex must be one of {', '.join(SEXES)}, not {_quoted(sex)}.")
    years, days = value.get("age_years"), value.get("age_days")
    if (years is None) == (days is None):
        raise InputError(
            "person.age_years", "Send either age_years, or age_days for a baby: one of them, not both."
        )
    if years is not None:
        return Person.of_years(_whole(years, "person.age_years", "The age in years", OLDEST_YEARS), sex)
    return Person.of_days(_whole(days, "person.age_days", "The age in days", OLDEST_DAYS), sex)


def _whole(value: object, field: str, what: str, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise InputError(field, f"{what} must be a whole number from 0 to {most:,}, not {_quoted(value)}.")
    return value


def _context(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError("context", "Send the context as an object, or leave it out.")
    _only(value, ("for", *CONTEXT_NUMBERS), "context.")
    if "for" in value and value["for"] not in ("self", "other"):
        raise InputError("context.for", f"`for` must be self or other, not {_quoted(value['for'])}.")
    for name in CONTEXT_NUMBERS:
        if name in value:
            _whole(value[name], f"context.{name}", name, MOST_CONTACTS)
    return value


def _answers(content: Content, value: object) -> Mapping[str, Answer]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError("answers", "Send the answers as an object, from finding or group to answer.")
    for name, answer in value.items():
        field = f"answers.{shown(name)}"
        finding = content.findings.get(name)
        if finding is None and name not in content.groups:
            raise InputError(field, f"{_quoted(name)} is not a finding or a group. Send only what was asked.")
        if finding is None or finding.kind == "yes_no":
            if not isinstance(answer, str) or answer not in ("yes", "no", "unsure"):
                raise InputError(field, f"The answer must be yes, no or unsure, not {_quoted(answer)}.")
        elif finding.kind == "choice":
            allowed = (*finding.choices, "unsure")
            if not isinstance(answer, str) or answer not in allowed:
                raise InputError(
                    field, f"The answer must be one of {', '.join(allowed)}, not {_quoted(answer)}."
                )
        elif answer != "unsure":
            _number(finding, field, answer)
    return value


def _number(finding: Finding, field: str, answer: object) -> None:
    right = isinstance(answer, int | float) and not isinstance(answer, bool) and math.isfinite(answer)
    if not right or not finding.low <= answer <= finding.high:  # type: ignore[operator]
        sentence = f"The answer must be a number from {finding.low:g} to {finding.high:g} ({finding.unit}), or unsure"
        raise InputError(field, f"{sentence}, not {_quoted(answer)}.")


def _only(value: Mapping[str, Any], known_keys: tuple[str, ...], prefix: str) -> None:
    for key in value:
        if key not in known_keys:
            raise InputError(
                f"{prefix}{shown(key)}", f"{_quoted(key)} is not known here. Known: {', '.join(known_keys)}."
            )


def _quoted(value: object) -> str:
    """What was sent, as it was sent: a text as it stands, anything else in the words of JSON."""
    return (
        f"“{shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))}”"
    )
