"""From what was answered to what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .dictionary import Group
from .expressions import CONTEXT_NUMBERS, age_in_days
from .model import Answer
from .plans import Masks, Plan


@dataclass(frozen=True, slots=True)
class Person:
    """What rules may know of a person. An age in years leaves the days within the year open."""

    youngest: int
    """Age in days, at least."""
    oldest: int
    """Age in days, at most."""
    sex: str
    spoken_age: str
    """The age in words, for explanations."""

    @staticmethod
    def of_years(years: int, sex: str) -> "Person":
        """Somebody who has had this many birthdays."""
        spoken = "under 1 year" if years == 0 else f"{years} year{'s' if years > 1 else ''}"
        return Person(age_in_days(years, "years"), age_in_days(years + 1, "years") - 1, sex, spoken)

    @staticmethod
    def of_days(days: int, sex: str) -> "Person":
        """Somebody who is this many days old."""
        return Person(days, days, sex, f"{days} day{'' if days == 1 else 's'}")


class Evidence(NamedTuple):
    """What is known of each finding, and the groups answered yes of which no member is known to be yes."""

    findings: Mapping[str, Answer]
    unexplained: tuple[Group, ...]


def plan_for(plans: Mapping[str, Plan], problem: str | None, person: Person) -> Plan:
    """The plan of a problem, or without one of the life-threat table, for this person."""
    plan = plans[problem or ""]
    return plan.fitting(of_person(plan, person))


def unfold(plan: Plan, answers: Mapping[str, Answer]) -> Evidence:
    """Answers to groups become answers to their members.

    `no` to a group answers every member that has no answer of its own, unless another group with that member was answered
    yes or unsure: what opens a question outweighs what closes it. Somebody who says yes to a group and then no to each of its
    members has contradicted themself: each of those members counts as unsure, never as no.
    """
    answered = [(group, answers[group.name]) for group in plan.groups if group.name in answers]
    if not answered:
        return Evidence(answers, ())
    findings = dict(answers)
    opened = {member for group, answer in answered if answer != "no" for member in group.members}
    for group, answer in answered:
        if answer == "no":
            for member in group.members:
                if member not in answers and member not in opened:
                    findings[member] = "no"
    unexplained: list[Group] = []
    for group, answer in answered:
        if answer != "yes":
            continue
        # What nobody needed to ask says nothing; what was said all the same counts.
        said = {findings.get(name) for name in group.members if name in findings or name not in plan.silent}
        if said == {"no"}:
            findings.update(dict.fromkeys(group.members, "unsure"))
        elif "yes" not in said and "unsure" not in said:
            unexplained.append(group)
    return Evidence(findings, tuple(unexplained))


def of_person(plan: Plan, person: Person) -> Masks:
    """What age and sex alone make of the tests of a plan."""
    true = false = unsure = 0
    effects = plan.effects
    effect = effects.get("age")
    if effect is not None:
        low, high = effect.of(person.youngest), effect.of(person.oldest)
        # What holds at one end of the year only may hold: it counts as true where that is the cautious way.
        unsure = low.true ^ high.true
        true, false = low.true | high.true, low.false & high.false
    effect = effects.get("sex")
    if effect is not None:
        masks = effect.of(person.sex)
        true, false, unsure = true | masks.true, false | masks.false, unsure | masks.unsure
    return Masks(true, false, unsure)


def weigh(plan: Plan, person: Person, findings: Mapping[str, Answer], context: Mapping[str, object]) -> Masks:
    """What the tests of a plan are known to be."""
    true, false, unsure = of_person(plan, person)
    effects = plan.effects
    for name, value in findings.items():
        effect = effects.get(name)
        if effect is not None:
            masks = effect.of(value)
            true |= masks.true
            false |= masks.false
            unsure |= masks.unsure
    for name in CONTEXT_NUMBERS:
        effect = effects.get(name)
        if effect is not None:
            number = context.get(name, 0)
            masks = effect.of(float(number) if isinstance(number, int | float) else 0.0)
            true, false = true | masks.true, false | masks.false
    return Masks(true, false, unsure)
