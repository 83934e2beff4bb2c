"""How counts under disclosure control are said: what is few is not told, and no rate or share that rests on it either."""

from weald.services.requests.queries.figures import Figure

FEW = "1 to 7"
NOT_TOLD = "not told"
NOTHING = "–"
CONTROL = (
    "So that nobody can be recognised, a count of 1 to 7 is not told, every other is rounded to the nearest 5, totals too, each "
    "from the true number: parts need not add up to their total. This is the rule of NHS England for Hospital Episode Statistics. "
    "Rates and shares are reckoned from the rounded counts; one that rests on a count of 1 to 7 is “not told”. A dash: there was nothing to count."
)


def count(number: int | None) -> str:
    """A count, or that it is few."""
    return FEW if number is None else f"{number:,}"


def rate(one: Figure) -> float | None:
    """Requests for 1,000 registered people."""
    return for_1000(one.asked, one.registered)


def for_1000(asked: int | None, registered: int | None) -> float | None:
    """So many for 1,000 registered people; None where one of the two is not told, or nobody is registered."""
    return None if asked is None or not registered else 1000 * asked / registered


def rated(one: Figure) -> str:
    """The rate, or why there is none."""
    found = rate(one)
    if found is not None:
        return f"{found:.0f}"
    return NOTHING if one.registered == 0 else NOT_TOLD


def kept(one: Figure) -> str:
    """The share of promises that were kept."""
    if one.kept is None or one.broken is None:
        return NOT_TOLD
    decided = one.kept + one.broken
    return f"{round(100 * one.kept / decided)}%" if decided else NOTHING


def part(number: int | None, whole: int | None) -> str:
    """A count with its share of the whole."""
    return f"{count(number)} ({share(number, whole)})" if number and whole else count(number)


def share(number: int | None, whole: int | None) -> str:
    """Of counts that are rounded each for itself a part can seem more than its whole."""
    if number is None or whole is None:
        return NOT_TOLD
    return f"{min(100, round(100 * number / whole))}%" if whole else NOTHING
