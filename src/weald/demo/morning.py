"""A morning's requests in the queue of every practice: people of the practice with the answers of the pathways' worked cases.

Each is assessed like any other when it is sent; what triage would ask more about is left out here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import yaml

from weald.demo import facts
from weald.demo.chance import Chance
from weald.demo.staff import Team
from weald.engines.triage import SOMETHING_ELSE, Assessment
from weald.foundation.lengths import span
from weald.services.directory.calendar import bank_holidays
from weald.services.directory.hours import Hours, is_open
from weald.services.library import content
from weald.services.people.actions import NewPerson
from weald.services.requests import evidence
from weald.services.requests.actions.submit import Submission
from weald.services.requests.due import due_at

REQUESTS, SHOWCASE_REQUESTS = 12, 40
MOST_OF_A_LIST = 3
"""No more than one in so many of a practice's people asks in one morning."""

TRIES = 12
LEVELS = {"now": 4, "today": 24, "soon": 28, "routine": 22, "self_care": 18, SOMETHING_ELSE: 4}
"""How the requests of a morning are spread over the levels that their cases expect."""

CHANNELS = {"online": 60, "phone": 32, "walk_in": 8}
NEARLY_DUE = 0.15
"""The share of urgent requests that somebody should answer within the hour, where the practice has been open so long."""

CHILD = 16
VERY_OLD = 85


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: somebody's age in years, sex and answers."""

    problem: str
    years: float
    sex: str
    answers: Mapping[str, Any]


@cache
def cases() -> Mapping[str, tuple[Case, ...]]:
    """The worked cases of every pathway, by the level that they expect."""
    by_level: dict[str, list[Case]] = defaultdict(list)
    for path in sorted((content.FOLDER / "pathways").glob("*.cases.yaml")):
        problem = path.name.removesuffix(".cases.yaml")
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]:
            if "level" not in case.get("expect", {}) or case.get("context"):
                continue
            who = case["person"]
            years = who["age_years"] if "age_years" in who else who["age_days"] / 365.25
            by_level[case["expect"]["level"]].append(Case(problem, years, who["sex"], case["answers"]))
    return {level: tuple(those) for level, those in by_level.items()}


