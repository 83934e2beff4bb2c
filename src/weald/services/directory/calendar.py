"""Days on which everybody is closed, from `content/calendars`."""

from datetime import date
from functools import cache
from importlib import resources

import yaml


@cache
def bank_holidays() -> frozenset[date]:
    """Bank holidays of England, and every Christmas Day: one on a Saturday is no bank holiday, and no hub opens on it."""
    file = resources.files("weald.content") / "calendars" / "bank_holidays_england.yaml"
    listed = {
        date.fromisoformat(line["date"])
        for line in yaml.safe_load(file.read_text(encoding="utf-8"))["holidays"]
    }
    return frozenset(listed | {date(day.year, 12, 25) for day in listed})
