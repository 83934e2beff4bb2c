"""What a referral says: the evidence in words, and what Pharmacy First asks of whoever is referred. Pure but for its arguments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from weald.engines import triage
from weald.engines.triage import Content
from weald.services.library.queries import drafts
from weald.services.people import ages
from weald.services.requests import evidence
from weald.services.requests.presenters.staff import evidence as worded
from weald.services.requests.queries.care import RequestRow, Story

_BETWEEN = re.compile(r"(\d+) to (\d+) years")
_FROM = re.compile(r"(\d+) years and over")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What Pharmacy First asks for a problem, and what speaks against this person: `against` is empty where age and sex
    fit. Without a pathway a pharmacist still gives advice on minor illness."""

    pathway: str
    ages: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    against: tuple[str, ...]


def criteria(asked: RequestRow, known: Content, today: date) -> Criteria:
    """The facts of the pathway, held against the age and sex of the person."""
    pathway = known.problems.get(asked.problem)
    facts: Mapping[str, Any] = pathway.pharmacy_first if pathway else {}
    if not facts:
        return Criteria("", "", (), (), ("Pharmacy First has no pathway for this problem.",))
    stated = str(facts.get("ages", ""))
    return Criteria(
        str(facts.get("pathway", "")),
        stated,
        tuple(map(str, facts.get("includes", ()))),
        tuple(map(str, facts.get("excludes", ()))),
        tuple(filter(None, (_age(stated, asked.birth_date, today), _sex(asked, known, today)))),
    )


def _age(stated: str, born: date | None, today: date) -> str:
    between, since = _BETWEEN.search(stated), _FROM.search(stated)
    if not between and not since:
        return ""
    if born is None:
        return f"Their age is not known. The pathway is for {stated}."
    years = ages.years(born, today)
    fits = int(between[1]) <= years <= int(between[2]) if between else since is None or years >= int(since[1])
    return "" if fits else f"They are {years}. The pathway is for {stated}."


def _sex(asked: RequestRow, known: Content, today: date) -> str:
    who = evidence.read_person(known, evidence.person(asked.birth_date, asked.sex, today))
    return (
        "" if triage.applies(known, asked.problem, who) else "The pathway is not made for their sex or age."
    )


def letter(story: Story, known: Content, today: date) -> dict[str, Any]:
    """The evidence of a request as it stands: whoever receives the referral reads this, and cannot ask the questions again
    of a page that they do not see."""
    asked, held = story.request, story.decisions[-1]
    rule = next((one for one in reversed(story.decisions) if one.rule), None)
    facts = worded.facts(story, rule, known)
    said_no = tuple(one for one in facts if one.said_no and not one.decided)
    safe, left = worded.all_clear(said_no, known)
    needed = criteria(asked, known, today)
    return {
        "words": asked.words,
        "asked_by": asked.asked_by,
        "email": asked.email,
        "contact_by": asked.contact_by,
        "reasons": [
            {"text": one.text, "findings": list(one.findings), "sources": [source.title for source in one.sources]}
            for one in worded.reasons(rule)
        ],
        "answers": [
            {"label": one.label, "question": one.question, "answer": one.answer, "decided": one.decided, "unsure": one.unsure}
            for one in facts
            if one.decided or not one.said_no
        ],
        "said_no": [*([safe] if safe else []), *(one.label for one in left)],
        "ruled_out": [
            {"would": one.would or one.rule, "by": one.by} for one in worded.ruled_out(rule, known)
        ],
        "text": held.text,
        "advice": list(held.advice),
        "safety_net": list(held.safety_net),
        "rule": rule.rule if rule else "",
        "draft": drafts(known, asked.organisation)(asked.problem),
        "release": rule.release[:12] if rule else "",
        "criteria": {
            "pathway": needed.pathway,
            "ages": needed.ages,
            "includes": list(needed.includes),
            "excludes": list(needed.excludes),
            "against": list(needed.against),
        },
    }  # fmt: skip
