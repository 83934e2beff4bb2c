"""Which problem a caller has: what their words suggest, with the words that led there, then all others by area."""

from dataclasses import dataclass
from typing import NamedTuple

from weald.engines.triage import SOMETHING_ELSE
from weald.foundation.ui.wording import joined
from weald.services.library import content
from weald.services.library.areas import by_area
from weald.services.requests.entry import Entry


class Problem(NamedTuple):
    """A problem that can be chosen: `why` is what was said, `also` what people call it, by which it is found."""

    value: str
    text: str
    why: str
    key: str
    also: str


class Part(NamedTuple):
    """An area, with its problems."""

    name: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Problems:
    """All that can be chosen, and the value that says none of these. What was suggested stands first, and once."""

    proposed: tuple[Problem, ...]
    parts: tuple[Part, ...]
    neither: str


def problems(entry: Entry) -> Problems:
    """The problems made for this age and sex; only those that the words suggest have a digit."""
    names = dict(entry.problems())
    candidates = [one for one in entry.assessment.candidates if one.problem in names]
    proposed = tuple(
        _problem(one.problem, names, why=joined([f"“{word}”" for word in one.words[:3]]), key=str(at))
        for at, one in enumerate(candidates, 1)
    )
    rest = names.keys() - {one.value for one in proposed}
    parts = tuple(
        Part(area.name, tuple(_problem(one, names) for one in area.problems)) for area in by_area(rest)
    )
    return Problems(proposed, parts, SOMETHING_ELSE)


def _problem(name: str, names: dict[str, str], *, why: str = "", key: str = "") -> Problem:
    return Problem(name, names[name], why, key, ", ".join(content.current().also_called(name)))
