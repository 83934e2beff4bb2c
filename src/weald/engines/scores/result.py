"""What a clinical score answers."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One score of one person.

    `points` is the total, and None where the instrument gives a category without adding anything up. `band` is the
    category in one word, `meaning` says in a sentence what it stands for, `alerts` are findings that must be seen
    whatever the total is, and `source` names the publication.
    """

    points: int | float | None
    band: str
    meaning: str
    source: str
    alerts: tuple[str, ...] = ()


def band_of[Says](points: float, bands: Iterable[tuple[float, str, Says]]) -> tuple[str, Says]:
    """The band of so many points, and what it says: the first whose most is not passed. The last must reach the highest total."""
    return next((band, says) for most, band, says in bands if points <= most)
