"""The people who work in a made-up county."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from weald.demo.chance import Chance
from weald.demo.county import Place
from weald.demo.names import Names
from weald.foundation.access import Actor, Basis
from weald.services.directory.actions import NewProfessional

PRACTICE_TEAM = (
    "gp", "gp", "nurse", "clinical_pharmacist", "receptionist", "practice_manager", "privacy_officer",
)  # fmt: skip
SHOWCASE_TEAM = (
    "gp", "gp", "gp", "gp", "nurse", "nurse", "clinical_pharmacist", "receptionist", "receptionist", "practice_manager",
    "care_coordinator", "privacy_officer",
)  # fmt: skip
HUB_TEAM = (
    "gp", "nurse", "clinical_pharmacist", "physiotherapist", "physiotherapist", "mental_health_practitioner",
    "social_prescriber", "care_coordinator", "paramedic_home_visit", "receptionist", "practice_manager",
)  # fmt: skip

TEAMS = {
    "hub": HUB_TEAM,
    "pharmacy": ("community_pharmacy", "community_pharmacy"),
    "care_home": ("care_home", "care_home"),
    "icb": ("planner", "planner", "privacy_officer", "administrator"),
}
"""Who works where; at any other place the team of a practice."""

ROLES = {
    "community_pharmacy": "pharmacist",
    "receptionist": "receptionist",
    "social_prescriber": "receptionist",
    "care_coordinator": "receptionist",
    "practice_manager": "practice_manager",
    "privacy_officer": "privacy_officer",
    "care_home": "care_home",
    "planner": "planner",
    "administrator": "administrator",
}
"""The access role of each job; all others give care: clinician."""

SKILLS = {
    "physiotherapist": ("first_contact",),
    "nurse": ("long_term_conditions", "cervical_screening"),
    "clinical_pharmacist": ("prescriber", "medication_review"),
}
NO_CARE = {"receptionist", "practice_manager", "privacy_officer", "care_home", "planner", "administrator"}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works at a place, and as what."""

    professional: NewProfessional
    job: str


@dataclass(frozen=True, slots=True)
class Team:
    """A place and who works there."""

    place: Place
    members: tuple[Member, ...]

    def of(self, job: str) -> tuple[NewProfessional, ...]:
        """Those who do this job."""
        return tuple(one.professional for one in self.members if one.job == job)


def at_work(who: NewProfessional) -> Actor:
    """Somebody of a team as they act where they work."""
    return Actor(
        Basis.STAFF, who.name, identity=who.identity, party=who.organisation, roles=frozenset({who.role}), channel="staff"
    )  # fmt: skip


def teams(places: Iterable[Place], *, seed: int, now: datetime, part: str = "staff") -> tuple[Team, ...]:
    """Make up who works at each place; those of one `part` share their names with no other."""
    chance = Chance(seed, part)
    names = Names(chance)
    return tuple(_team(place, chance, names, now) for place in places)


def _team(place: Place, chance: Chance, names: Names, now: datetime) -> Team:
    jobs = TEAMS.get(place.organisation.kind, SHOWCASE_TEAM if place.shown else PRACTICE_TEAM)
    taken: set[str] = set()
    members = []
    for job in jobs:
        given, family = names.full(chance.choice(("female", "female", "male")))
        while f"{given} {family}" in taken:
            given, family = names.full("female")
        taken.add(f"{given} {family}")
        title = f"Dr {given} {family}" if job == "gp" else f"{given} {family}"
        sign_in = f"{given}.{family}@{place.organisation.ods_code}".replace(" ", "").lower()
        members.append(
            Member(
                NewProfessional(
                    id=chance.identifier(now),
                    identity=chance.identifier(now),
                    name=title,
                    sign_in=sign_in,
                    organisation=place.organisation.id,
                    role=ROLES.get(job, "clinician"),
                    service="" if job in NO_CARE else job,
                    skills=SKILLS.get(job, ()),
                ),
                job,
            )
        )
    return Team(place, tuple(members))
