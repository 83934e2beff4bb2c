"""The reserve and the agreements, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from weald.foundation.ui import components as ui
from weald.foundation.ui.wording import date_text, duration_text, joined, wall
from weald.services.appointments.reserved import USUAL_MINUTES, Stated
from weald.services.directory.queries import Agreement, Practice
from weald.services.directory.words import SERVICES

SERVICE_CHOICES = tuple(ui.Choice(name, text) for name, text in SERVICES.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement that holds, or will."""

    id: str
    name: str
    says: str


def boxes(stated: Stated | None) -> dict[str, Any]:
    """What the boxes begin with."""
    if stated is None:
        return {"released_minutes": USUAL_MINUTES}
    return {"share": stated.share, "released_minutes": stated.released_minutes}


def stated(now_stated: Stated | None) -> str:
    """How it stands, in a sentence."""
    if now_stated is None or not now_stated.share:
        return "Nothing is kept: whoever books first has any free time."
    return (
        f"{now_stated.share}% of each day’s times are kept for people who must be helped today, spread over the day. "
        f"Each is given to everybody {_minutes(now_stated.released_minutes)} before it begins, or sooner when the day will need fewer."
    )


def lines(agreements: tuple[Agreement, ...], now: datetime) -> tuple[Line, ...]:
    """The agreements that hold or will, the oldest first."""
    today = wall(now).date()
    return tuple(
        Line(
            str(one.id),
            one.sees.name,
            f"{joined([SERVICES[name] for name in sorted(one.services)]) or 'All services'}, "
            f"{'since' if one.since <= today else 'from'} {date_text(one.since)}",
        )
        for one in agreements
        if one.until is None or today < one.until
    )


def hub_words(hubs: tuple[Practice, ...]) -> str:
    """Whom the neighbourhood's hub is."""
    return joined([one.name for one in hubs])


def _minutes(minutes: int) -> str:
    return duration_text(timedelta(minutes=minutes)) if minutes else "a moment"
