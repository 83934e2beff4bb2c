"""What labels from elsewhere stand for: read from content/policies/evaluation.yaml, which gives the reasons."""

import re
from typing import Literal

import msgspec

from ..fields import DURATION
from ..model import LEVELS, RANK, SERVICES, Source

type Reading = Literal["strict", "lenient"]
READINGS: tuple[Reading, ...] = ("strict", "lenient")

MINUTES = {"W": 10_080, "D": 1_440, "H": 60, "M": 1}


class LabelsError(Exception):
    """The labels cannot be used; the sentence says why."""


class Allowed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision that the lenient reading takes for right although its level is not among the expected ones.

    Every condition that is given must hold: at most `within` (ISO 8601), one of `services`, a problem with facts of NHS
    Pharmacy First.
    """

    level: str
    because: str
    within: str = ""
    services: tuple[str, ...] = ()
    pharmacy_first: bool = False

    def holds(self, level: str, service: str, within: str, pharmacy_first: bool) -> bool:
        """Whether a decision is the one that is meant here."""
        return (
            level == self.level
            and (not self.services or service in self.services)
            and (not self.within or minutes(within) <= minutes(self.within))
            and (pharmacy_first or not self.pharmacy_first)
        )


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The levels that the words of a label allow."""

    levels: tuple[str, ...]
    because: str


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One label: what its authors mean, and which decisions are right for it."""

    means: str
    strict: Strict
    lenient: tuple[Allowed, ...] = ()


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    status: str
    reviewer: str
    labels: dict[str, Label]
    sources: tuple[Source, ...]


class Expected(msgspec.Struct, frozen=True):
    """What is right for a case: `levels` next to each other, most urgent first, and what the lenient reading adds. `name` is
    the level or the label that the case gives."""

    name: str
    levels: tuple[str, ...]
    lenient: tuple[Allowed, ...] = ()


def read_labels(text: bytes) -> Labels:
    """Read the labels from YAML. Raises LabelsError where they are not whole, or could not be counted."""
    try:
        labels = msgspec.yaml.decode(text, type=Labels)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise LabelsError(f"The labels of case sets cannot be read: {fault}.") from fault
    if not labels.labels:
        raise LabelsError("The labels of case sets are empty. Write at least one under `labels`.")
    for name, label in labels.labels.items():
        _check(name, label)
    return labels


def _check(name: str, label: Label) -> None:
    levels = label.strict.levels
    if not levels or not set(levels) <= set(LEVELS):
        raise LabelsError(f"The label `{name}` needs strict levels out of: {', '.join(LEVELS)}.")
    first = RANK[levels[0]]
    if levels != LEVELS[first : first + len(levels)]:
        raise LabelsError(
            f"The strict levels of the label `{name}` must follow each other, most urgent first: else nobody could say what "
            "is over and what is under."
        )
    for entry in label.lenient:
        if entry.level not in LEVELS or entry.level in levels:
            raise LabelsError(f"The label `{name}` allows `{entry.level}`. Name a level that is not strict.")
        if entry.within and not DURATION.fullmatch(entry.within):
            raise LabelsError(f"`within: {entry.within}` of the label `{name}` is no duration such as PT4H.")
        for service in entry.services:
            if service not in SERVICES:
                raise LabelsError(f"The label `{name}` names the service `{service}`, which does not exist.")
    if not all([label.strict.because, *(entry.because for entry in label.lenient)]):
        raise LabelsError(f"The label `{name}` gives no reason. Write a `because` at each of its entries.")


def minutes(duration: str) -> int:
    """How many minutes an ISO 8601 duration of weeks, days, hours and minutes has."""
    return sum(int(number) * MINUTES[unit] for number, unit in re.findall(r"(\d+)([WDHM])", duration))
