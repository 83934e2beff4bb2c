"""Figures about many people, for planners. The database counts and tells only what disclosure control lets through; no
row of a person or a request is seen."""

from dataclasses import dataclass
from datetime import date

from weald.foundation.access import Forbidden, actor, query
from weald.services.directory.queries import practice_by_id


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts about one place. `area` is None for all districts together, `practice` for all practices of the district;
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


def figures(since: date, until: date) -> list[Figure]:
    """Of the requests that were sent from the Monday `since` to before the Monday `until`. Raises Forbidden for whoever
    does not act for a care board: the database refuses them as well."""
    who = actor()
    if who.party is None or practice_by_id(who.party).kind != "icb":
        raise Forbidden("These figures are for planners of a care board. Change the organisation first.")
    return [Figure(*row) for row in query("select * from requests_figures(%s, %s)", [since, until])]
