"""What an edit changes: every combination, found by proof; and a stored body brings the content back as it was."""

import itertools
import json

import pytest

from tests.engines.triage.small import Maker
from weald.engines.triage import (
    COMMON,
    RANK,
    Content,
    ContentError,
    assess,
    changes,
    decide,
    digests,
    load,
    of_body,
    read_request,
    table,
    with_level,
)
from weald.engines.triage.loading import canonical

RULES = """
sweats | pain and sweating | today gp
hot | heat >= 38 and age < 5 years | soon gp
lasts | length = months or not drinking | soon gp | within: P3D
two | at_least 2 of (pain, sick, itch) | routine gp
else | otherwise | self_care self_care
"""


def edited(content: Content, **rules: dict[str, object]) -> Content:
    """The content with fields of rules changed, as an author would."""
    documents = json.loads(content.body)
    for rule in documents["pathways"]["ache"]["rules"]:
        rule.update(rules.get(rule["rule"].removeprefix("ache."), {}))
    return of_body(canonical(documents))


def counted(old: Content, new: Content) -> dict[str, int]:
    """The changes by trying every combination, one by one."""
    answers: dict[str, list[object]] = {
        **{name: ["no", "yes", "unsure"] for name in ("dying", "bleeding", "pain", "sweating", "sick", "drinking", "itch")},
        "heat": [37, 38.5, 39.5, "unsure"],
        "length": ["days", "months", "unsure"],
    }  # fmt: skip
    people = [{"age_years": years, "sex": "female"} for years in (3, 5, 7)]
    found = dict.fromkeys(("up", "down"), 0)
    for person in people:
        who = read_request(old, {"person": person}).person
        for values in itertools.product(*answers.values()):
            given = dict(zip(answers, values, strict=True))
            levels = []
            for content in (old, new):
                said = decide(content, who, "ache", given)  # type: ignore[arg-type]
                assert said is not None
                assert said.decision is not None
                levels.append(RANK[said.decision.level])
            found["up"] += levels[1] < levels[0]
            found["down"] += levels[1] > levels[0]
    return found


def test_the_same_content_has_no_changes(make: Maker) -> None:
    content = make(RULES)
    assert changes(content, of_body(content.body)) == ()


def test_changes_by_diagram_are_those_of_trying_every_combination(make: Maker) -> None:
    old = make(RULES)
    new = edited(
        old,
        hot={"when": "heat >= 39 and age < 7 years"},
        two={"when": "at_least 2 of (pain, sick, itch, sweating)"},
    )
    (found,) = changes(old, new)
    by_kind = {one.kind: one.combinations for one in found.changes}
    every = counted(old, new)
    assert every["up"]
    assert every["down"]
    # The answers above are one of each class that the rules of the two can tell apart.
    assert (by_kind["up"], by_kind["down"]) == (every["up"], every["down"]), (by_kind, every)


@pytest.mark.parametrize(
    ("rule", "fields", "kind"),
    [
        ("sweats", {"level": "now"}, "up"),
        ("sweats", {"service": "nurse"}, "service"),
        ("lasts", {"within": "P5D"}, "within"),
        ("two", {"when": "at_least 3 of (pain, sick, itch)"}, "down"),
        ("lasts", {"when": "length = months or not drinking or (pain and sweating)"}, None),
    ],
)
def test_each_kind_of_change_is_named(
    make: Maker, rule: str, fields: dict[str, object], kind: str | None
) -> None:
    old = make(RULES)
    found = changes(old, edited(old, **{rule: fields}))
    assert [one.kind for each in found for one in each.changes] == ([kind] if kind else [])


def test_a_change_is_spoken_with_an_example_that_is_true(make: Maker) -> None:
    old = make(RULES)
    (found,) = changes(old, edited(old, sweats={"level": "now"}))
    assert (
        found.changes[0].example
        == "pain yes, sweating yes: today, gp by ache.sweats → now, gp by ache.sweats"
    )


def test_the_example_of_another_time_limit_or_rule_says_which(make: Maker) -> None:
    old = make(RULES)
    (found,) = changes(old, edited(old, lasts={"within": "P5D"}))
    assert found.changes[0].example.endswith(
        "soon, gp within P3D by ache.lasts → soon, gp within P5D by ache.lasts"
    )
    documents = json.loads(old.body)
    documents["modifiers"]["rules"] = [
        {"rule": "m.all", "when": "age >= 0 years", "from": ["soon"], "raise_to": {"level": "today", "service": "gp"}, "because": "b", "source": "guide"}
    ]  # fmt: skip
    raised = of_body(canonical(documents))
    (found,) = changes(
        raised, edited(raised, lasts={"when": "length = months"}, hot={"when": "heat >= 38 or not drinking"})
    )
    told = next(one.example for one in found.changes if one.kind == "rule")
    assert told.endswith(
        "today, gp by m.all, which raises ache.lasts → today, gp by m.all, which raises ache.hot"
    )


def test_a_change_of_the_dictionary_or_of_a_modifier_is_found(make: Maker) -> None:
    old = make(RULES)
    documents = json.loads(old.body)
    documents["findings"]["findings"]["itch"]["alarming"] = "no"
    (found,) = changes(old, of_body(canonical(documents)))
    assert [one.kind for one in found.changes] == ["down"]
    documents = json.loads(old.body)
    documents["modifiers"]["rules"] = [
        {"rule": "m.old", "when": "age >= 80 years", "raise_to": {"level": "today", "service": "gp"}, "because": "b", "source": "guide"}
    ]  # fmt: skip
    (found,) = changes(old, of_body(canonical(documents)))
    assert {one.kind for one in found.changes} == {"up"}
    documents["danger"]["rules"][0]["when"] = "dying and bleeding"
    assert "" in {one.problem for one in changes(old, of_body(canonical(documents)))}


