"""What the national measures stand on here: their definitions, read once, and the calendar of core hours."""

from datetime import date, datetime
from functools import cache

from weald.engines.promises import Definitions, read_measures
from weald.foundation.ui.wording import wall
from weald.services.directory.calendar import bank_holidays
from weald.services.directory.hours import CORE_WEEK, Hours, end_of_day_for_urgent, end_of_next_core_period
from weald.services.library.content import FOLDER


class CoreHours:
    """The core hours of the contract, whatever hours a practice keeps: closed for training, it owes its answers still."""

    def __init__(self, holidays: frozenset[date]) -> None:
        self._hours = Hours(CORE_WEEK, holidays)

    def core_day(self, at: datetime) -> date:
        """The London day of the period that runs at `at`, or of the next one."""
        return wall(end_of_day_for_urgent(self._hours, at)).date()

    def end_of_next_core_period(self, at: datetime) -> datetime:
        """The end of the period after the one that runs at `at`; outside of core hours, of the next one."""
        return end_of_next_core_period(self._hours, at)


@cache
def core_hours() -> CoreHours:
    """Monday to Friday, 8:00am to 6:30pm, but not on bank holidays of England."""
    return CoreHours(bank_holidays())


@cache
def definitions() -> Definitions:
    """The measures on duty; raises MeasureError with a sentence where the file cannot be used."""
    return read_measures((FOLDER / "measures" / "access.yaml").read_bytes())
