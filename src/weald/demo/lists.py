"""What the practices that are shown have planned: a clinic, people who wait for a time, and people who are asked in. All of it by the verbs of those who work there."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from weald.demo.chance import Chance
from weald.demo.rooms import ROOMS
from weald.demo.staff import Team, at_work
from weald.foundation.access import Actor, Basis, acting, query
from weald.services.appointments.actions import NewSession, publish_many
from weald.services.directory import kept
from weald.services.directory.hours import LONDON
from weald.services.requests.actions import care, recalling, waiting
from weald.services.requests.actions.inviting import Allowed
from weald.services.requests.queries.choosing import Whom
from weald.services.requests.queries.waiting import Wishes

CLINIC, OPENS, CLOSES, MINUTES = "Flu clinic", time(9), time(12), 5
INVITED, OLDEST, CALLED = 24, 65, 10
"""How many are asked to the clinic, from which age, and how many were asked for a blood pressure check three weeks ago."""
LONG_AGO = timedelta(weeks=3)

WISHES = (
    Wishes(parts=("morning",)),
    Wishes(modes=("phone", "video")),
    Wishes(weekdays=(1, 3), own_only=True),
    Wishes(own_only=True, parts=("afternoon",)),
)
"""What suits those who wait, one each."""

# Nobody who is hurt at home: a message about a time can be read by others there.
_WAITS = (
    "select id, version, confirmed_at is null and not self_service from requests_request where organisation = %s"
    " and service = 'gp' and level in ('soon', 'routine') and state = 'waiting' and owner is null and kind = 'clinical'"
    " and person is not null and not red_flag and problem <> 'domestic_abuse' order by level, sent_at, given_name limit %s"
)
_OF_AGE = (
    "select nhs_number from people_person where organisation = %s and birth_date <= %s and nhs_number is not null"
    " order by nhs_number"
)
_TO_CALL = (
    "select id from requests_recalled where recall_id = %s and state = 'to_call' order by nhs_number limit 2"
)

JOB = Actor(Basis.SYSTEM, name="the job that recalls people", channel="command line")


def lists(teams: Iterable[Team], *, seed: int, now: datetime) -> None:
    """Fill the lists of each practice that is shown; nobody is left who was not told yet."""
    chance = Chance(seed, "lists")
    shown = [team for team in teams if team.place.shown]
    for team in shown:
        _clinic(team, now)
        _waiting(team, now)
    asked = [
        (team, _recall(team, "blood_pressure", chance, CALLED, now - LONG_AGO, now.date())) for team in shown
    ]
    _told(now - LONG_AGO)
    for team in shown:
        _recall(team, "flu_vaccine", chance, INVITED, now, _saturday(now))
    _told(now)
    for team, recall in asked:
        with acting(at_work(team.of("receptionist")[0])):
            for (one,), how in zip(query(_TO_CALL, [recall]), ("called", "declined"), strict=False):
                recalling.phoned(recalled=one, how=how, now=now)


def _clinic(team: Team, now: datetime) -> None:
    place, nurse, day = team.place.organisation, team.of("nurse")[0], _saturday(now)
    premises = place.premises[0].id
    with acting(at_work(team.of("practice_manager")[0])):
        clinic = NewSession(
            organisation=place.id, professional=nurse.id, professional_name=nurse.name, service=nurse.service,
            premises=premises, place=place.name, kind="slot", mode="face_to_face", category="Planned Clinics",
            setting="general_practice", starts_at=datetime.combine(day, OPENS, LONDON),
            ends_at=datetime.combine(day, CLOSES, LONDON), slot_minutes=MINUTES,
            room=next(one.id for one in kept.rooms() if one.name == ROOMS["nurse"][0]), clinic=CLINIC,
        )  # fmt: skip
        publish_many(sessions=[clinic], now=now)


def _waiting(team: Team, now: datetime) -> None:
    """Some of those who asked wait for a time that suits them better; where staff confirm first, they have."""
    doctor, desk = at_work(team.of("gp")[0]), at_work(team.of("receptionist")[0])
    with acting(doctor):
        asked = query(_WAITS, [team.place.organisation.id, len(WISHES)])
        for request, version, unconfirmed in asked:
            if unconfirmed:
                care.confirm(request=request, version=version, key=f"demo:{request}", now=now)
    with acting(desk):
        for (request, _, _), wishes in zip(asked, WISHES, strict=False):
            waiting.join(request=request, wishes=wishes, now=now)


def _recall(team: Team, reason: str, chance: Chance, most: int, at: datetime, last: date) -> UUID | None:
    """Some people of the practice who are old enough are asked in by reception; None where nobody is."""
    here, recall = team.place.organisation.id, chance.identifier(at)
    first = at.astimezone(LONDON).date()
    with acting(at_work(team.of("receptionist")[0])):
        old = [row[0] for row in query(_OF_AGE, [here, first - timedelta(days=OLDEST * 366)])]
        numbers = chance.sample(old, min(most, len(old)))
        if not numbers:
            return None
        clinic = CLINIC if reason == "flu_vaccine" else ""
        recalling.begin(
            recall=recall,
            whom=Whom(numbers=tuple(numbers)),
            allowed=Allowed(
                services=("nurse",), clinic=clinic, earliest=first, latest=last, days=28, reason=reason
            ),
            remind_weeks=(),
            now=at,
        )
    return recall


def _told(at: datetime) -> None:
    """The job tells them, or lists them to be phoned."""
    while True:
        with acting(JOB):
            if not recalling.work(now=at):
                return


def _saturday(now: datetime) -> date:
    """The next Saturday, tomorrow at the earliest."""
    today = now.astimezone(LONDON).date()
    return today + timedelta(days=(5 - today.weekday()) % 7 or 7)
