"""The summary for the GP record: plain text that can be pasted anywhere, with SNOMED CT codes where content has them."""

from datetime import datetime

from weald.foundation.ui.wording import date_text, time_text, wall
from weald.services.requests.presenters.staff.evidence import Fact
from weald.services.requests.presenters.staff.words import CHANNELS, ENTRIES, decision_words
from weald.services.requests.queries.care import Story


def summary(story: Story, facts: tuple[Fact, ...], outcome: str) -> str:
    """Who asked when for what, the findings, the decision and how it went on; a few lines."""
    asked, held = story.request, story.decisions[-1]
    rule = next((one for one in reversed(story.decisions) if one.rule), None)
    lines = [
        f"Online request {asked.reference}, {_at(asked.sent_at)}, by {CHANNELS.get(asked.channel, asked.channel).lower()}",
        f"Problem: {asked.problem_name}",
        f"In their words: {' '.join(asked.words.split())}" if asked.words else "",
        _findings("Present", [one for one in facts if not one.said_no and not one.unsure]),
        _findings("Not sure", [one for one in facts if one.unsure]),
        _findings("Absent", [one for one in facts if one.said_no]),
        f"Decision: {decision_words(held.level, held.service)} ({_by(story)})",
        f"Rule: {rule.rule}, content {rule.release[:12]}" if rule else "",
        f"Reason: {held.reason}" if held.reason else "",
        _appointment(story),
        *(
            f"{ENTRIES[one.kind]}, {_at(one.at)}, {one.by}"
            for one in story.entries
            if one.kind in {"call", "attended", "did_not_attend"}
        ),
        f"Outcome: {outcome}" if outcome else "",
    ]
    return "\n".join(line for line in lines if line)


def _findings(head: str, facts: list[Fact]) -> str:
    return f"{head}: {'; '.join(_coded(one) for one in facts)}" if facts else ""


def _coded(one: Fact) -> str:
    value = "" if one.answer.casefold() in {"yes", "no", "i'm not sure", "not sure"} else f" {one.answer}"
    return f"{one.label}{value}{f' [SCTID {one.snomed}]' if one.snomed else ''}"


def _by(story: Story) -> str:
    last = next((one for one in reversed(story.entries) if one.kind in {"confirmed", "changed"}), None)
    return f"{last.kind} by {last.by}, {_at(last.at)}" if last else "by the triage rules, not yet confirmed"


def _appointment(story: Story) -> str:
    row = story.appointment
    return f"Appointment: {_at(row.starts_at)} with {row.professional_name}, {row.place}" if row else ""


def _at(moment: datetime) -> str:
    return f"{date_text(wall(moment).date())} {time_text(moment)}"
