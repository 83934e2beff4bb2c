"""What is hidden from everybody who acts for the person, as staff see and change it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.ui.components import Choice
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import joined, plural, when
from weald.services.requests.presenters.staff.words import entry_words
from weald.services.requests.queries.concealed import Hiding, Piece

WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Box:
    """One sentence that says what is hidden, a warning, and what can be hidden or shown."""

    sentence: str
    warning: str
    hide: tuple[Choice, ...]
    show: tuple[Choice, ...]
    acts: str
    proxies: str


def box(found: Hiding, person: UUID, now: datetime) -> Box:
    """What staff see of it; no text of a message or line, only its kind and time."""
    hidden = [one for one in found.pieces if one.hidden]
    sentence = ""
    if found.whole:
        sentence = "Hidden from everybody who acts for the person."
    elif hidden:
        sentence = f"{plural(len(hidden), 'line')} hidden from everybody who acts for the person."
    warning = (
        "The phone or email on this request belongs to somebody who acts for the person: no notice goes there while it is"
        " hidden. Reach the person another way."
        if found.whole and found.reaches_proxy
        else ""
    )
    return Box(
        sentence,
        warning,
        (
            *(() if found.whole else (Choice(WHOLE, "The whole request"),)),
            *(_choice(one, now) for one in found.pieces if not one.hidden),
        ),
        (
            *((Choice(WHOLE, "The whole request"),) if found.whole else ()),
            *(_choice(one, now) for one in hidden),
        ),
        f"{joined(found.names)} {'acts' if len(found.names) == 1 else 'act'} for them."
        if found.names
        else "Nobody acts for them.",
        url("staff_proxies", person),
    )


def _choice(one: Piece, now: datetime) -> Choice:
    return Choice(one.name, f"{entry_words(one.kind)}, {when(one.at, now)}")
