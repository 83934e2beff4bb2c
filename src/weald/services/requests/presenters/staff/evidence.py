"""What somebody answered, in words: every question with its answer, those that decided marked."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from weald.engines.triage import Content
from weald.foundation.ui.wording import date_text, wall
from weald.services.library import content
from weald.services.library.presenters.rules import book_address
from weald.services.requests.evidence import person, silent
from weald.services.requests.presenters.staff.words import answer_words
from weald.services.requests.queries.care import AnswerRow, DecisionRow, Story

SEEN = {"page": "checked", "excerpt": "an excerpt checked", "not_opened": "source not opened,"}
"""How well a source was read when the rule was written: staff may weigh it."""


class Fact(NamedTuple):
    """One finding: the question as it was asked, the short label, the answer, and whether it decided, is unsure, or was
    answered by nobody."""

    finding: str
    question: str
    label: str
    answer: str
    decided: bool
    unsure: bool
    said_yes: bool
    said_no: bool
    snomed: str
    unanswered: bool

    @property
    def classes(self) -> str:
        """How its line looks; the words say the same."""
        marks = (("q-decided", self.decided), ("q-unsure", self.unsure))
        return " ".join(name for name, marked in marks if marked)


class Source(NamedTuple):
    """Published guidance behind a reason."""

    title: str
    url: str
    checked: str


class Reason(NamedTuple):
    """Why it was decided: the sentence, the findings behind it, and the guidance."""

    rule: str
    text: str
    findings: tuple[str, ...]
    sources: tuple[Source, ...]
    href: str = ""


class RuledOut(NamedTuple):
    """A more urgent rule that does not apply, and what speaks against it."""

    rule: str
    would: str
    by: str


def facts(story: Story, rule: DecisionRow | None, known: Content) -> tuple[Fact, ...]:
    """Every finding that was answered: a "no" to a group is one to each of its members that somebody of this age and sex is
    asked for. Those that decided come first."""
    asked, answers = story.request, story.answers
    who = person(asked.birth_date, asked.sex, wall(asked.sent_at).date())
    unasked, other = silent(known, who, asked.problem), asked.for_whom != "me"
    deciding = {name for because in (rule.because if rule else []) for name in because.get("findings", {})}
    nobody = {one.finding for one in answers if one.source == "nobody"}
    found = {
        name: _fact(name, value, deciding, other, known, unanswered=name in nobody)
        for name, value in _opened(answers, known, unasked)
    }
    return tuple(sorted(found.values(), key=lambda one: (not one.decided, one.said_no)))


def _opened(
    answers: tuple[AnswerRow, ...], known: Content, unasked: frozenset[str]
) -> Iterator[tuple[str, Any]]:
    """Findings with their answers; later ones win, so that a member that was opened wins over its group."""
    for one in answers:
        group = known.groups.get(one.finding)
        if group is None:
            yield one.finding, one.value
        elif one.value == "no":
            yield from ((member, "no") for member in group.members if member not in unasked)
        elif not any(other.finding in group.members for other in answers):
            yield one.finding, one.value


def _fact(
    name: str, value: Any, deciding: set[str], other: bool, known: Content, *, unanswered: bool
) -> Fact:
    finding, group = known.findings.get(name), known.groups.get(name)
    asked = finding or group
    question = (asked.text_other if other else asked.text) if asked else name.replace("_", " ")
    said = known.spoken(finding, value) if finding else answer_words(value)
    return Fact(
        finding=name,
        question=question,
        label=finding.label if finding else question,
        answer="Nobody answered" if unanswered else said,
        decided=name in deciding,
        unsure=value == "unsure",
        said_yes=value == "yes",
        said_no=value == "no",
        snomed=finding.snomed if finding else "",
        unanswered=unanswered,
    )


def all_clear(said_no: tuple[Fact, ...], known: Content) -> tuple[str, tuple[Fact, ...]]:
    """The signs of danger to life as one, where every one of them was denied, and the other facts; else no words, and
    all facts: of a sign that was not asked nobody may read that it is absent."""
    signs = {member for group in known.danger.groups for member in group.members}
    if not signs or not signs <= {one.finding for one in said_no}:
        return "", said_no
    return f"all {len(signs)} signs of danger to life", tuple(
        one for one in said_no if one.finding not in signs
    )


def reasons(rule: DecisionRow | None) -> tuple[Reason, ...]:
    """The deciding rule first, then what raised it."""
    return tuple(
        Reason(
            because["rule"],
            because["text"],
            tuple(f"{label}: {answer}" for label, answer in because.get("labels", [])),
            tuple(
                Source(
                    one["title"],
                    one["url"] if one["url"].startswith("https://") else "",
                    f"{SEEN.get(one.get('seen', ''), 'checked')} {date_text(date.fromisoformat(one['checked']))}",
                )
                for one in because.get("sources", [])
            ),
            book_address(content.current(), because["rule"]),
        )
        for because in (rule.because if rule else [])
    )


@lru_cache(maxsize=2)
def _reasons(known: Content) -> dict[str, str]:
    """Why each rule of a content is there, in words."""
    of_problems = (one for pathway in known.problems.values() for one in pathway.rules)
    return {one.name: one.because for one in (*known.danger.rules, *known.modifiers, *of_problems)}


def ruled_out(rule: DecisionRow | None, known: Content) -> tuple[RuledOut, ...]:
    """The more urgent rules that do not apply, in words where the content on duty still has them."""
    texts = _reasons(known)
    return tuple(
        RuledOut(one["rule"], texts.get(one["rule"], ""), _against(one["by"], known))
        for one in (rule.ruled_out if rule else [])
    )


def _against(name: str, known: Content) -> str:
    finding = known.findings.get(name)
    return finding.label if finding else name
