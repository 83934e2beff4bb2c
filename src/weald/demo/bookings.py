"""Appointments of a morning: at the practices that are shown, Reception has booked some of those who asked, today and on days to
come, so that the list of a day and what a change of the rota would move can be seen."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from weald.demo.staff import Team, at_work
from weald.foundation.access import acting, query
from weald.services.library import policies
from weald.services.requests.actions.booking import book
from weald.services.requests.queries.offers import offers

MOST = 10
"""Requests that each practice that is shown has given a time."""

WHILE = timedelta(minutes=20)
"""How long ago they asked at least, so that somebody has had the time to speak with them; and how long they have to come."""

# Every second of those whom nobody has taken, and who neither wait for a freed time nor were hurt at home.
_FITTING = """
select id from (
    select id, row_number() over (order by sent_at, id) as turn from requests_request r
    where organisation = %s and service = any(%s) and kind = 'clinical' and state = 'waiting' and owner is null and invitation is null
      and level in ('today', 'soon', 'routine') and sent_at < %s and problem <> 'domestic_abuse'
      and not exists (select from requests_waiting w where w.request_id = r.id)
) one where turn %% 2 = 0 order by turn
"""


def bookings(teams: Iterable[Team], *, now: datetime) -> int:
    """Book them, as whoever works at Reception does on the telephone: by turns the first time that there is, and a later one. Returns
    how many were booked."""
    return sum(_book(team, now) for team in teams if team.place.shown)


def _book(team: Team, now: datetime) -> int:
    made = 0
    with acting(at_work(team.of("receptionist")[0])):
        for (request,) in query(
            _FITTING, [team.place.organisation.id, list(policies.matching().services), now - WHILE]
        ):
            fitting = (one for one in offers(request, now) if not one.late and one.starts_at > now + WHILE)
            free = sorted(fitting, key=lambda one: (one.starts_at, one.slot))
            if free and made < MOST:
                one = free[made % 2 * (len(free) // 2)]
                book(request=request, slot=one.slot, key=f"demo:{request}", now=now, knows=True)
                made += 1
    return made
