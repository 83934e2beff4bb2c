"""Who is still owed an answer today, by when, and who could give it, in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weald.foundation.access import Actor
from weald.foundation.ui.wording import joined, plural, time_text
from weald.services.people.names import whom
from weald.services.requests.presenters.staff.queue import Line, lines
from weald.services.requests.queries.colleagues import Colleague
from weald.services.requests.queries.queue import QueueRow
from weald.services.requests.queries.restricted import Restricted

MOST = 3


@dataclass(frozen=True, slots=True)
class Helper:
    """One colleague who could answer; one click hands it over."""

    identity: str
    text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """One request that is still owed an answer; `whom` is its person on a button."""

    line: Line
    whom: str
    helpers: tuple[Helper, ...]
    nobody: str


def owed(
    rows: tuple[QueueRow, ...], people: tuple[Colleague, ...], who: Actor, now: datetime
) -> tuple[Owed, ...]:
    """The lines with up to three colleagues each: those on duty longest first, with the fewest requests of these."""
    load: dict[UUID | None, int] = {}
    for row in rows:
        load[row.owner] = load.get(row.owner, 0) + 1
    return tuple(
        _owed(row, line, people, load, who) for row, line in zip(rows, lines(rows, who, now), strict=True)
    )


def more_words(shown: int, in_all: int) -> str:
    """That more are owed an answer than are shown; empty where all are shown."""
    return (
        f"These are the {shown} of {in_all} that are due first. Load the page again for the others."
        if shown < in_all
        else ""
    )


def restricted_words(kept: Restricted) -> str:
    """That somebody waits whose record is restricted, and who sees it; empty where nobody does."""
    if not kept.owed:
        return ""
    whose = (
        "1 of them has a restricted record"
        if kept.owed == 1
        else f"{kept.owed} of them have restricted records"
    )
    return f"{whose}, and is not in your lists. Ask {joined(kept.cleared, 'or') if kept.cleared else 'your practice manager'}."


def to_phone_words(many: int) -> str:
    """That people are still to be phoned; empty where nobody is."""
    return f"{plural(many, 'person is', 'people are')} still on the call list." if many else ""


def _owed(
    row: QueueRow, line: Line, people: tuple[Colleague, ...], load: dict[UUID | None, int], who: Actor
) -> Owed:
    name = whom(row.given_name, row.family_name)
    if row.state == "referred":
        return Owed(line, name, (), "It lies at a pharmacy. Phone them, or open it and take it back.")
    able = [one for one in people if one.identity != row.owner and one.could_answer(row.kind, row.service)]
    # Receptionists have no sessions: for what is administrative everybody counts as here.
    here = [one for one in able if one.until is not None or row.kind != "clinical"]
    # What reception can do, reception does first.
    here.sort(
        key=lambda one: (row.service == "reception" and one.decides, load.get(one.identity, 0), one.name)
    )
    helpers = tuple(Helper(str(one.identity), _named(one, who, load)) for one in here[:MOST])
    return Owed(
        line,
        name,
        helpers,
        "" if helpers else "Nobody who could answer is on duty. Call the duty clinician.",
    )


def _named(one: Colleague, who: Actor, load: dict[UUID | None, int]) -> str:
    name = "Me" if one.identity == who.identity else one.name
    until = f"until {time_text(one.until)}" if one.until else ""
    has = f"has {load[one.identity]}" if load.get(one.identity) else ""
    said = ", ".join(part for part in (until, has) if part)
    return f"{name} ({said})" if said else name
