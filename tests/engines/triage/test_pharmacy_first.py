"""Whom the front door sends to a pharmacist: NHS England's seven conditions as a table, at each boundary of age and for each exclusion.

Whoever is on one side of a boundary and calm in all else is sent; the exclusions are not tried one by one but proven: there is no
combination of answers in which an excluded person is sent.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from weald.engines.triage.evidence import Person
from weald.engines.triage.soundness.proof import Proof
from weald.services.library import commands
from weald.services.library.content import current

CONTENT = current()
UNDER_ONE = {"age_days": 364, "sex": "male"}


@dataclass(frozen=True)
class Condition:
    """One condition: the rule that sends to a pharmacist, what somebody has who has it, who is covered, and who is not."""

    rule: str
    has: dict[str, str]
    ages: tuple[int, int | None]
    excluded: tuple[dict[str, str], ...]
    sex: str = "female"

    @property
    def problem(self) -> str:
        return self.rule.partition(".")[0]


IMMUNE = {"immunosuppressed": "yes"}
PREGNANT = {"sex": "female", "pregnant": "yes"}
PREGNANT_15 = PREGNANT | {"age": "15"}
CONDITIONS = (
    Condition(
        "urinary_women.pharmacy_first", {"urinary_typical": "yes"}, (16, 65),
        (IMMUNE, PREGNANT | {"age": "30"}, PREGNANT | {"age": "16"}, {"sex": "male"}, {"urinary_catheter": "yes"}, {"urinary_recurrent": "yes"},
         {"urinary_vaginal_discharge": "yes"}, {"urinary_kidney_pain": "yes"}, {"fever": "yes"}, {"urinary_shivering": "yes"},
         {"urinary_sick": "yes"}, {"very_unwell": "yes"}, {"age": "65"}, {"age": "15"}),
    ),
    Condition(
        "shingles.pharmacy", {"shi_rash": "under_3_days"}, (18, None),
        (IMMUNE, PREGNANT | {"age": "30"}, PREGNANT | {"age": "18"}, {"age": "17"}, {"shi_eye": "yes"}, {"shi_ear": "yes"}, {"shi_nerves": "yes"},
         {"very_unwell": "yes"}),
        "male",
    ),
    Condition(
        "skin_infection_bite.impetigo", {"bite_kind": "crusts"}, (1, None),
        (IMMUNE, PREGNANT_15, {"bite_blisters": "yes"}, {"bite_again": "yes"}, {"bite_failed": "yes"}, {"very_unwell": "yes"}, {"fever": "yes"}),
    ),
    Condition(
        "skin_infection_bite.insect_infected", {"bite_kind": "insect", "bite_infected": "yes"}, (1, None),
        (IMMUNE, PREGNANT_15, {"bite_abroad": "yes"}, {"bite_mouth": "yes"}, {"very_unwell": "yes"}, {"fever": "yes"}),
    ),
    Condition(
        "sore_throat.pharmacy_first", {}, (5, None),
        (IMMUNE, PREGNANT_15, {"throat_risk_medicine": "yes"}, {"recent_chemotherapy": "yes"}, {"throat_hard_to_breathe": "yes"},
         {"throat_one_side_swollen": "yes"}, {"throat_scarlet_rash": "yes"}, {"throat_often": "yes"}, {"very_unwell": "yes"}, {"age": "4"}),
    ),
    Condition(
        "nose_sinus_hay_fever.pharmacy_first", {"nose_main": "sinus"}, (12, None),
        (IMMUNE, PREGNANT_15, {"nose_eye": "yes"}, {"nose_forehead": "yes"}, {"stiff_neck": "yes"}, {"nose_one_side": "yes"},
         {"nose_days": "over_12_weeks"}, {"very_unwell": "yes"}, {"age": "11"}),
    ),
    Condition(
        "earache.pharmacy_first", {"ear_main": "pain"}, (1, 18),
        (IMMUNE, PREGNANT_15, PREGNANT_15 | {"ear_main": "discharge"}, {"ear_often": "yes"}, {"ear_behind": "yes"}, {"stiff_neck": "yes"},
         {"ear_face_weak": "yes"}, {"recent_chemotherapy": "yes"}, {"very_unwell": "yes"}, {"age": "18"}),
    ),
    # The same conditions, entered by another problem.
    Condition("rash.shingles", {"rash_kind": "one_side"}, (18, None), (IMMUNE, PREGNANT | {"age": "30"}, {"age": "17"}), "male"),
    Condition("chest_pain.shingles", {"chest_rash": "yes"}, (18, None), (IMMUNE, PREGNANT | {"age": "30"}, {"age": "17"}), "male"),
)  # fmt: skip
named = pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.rule)


def decided(problem: str, person: dict[str, Any], has: dict[str, str]) -> dict[str, Any]:
    """What `weald triage assess` decides of somebody with this, who answers no to all else, or the first of a choice."""
    answers: dict[str, Any] = {}
    for _ in range(40):
        request = {"person": person, "problem": problem, "text": None, "answers": answers}
        code, out, told = commands.triage_assess(json.dumps(request).encode())
        assert code == 0, told
        said: dict[str, Any] = json.loads(out)
        if said["status"] != "ask":
            return said
        asked = said["question"]
        if asked["kind"] == "group":
            members = [one["finding"] for one in asked["members"]]
            answers[asked["finding"]] = "yes" if set(members) & set(has) else "no"
            answers |= {one: has.get(one, "no") for one in members} if set(members) & set(has) else {}
        else:
            calm = {"yes_no": "no", "number": asked["min"]}.get(asked["kind"])
            answers[asked["finding"]] = has.get(asked["finding"], calm or asked["answers"][0]["value"])
    raise AssertionError("the questions do not end")


def rule_of(said: dict[str, Any]) -> str:
    return str(said["because"][0]["rule"]) if said["status"] == "decided" else ""


@named
def test_each_boundary_of_age_is_that_of_the_service(condition: Condition) -> None:
    low, high = condition.ages
    inside = [low, low + 1] + ([high - 1] if high else [64, 90])
    outside = [low - 1] + ([high] if high else [])
    for age in inside:
        said = decided(condition.problem, {"age_years": age, "sex": condition.sex}, condition.has)
        assert rule_of(said) == condition.rule, (age, said)
        assert said["decision"]["service"] == "community_pharmacy"
    for age in outside:
        said = decided(condition.problem, {"age_years": age, "sex": condition.sex}, condition.has)
        assert rule_of(said) != condition.rule, (age, said)
    said = decided(condition.problem, UNDER_ONE | {"sex": condition.sex}, condition.has)
    assert rule_of(said) != condition.rule


@named
def test_nobody_who_is_excluded_is_sent_whatever_else_they_answer(condition: Condition) -> None:
    proof = Proof(CONTENT.plans[condition.problem], CONTENT)
    fires = proof.fired[condition.rule]
    assert fires != proof.space.nothing
    for excluded in condition.excluded:
        for unsure in (False, True):
            where = fires
            for name, value in excluded.items():
                where = where & among(proof, name, "unsure" if unsure and value == "yes" else value)
            assert where == proof.space.nothing, (condition.rule, excluded, unsure)


@named
def test_nobody_under_one_is_sent_whatever_they_answer(condition: Condition) -> None:
    proof = Proof(CONTENT.plans[condition.problem], CONTENT)
    effect = CONTENT.plans[condition.problem].effects["age"]
    age = next(one for one in proof.space.subjects if one.name == "age")
    for days in range(365):
        place = [known.masks for known in age.classes].index(effect.of(days))
        assert (proof.fired[condition.rule] & proof.space.is_class["age", place]) == proof.space.nothing, days


def among(proof: Proof, name: str, value: str) -> Any:
    """The combinations in which this was answered; an age is one of all that it can be in days."""
    effect = proof.plan.effects[name]
    subject = next(one for one in proof.space.subjects if one.name == name)
    known = [one.masks for one in subject.classes]
    if name == "age":
        person = Person.of_years(int(value), "unknown")
        wanted = {effect.of(days) for days in (person.youngest, person.oldest)}
        return proof.space.any_of(
            proof.space.is_class[name, place] for place, masks in enumerate(known) if masks in wanted
        )
    return proof.space.is_class[name, known.index(effect.of(value))]
