"""The served program's clock in the journeys: Python loads this file by its name wherever it is on the path.

Journeys have to find the practice open, whatever the hour at which the tests run. So the program lives on the morning
that WEALD_JOURNEY_MORNING names, and its clock goes on from there. What it does every minute it does every seven seconds
here, so that no journey waits for a minute to end.
"""

import os
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from procrastinate import Blueprint

_shift = datetime.fromisoformat(os.environ["WEALD_JOURNEY_MORNING"]) - datetime.fromtimestamp(
    float(os.environ["WEALD_JOURNEY_BEGAN"]), UTC
)


def _now() -> datetime:
    return datetime.now(UTC) + _shift


timezone.now = _now

_periodic = Blueprint.periodic


def _often(self: Blueprint, *, cron: str, **more: Any) -> Any:
    return _periodic(self, cron="* * * * * */7" if cron == "* * * * *" else cron, **more)


Blueprint.periodic = _often  # type: ignore[method-assign]
