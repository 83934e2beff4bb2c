"""Runs of coded cases are counted as the definitions say, and the intervals are those that are published."""

import statistics
from collections.abc import Callable
from itertools import count
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.triage.test_evaluating import LABELS
from weald.engines.triage import LEVELS, Assessment, Decision, Person
from weald.engines.triage.evaluating import (
    AGE_BANDS,
    READINGS,
    Coded,
    Expected,
    Measures,
    Reading,
    Run,
    differs,
    gap,
    judged,
    quantile,
    read_labels,
    report,
    wilson,
)
from weald.services.library import policies

LINES = count(1)
SPANS = ("PT0M", "PT4H", "PT240M", "PT4H1M", "P1D", "P7D", "P2W")
HOURS = {
    "PT0M": 0.0,
    "PT4H": 4.0,
    "PT240M": 4.0,
    "PT4H1M": 4 + 1 / 60,
    "P1D": 24.0,
    "P7D": 168.0,
    "P2W": 336.0,
}

EXPECTED = st.one_of(
    st.sampled_from(LEVELS).map(lambda one: Expected(one, (one,))),
    st.sampled_from(tuple(read_labels(LABELS).labels.items())).map(
        lambda item: Expected(item[0], item[1].strict.levels, item[1].lenient)
    ),
)
DECISIONS = st.builds(
    Decision,
    level=st.sampled_from(LEVELS),
    service=st.sampled_from(["gp", "community_pharmacy"]),
    within=st.sampled_from(SPANS),
    text=st.just(""),
)
ASSESSMENTS = st.one_of(
    st.builds(Assessment, status=st.just("decided"), decision=DECISIONS),
    st.builds(Assessment, status=st.just("person"), within=st.sampled_from(SPANS)),
)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    years = draw(st.integers(0, 120))
    person = Person.of_years(years, draw(st.sampled_from(["female", "male", "unknown"])))
    expected = draw(EXPECTED)
    problem = draw(st.sampled_from(["ache", "itch", ""]))
    line = next(LINES)
    request = {"person": {"age_years": years}, "problem": problem or None}
    case = Coded(f"c{line}", line, person, request, {}, expected, expected.name not in LEVELS)
    pages = tuple(str(page) for page in range(draw(st.integers(0, 12))))
    return Run(case, draw(ASSESSMENTS), problem, pages, (), draw(st.booleans()))


def plainly(found: Run, reading: Reading) -> str:
    """The outcome of a run, written down case by case."""
    expected, decision = found.case.expected, found.assessment.decision
    if decision is None and reading == "strict":
        return "undecided"
    level = decision.level if decision else "today"
    if level in expected.levels:
        return "exact"
    within_hours = decision and decision.service == "gp" and HOURS[decision.within] <= 4
    if reading == "lenient" and expected.name == "high" and level == "today" and within_hours:
        return "exact"
    if reading == "lenient" and expected.name == "low" and level == "soon" and found.pharmacy_first:
        return "exact"
    if all(LEVELS.index(level) < LEVELS.index(one) for one in expected.levels):
        return "over"
    assert all(LEVELS.index(level) > LEVELS.index(one) for one in expected.levels)
    return "under"


def plainly_severe(found: Run, reading: Reading) -> bool:
    if plainly(found, reading) != "under":
        return False
    level = found.assessment.decision.level if found.assessment.decision else "today"
    return all(LEVELS.index(level) - LEVELS.index(one) >= 2 for one in found.case.expected.levels)


@given(found=runs(), reading=st.sampled_from(READINGS))
def test_an_outcome_is_what_the_definitions_say(found: Run, reading: Reading) -> None:
    assert judged(found, reading) == (plainly(found, reading), plainly_severe(found, reading))


@given(found=runs())
def test_the_lenient_reading_never_takes_a_right_decision_for_wrong(found: Run) -> None:
    if judged(found, "strict")[0] == "exact":
        assert judged(found, "lenient")[0] == "exact"
    assert differs(found, READINGS) == (judged(found, "strict")[0] != "exact")


@pytest.mark.parametrize(
    ("level", "service", "within", "holds"),
    [
        ("today", "gp", "PT4H", True),
        ("today", "gp", "PT240M", True),
        ("today", "gp", "PT4H1M", False),
        ("today", "gp", "P1D", False),
        ("today", "nurse", "PT1H", False),
        ("soon", "gp", "PT1H", False),
    ],
)
def test_what_the_lenient_reading_allows_holds_with_every_condition(
    level: str, service: str, within: str, holds: bool
) -> None:
    (entry,) = read_labels(LABELS).labels["high"].lenient
    assert entry.holds(level, service, within, False) == holds


@pytest.mark.parametrize("sent", ["soon", "routine", "self_care"])
def test_an_emergency_that_is_sent_to_soon_or_later_is_severe(sent: str) -> None:
    assert gap(Expected("now", ("now",)), sent) >= 2
    assert gap(Expected("now", ("now",)), "today") == 1


