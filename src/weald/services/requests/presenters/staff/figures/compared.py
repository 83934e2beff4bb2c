"""What districts are compared by: what their practices were asked and promised, and what was published about them.

Nothing is adjusted for anything, and nothing is said to be the cause of anything: each measure stands for itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from weald.foundation.ui.wording import date_text
from weald.services.library.districts import District, Fact, districts
from weald.services.requests.presenters.staff.figures.words import NOT_TOLD, NOTHING, for_1000
from weald.services.requests.queries.figures import Figure

NOT_KNOWN = "not known"
SURE = 3
"""How many standard deviations a difference of counts must have before it is told as one."""
ROUNDED_BY = 2
"""Rounding to the nearest 5 changes a count by so much at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """A district, or all of them: its counts in Weald, how many of its requests needed help today, and the districts that
    published facts are added up of (none where one of them has no facts)."""

    name: str
    counts: Figure
    today: int | None
    published: tuple[District, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that districts are compared by. `value` is None where there is nothing to tell, `missing` says why; `digits`
    are those shown behind the point; `margin` is how large a difference of two places chance and rounding can make."""

    id: str
    title: str
    short: str
    value: Callable[[Place], float | None]
    missing: Callable[[Place], str]
    unit: str = ""
    points: str = ""
    digits: int = 0
    margin: Callable[[Place, Place], float] = lambda _one, _other: 0.0
    behind: Callable[[Place], str] = lambda _: ""
    dated: str = ""

    def shown(self, place: Place) -> float | None:
        """The value as it is shown: differences are taken between these, so that everybody can take them too."""
        found = self.value(place)
        return None if found is None else round(found, self.digits)

    def said(self, place: Place) -> str:
        """The value in words, or why there is none."""
        found = self.shown(place)
        return self.missing(place) if found is None else self.number(found)

    def number(self, value: float) -> str:
        """A value in words."""
        return f"{value:,.{self.digits}f}{self.unit}"


def places(rows: list[Figure]) -> tuple[list[Place], Place | None]:
    """The districts, and all of them together, out of what the database counted."""
    today = {
        one.area: one.asked
        for one in rows
        if one.practice is None and (one.dimension, one.value) == ("level", "today")
    }
    totals = [one for one in rows if not one.dimension and one.practice is None]
    each = [Place(one.area, one, today.get(one.area, 0), _published(one.area)) for one in totals if one.area]
    known = tuple(district for place in each for district in place.published)
    everywhere = [one for one in totals if one.area is None]
    whole = [
        Place("All districts", one, today.get(None, 0), known if len(known) == len(each) else ())
        for one in everywhere
    ]
    return each, next(iter(whole), None)


def measures() -> tuple[Measure, ...]:
    """Everything that districts are compared by, in the order of its columns."""
    return (*COUNTED, *map(_fact, districts().facts))


def compare(measure: Measure, one: Place, other: Place) -> str:
    """A sentence about the two: both values, and whether and where there is more. No cause is claimed."""
    here, there = measure.shown(one), measure.shown(other)
    values = (
        f"{measure.said(place).replace(NOTHING, 'nothing to count')} in {place.name}"
        for place in (one, other)
    )
    start = f"{measure.title}: {' and '.join(values)}."
    if here is None or there is None:
        return f"{start} They cannot be compared."
    # Beyond the margin by the exact values too: what is shown is rounded once more.
    exact = abs((measure.value(one) or 0) - (measure.value(other) or 0))
    if here == there:
        return f"{start} The same."
    if exact <= measure.margin(one, other):
        return f"{start} No difference is told: chance and rounding alone could make this one."
    more = one if here > there else other
    by = f"{abs(here - there):,.{measure.digits}f}{measure.points}"
    return f"{start} {by} more in {more.name}."


def _published(name: str) -> tuple[District, ...]:
    found = districts().named(name)
    return (found,) if found else ()


def _fact(fact: Fact) -> Measure:
    share = fact.per == 100
    return Measure(
        fact.id, fact.title, fact.short, lambda place: fact.of(place.published), lambda _: NOT_KNOWN,
        unit="%" if share else "", points=" percentage points" if share else "", digits=1 if share else 0,
        behind=lambda place: _behind(fact, place.published), dated=date_text(fact.as_of),
    )  # fmt: skip


def _behind(fact: Fact, published: tuple[District, ...]) -> str:
    """The two counts that a share or a rate is made of: `24 of 90`."""
    if not fact.out_of or not published:
        return ""
    part, whole = (sum(one.counts[name] for one in published) for name in (fact.part, fact.out_of))
    return f"{part:,.0f} of {whole:,.0f}" if fact.per == 100 else f"{part:,.0f} for {whole:,.1f}"


def _rate(number: Callable[[Place], int | None]) -> Callable[[Place], float | None]:
    return lambda place: for_1000(number(place), place.counts.registered)


def _no_rate(place: Place) -> str:
    return NOTHING if place.counts.registered == 0 else NOT_TOLD


def _rate_margin(number: Callable[[Place], int | None]) -> Callable[[Place, Place], float]:
    """Of counts that are left to chance."""

    def margin(one: Place, other: Place) -> float:
        people = [place.counts.registered or 0 for place in (one, other)]
        usual = sum(number(place) or 0 for place in (one, other)) / sum(people)
        each = sum(1 / count for count in people)
        return 1000 * (SURE * sqrt(usual * each) + ROUNDED_BY * (1 + usual) * each)

    return margin


def _decided(place: Place) -> int:
    return (place.counts.kept or 0) + (place.counts.broken or 0)


def _kept(place: Place) -> float | None:
    told = place.counts.kept is not None and place.counts.broken is not None
    return 100 * (place.counts.kept or 0) / _decided(place) if told and _decided(place) else None


def _none_kept(place: Place) -> str:
    return NOTHING if (place.counts.kept, place.counts.broken) == (0, 0) else NOT_TOLD


def _kept_margin(one: Place, other: Place) -> float:
    """Of shares, each of as many as were decided."""
    usual = sum(place.counts.kept or 0 for place in (one, other)) / (_decided(one) + _decided(other))
    each = 1 / _decided(one) + 1 / _decided(other)
    return 100 * (SURE * sqrt(usual * (1 - usual) * each) + ROUNDED_BY * each)


def _asked(place: Place) -> int | None:
    return place.counts.asked


def _today(place: Place) -> int | None:
    return place.today


COUNTED = (
    Measure(
        "requests", "Requests for 1,000 registered people", "Requests for 1,000", _rate(_asked), _no_rate,
        points=" for 1,000", margin=_rate_margin(_asked),
    ),
    Measure(
        "today", "Requests that needed help today, for 1,000 registered people", "Needed today, for 1,000",
        _rate(_today), _no_rate, points=" for 1,000", margin=_rate_margin(_today),
    ),
    Measure(
        "promises", "Promises kept", "Promises kept", _kept, _none_kept, unit="%", points=" percentage points",
        margin=_kept_margin,
    ),
)  # fmt: skip
