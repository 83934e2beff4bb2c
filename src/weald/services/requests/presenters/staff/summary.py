"""The summary for the GP record: plain text that can be pasted anywhere, with SNOMED CT codes where content has them."""

from collections.abc import Iterable
from datetime import datetime

from weald.engines.triage import Content
from weald.foundation.ui.wording import date_text, nhs_number_text, time_text, wall
from weald.services.people.names import name_text
from weald.services.requests.presenters.staff.evidence import Fact, all_clear
from weald.services.requests.presenters.staff.words import (
    CHANNELS,
    ENTRIES,
    decision_words,
    place_words,
)
from weald.services.requests.queries.care import DecisionRow, RequestRow, Story


def summary(story: Story, facts: tuple[Fact, ...], outcome: str, known: Content, *, draft: bool) -> str:
    """Who asked when for what, the findings that matter, the decision and how it went on; a few lines. `draft` where it rests on
    a text that no clinician has signed: the record says so for good."""
    asked, held = story.request, story.decisions[-1]
    rule = next((one for one in reversed(story.decisions) if one.rule), None)
    pathway = known.problems.get(asked.problem)
    lines = [
        f"{CHANNELS.get(asked.channel, asked.channel)} request {asked.reference}, {_at(asked.sent_at)}",
        f"For: {_person(asked)}",
        f"Problem: {asked.problem_name}{_code(pathway.snomed if pathway else '')}",
        f"In their words: {' '.join(asked.words.split())}" if asked.words else "",
        _findings("Present", (_coded(one) for one in facts if not one.said_no and not one.unsure)),
        _findings("Not sure", (_coded(one) for one in facts if one.unsure and not one.unanswered)),
        _findings("Nobody answered", (_coded(one) for one in facts if one.unanswered)),
        _findings("Absent", _absent(tuple(one for one in facts if one.said_no), rule, known)),
        f"Decision: {decision_words(held.level, held.service, held.within)} ({_by(story)})",
        f"Rule: {rule.rule}, content {rule.release[:12]}{', draft that no clinician has signed' if draft else ''}"
        if rule
        else "",
        f"Reason: {held.reason}" if held.reason else "",
        _appointment(story),
        *(
            f"{ENTRIES[one.kind]}, {_at(one.at)}, {one.by}"
            for one in story.entries
            if one.kind in {"call", "attended", "did_not_attend"}
        ),
        *(
            f"{ENTRIES[one.kind]}, {_at(one.at)}, {one.by}: {one.note}"
            for one in story.entries
            if one.kind in {"cut_off", "treated", "returned", "escalated"}
        ),
        f"Outcome: {outcome} ({_closed(story)})" if outcome else "",
    ]
    return "\n".join(line for line in lines if line)


def _person(asked: RequestRow) -> str:
    """Whom it is about: a summary must not end in the record of somebody else."""
    born = f"born {date_text(asked.birth_date)}" if asked.birth_date else ""
    number = f"NHS {nhs_number_text(asked.nhs_number)}" if asked.nhs_number else ""
    return ", ".join(part for part in (name_text(asked.given_name, asked.family_name), born, number) if part)


def _findings(head: str, told: Iterable[str]) -> str:
    said = "; ".join(told)
    return f"{head}: {said}" if said else ""


def _absent(said_no: tuple[Fact, ...], rule: DecisionRow | None, known: Content) -> Iterable[str]:
    """What is absent and matters: a sign of danger, what decided, what kept a more urgent rule from applying, and what
    has a code. Of the rest only the number is told."""
    signs = {member for group in known.danger.groups for member in group.members}
    weighed = signs | ({one["by"] for one in rule.ruled_out} if rule else set())
    safe, left = all_clear(said_no, known)
    told = [one for one in left if one.decided or one.snomed or one.finding in weighed]
    if safe:
        yield safe
    yield from map(_coded, told)
    if rest := len(left) - len(told):
        yield f"{rest} more asked about"


def _coded(one: Fact) -> str:
    value = "" if one.said_no or one.unsure or one.said_yes else f" {one.answer}"
    return f"{one.label}{value}{_code(one.snomed)}"


def _code(snomed: str) -> str:
    return f" [SCTID {snomed}]" if snomed else ""


def _by(story: Story) -> str:
    last = next((one for one in reversed(story.entries) if one.kind in {"confirmed", "changed"}), None)
    return f"{last.kind} by {last.by}, {_at(last.at)}" if last else "by the triage rules, not yet confirmed"


def _closed(story: Story) -> str:
    last = next((one for one in reversed(story.entries) if one.kind == "resolved"), None)
    return f"{last.by}, {_at(last.at)}" if last else "closed"


def _appointment(story: Story) -> str:
    row = story.appointment
    return (
        f"Appointment: {_at(row.starts_at)} with {row.professional_name}, {place_words(row.kind, row.place)}"
        if row
        else ""
    )


def _at(moment: datetime) -> str:
    return f"{date_text(wall(moment).date())} {time_text(moment)}"
