"""How old somebody is."""

from datetime import date


def years(born: date, today: date) -> int:
    """Whole years on `today`; whoever was born on 29 February has their birthday on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
