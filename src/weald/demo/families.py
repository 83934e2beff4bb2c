"""Families of the demonstration: at the practices that are shown somebody acts for two children and for their own mother or
father, a power of attorney is held, and the care home near by has residents."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from weald.demo.chance import Chance
from weald.demo.staff import Team
from weald.foundation.access import Actor, Basis, acting
from weald.foundation.ui.wording import date_text, wall
from weald.services.people import ages
from weald.services.people.acting_for import SCOPES
from weald.services.people.actions import NewPerson, contacts, proxies
from weald.services.people.actions.proxies import NewProxy

RESIDENTS = 6
"""People whom each practice that is shown has in the care home of its neighbourhood."""


def families(
    teams: Iterable[Team], homes: Sequence[Team], registered: Sequence[NewPerson], *, seed: int, now: datetime
) -> tuple[str, ...]:
    """Make them up; returns a sentence for each practice that says who can sign in."""
    chance = Chance(seed, "families")
    today = wall(now).date()
    said = []
    for team in teams:
        near = [one for one in homes if one.place.neighbourhood.id == team.place.neighbourhood.id]
        here = [one for one in registered if one.organisation == team.place.organisation.id]
        if team.place.shown and here and (sentence := _family(team, near, here, chance, today, now)):
            said.append(sentence)
    return tuple(said)


def _family(
    team: Team, homes: Sequence[Team], here: Sequence[NewPerson], chance: Chance, today: date, now: datetime
) -> str:
    parent = _one(here, today, 28, 45, reached=True)
    if parent is None:
        return ""
    [clerk, *_] = team.of("receptionist")
    who = Actor(
        Basis.STAFF, clerk.name, identity=clerk.identity, party=clerk.organisation, roles=frozenset({clerk.role}),
        channel="staff",
    )  # fmt: skip
    with acting(who):
        contacts.check_with_person(person=parent.id, by="sms", now=now)
        for ward, kind, capacity, more in (
            (_one(here, today, 5, 9), "parent", "child", {}),
            (_one(here, today, 13, 15), "parent", "child", {"reviewed": True}),
            (_one(here, today, 75, 90), "attorney", "lacks", {"document_seen_by": clerk.name}),
        ):
            if ward is not None:
                _grant(
                    parent.id, parent.organisation, _name(parent), ward, kind, capacity, chance, now, **more
                )
        for home in homes[:1]:
            old = [one for one in here if ages.years(one.birth_date, today) >= 75][1 : RESIDENTS + 1]
            for ward in old:
                place = home.place.organisation
                _grant(place.id, None, place.name, ward, "care_home", "agrees", chance, now)
    return f"{_name(parent)}, born {date_text(parent.birth_date)}, at {team.place.organisation.name}"


def _grant(
    proxy: UUID, registered: UUID | None, name: str, ward: NewPerson, kind: str, capacity: str, chance: Chance,
    now: datetime, *, reviewed: bool = False, document_seen_by: str = "",
) -> None:  # fmt: skip
    new = NewProxy(
        id=chance.identifier(now), person=ward.id, proxy=proxy, proxy_registered=registered, proxy_name=name, kind=kind,
        scope=SCOPES, capacity=capacity, reviewed=reviewed, document_seen_by=document_seen_by,
    )  # fmt: skip
    proxies.grant(new=new, now=now)


def _one(
    here: Sequence[NewPerson], today: date, youngest: int, oldest: int, *, reached: bool = False
) -> NewPerson | None:
    """The first of this age, in years, who can be reached by text message where that is asked."""
    return next(
        (
            one
            for one in here
            if youngest <= ages.years(one.birth_date, today) <= oldest
            and (not reached or one.phone.startswith("+447"))
        ),
        None,
    )


def _name(one: NewPerson) -> str:
    return f"{one.given_name} {one.family_name}"
