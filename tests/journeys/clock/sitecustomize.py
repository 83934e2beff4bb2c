"""The served program's clock in the journeys: Python loads this file by its name wherever it is on the path.

Journeys have to find the practice open, whatever the hour at which the tests run. So the program lives on the morning
that WEALD_JOURNEY_MORNING names, and its clock goes on from there.
"""

import os
from datetime import UTC, datetime

from django.utils import timezone

_shift = datetime.fromisoformat(os.environ["WEALD_JOURNEY_MORNING"]) - datetime.fromtimestamp(
    float(os.environ["WEALD_JOURNEY_BEGAN"]), UTC
)


def _now() -> datetime:
    return datetime.now(UTC) + _shift


timezone.now = _now
