"""What `weald triage evaluate` shows: the figures of coded cases as tables for people, and as JSON for programs."""

import json
from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import Any, Literal, NamedTuple

import msgspec

from weald.engines.triage.evaluating import (
    Measures,
    Reading,
    Report,
    Run,
    Share,
    Spread,
    differs,
    judged,
    report,
)

SHARES = (
    ("exact", "exact: the expected level"),
    ("over", "over-triage: more urgent"),
    ("under", "under-triage: less urgent"),
    ("severe", "  severe: by two levels or more"),
    ("safe", "safe: exact or more urgent"),
    ("undecided", "undecided: a person reads it"),
    ("recall_now", "recall of now, of those that need it"),
)
COLUMNS = ("exact", "over", "under", "severe", "safe", "recall_now")
GROUPS = {"expected": "expected", "age": "age in years", "sex": "sex", "problem": "problem"}
HEADS = {"recall_now": "recall of now"}
CELL = 15

type Silence = Literal["unsure", "no"]
SILENCE = {"unsure": "I'm not sure", "no": "no"}


class Basis(NamedTuple):
    """What was measured with: the release of the content, the digest and status of the file of labels, and how signs were
    answered of which a case says nothing."""

    content: str
    mapping: str
    status: str
    silence: Silence

    @property
    def otherwise(self) -> Silence:
        """The other way to read silence."""
        return "no" if self.silence == "unsure" else "unsure"


def as_json(
    runs: Sequence[Run], others: Sequence[Run], readings: Sequence[Reading], basis: Basis, listed: bool
) -> str:
    """The figures as JSON; with `listed`, each case that differs as well. `others` are the same cases with silence read in the
    other way, of which only the figures of all cases are told."""
    found = report(runs, readings)
    shown: dict[str, Any] = {
        "content": basis.content,
        "mapping": {"digest": basis.mapping, "status": basis.status} if found.labelled else None,
        "silence": basis.silence,
        **msgspec.to_builtins(found),
        "otherwise": {
            "silence": basis.otherwise,
            "readings": {
                name: msgspec.to_builtins(figures.all)
                for name, figures in report(others, readings).readings.items()
            },
        },
    }
    if listed:
        shown["differences"] = [_difference(run, readings) for run in runs if differs(run, readings)]
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def as_text(
    runs: Sequence[Run], others: Sequence[Run], readings: Sequence[Reading], basis: Basis, listed: bool
) -> str:
    """The figures as tables; with `listed`, a line for each case that differs. `others` are the same cases with silence read in
    the other way, of which only the figures of all cases are told."""
    found = report(runs, readings)
    lines = [*_head(found, basis), *_sent(found)]
    for name, figures in found.readings.items():
        lines += ["", *([f"{name.capitalize()} reading of the labels"] if found.labelled else ["All cases"])]
        lines += _all(figures.all)
        for group, measures in figures.by.items():
            lines += ["", *_table(GROUPS[group], measures)]
    for name, figures in report(others, readings).readings.items():
        which = f", {name} reading of the labels" if found.labelled else ""
        lines += [
            "",
            f"The same cases, silence answered “{SILENCE[basis.otherwise]}”{which}",
            *_all(figures.all),
        ]
    lines += ["", "[ ] is the 95% Wilson interval. Questions: median (lower to upper quartile), most."]
    if listed:
        lines += ["", "Cases that differ", *_differences(runs, readings)]
    return "\n".join(lines) + "\n"


def _all(measures: Measures) -> Iterable[str]:
    yield from (f"{says:<38}{_long(getattr(measures, key))}" for key, says in SHARES)
    yield f"{'questions before a decision':<38}{_questions(measures.questions)}"


def _head(found: Report, basis: Basis) -> Iterable[str]:
    yield f"{found.cases:,} {'case' if found.cases == 1 else 'cases'}, content {basis.content[:12]}"
    if found.labelled:
        yield f"{found.labelled:,} with a label, read by evaluation.yaml {basis.mapping[:12]} ({basis.status})"
    if found.by_words:
        yield f"{found.by_words:,} without a problem: the words decided which it is"
    if found.persons:
        how = ", in the lenient reading counted as today" if "lenient" in found.readings else ""
        yield f"{found.persons:,} left to a person, who reads it today{how}"
    read, otherwise = SILENCE[basis.silence], SILENCE[basis.otherwise]
    yield f"what a case does not say is answered “{read}”; at the end once more as “{otherwise}”"


