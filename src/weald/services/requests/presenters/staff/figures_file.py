"""A planner's figures as a file with comma-separated values, under the same disclosure control as their page."""

import csv
from collections.abc import Iterable
from datetime import date
from io import StringIO

from weald.services.requests.presenters.staff.board.file import safe
from weald.services.requests.presenters.staff.figures import CONTROL, FEW
from weald.services.requests.queries.figures import Figure, Measured

COLUMNS = (
    "from_monday", "before_monday", "district", "practice", "by", "value", "requests", "registered", "promises_kept",
    "promises_broken", "met", "not_met",
)  # fmt: skip


def written(rows: Iterable[Figure], measured: Iterable[Measured], since: date, until: date) -> str:
    """The file's text: a line for each count of a place, then for each national measure, and last how counts are told."""
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    stretch = (since.isoformat(), until.isoformat())
    for one in rows:
        counts = (one.asked, one.registered, one.kept, one.broken) if not one.dimension else (one.asked,)
        blank = ("",) * (6 - len(counts))
        lines.writerow(
            (*stretch, *_place(one), one.dimension or "all", one.value, *map(_count, counts), *blank)
        )
    for measure in measured:
        counted = (_count(measure.met), _count(measure.missed))
        lines.writerow(
            (*stretch, *_place(measure), "national measure", measure.measure, "", "", "", "", *counted)
        )
    lines.writerow((CONTROL,))
    return out.getvalue()


def name(since: date, until: date) -> str:
    """What the file is called."""
    return f"figures-{since.isoformat()}-to-before-{until.isoformat()}.csv"


def _place(one: Figure | Measured) -> tuple[str, str]:
    return safe(one.area or "All districts"), safe(one.practice or "")


def _count(count: int | None) -> str:
    return FEW if count is None else str(count)
