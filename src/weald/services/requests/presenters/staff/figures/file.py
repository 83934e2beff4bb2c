"""A planner's figures as a file with comma-separated values, under the same disclosure control as their page."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO

from weald.services.library.districts import districts
from weald.services.requests.presenters.staff.board.file import safe
from weald.services.requests.presenters.staff.figures.compared import NOT_KNOWN, Place, places
from weald.services.requests.presenters.staff.figures.words import CONTROL, FEW
from weald.services.requests.queries.figures import Figure, Measured

COLUMNS = (
    "from_monday", "before_monday", "district", "practice", "by", "value", "requests", "registered", "promises_kept",
    "promises_broken", "met", "not_met", "published_figure", "part", "out_of", "per", "as_of", "about", "note", "source", "address",
)  # fmt: skip
ABOUT = "everybody registered with, or asking, a practice to which the directory gives this district"
SOURCE = "requests, stories and appointments in Weald"
NOT_OURS = (
    "Lines of a published fact are not counted by Weald, and nothing in this file is adjusted for age, deprivation or anything else: "
    "a published_figure is part out of out_of, for so many as per says."
)


MADE_UP = "This is a demonstration: requests and registered people are made up, the published facts are not. Nothing follows about the real districts."


def written(
    rows: Iterable[Figure],
    measured: Iterable[Measured],
    since: date,
    until: date,
    *,
    demonstration: bool = False,
) -> str:
    """The file's text: a line for each count of a place, then for each national measure, then for each published fact of a district,
    and last how counts are told, and how facts."""
    rows = list(rows)
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    stretch = (since.isoformat(), until.isoformat())
    ours = ("", "", "", "", "", ABOUT, "", SOURCE, "")
    for one in rows:
        counts = (one.asked, one.registered, one.kept, one.broken) if not one.dimension else (one.asked,)
        blank = ("",) * (6 - len(counts))
        lines.writerow(
            (*stretch, *_place(one), one.dimension or "all", one.value, *map(_count, counts), *blank, *ours)
        )
    for measure in measured:
        counted = (_count(measure.met), _count(measure.missed))
        lines.writerow(
            (*stretch, *_place(measure), "national measure", measure.measure, "", "", "", "", *counted, *ours)
        )
    each, everywhere = places(rows)
    for place in (*each, *([everywhere] if everywhere else [])):
        lines.writerows(_published(place))
    lines.writerow((CONTROL,))
    lines.writerow((NOT_OURS,))
    if demonstration:
        lines.writerow((MADE_UP,))
    return out.getvalue()


def name(since: date, until: date) -> str:
    """What the file is called."""
    return f"figures-{since.isoformat()}-to-before-{until.isoformat()}.csv"


def _published(place: Place) -> Iterator[tuple[str, ...]]:
    """A line for each fact of a place, with all that its value stands on."""
    for fact in districts().facts:
        value = fact.of(place.published)
        part, whole = (
            f"{sum(one.counts[count] for one in place.published):.10g}" if count and place.published else ""
            for count in (fact.part, fact.out_of)
        )
        yield (
            "", "", safe(place.name), "", "published fact", fact.id, *("",) * 6,
            NOT_KNOWN if value is None else f"{value:.2f}".removesuffix(".00"), part, whole, str(fact.per) if fact.out_of else "",
            fact.as_of.isoformat(), fact.about, fact.note, fact.source, fact.url,
        )  # fmt: skip


def _place(one: Figure | Measured) -> tuple[str, str]:
    return safe(one.area or "All districts"), safe(one.practice or "")


def _count(count: int | None) -> str:
    return FEW if count is None else str(count)
