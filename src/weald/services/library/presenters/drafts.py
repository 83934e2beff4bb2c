"""Drafts of pathways: the list, and one of them with what the proof, the content on duty and stored requests say of it."""

from dataclasses import dataclass
from datetime import datetime

from weald.engines.triage import Content, digests
from weald.foundation.ui.components import Row
from weald.foundation.ui.environment import url
from weald.foundation.ui.wording import plural, when
from weald.services.library import drafting
from weald.services.library.ports import Tried
from weald.services.library.presenters.signing import Said, said
from weald.services.library.queries import DraftRow, ReviewRow


@dataclass(frozen=True, slots=True)
class Line:
    """One draft of the list."""

    href: str
    name: str
    file: str
    brought: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft. `findings` are what the proof says must be put right; `entries` and `decisions` what differs from what is on
    duty, in the text and in what it decides."""

    name: str
    facts: tuple[Row, ...]
    findings: tuple[str, ...]
    proven: str
    new: bool
    same: bool
    entries: tuple[str, ...]
    decisions: tuple[str, ...]
    tried: Tried | None
    reviews: tuple[Said, ...]
    walk: str
    away: str


def lines(rows: tuple[DraftRow, ...], on_duty: Content, now: datetime) -> tuple[Line, ...]:
    """The drafts of the practice, the newest first."""
    return tuple(
        Line(
            url("staff_draft", one.id),
            on_duty.problems[one.problem].name if one.problem in on_duty.problems else one.problem,
            one.file,
            _brought(one, now),
        )
        for one in rows
    )


def page(
    row: DraftRow,
    on_duty: Content,
    draft: Content,
    reviews: tuple[ReviewRow, ...],
    tried: Tried | None,
    now: datetime,
) -> Draft:
    """Everything about one draft."""
    problem, digest = row.problem, digests(draft)[row.problem]
    report = drafting.proven(draft, problem)
    [section] = report.sections
    longest = section.longest
    ways = f"; the longest way has {plural(longest.any.length, 'question')}" if longest else ""
    new = problem not in on_duty.problems
    return Draft(
        name=draft.problems[problem].name,
        facts=(
            Row("Problem", problem),
            Row("File", row.file),
            Row("Brought by", _brought(row, now)),
            Row("Text", digest[:12]),
        ),
        findings=tuple(report.problems),
        proven=f"{plural(section.rules, 'rule')}, {plural(section.red_flags, 'red flag')};"
        f" {plural(section.combinations, 'combination')} of answers proven;"
        f" {plural(section.cases, 'worked case')} of what is on duty tried{ways}.",
        new=new,
        same=not new and digests(on_duty)[problem] == digest,
        entries=drafting.entries(on_duty, draft, problem),
        decisions=() if new else drafting.decisions(on_duty, draft),
        tried=tried,
        reviews=said(tuple(one for one in reviews if one.digest == digest), digest),
        walk=url("staff_walk_draft", row.id),
        away=url("staff_throw_draft_away", row.id),
    )


def _brought(one: DraftRow, now: datetime) -> str:
    return f"{one.by}, {when(one.at, now)}"
