"""Referrals of a morning: at the practices that are shown, staff have referred some people to pharmacies near by; one
pharmacist has accepted, one has helped somebody, and one has sent a request back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from weald.demo.staff import Team, at_work
from weald.foundation.access import Actor, acting, query
from weald.foundation.events import subscribe
from weald.services.directory.nearby import gives
from weald.services.referrals import actions
from weald.services.referrals.events import Accepted, Reported
from weald.services.requests.actions.referred import accepted, reported
from weald.services.requests.actions.referring import CHECKED, refer
from weald.services.requests.referable import SERVICE

MOST = 5
"""Requests that each practice that is shown has referred."""

BACK, ACCEPTED, HELPED = 1, 2, 3
"""Which of them, counted from the oldest, came back, was accepted, was helped; the others wait."""

WHILE = timedelta(minutes=30)
"""How long ago they asked at least: somebody has had the time to read it."""

# Those that no clinician has taken, and that a rule sent to a pharmacy.
_FITTING = (
    "select id, version, birth_date from requests_request where organisation = %s and service = %s and not red_flag and owner is null"
    " and kind = 'clinical' and state <> 'closed' and level <> 'now' and sent_at < %s order by sent_at, id"
)


def referrals(teams: Iterable[Team], pharmacies: Sequence[Team], *, now: datetime) -> int:
    """Refer, accept, treat and send back, as the people who work there; returns how many were referred."""
    subscribe(Accepted, accepted)
    subscribe(Reported, reported)
    made = 0
    for team in teams:
        near = [one for one in pharmacies if one.place.neighbourhood.id == team.place.neighbourhood.id]
        if team.place.shown and near:
            made += _refer(team, near[0], now)
    return made


def _refer(team: Team, pharmacy: Team, now: datetime) -> int:
    """The first waits at the pharmacy, the second comes back, the third is accepted, the fourth was helped, the fifth waits."""
    doctor, pharmacist = at_work(team.of("gp")[0]), at_work(pharmacy.of(SERVICE)[0])
    with acting(doctor):
        asked = query(_FITTING, [team.place.organisation.id, SERVICE, now - WHILE])
        fitting = [row for row in asked if gives(pharmacy.place.organisation.id, SERVICE, row[2], now)][:MOST]
    for turn, (request, version, _) in enumerate(fitting):
        at = now - timedelta(minutes=25 - 4 * turn)
        with acting(doctor):
            refer(
                request=request,
                version=version,
                to=pharmacy.place.organisation.id,
                checked=CHECKED,
                note="They can come this afternoon.",
                reason="",
                sure=True,
                key=f"demo:{request}",
                now=at,
            )
        if turn in {BACK, ACCEPTED, HELPED}:
            _answer(pharmacist, request, turn, at + timedelta(minutes=3))
    return len(fitting)


def _answer(pharmacist: Actor, request: UUID, turn: int, at: datetime) -> None:
    with acting(pharmacist):
        [(referral,)] = query("select id from referrals_referral where request_id = %s", [request])
        actions.accept(referral=referral, key="demo", now=at)
        if turn == BACK:
            actions.send_back(
                referral=referral,
                why="needs_practice",
                words="Needs an examination that we cannot do here.",
                key="demo",
                now=at,
            )
        if turn == HELPED:
            actions.consult(
                referral=referral,
                outcome="advice",
                gateway="no",
                found="Looks well. No sign that a medicine would help.",
                medicine="",
                pgd=False,
                told="Rest and drink plenty. Ask again if it is no better in a week.",
                level="",
                key="demo",
                now=at,
            )
