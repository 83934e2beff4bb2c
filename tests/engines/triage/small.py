"""A small content of our own, so that each test states all that it depends on."""

from collections.abc import Callable
from pathlib import Path

import yaml

from weald.engines.triage import SERVICES, Content

SOURCES = """
guide: {title: "A guide", url: "https://example.org/guide", checked: "2026-11-21", seen: page}
other_guide: {title: "Another guide", url: "https://example.org/other", checked: "2026-11-20", seen: excerpt}
"""
FINDINGS = """
findings:
  dying: {kind: yes_no, text: "Are you dying?", text_other: "Are they dying?", label: "dying", alarming: "yes", said: ["dying"]}
  bleeding: {kind: yes_no, text: "Bleeding?", text_other: "Bleeding?", label: "bleeding", alarming: "yes"}
  pain: {kind: yes_no, text: "Does it hurt?", text_other: "Does it hurt them?", label: "pain", alarming: "yes"}
  sweating: {kind: yes_no, text: "Do you sweat?", text_other: "Do they sweat?", label: "sweating", alarming: "yes"}
  sick: {kind: yes_no, text: "Do you feel sick?", text_other: "Do they feel sick?", label: "sick", alarming: "yes", said: ["feel sick"]}
  drinking: {kind: yes_no, text: "Can you drink?", text_other: "Can they drink?", label: "able to drink", alarming: "no"}
  itch: {kind: yes_no, text: "Does it itch?", text_other: "Does it itch?", label: "itch", alarming: none}
  heat: {kind: number, text: "How warm?", text_other: "How warm?", label: "temperature", unit: "°C", min: 30, max: 45, step: 0.1, alarming: high}
  length:
    kind: choice
    text: "How long?"
    text_other: "How long?"
    label: "how long"
    alarming: ordered
    values: [{value: days, text: "Days"}, {value: weeks, text: "Weeks"}, {value: months, text: "Months"}]
groups:
  danger_now: {text: "Any of these now?", text_other: "Any of these now for them?", members: [dying, bleeding]}
  signs: {text: "Any signs?", text_other: "Any signs in them?", members: [sweating, sick]}
  more_signs: {text: "More signs?", text_other: "More signs in them?", members: [sick, pain]}
"""
DANGER = """
groups: [danger_now]
rules:
  - {rule: danger.dying, when: dying, level: now, service: emergency_999, red_flag: true, because: "That is an emergency.", source: guide}
  - {rule: danger.bleeding, when: bleeding, level: now, service: emergency_999, red_flag: true, because: "Bleeding.", source: guide}
safety_net: ["Call 999."]
"""
MODIFIERS = "rules: []"
WORDS = """
negation: ["no", "not", "without", "don't"]
clause_ends: ["but", ".", ","]
other_person: ["my dad had"]
past: ["years ago"]
hypothetical: ["what if"]
fillers: ["a", "i", "have", "my", "the", "in", "and"]
spellings: {payn: "pain", cannot: "can't"}
"""
WORDING = (Path(__file__).parents[3] / "src/weald/content/wording.yaml").read_text(encoding="utf-8")

type Maker = Callable[..., Content]


def decisions() -> str:
    within = {"now": "PT0M", "today": "PT8H", "soon": "P7D", "routine": "P14D", "self_care": "P1D"}
    texts = {level: {service: f"{level} {service}." for service in SERVICES} for level in within}
    return yaml.safe_dump(
        {"levels": {level: {"within": within[level], "text": texts[level]} for level in within}}
    )


def pathway(rules: str, head: str = "", problem: str = "ache") -> str:
    """A pathway with these rules; each line is one rule: `name | when | level service | the other fields`."""
    lines = []
    for line in rules.strip().splitlines():
        name, when, decision, *rest = (part.strip() for part in line.split("|"))
        level, service = decision.split()
        extra = f", {rest[0]}" if rest and rest[0] else ""
        lines.append(
            f'  - {{rule: {problem}.{name}, when: "{when}", level: {level}, service: {service}, '
            f'because: "Because of {name}.", source: guide{extra}}}'
        )
    return f"""
problem: {problem}
name: "{problem.capitalize()}"
kind: clinical
status: draft
reviewer: ""
reviewed: ""
words: {{names: ["{problem}"], phrases: ["it hurts badly"]}}
safety_net: ["Ask again."]
{head}
rules:
""" + "\n".join(lines)