def test_an_emergency_left_to_a_person_is_not_found() -> None:
    """Neither reading takes a person who reads it today for the doctor within four hours that the label may be."""
    expected = policies.labels().labels["em"]
    case = Coded(
        "a", 1, Person.of_years(50, "male"), {}, {}, Expected("em", ("now",), expected.lenient), True
    )
    found = Run(case, Assessment("person", within="PT1H"), "", (), (), False)
    assert judged(found, "strict") == ("undecided", False)
    assert judged(found, "lenient") == ("under", False)


@given(some=st.lists(runs(), min_size=1, max_size=30), reading=st.sampled_from(READINGS))
def test_a_report_counts_as_one_would_by_hand(some: list[Run], reading: Reading) -> None:
    found = report(some, [reading])
    assert list(found.readings) == [reading]
    figures = found.readings[reading]
    by_hand(figures.all, some, reading)
    parts: dict[str, Callable[[Run], str]] = {
        "expected": lambda one: one.case.expected.name,
        "sex": lambda one: one.case.person.sex,
        "problem": lambda one: one.problem or "none",
        "age": lambda one: band_of(one.case.request["person"]["age_years"]),
    }
    assert set(figures.by) == set(parts)
    for name, part in parts.items():
        assert set(figures.by[name]) == {part(one) for one in some}
        for key, measures in figures.by[name].items():
            by_hand(measures, [one for one in some if part(one) == key], reading)
    assert found.persons == sum(one.assessment.decision is None for one in some)
    assert found.labelled == sum(one.case.expected.name in ("high", "low") for one in some)
    assert sum(sum(row.values()) for row in found.sent.values()) == found.cases == len(some)
    assert all(
        row[one] == sum(found_run.case.expected.name == name and sent(found_run) == one for found_run in some)
        for name, row in found.sent.items()
        for one in row
    )


def sent(found: Run) -> str:
    return found.assessment.decision.level if found.assessment.decision else "person"


def band_of(years: int) -> str:
    if years < 1:
        return "under 1"
    if years < 5:
        return "1 to 4"
    if years < 16:
        return "5 to 15"
    if years < 45:
        return "16 to 44"
    if years < 65:
        return "45 to 64"
    return "65 to 79" if years < 80 else "80 and over"


def by_hand(found: Measures, some: list[Run], reading: Reading) -> None:
    outcomes = [plainly(one, reading) for one in some]
    assert found.cases == len(some)
    for name in ("exact", "over", "under", "undecided"):
        assert getattr(found, name).count == outcomes.count(name)
    assert found.severe.count == sum(plainly_severe(one, reading) for one in some)
    assert found.safe.count == outcomes.count("exact") + outcomes.count("over")
    emergencies = [sent(one) for one in some if one.case.expected.levels == ("now",)]
    assert (found.recall_now.count, found.recall_now.of) == (emergencies.count("now"), len(emergencies))
    assert (found.recall_now.share is None) == (not emergencies)
    for name in ("exact", "over", "under", "severe", "safe", "undecided"):
        share = getattr(found, name)
        assert share.of == len(some)
        assert share.share == share.count / share.of
        assert (share.low, share.high) == wilson(share.count, share.of)
    asked = sorted(len(one.pages) for one in some if one.assessment.decision)
    assert (found.questions is None) == (not asked)
    if found.questions:
        assert found.questions.cases == len(asked)
        assert found.questions.median == statistics.median(asked)
        assert found.questions.most == max(asked)


def test_age_bands_are_in_order_and_whole() -> None:
    assert tuple(dict.fromkeys(band_of(years) for years in range(121))) == AGE_BANDS


# The statistics


@given(of=st.integers(1, 5000), data=st.data())
def test_the_interval_is_where_the_score_test_turns(of: int, data: st.DataObject) -> None:
    """The plain definition: each end is the share that is 1.96 of its own standard errors away."""
    counted = data.draw(st.integers(0, of))
    low, high = wilson(counted, of)
    share = counted / of
    assert 0 <= low <= share <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert isclose(abs(share - end), 1.959963984540054 * sqrt(end * (1 - end) / of), rel_tol=1e-6)
    assert isclose(low, 1 - wilson(of - counted, of)[1], abs_tol=1e-12)


@pytest.mark.parametrize(
    ("counted", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(counted: int, of: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 1998; 17: 857–872, table I, method 3."""
    assert [round(end, 4) for end in wilson(counted, of)] == [low, high]


@pytest.mark.parametrize(("counted", "of"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_has_no_interval(counted: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(counted, of)


@given(values=st.lists(st.integers(0, 40), min_size=2).map(sorted))
def test_quartiles_are_those_of_the_standard_library(values: list[int]) -> None:
    plain = statistics.quantiles(values, n=4, method="inclusive")
    assert [quantile(values, share) for share in (0.25, 0.5, 0.75)] == pytest.approx(plain)


@given(value=st.integers(0, 40), share=st.floats(0, 1))
def test_of_one_value_every_quantile_is_that_value(value: int, share: float) -> None:
    assert quantile([value], share) == value
