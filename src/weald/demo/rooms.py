"""The rooms of the practices that are shown, and who works in them."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from weald.demo.staff import Team, at_work
from weald.foundation.access import acting, query
from weald.foundation.ui.wording import wall
from weald.services.appointments.actions import sessions
from weald.services.appointments.recurring import week_of
from weald.services.directory.actions.rooms import add_room
from weald.services.directory.hours import LONDON

ROOMS = {"gp": ("Room 1", "Room 2", "Room 3", "Room 4"), "nurse": ("Treatment room 1", "Treatment room 2")}
"""The rooms of a building, and who works in them: the first of a job in the first of its rooms."""
FURNISHED = timedelta(weeks=2)
"""From the Monday of this week, sessions have their rooms for so long: next week, which becomes the template, is among them;
what is published beyond is still to be given its rooms."""

_HELD = (
    "select id, professional from appointments_session where organisation = %s and professional = any(%s)"
    " and mode = 'face_to_face' and kind <> 'home_visit' and ends_at > %s and starts_at < %s order by starts_at, id"
)


def rooms(teams: Iterable[Team], *, now: datetime) -> None:
    """The manager of each shown practice adds its rooms, and holds sessions in them."""
    until = datetime.combine(week_of(wall(now).date()), time(), LONDON) + FURNISHED
    for team in teams:
        if team.place.shown:
            with acting(at_work(team.of("practice_manager")[0])):
                _furnish(team, until, now)


def _furnish(team: Team, until: datetime, now: datetime) -> None:
    premises = team.place.organisation.premises[0].id
    room_of: dict[UUID, UUID] = {}
    for job, names in ROOMS.items():
        made = [add_room(premises=premises, name=name, now=now) for name in names]
        room_of |= {who.id: room for who, room in zip(team.of(job), made, strict=False)}
    for session, professional in query(_HELD, [team.place.organisation.id, list(room_of), now, until]):
        sessions.set_room(session=session, room=room_of[professional], premises=premises, now=now)
