"""From runs to figures. What the words mean stands at the top of this package."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import sqrt

import msgspec

from ..expressions import age_in_days
from ..model import LEVELS, RANK, SEXES
from .answering import Run
from .labels import Expected, Reading

Z95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""

BANDS = (0, 1, 5, 16, 45, 65, 80)
"""The age in years at which each age band begins."""
AGE_BANDS = (
    "under 1",
    *(f"{low} to {high - 1}" for low, high in pairwise(BANDS[1:])),
    "80 and over",
)
NO_PROBLEM = "none"
"""Where words were to decide the problem, and did not: danger came first, or they suggested none."""


class Share(msgspec.Struct, frozen=True):
    """So many of so many, with the 95% Wilson interval; no share of nothing."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


class Spread(msgspec.Struct, frozen=True):
    """The questions of the decided cases: quartiles, interpolated between neighbours, and the most."""

    cases: int
    lower: float
    median: float
    upper: float
    most: int


class Measures(msgspec.Struct, frozen=True):
    """The figures of some cases; `questions` is missing where none was decided."""

    cases: int
    exact: Share
    over: Share
    under: Share
    severe: Share
    safe: Share
    undecided: Share
    recall_now: Share
    questions: Spread | None


class Figures(msgspec.Struct, frozen=True):
    """The figures of a reading: of all cases, and by what is expected, age band, sex and problem."""

    all: Measures
    by: dict[str, dict[str, Measures]]


class Report(msgspec.Struct, frozen=True):
    """What a set of cases measures. `sent` counts, by what is expected, the levels that cases were sent to, and `person`."""

    cases: int
    labelled: int
    by_words: int
    persons: int
    sent: dict[str, dict[str, int]]
    readings: dict[str, Figures]


def report(runs: Sequence[Run], readings: Iterable[Reading]) -> Report:
    """The figures of some runs in each of the readings."""
    sent: dict[str, dict[str, int]] = {}
    for name, some in _grouped(runs, _expected_name, _by_urgency(runs)).items():
        sent[name] = dict.fromkeys((*LEVELS, "person"), 0)
        for run in some:
            sent[name][level_of(run) or "person"] += 1
    return Report(
        cases=len(runs),
        labelled=sum(run.case.labelled for run in runs),
        by_words=sum(run.case.by_words for run in runs),
        persons=sum(not level_of(run) for run in runs),
        sent=sent,
        readings={reading: _figures(runs, reading) for reading in readings},
    )


def level_of(run: Run) -> str:
    """The level that a run was decided at; empty where a person reads it."""
    return run.assessment.decision.level if run.assessment.decision else ""


def gap(expected: Expected, level: str) -> int:
    """How many levels a level is from what is expected: 0 for one of them, negative above all of them (more urgent), positive
    below all of them (less urgent)."""
    first, last = RANK[expected.levels[0]], RANK[expected.levels[-1]]
    return min(RANK[level] - first, 0) or max(RANK[level] - last, 0)


def judged(run: Run, reading: Reading) -> tuple[str, bool]:
    """How a run compares with what is expected (exact, over, under or undecided), and whether it is severe under-triage."""
    expected, decision = run.case.expected, run.assessment.decision
    if decision:
        level, service, within = decision.level, decision.service, decision.within
    elif reading == "strict":
        return "undecided", False
    else:
        level, service, within = "today", "", run.assessment.within
    distance = gap(expected, level)
    if distance == 0 or (
        reading == "lenient"
        and any(entry.holds(level, service, within, run.pharmacy_first) for entry in expected.lenient)
    ):
        return "exact", False
    return ("under", distance >= 2) if distance > 0 else ("over", False)


def differs(run: Run, readings: Iterable[Reading]) -> bool:
    """Whether a run is not exact in one of the readings."""
    return any(judged(run, reading)[0] != "exact" for reading in readings)


def wilson(count: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The score interval for a share `count` of `of` (E. B. Wilson, Journal of the American Statistical Association 1927; 22:
    209–212), without continuity correction: the shares p with |count/of - p| ≤ z √(p(1-p)/of). ValueError unless
    0 ≤ count ≤ of and of > 0."""
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no share")
    share, square = count / of, z * z
    middle = share + square / (2 * of)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    # At none and at all an end of the interval is exactly 0 or 1, which floating point misses by a hair.
    return (middle - half) / whole if count else 0.0, (middle + half) / whole if count < of else 1.0


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the sorted values lies, interpolated between neighbours (type 7 of Hyndman and Fan,
    The American Statistician 1996; 50: 361–365): its half is the usual median."""
    place = (len(values) - 1) * share
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def _figures(runs: Sequence[Run], reading: Reading) -> Figures:
    groups: dict[str, tuple[Callable[[Run], str], Sequence[str]]] = {
        "expected": (_expected_name, _by_urgency(runs)),
        "age": (age_band, AGE_BANDS),
        "sex": (_sex, SEXES),
        "problem": (_problem, sorted({_problem(run) for run in runs})),
    }
    by = {
        name: {key: _measures(some, reading) for key, some in _grouped(runs, of, order).items()}
        for name, (of, order) in groups.items()
    }
    return Figures(_measures(runs, reading), by)


def _measures(runs: Sequence[Run], reading: Reading) -> Measures:
    verdicts = [judged(run, reading) for run in runs]
    count = {
        outcome: sum(found == outcome for found, _ in verdicts)
        for outcome in ("exact", "over", "under", "undecided")
    }
    emergencies = [run for run in runs if run.case.expected.levels == ("now",)]
    total = len(runs)
    return Measures(
        cases=total,
        exact=_share(count["exact"], total),
        over=_share(count["over"], total),
        under=_share(count["under"], total),
        severe=_share(sum(severe for _, severe in verdicts), total),
        safe=_share(count["exact"] + count["over"], total),
        undecided=_share(count["undecided"], total),
        recall_now=_share(sum(level_of(run) == "now" for run in emergencies), len(emergencies)),
        questions=_spread(sorted(len(run.pages) for run in runs if level_of(run))),
    )


def _share(count: int, of: int) -> Share:
    return Share(count, of, count / of, *wilson(count, of)) if of else Share(count, of, None, None, None)


def _spread(asked: Sequence[int]) -> Spread | None:
    if not asked:
        return None
    lower, median, upper = (quantile(asked, share) for share in (0.25, 0.5, 0.75))
    return Spread(len(asked), lower, median, upper, asked[-1])


def _grouped(runs: Iterable[Run], of: Callable[[Run], str], order: Iterable[str]) -> dict[str, list[Run]]:
    groups: dict[str, list[Run]] = {name: [] for name in order}
    for run in runs:
        groups[of(run)].append(run)
    return {name: some for name, some in groups.items() if some}


def age_band(run: Run) -> str:
    """The age band of the person."""
    years = max(years for years in BANDS if run.case.person.youngest >= age_in_days(years, "years"))
    return AGE_BANDS[BANDS.index(years)]


def _sex(run: Run) -> str:
    return run.case.person.sex


def _problem(run: Run) -> str:
    return run.problem or NO_PROBLEM


def _expected_name(run: Run) -> str:
    return run.case.expected.name


def _by_urgency(runs: Iterable[Run]) -> list[str]:
    """The levels and labels that are expected, most urgent first."""
    expected = {run.case.expected.name: run.case.expected for run in runs}
    return sorted(expected, key=lambda name: ([RANK[level] for level in expected[name].levels], name))
