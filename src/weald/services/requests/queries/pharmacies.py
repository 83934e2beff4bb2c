"""The pharmacy as a next door: where somebody may be helped when no time is free soon enough."""

from datetime import datetime
from uuid import UUID

from weald.foundation.ui.wording import wall
from weald.services.directory import nearby
from weald.services.directory.hours import next_opening
from weald.services.directory.nearby import Nearby
from weald.services.directory.queries import Practice
from weald.services.library import content, policies
from weald.services.requests.letter import criteria
from weald.services.requests.queries.care import request_row
from weald.services.requests.referable import SERVICE, against

MOST = 4
"""Pharmacies that are named at once."""


def could_help(request: UUID, now: datetime) -> tuple[Nearby, ...]:
    """The pharmacies that the person may ask for instead of a time, nearest first: those that see somebody of their age, open
    before the request is due, and read what is referred to them.

    None where staff have yet to confirm, where a pharmacy is not for it (a red flag, an emergency, signs of danger, a
    service that the policy does not name), or where Pharmacy First does not cover the problem at their age and sex.
    """
    asked = request_row(request)
    if (
        asked is None
        or asked.state not in {"waiting", "confirmed"}
        or not (asked.self_service or asked.confirmed_at)
        or against(asked)
        or asked.service not in policies.matching().overflow.pharmacy
        or criteria(asked, content.current(), wall(now).date()).against
    ):
        return ()
    near = nearby.giving(asked.organisation, SERVICE, asked.birth_date, now)
    in_time = (one for one in near if one.open_now or next_opening(one.place.hours, now) < asked.due_at)
    return tuple(one for one in in_time if nearby.reads(one.place.id))[:MOST]


def written(place: Practice) -> str:
    """A pharmacy as the story notes that it was asked for."""
    return f"{place.name} ({place.ods_code})"
