"""Lengths of time as they are written down: ISO 8601."""

import re
from datetime import timedelta

_WRITTEN = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def span(written: str) -> timedelta:
    """The length of an ISO 8601 duration of weeks, days, hours and minutes; raises ValueError for anything else."""
    found = _WRITTEN.fullmatch(written)
    if not found or not any(found.groups()):
        raise ValueError(f"{written} is not a duration such as PT4H or P7D.")
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
