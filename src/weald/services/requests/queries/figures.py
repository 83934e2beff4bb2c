"""Figures about many people, for planners. The database counts and tells only what disclosure control lets through; no
row of a person or a request is seen."""

from dataclasses import dataclass
from datetime import date

from weald.foundation.access import Forbidden, actor, query
from weald.services.directory.queries import practice_by_id


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts about one place. `kept` and `broken` are of promises that fell due in the period. `area` is None for all districts together, `practice` for all practices of the district;
    `dimension` is channel, level or nothing, with its `value`. A count is None where it is 1 to 7: it is not told. All
    others are rounded to the nearest 5."""

    area: str | None
    practice: str | None
    dimension: str
    value: str
    asked: int | None
    kept: int | None
    broken: int | None
    registered: int | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of one place, told under the same control: how many met it, and how many did not. Without an area it is of
    all districts, without a practice of the whole district."""

    area: str | None
    practice: str | None
    measure: str
    met: int | None
    missed: int | None


def figures(since: date, until: date) -> list[Figure]:
    """Of the requests that were sent from the Monday `since` to before the Monday `until`. Raises Forbidden for whoever
    does not act for a care board: the database refuses them as well."""
    _planners_only()
    return [Figure(*row) for row in query("select * from requests_figures(%s, %s)", [since, until])]


def measures(since: date, until: date) -> list[Measured]:
    """The national measures of whole weeks, by district and practice. Raises Forbidden as `figures` does."""
    _planners_only()
    return [Measured(*row) for row in query("select * from requests_measures(%s, %s)", [since, until])]


def _planners_only() -> None:
    who = actor()
    if who.party is None or practice_by_id(who.party).kind != "icb":
        raise Forbidden("These figures are for planners of a care board. Change the organisation first.")
