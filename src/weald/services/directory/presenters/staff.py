"""Who works in a practice, in words."""

from dataclasses import dataclass
from uuid import UUID

from weald.foundation.access import ROLES, Actor
from weald.foundation.ui import components as ui
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import joined
from weald.services.directory.actions.staff import GIVEN_HERE
from weald.services.directory.kept import MemberRow
from weald.services.directory.words import ROLES as ROLE_WORDS
from weald.services.directory.words import SERVICES, SKILLS, service_name


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role with the reason that it exists."""

    name: str
    text: str
    reason: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here."""

    name: str
    sign_in: str
    roles: str
    care: str
    href: str
    me: bool


ROLE_CHOICES = tuple(ui.Choice(role, ROLE_WORDS[role], ROLES[role].reason) for role in GIVEN_HERE)
SERVICE_CHOICES = (ui.Choice("", "None"), *(ui.Choice(kind, text) for kind, text in SERVICES.items()))


def members(team: list[MemberRow], who: Actor) -> tuple[Member, ...]:
    """The list of everybody."""
    return tuple(member(one, who) for one in team)


def member(row: MemberRow, who: Actor) -> Member:
    """One line of the list."""
    return Member(
        name=row.name,
        sign_in=row.sign_in,
        roles=joined([ROLE_WORDS.get(role, role) for role in row.roles]),
        care=joined([service_name(one) for one in row.services]),
        href=url("staff_member", row.identity),
        me=row.identity == who.identity,
    )


def roles(row: MemberRow) -> tuple[RoleLine, ...]:
    """The roles that a manager can give, and which of them this person holds."""
    return tuple(
        RoleLine(role, ROLE_WORDS[role], ROLES[role].reason, role in row.roles) for role in GIVEN_HERE
    )


def find(team: list[MemberRow], identity: UUID) -> MemberRow | None:
    """The person of the team with this identity."""
    return next((one for one in team if one.identity == identity), None)


@dataclass(frozen=True, slots=True)
class Care:
    """Care that somebody gives here, and the page on which it is ended: nobody may be left booked with them. `skill` is what it
    asks for, where it asks for something."""

    service: str
    text: str
    href: str
    skill: str
    skilled: bool


def care(row: MemberRow) -> tuple[Care, ...]:
    """What care somebody gives here."""
    leaving = url("staff_leaving", row.identity)
    found = []
    for one in row.services:
        skill, text = SKILLS.get(one, ("", ""))
        found.append(Care(one, service_name(one), f"{leaving}?service={one}", text, skill in row.skills))
    return tuple(found)


def other_care(row: MemberRow) -> tuple[ui.Choice, ...]:
    """What care they could give besides."""
    more = (ui.Choice(kind, text) for kind, text in SERVICES.items() if kind not in row.services)
    return (ui.Choice("", "Choose"), *more)
