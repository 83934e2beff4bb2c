"""From single results to counts: how many were met, by whom it was about and how they came. Pure.

Counts of parts add up to the whole, so that a count of several days is the sum of its days.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from weald.engines.promises.measures import LONDON

DIMENSIONS = ("level", "channel", "hour", "age", "sex", "language")
AGES = ((4, "0 to 4"), (17, "5 to 17"), (39, "18 to 39"), (64, "40 to 64"), (79, "65 to 79"))
OLDEST, UNKNOWN = "80 and over", "not known"


@dataclass(frozen=True, slots=True)
class Groups:
    """Whom a row is about, and how they came; each is a value of the dimension of its name."""

    level: str
    channel: str
    hour: str
    age: str
    sex: str
    language: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result: of a measure, `met`, `missed` or `left_out` with the reason. `wait` is minutes, where somebody waited
    until then; `band` names a part of the measure's own."""

    measure: str
    result: str
    groups: Groups
    why: str = ""
    wait: int | None = None
    band: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a measure: of all (`dimension` empty), or of one value of a dimension. `waits` are minutes, sorted, of
    those who had their answer; only the levels have them, as those of all are theirs together."""

    measure: str
    dimension: str
    value: str
    met: int = 0
    missed: int = 0
    left_out: int = 0
    waits: tuple[int, ...] = ()


def tally(outcomes: Iterable[Outcome]) -> tuple[Tally, ...]:
    """The counts of each measure, as a whole and by every dimension that the outcomes name."""
    counts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    waits: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for one in outcomes:
        keys = [("", ""), *((name, getattr(one.groups, name)) for name in DIMENSIONS)]
        if one.band:
            keys.append(("band", one.band))
        for name, value in keys:
            counts[one.measure, name, value][one.result] += 1
            if one.wait is not None and name == "level":
                waits[one.measure, name, value].append(one.wait)
    return tuple(
        Tally(*key, met=found["met"], missed=found["missed"], left_out=found["left_out"], waits=tuple(sorted(waits[key])))
        for key, found in sorted(counts.items())
    )  # fmt: skip


def added(parts: Iterable[Tally]) -> dict[tuple[str, str, str], Tally]:
    """Tallies of the same thing as one, by measure, dimension and value."""
    found: dict[tuple[str, str, str], list[Tally]] = defaultdict(list)
    for one in parts:
        found[one.measure, one.dimension, one.value].append(one)
    return {
        key: Tally(
            *key, met=sum(one.met for one in ones), missed=sum(one.missed for one in ones),
            left_out=sum(one.left_out for one in ones), waits=tuple(sorted(wait for one in ones for wait in one.waits)),
        )
        for key, ones in found.items()
    }  # fmt: skip


def age_band(born: date | None, at: datetime) -> str:
    """The age band of somebody at a moment, in complete years."""
    day = at.astimezone(LONDON).date()
    if born is None or born > day:
        return UNKNOWN
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return next((name for last, name in AGES if years <= last), OLDEST)


def hour_of(at: datetime) -> str:
    """The hour of the clock in London: `08`."""
    return f"{at.astimezone(LONDON).hour:02}"


def groups(
    *,
    level: str,
    channel: str,
    sent_at: datetime,
    born: date | None,
    sex: str,
    needs: Iterable[str],
    language: str,
) -> Groups:
    """Whom a request is about, as far as it says so itself."""
    return Groups(
        level, channel, hour_of(sent_at), age_band(born, sent_at), sex if sex in {"female", "male"} else UNKNOWN,
        "interpreter" if language or "interpreter" in set(needs) else "none stated",
    )  # fmt: skip