def requests(
    teams: Iterable[Team], registered: Mapping[Any, Sequence[NewPerson]], *, seed: int, now: datetime
) -> Iterator[Submission]:
    """Requests for each practice, oldest first, made by people who are registered there."""
    chance = Chance(seed, "morning")
    for team in teams:
        patients = list(registered.get(team.place.organisation.id, ()))
        wanted = SHOWCASE_REQUESTS if team.place.shown else REQUESTS + chance.randint(-3, 3)
        practice = _Practice(team, patients, chance, now)
        asked = [practice.request() for _ in range(min(wanted, len(patients) // MOST_OF_A_LIST))]
        yield from sorted((one for one in asked if one), key=lambda one: str(one.sent_at))


class _Practice:
    """One practice's morning; each of its people asks once at most."""

    def __init__(self, team: Team, patients: list[NewPerson], chance: Chance, now: datetime) -> None:
        self.place, self.chance, self.now = team.place.organisation, chance, now
        self.today = now.date()
        self.hours = Hours(self.place.week, bank_holidays())
        chance.shuffle(patients)
        self.patients = patients
        self.last_open = _last_open(self.hours, now)

    def request(self) -> Submission | None:
        """Somebody's request; None where, after some tries, nobody's age and answers belong together."""
        for _ in range(TRIES):
            level = self.chance.choices(list(LEVELS), list(LEVELS.values()))[0]
            case = self._case(level)
            somebody = self._like(case)
            if somebody is None:
                continue
            submission = self._submission(case, somebody)
            said = self._assessed(submission)
            if said.status != "ask":
                self.patients.remove(somebody)
                return self._sent(submission, said)
        return None

    def _case(self, level: str) -> Case:
        if level == SOMETHING_ELSE:
            return Case(SOMETHING_ELSE, self.chance.randint(18, 80), "unknown", {"danger_now": "no"})
        # First the problem, then the case: otherwise the pathway with the most cases would fill the queue.
        those = cases()[level]
        problem = self.chance.choice(sorted({one.problem for one in those}))
        return self.chance.choice([one for one in those if one.problem == problem])

    def _like(self, case: Case) -> NewPerson | None:
        """Somebody of the case's sex who is nearly of its age."""
        leeway = 15 if case.years >= 18 else max(1.0, case.years / 6)
        fitting = [one for one in self.patients if case.sex in {one.sex, "unknown"}]
        nearest = min(fitting, key=lambda one: abs(_years(one, self.today) - case.years), default=None)
        if nearest is None or abs(_years(nearest, self.today) - case.years) > leeway:
            return None
        return nearest

    def _submission(self, case: Case, somebody: NewPerson) -> Submission:
        years = _years(somebody, self.today)
        for_whom = (
            "child" if years < CHILD else "other" if years > VERY_OLD and self.chance.random() < 0.4 else "me"
        )
        lines = _lines(case, "child" if for_whom == "child" else "me")
        return Submission(
            id=self.chance.identifier(self.now),
            organisation=self.place.id,
            kind="administrative" if case.problem == "administrative" else "clinical",
            problem=case.problem,
            words=self.chance.choice(lines) if lines else "",
            answers=case.answers,
            for_whom=for_whom,
            birth_date=somebody.birth_date,
            sex=somebody.sex,
            given_name=somebody.given_name,
            family_name=somebody.family_name,
            asked_by=self._relative(somebody) if for_whom != "me" else "",
            nhs_number=somebody.nhs_number or "" if self.chance.random() < 0.6 else "",
            phone=somebody.phone,
            email=somebody.email,
            contact_by=somebody.contact_by,
        )

    def _sent(self, one: Submission, said: Assessment) -> Submission:
        sent_at = self._sent_at(
            *((said.decision.level, said.decision.within) if said.decision else ("today", said.within))
        )
        return replace(one, sent_at=sent_at, channel=self._channel(sent_at))

    def _sent_at(self, level: str, within: str) -> datetime:
        """Within the last hours, and still to be answered: what is life-threatening has only just come in, and some
        of what is urgent is nearly due. What is not urgent may have come while somebody was last there."""
        if level == "now":
            return self._ago(1, 6)
        for _ in range(TRIES):
            if level == "today" and self.chance.random() < NEARLY_DUE:
                length = span(within).total_seconds() / 60
                sent_at = self._ago(max(length - 50, 2), max(length - 5, 3))
            elif level == "today" or self.chance.random() < 0.6:
                sent_at = self._ago(2, 300)
            else:
                sent_at = self._ago(2, 300) - (self.now - self.last_open)
            if due_at(level, within, sent_at, self.hours) > self.now:
                return sent_at
        return self._ago(2, 10)

    def _ago(self, least: float, most: float) -> datetime:
        return self.now - timedelta(minutes=self.chance.uniform(least, most))

    def _channel(self, sent_at: datetime) -> str:
        chosen = self.chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        return chosen if is_open(self.hours, sent_at) else "online"

    def _relative(self, somebody: NewPerson) -> str:
        names = facts.communities()[0]
        return f"{self.chance.choice((*names.female, *names.male))} {somebody.family_name}"

    def _assessed(self, one: Submission) -> Assessment:
        return evidence.assess(
            born=one.birth_date,
            sex=one.sex,
            for_whom=one.for_whom,
            problem=one.problem,
            words=one.words,
            answers=one.answers,
            now=self.now,
        )


def _lines(case: Case, whose: str) -> tuple[str, ...]:
    """What somebody may write about this case: where the list has a kind of request, about that."""
    problem = "unrecognised" if case.problem == SOMETHING_ELSE else case.problem
    kind = f"{problem}.{case.answers.get('admin_kind', '')}"
    return facts.words().get(kind, facts.words().get(problem, {})).get(whose, ())


def _last_open(hours: Hours, now: datetime) -> datetime:
    """The last moment, to a quarter of an hour, at which the practice was open."""
    quarter = timedelta(minutes=15)
    return next(at for at in (now - quarter * back for back in range(4 * 24 * 14)) if is_open(hours, at))


def _years(somebody: NewPerson, today: date) -> float:
    return (today - somebody.birth_date).days / 365.2425
