"""What the practices that are shown keep for today, and who sees their people when they are full."""

from collections.abc import Iterable
from datetime import datetime

from weald.demo.staff import Team, at_work
from weald.foundation.access import acting
from weald.services.appointments.actions import reserve
from weald.services.directory import queries as directory
from weald.services.directory.actions import agreements

SHARE, RELEASED_MINUTES, FRIENDS = 25, 60, 2


def flow(teams: Iterable[Team], *, now: datetime) -> None:
    """Each shown practice keeps a quarter of its day, and two of its neighbours have agreed to see its people."""
    for team in teams:
        if not team.place.shown:
            continue
        [manager] = team.of("practice_manager")
        around = [one for one in directory.neighbours(manager.organisation) if one.kind == "practice"]
        with acting(at_work(manager)):
            reserve.state(share=SHARE, released_minutes=RELEASED_MINUTES, now=now)
            for one in around[:FRIENDS]:
                agreements.agree(ods_code=one.ods_code, services=(), since=None, now=now)
