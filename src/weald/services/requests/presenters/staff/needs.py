"""What a person needs, as staff write it down."""

from typing import Any

from weald.foundation.access import Actor
from weald.foundation.ui.components import Choice, Row
from weald.foundation.ui.forms import Bound
from weald.foundation.ui.presenters import Key
from weald.foundation.ui.wording import date_text, wall
from weald.services.directory.frame import frame
from weald.services.people.names import whom
from weald.services.people.needs import BRIEFLY, CHILDREN_NEVER, INTERPRETS, LANGUAGES, needs_words
from weald.services.people.queries import NeedRow

KEYS = (
    Key("Tab", "next box"),
    Key("Space", "tick"),
    Key("Enter", "keep"),
    Key("u", "back"),
    Key("?", "this help"),
)
CHOICES = tuple(Choice(*pair) for pair in BRIEFLY.items())
LANGUAGE_CHOICES = (Choice("", "Choose a language"), *(Choice(*pair) for pair in LANGUAGES.items()))


def page(who: Actor, given: str, family: str, rows: tuple[NeedRow, ...], form: Bound) -> dict[str, Any]:
    """The frame, what is on the record, and what can be ticked."""
    title = f"What {whom(given, family)} needs"
    return {
        "page": frame(who, title, tab="reception", keys=KEYS, has_errors=not form.ok),
        "rows": tuple(_row(one) for one in rows),
        "choices": CHOICES,
        "languages": LANGUAGE_CHOICES,
        "children_never": CHILDREN_NEVER,
    }


def initial(rows: tuple[NeedRow, ...], said: tuple[tuple[str, ...], str]) -> dict[str, Any]:
    """What is ticked at first: what is on the record, and what was said on the request."""
    needs, language = said
    spoken = next((one.language for one in rows if one.language), "")
    return {"needs": (*(one.need for one in rows), *needs), "language": spoken or language}


def _row(one: NeedRow) -> Row:
    [words] = needs_words([one.need], one.language)
    note = f". {one.note}" if one.note else ""
    return Row(words, f"Since {date_text(wall(one.since).date())}, written down by {one.by}{note}")


def person_needs(rows: tuple[NeedRow, ...]) -> tuple[str, ...]:
    """What a person needs, briefly, with what children must not do where they need an interpreter."""
    language = next((one.language for one in rows if one.language), "")
    kinds = [one.need for one in rows]
    return (*needs_words(kinds, language), *((CHILDREN_NEVER,) if "interpreter" in kinds else ()))


def interpreters(rows: tuple[NeedRow, ...]) -> tuple[Choice, ...]:
    """Who may interpret while the request is entered; empty where nobody has to."""
    if not any(one.need == "interpreter" for one in rows):
        return ()
    return (Choice("", "Choose"), *(Choice(*pair) for pair in INTERPRETS.items()))
