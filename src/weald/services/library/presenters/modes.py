"""How a practice works for each pathway, in words."""

from dataclasses import dataclass

from weald.engines.triage import Content
from weald.foundation.ui import components as ui
from weald.services.directory.queries import Practice

UNSIGNED = "No clinician has signed this pathway yet. Staff read it first, always."


@dataclass(frozen=True, slots=True)
class Modes:
    """The pathways that may be switched on, those that are, and those that may not, each with why."""

    choices: tuple[ui.Choice, ...]
    on: tuple[str, ...]
    staff_first: tuple[str, ...]
    why_not: str
    unsigned: int


def modes(practice: Practice, on_duty: Content, signed: frozenset[str], *, demonstration: bool) -> Modes:
    """Word the page, pathways by name; `signed` are the problems whose text is signed for care here."""
    pathways = sorted(on_duty.problems.values(), key=lambda one: one.name)
    may = [one for one in pathways if demonstration or one.problem in signed]
    return Modes(
        choices=tuple(
            ui.Choice(one.problem, one.name, "" if one.problem in signed else "Not signed") for one in may
        ),
        on=tuple(one.problem for one in may if practice.books_at_once(one.problem)),
        staff_first=tuple(one.name for one in pathways if one not in may),
        why_not=UNSIGNED,
        unsigned=sum(one.problem not in signed for one in pathways),
    )