def _sent(found: Report) -> Iterable[str]:
    yield ""
    wide = max(len("expected"), *(len(name) for name in found.sent))
    for number, (name, row) in enumerate(found.sent.items()):
        if not number:
            yield f"{'expected':<{wide}}  sent to:" + "".join(f"{level:>11}" for level in row)
        yield f"{name:<{wide}}  {'':8}" + "".join(f"{count or '·':>11}" for count in row.values())


def _table(head: str, measures: dict[str, Measures]) -> Iterable[str]:
    wide = max(len(head), *(len(name) for name in measures))
    heads = (f"{HEADS.get(column, column):<{CELL}}" for column in COLUMNS)
    yield f"{head:<{wide}}  cases  {''.join(heads)}questions"
    for name, row in measures.items():
        cells = (f"{_short(getattr(row, column)):<{CELL}}" for column in COLUMNS)
        yield f"{name:<{wide}}  {row.cases:>5}  {''.join(cells)}{_questions(row.questions, short=True)}"


def _long(share: Share) -> str:
    if share.share is None or share.low is None or share.high is None:
        return "–"
    counts = f"{share.count:,} of {share.of:,}"
    return f"{counts:>16}  {share.share:>6.1%}  [{share.low:.1%} to {share.high:.1%}]"


def _short(share: Share) -> str:
    """A share in whole percents, its interval rounded outwards: it never looks surer than it is."""
    if share.share is None or share.low is None or share.high is None:
        return "–"
    return f"{share.share:.0%} [{floor(100 * share.low)}–{ceil(100 * share.high)}]"


def _questions(spread: Spread | None, short: bool = False) -> str:
    if spread is None:
        return "–"
    figures = f"{spread.median:g} ({spread.lower:g} to {spread.upper:g}), {spread.most}"
    return figures if short else f"{figures}, in {spread.cases:,} decided"


def _difference(run: Run, readings: Iterable[Reading]) -> dict[str, Any]:
    """A case that differs: what is expected, what came, why, and what the case leaves open that was asked."""
    assessment, case = run.assessment, run.case
    decision = assessment.decision
    return {
        "id": case.id,
        "line": case.line,
        "expected": case.expected.name,
        "levels": list(case.expected.levels),
        "level": decision.level if decision else None,
        "service": decision.service if decision else None,
        "within": decision.within if decision else assessment.within,
        "rule": assessment.rule or None,
        "reason": assessment.reason or None,
        "problem": run.problem or None,
        "by_words": case.by_words,
        "outcome": {reading: judged(run, reading)[0] for reading in readings},
        "severe": {reading: judged(run, reading)[1] for reading in readings},
        "questions": len(run.pages),
        "asked": list(run.pages),
        "unanswered": list(run.unanswered),
    }


def _differences(runs: Sequence[Run], readings: Sequence[Reading]) -> list[str]:
    lines: list[str] = []
    for run in runs:
        if not differs(run, readings):
            continue
        one = _difference(run, readings)
        got = (
            f"{one['level']}, {one['service']} by {one['rule']}"
            if one["level"]
            else f"a person ({one['reason']})"
        )
        outcomes = [
            f"{reading + ' ' if len(readings) > 1 else ''}{one['outcome'][reading]}"
            f"{' (severe)' if one['severe'][reading] else ''}"
            for reading in readings
        ]
        place = "" if one["id"] == f"line {one['line']}" else f" (line {one['line']})"
        lines.append(
            f"{one['id']}{place}: {', '.join(outcomes)}: {one['expected']} expected, {got};"
            f" {one['problem'] or 'no problem'}{' by the words' if one['by_words'] else ''},"
            f" {one['questions']} {'question' if one['questions'] == 1 else 'questions'}"
        )
        if one["unanswered"]:
            lines.append(f"    not in the case, answered unsure: {', '.join(one['unanswered'])}")
    return lines or ["None: every case is decided as expected."]
