"""What the practices that are shown keep for today, who sees their people when they are full, and the template of their weeks."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from weald.demo.staff import Team, at_work
from weald.foundation.access import acting
from weald.foundation.ui.wording import wall
from weald.services.appointments import planning
from weald.services.appointments.actions import reserve, weekly
from weald.services.appointments.recurring import week_of
from weald.services.directory import queries as directory
from weald.services.directory.actions import agreements

SHARE, RELEASED_MINUTES, FRIENDS = 25, 60, 2


def flow(teams: Iterable[Team], *, now: datetime) -> None:
    """Each shown practice keeps a quarter of its day, two of its neighbours have agreed to see its people, and next week, which is
    published whole, is its template."""
    monday = week_of(wall(now).date()) + timedelta(days=7)
    for team in teams:
        if not team.place.shown:
            continue
        [manager] = team.of("practice_manager")
        around = [one for one in directory.neighbours(manager.organisation) if one.kind == "practice"]
        with acting(at_work(manager)):
            reserve.state(share=SHARE, released_minutes=RELEASED_MINUTES, now=now)
            for one in around[:FRIENDS]:
                agreements.agree(ods_code=one.ods_code, services=(), since=None, now=now)
            weekly.keep_week(monday=monday, agreed=planning.swap(monday).seen)
