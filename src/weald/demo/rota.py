"""Two weeks of published sessions: who is where, when, for what. London wall time, not on bank holidays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from weald.demo.staff import Team
from weald.services.appointments.actions import NewSession
from weald.services.directory.actions import NewProfessional
from weald.services.directory.calendar import bank_holidays
from weald.services.directory.hours import LONDON

DAYS = 14


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of somebody's day: from when to when, for what, in slots of how many minutes, each for how many people."""

    starts: time
    ends: time
    mode: str
    minutes: int
    category: str
    kind: str = "slot"
    capacity: int = 1


FACE, PHONE, VIDEO = "face_to_face", "phone", "video"
ACUTE, ROUTINE = "General Consultation Acute", "General Consultation Routine"

# A duty doctor has a list without times; whoever is on it is fitted in within the half day.
DUTY = (
    Stretch(time(8, 30), time(12, 30), FACE, 240, ACUTE, "duty_list", 12),
    Stretch(time(14), time(18), FACE, 240, ACUTE, "duty_list", 12),
)
ON_THE_DAY = (
    Stretch(time(8, 30), time(11, 30), FACE, 15, ACUTE),
    Stretch(time(12), time(13, 30), FACE, 90, "Home Visit", "home_visit", 2),
    Stretch(time(14), time(16), PHONE, 10, ACUTE),
    Stretch(time(16), time(18), PHONE, 60, "Clinical Triage", "call_back", 6),
)
ROUTINE_DAY = (
    Stretch(time(9), time(12), FACE, 15, ROUTINE),
    Stretch(time(14), time(15, 30), VIDEO, 15, ROUTINE),
    Stretch(time(16), time(17, 30), PHONE, 10, ROUTINE),
)
NURSE_DAY = (
    Stretch(time(8, 30), time(12, 30), FACE, 20, "Planned Clinics"),
    Stretch(time(13, 30), time(16, 30), FACE, 20, "Planned Clinics"),
)
PHARMACIST_DAY = (
    Stretch(time(9), time(11), PHONE, 20, "Structured Medication Review"),
    Stretch(time(14), time(16), VIDEO, 20, "Structured Medication Review"),
)
HUB_WEEKDAY: dict[str, tuple[Stretch, ...]] = {
    "gp": (
        Stretch(time(16), time(18), FACE, 15, ACUTE),
        Stretch(time(18, 30), time(20), PHONE, 10, ACUTE),
    ),
    "nurse": (Stretch(time(16), time(20), FACE, 20, "Planned Clinics"),),
    "clinical_pharmacist": (
        Stretch(time(9), time(12), PHONE, 20, "Structured Medication Review"),
        Stretch(time(17), time(19), VIDEO, 20, "Structured Medication Review"),
    ),
    "physiotherapist": (
        Stretch(time(8, 30), time(12, 30), FACE, 20, ROUTINE),
        Stretch(time(13, 30), time(16, 30), PHONE, 20, ROUTINE),
    ),
    "mental_health_practitioner": (
        Stretch(time(9), time(12, 30), FACE, 30, ROUTINE),
        Stretch(time(13, 30), time(17), VIDEO, 30, ROUTINE),
    ),
    "social_prescriber": (Stretch(time(9, 30), time(12, 30), PHONE, 30, "Social Prescribing Service"),),
    "care_coordinator": (Stretch(time(13, 30), time(16, 30), PHONE, 30, ROUTINE),),
    "paramedic_home_visit": (Stretch(time(9), time(17), FACE, 60, "Home Visit", "home_visit"),),
}
HUB_SATURDAY: dict[str, tuple[Stretch, ...]] = {
    "gp": (Stretch(time(9), time(13), FACE, 15, ACUTE), Stretch(time(14), time(17), PHONE, 10, ACUTE)),
    "nurse": (Stretch(time(9), time(13), FACE, 20, "Planned Clinics"),),
    "physiotherapist": (Stretch(time(9), time(13), FACE, 20, ROUTINE),),
}


def sessions(teams: Iterable[Team], today: date) -> Iterator[NewSession]:
    """The sessions of two weeks from `today` (a London day)."""
    days = [
        day
        for day in (today + timedelta(days=ahead) for ahead in range(DAYS))
        if day.weekday() != 6 and day not in bank_holidays()
    ]
    for team in teams:
        for day in days:
            yield from _hub(team, day) if team.place.organisation.kind == "hub" else _practice(team, day)


def _practice(team: Team, day: date) -> Iterator[NewSession]:
    if day.weekday() > 4:
        return
    doctors = team.of("gp")
    for turn, doctor in enumerate(doctors):
        turns = (DUTY, ON_THE_DAY, ROUTINE_DAY, ROUTINE_DAY) if len(doctors) > 2 else (DUTY, ON_THE_DAY)
        yield from _held(team, doctor, turns[(turn + day.weekday()) % len(turns)], day)
    for nurse in team.of("nurse"):
        yield from _held(team, nurse, NURSE_DAY, day)
    for pharmacist in team.of("clinical_pharmacist"):
        # One pharmacist serves several places: two days a week at an ordinary practice.
        if team.place.shown or day.weekday() in {1, 3}:
            yield from _held(team, pharmacist, PHARMACIST_DAY, day)


def _hub(team: Team, day: date) -> Iterator[NewSession]:
    table = HUB_SATURDAY if day.weekday() == 5 else HUB_WEEKDAY
    for member in team.members:
        yield from _held(team, member.professional, table.get(member.job, ()), day)


def _held(
    team: Team, professional: NewProfessional, stretches: Iterable[Stretch], day: date
) -> Iterator[NewSession]:
    place = team.place.organisation
    for one in stretches:
        visit = one.kind == "home_visit"
        yield NewSession(
            organisation=place.id,
            professional=professional.id,
            professional_name=professional.name,
            service=professional.service,
            premises=None if visit else place.premises[0].id,
            place="Your home" if visit else place.name,
            kind=one.kind,
            mode=one.mode,
            category=one.category,
            setting="home" if visit else "hub" if place.kind == "hub" else "general_practice",
            starts_at=datetime.combine(day, one.starts, LONDON),
            ends_at=datetime.combine(day, one.ends, LONDON),
            slot_minutes=one.minutes,
            capacity=one.capacity,
        )
