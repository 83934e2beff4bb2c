"""The command line of triage and its content. Each function gives the exit code, what goes to standard output, and what goes
to standard error; none of them starts a database.

Exit codes: 0 done; 1 the content is not sound, or differs; 2 the input cannot be used.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from weald.engines.triage import (
    ContentError,
    Evaluation,
    InputError,
    assess_json,
    check,
    differences,
    evaluate,
    load,
)

from .content import current

type Outcome = tuple[int, str, str]


def triage_assess(stdin: bytes) -> Outcome:
    """Assess one request: JSON in, JSON out."""
    try:
        reply = assess_json(current(), stdin)
    except InputError as error:
        return 2, "", _sentence(error)
    except ContentError as error:
        return 2, "", _broken(error)
    return 0, json.dumps(reply, ensure_ascii=False, indent=2) + "\n", ""


def triage_evaluate(path: Path) -> Outcome:
    """Compare decisions with expected levels, one case a line."""
    try:
        with path.open(encoding="utf-8") as lines:
            return 0, _table(evaluate(current(), lines)), ""
    except OSError as error:
        return 2, "", f"{path} cannot be read ({error.strerror}).\n"
    except UnicodeDecodeError:
        return 2, "", f"{path} is not UTF-8 text.\n"
    except InputError as error:
        return 2, "", _sentence(error)
    except ContentError as error:
        return 2, "", _broken(error)


def content_check(folder: Path | None = None, problems: Sequence[str] = ()) -> Outcome:
    """Prove that the content is sound; the report is fit to be filed. `folder` takes the place of the content on duty, and
    `problems` are the only ones proven."""
    if folder and not (folder / "pathways").is_dir():
        return 2, "", f"{folder} is not a folder of content: it has no pathways/.\n"
    try:
        content = load(folder) if folder else current()
    except ContentError as error:
        return 1, "", _broken(error)
    known = {*content.problems, *(refused.problem for refused in content.refused)}
    for problem in problems:
        if problem not in known:
            return 2, "", f"“{problem}” is not a problem. Name any of: {', '.join(sorted(known))}.\n"
    report = check(content, problems)
    return (1 if report.problems else 0), report.text() + "\n", ""


def content_diff(old: Path, new: Path) -> Outcome:
    """What differs between two content folders, and which worked cases now come out otherwise."""
    for folder in (old, new):
        if not (folder / "pathways").is_dir():
            return 2, "", f"{folder} is not a folder of content: it has no pathways/.\n"
    try:
        before, after = load(old), load(new)
    except ContentError as error:
        return 2, "", _broken(error)
    if before.release == after.release:
        return 0, f"Both folders hold the same content, release {after.release}.\n", ""
    lines = [f"{before.release} → {after.release}", *differences(before, after)]
    refused = [reason for pathway in after.refused for reason in pathway.reasons]
    return 1, "\n".join(lines) + "\n", "".join(f"{reason}\n" for reason in refused)


def _table(result: Evaluation) -> str:
    lines = [f"{'expected':<10} {'exact':>6} {'over':>6} {'under':>6} {'undecided':>10}"]
    for level, row in result.counts.items():
        lines.append(
            f"{level:<10} {row['exact']:>6} {row['over']:>6} {row['under']:>6} {row['undecided']:>10}"
        )
    shares = ", ".join(f"{name} {result.share(name):.0%}" for name in ("exact", "over", "under", "undecided"))
    return "\n".join([*lines, f"{result.total} cases: {shares}", *result.differences]) + "\n"


def _sentence(error: InputError) -> str:
    return f"{error.field}: {error.message}\n"


def _broken(error: ContentError) -> str:
    return "The content cannot be used:\n" + "".join(f"{fault}\n" for fault in error.faults)