def test_answers_that_only_one_side_knows_are_named(make: Maker) -> None:
    old = make(RULES)
    documents = json.loads(old.body)
    documents["findings"]["findings"]["length"]["values"].append({"value": "years", "text": "Years"})
    (found,) = changes(old, of_body(canonical(documents)))
    assert found.apart == ("length",)


def test_a_stored_body_decides_as_the_folder_did(make: Maker) -> None:
    content = make(RULES)
    again = of_body(json.dumps(json.loads(content.body), indent=2))
    assert (again.release, again.body) == (content.release, content.body)
    request = {
        "person": {"age_years": 3, "sex": "male"}, "problem": "ache",
        "answers": {"danger_now": "no", "pain": "no", "heat": 38.5},
    }  # fmt: skip
    assert assess(again, request) == assess(content, request)


def test_a_release_remembers_which_pathways_were_left_out(make: Maker) -> None:
    content = make(RULES)
    assert content.folder is not None
    broken = content.folder / "pathways/sore.yaml"
    broken.write_text("problem: [", encoding="utf-8")
    left_out = load(content.folder)
    assert left_out.release != content.release
    again = of_body(left_out.body)
    assert again.release == left_out.release
    assert [one.problem for one in again.refused] == ["sore"]


@pytest.mark.parametrize("body", ["", "[]", "{}", "null", '{"engine": "2", "pathways": []}'])
def test_what_is_no_stored_body_is_refused(body: str) -> None:
    with pytest.raises(ContentError, match="not the stored body"):
        of_body(body)


def test_a_body_of_another_engine_is_refused(make: Maker) -> None:
    documents = json.loads(make(RULES).body) | {"engine": "0"}
    with pytest.raises(ContentError, match="engine 0"):
        of_body(canonical(documents))


def test_a_body_that_does_not_come_back_whole_is_refused(make: Maker) -> None:
    documents = json.loads(make(RULES).body)
    documents["pathways"]["ache"]["rules"][0]["when"] = "pian"
    with pytest.raises(ContentError, match=r"cannot be brought back as it was.*`pian` is not a finding"):
        of_body(canonical(documents))


def test_a_rule_at_another_level_moves_and_the_rest_stays(make: Maker) -> None:
    old = make(RULES)
    new = with_level(old, "ache.two", "today")
    request = {
        "person": {"age_years": 30, "sex": "male"}, "problem": "ache",
        "answers": {"danger_now": "no", "pain": "yes", "sweating": "no", "sick": "yes", "length": "months"},
    }  # fmt: skip
    before, after = assess(old, request), assess(new, request)
    assert before.decision
    assert after.decision
    assert (before.decision.level, before.rule) == ("soon", "ache.lasts")
    assert (after.decision.level, after.rule) == ("today", "ache.two")
    assert [rule.name for rule in old.problems["ache"].rules][3] == "ache.two"
    with pytest.raises(KeyError):
        with_level(old, "ache.nothing", "now")


SIGNED = [
    (lambda d: d["pathways"]["ache"]["rules"][0].update(because="Other words."), {"ache"}),
    (lambda d: d["pathways"]["ache"].update(advice=["Rest."]), {"ache"}),
    (lambda d: d["findings"]["findings"]["pain"].update(text="Ouch?"), {"ache"}),
    (lambda d: d["findings"]["findings"]["dying"].update(help="Now."), {COMMON}),
    (lambda d: d["sources"]["guide"].update(checked="2026-12-01"), {"ache", COMMON}),
    (lambda d: d["decisions"]["levels"]["today"]["text"].update(gp="Come in."), {"ache"}),
    (lambda d: d["danger"].update(safety_net=["Call."]), {COMMON}),
    (lambda d: d["pathways"]["ache"].update(status="signed", reviewer="Dr A", reviewed="2026-12-01"), set()),
    (lambda d: d["sources"]["other_guide"].update(checked="2026-12-01"), set()),
    (lambda d: d["decisions"]["levels"]["today"]["text"].update(midwife="Come in."), set()),
]


@pytest.mark.parametrize(("change", "touched"), SIGNED)
def test_the_digest_that_is_signed_covers_all_that_is_read_and_nothing_else(
    make: Maker, change: object, touched: set[str]
) -> None:
    old = make(RULES)
    documents = json.loads(old.body)
    change(documents)  # type: ignore[operator]
    new = of_body(canonical(documents))
    assert {name for name, digest in digests(old).items() if digests(new)[name] != digest} == touched


def test_the_table_says_where_every_rule_stands(make: Maker) -> None:
    content = make(RULES)
    request = {
        "person": {"age_years": 30, "sex": "male"},
        "problem": "ache",
        "answers": {"danger_now": "no", "pain": "yes"},
    }
    before = table(content, request)
    assert before.question is not None
    assert before.question.finding == "sweating"
    assert before.decision is None
    assert {one.rule.name: (one.state, one.by) for one in before.rules} == {
        "danger.dying": ("ruled_out", "dying"),
        "danger.bleeding": ("ruled_out", "bleeding"),
        "ache.sweats": ("open", "sweating"),
        "ache.hot": ("ruled_out", "age"),
        "ache.lasts": ("open", "length"),
        "ache.two": ("open", "sick"),
        "ache.else": ("later", ""),
    }
    after = table(content, request | {"answers": {"danger_now": "no", "pain": "yes", "sweating": "yes"}})
    assert after.decision is not None
    assert after.decision.rule == "ache.sweats"
    assert [one.state for one in after.rules if one.rule.name == "ache.sweats"] == ["fires"]
