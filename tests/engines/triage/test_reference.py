"""The compiled engine against a plain reading of the language, on pathways and answers made by chance.

The reference below follows the language word by word and shares no code with the engine: it walks the expressions as they
were written, with their negations, and tries one rule after the other.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.engines.triage.small import (
    DANGER,
    FINDINGS,
    SOURCES,
    WORDING,
    WORDS,
    decisions,
    pathway,
)
from weald.engines.triage import LEVELS, RANK, Content, Person, assess, check, decide, load

YES_NO = ("pain", "sweating", "sick", "drinking", "itch")
WORST = {"pain": "yes", "sweating": "yes", "sick": "yes", "drinking": "no", "heat": 45, "length": "months"}
GROUPS = {"signs": ("sweating", "sick"), "more_signs": ("sick", "pain")}
LENGTHS = ("days", "weeks", "months")

type Expression = tuple[Any, ...]

tests = st.one_of(
    st.sampled_from(YES_NO).map(lambda name: ("is", name, "=", "yes")),
    st.sampled_from(LENGTHS).map(lambda value: ("is", "length", "=", value)),
    st.tuples(
        st.just("is"),
        st.just("heat"),
        st.sampled_from(("<", "<=", "=", ">=", ">")),
        st.sampled_from((36, 38, 40)),
    ),
    st.tuples(
        st.just("age"), st.sampled_from(("<", ">=")), st.sampled_from(("3 months", "1 years", "16 years"))
    ),
    st.sampled_from(("female", "male")).map(lambda sex: ("sex", sex)),
)
expressions: st.SearchStrategy[Expression] = st.recursive(
    tests,
    lambda inner: st.one_of(
        inner.map(lambda part: ("not", part)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: ("and", *parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: ("or", *parts)),
        st.lists(tests, min_size=3, max_size=4, unique=True).map(lambda parts: ("at_least", 2, *parts)),
    ),
    max_leaves=6,
)


def written(expression: Expression) -> str:
    match expression:
        case ("is", name, "=", "yes"):
            return name
        case ("is", name, op, value):
            return f"{name} {op} {value}"
        case ("age", op, span):
            return f"age {op} {span}"
        case ("sex", sex):
            return f"sex is {sex}"
        case ("not", part):
            return f"not ({written(part)})"
        case ("at_least", count, *parts):
            return f"at_least {count} of ({', '.join(map(written, parts))})"
        case (word, *parts):
            return f" {word} ".join(f"({written(part)})" for part in parts)
    raise AssertionError(expression)


DAYS = {"3 months": 91, "1 years": 365, "16 years": 5844}


def holds(value: Any, op: str, wanted: Any) -> bool:
    if op == "=":
        return bool(value == wanted)
    return {"<": value < wanted, "<=": value <= wanted, ">": value > wanted, ">=": value >= wanted}[op]


def truth(
    expression: Expression, facts: Mapping[str, Any], certain: bool | None, opposite: bool = False
) -> bool | None:
    """True, False, or None for "not asked". An answer that is not sure never holds for a certain rule; for the others it is
    the worst answer, and for a finding of which no answer is worse, whatever makes the rule fire. Where it is not said which
    of the two (`certain` None), an age or a sex that is not known is open too."""
    match expression:
        case ("not", part):
            return truth(part, facts, certain, not opposite)
        case ("is", name, op, wanted):
            value = facts.get(name)
            if value is None:
                return None
            if value == "unsure":
                if certain:
                    return False
                if name not in WORST:
                    return True
                value = WORST[name]
            return holds(value, op, wanted) is not opposite
        case ("age", op, span):
            possible = {holds(days, op, DAYS[span]) is not opposite for days in facts["days"]}
            return either(certain) if len(possible) > 1 else possible.pop()
        case ("sex", sex):
            return either(certain) if facts["sex"] == "unknown" else (facts["sex"] == sex) is not opposite
        case ("at_least", count, *parts):
            need = len(parts) - count + 1 if opposite else count
        case ("and", *parts):
            need = 1 if opposite else len(parts)
        case ("or", *parts):
            need = len(parts) if opposite else 1
    values = [truth(part, facts, certain, opposite) for part in parts]
    if values.count(True) >= need:
        return True
    return None if values.count(True) + values.count(None) >= need else False


def either(certain: bool | None) -> bool | None:
    """What a test is worth that may hold and may not."""
    return None if certain is None else not certain


def rests_on(expression: Expression, someone: Mapping[str, Any]) -> set[str]:
    """The findings that can still change whether a condition holds, of somebody of whom only age and sex are known."""
    if truth(expression, someone, None) is not None:
        return set()
    match expression:
        case ("is", name, *_):
            return {name}
        case ("age" | "sex", *_):
            return set()
        case (_, *parts):
            return {name for part in parts if isinstance(part, tuple) for name in rests_on(part, someone)}
    raise AssertionError(expression)


type Tried = tuple[str, str, Expression, bool]


def in_order(rules: list[tuple[Expression, str, str | None]]) -> list[Tried]:
    """Rules by level: name, level, condition, certain. A twin comes last in its level."""
    plain = [(f"ache.r{n}", level, when, twin is not None) for n, (when, level, twin) in enumerate(rules)]
    twins = [(f"ache.r{n}?", twin, when, False) for n, (when, _, twin) in enumerate(rules) if twin]
    return [
        *(("danger." + name, "now", ("is", name, "=", "yes"), False) for name in ("dying", "bleeding")),
        *(rule for level in LEVELS for rule in (*plain, *twins) if rule[1] == level),
    ]


def known_facts(answers: Mapping[str, Any], silent: set[str]) -> dict[str, Any]:
    facts = {name: value for name, value in answers.items() if name not in GROUPS}
    opened = {
        member
        for group, members in GROUPS.items()
        if answers.get(group) in ("yes", "unsure")
        for member in members
    }
    for group, members in GROUPS.items():
        if answers.get(group) == "no":
            facts |= {member: "no" for member in members if member not in answers and member not in opened}
    for group, members in GROUPS.items():
        said = [facts.get(member) for member in members if member in facts or member not in silent]
        if answers.get(group) == "yes" and said and all(answer == "no" for answer in said):
            facts |= dict.fromkeys(members, "unsure")
    return facts


def expected(rules: list[Tried], facts: dict[str, Any], answers: Mapping[str, Any], silent: set[str]) -> str:
    """The rule that fires, or `open`."""
    for name, level, when, certain in rules:
        value = truth(when, facts, certain)
        if value:
            return name
        if value is None:
            return (certainly_urgent(rules, facts, answers, silent) or "open") if level == "now" else "open"
    return "ache.else"


def urgent(rules: list[Tried], facts: dict[str, Any]) -> str | None:
    return next(
        (name for name, level, when, sure in rules if level == "now" and truth(when, facts, sure)), None
    )


def certainly_urgent(
    rules: list[Tried], facts: dict[str, Any], answers: Mapping[str, Any], silent: set[str]
) -> str | None:
    if urgent(rules, facts):
        return urgent(rules, facts)
    for group, members in GROUPS.items():
        if answers.get(group) == "yes" and not {"yes", "unsure"} & {facts.get(member) for member in members}:
            left = [member for member in members if member not in silent and facts.get(member) != "no"]
            if left and all(urgent(rules, {**facts, member: "yes"}) for member in left):
                return group
    return None


def yes_no(*names: str) -> dict[str, st.SearchStrategy[Any]]:
    return {name: st.sampled_from(("yes", "no", "unsure")) for name in names}


answer_sets = st.fixed_dictionaries(
    {"danger_now": st.just("no")},
    optional=yes_no(*YES_NO, *GROUPS)
    | {
        "heat": st.sampled_from((35, 36, 37, 38, 39, 40, 41, "unsure")),
        "length": st.sampled_from((*LENGTHS, "unsure")),
    },
)
persons = st.tuples(
    st.one_of(
        st.integers(0, 20).map(lambda years: ("years", years)),
        st.integers(0, 500).map(lambda days: ("days", days)),
    ),
    st.sampled_from(("female", "male", "unknown")),
)


@st.composite
def rule_lists(draw: st.DrawFn) -> list[tuple[Expression, str, str | None]]:
    rules = []
    for level in sorted(
        draw(st.lists(st.sampled_from(LEVELS[:-1]), min_size=1, max_size=5)), key=lambda one: RANK[one]
    ):
        lower = LEVELS[RANK[level] + 1 : -1]
        twin = draw(st.none() | st.sampled_from(lower)) if lower else None
        rules.append((draw(expressions), level, twin))
    return rules


def compiled(rules: list[tuple[Expression, str, str | None]]) -> Content:
    lines = [
        f"r{n} | {written(when)} | {level} gp | {f'if_unsure: {{level: {twin}, service: gp}}' if twin else ''}"
        for n, (when, level, twin) in enumerate(rules)
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("findings", "sources", "pathways", "words"):
            (folder / name).mkdir()
        (folder / "pathways/ache.yaml").write_text(
            pathway(
                "\n".join([*lines, "else | otherwise | self_care self_care"]), "groups: [signs, more_signs]"
            )
        )
        for name, text in FILES.items():
            (folder / f"{name}.yaml").write_text(text)
        content = load(folder)
    reasons = [reason for refused in content.refused for reason in refused.reasons]
    # Chance also makes rules that contradict themselves or each other, which are refused when they are read.
    assert all("two things at once" in reason or "has the condition of" in reason for reason in reasons), (
        reasons
    )
    assume(not reasons)
    return content


FILES = {
    "findings/all": FINDINGS,
    "sources/all": SOURCES,
    "danger": DANGER,
    "modifiers": "rules: []",
    "decisions": decisions(),
    "words/all": WORDS,
    "wording": WORDING,
}
slow = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def someone(age: tuple[str, int], sex: str) -> tuple[Person, tuple[int, int], dict[str, Any]]:
    unit, number = age
    if unit == "days":
        return Person.of_days(number, sex), (number, number), {"age_days": number, "sex": sex}
    ends = (int(number * 365.25), int((number + 1) * 365.25) - 1)
    return Person.of_years(number, sex), ends, {"age_years": number, "sex": sex}


@slow
@given(rule_lists(), st.lists(st.tuples(answer_sets, persons), min_size=8, max_size=8))
def test_the_engine_decides_as_the_language_reads(
    rules: list[tuple[Expression, str, str | None]], trials: list[tuple[dict[str, Any], Any]]
) -> None:
    content = compiled(rules)
    ordered = in_order(rules)
    for answers, (age, sex) in trials:
        person, days, spoken = someone(age, sex)
        known = {"days": days, "sex": sex}
        certain = next((n for n, (_, _, when, _) in enumerate(ordered) if truth(when, known, None)), None)
        matters = {name for _, _, when, _ in ordered[:certain] for name in rests_on(when, known)}
        silent = {member for members in GROUPS.values() for member in members} - matters
        facts = known_facts(answers, silent) | known | {"dying": "no", "bleeding": "no"}
        result = decide(content, person, "ache", answers)
        assert (result.rule if result else "open") == expected(ordered, facts, answers, silent)
        # The stateless form says the same, and the questions that it names as used decide alone.
        full = assess(content, {"person": spoken, "problem": "ache", "answers": answers})
        assert full.rule == (result.rule if result else "")
        if result:
            used = {name: answers[name] for name in full.path}
            again = decide(content, person, "ache", used)
            assert again
            assert again.rule == result.rule


@slow
@given(rule_lists(), persons, st.data())
def test_questions_end_in_a_decision_and_none_is_asked_twice(
    rules: list[tuple[Expression, str, str | None]], someone_: Any, data: st.DataObject
) -> None:
    content = compiled(rules)
    _, _, spoken = someone(*someone_)
    answers: dict[str, Any] = {}
    result = assess(content, {"person": spoken, "problem": "ache", "answers": answers})
    while result.question:
        question = result.question
        assert question.finding not in answers
        assert result.asked == len(answers)
        offered = [choice.value for choice in question.answers]
        if question.kind == "number":
            answers[question.finding] = data.draw(st.sampled_from((35, 38, 39, 41, *offered)))
        else:
            answers[question.finding] = data.draw(st.sampled_from(offered))
        result = assess(content, {"person": spoken, "problem": "ache", "answers": answers})
    assert result.decision
    assert result.path == tuple(answers)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rule_lists(), st.lists(st.tuples(answer_sets, persons), min_size=12, max_size=12), st.data())
def test_content_that_is_proven_monotone_never_lowers_a_level_for_a_worse_answer(
    rules: list[tuple[Expression, str, str | None]],
    trials: list[tuple[dict[str, Any], Any]],
    data: st.DataObject,
) -> None:
    content = compiled(rules)
    if any("lowers the level" in problem for problem in check(content).problems):
        return
    for answers, (age, sex) in trials:
        person, _, _ = someone(age, sex)
        base = {name: "no" for name in ("pain", "sweating", "sick")} | {
            "drinking": "yes",
            "itch": "no",
            "heat": 37,
            "length": "days",
        }
        base |= {name: value for name, value in answers.items() if name not in GROUPS}
        name = data.draw(st.sampled_from(sorted(WORST)))
        calm = decide(content, person, "ache", base)
        worse = decide(content, person, "ache", base | {name: WORST[name]})
        assert calm
        assert worse
        assert calm.decision
        assert worse.decision
        assert RANK[worse.decision.level] <= RANK[calm.decision.level]
