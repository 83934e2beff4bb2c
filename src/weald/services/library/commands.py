"""The command line of triage and its content. Each function gives the exit code, what goes to standard output, and what goes
to standard error; none of them starts a database.

Exit codes: 0 done; 1 the content is not sound, or differs; 2 the input cannot be used.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from weald.engines.triage import (
    Content,
    ContentError,
    InputError,
    assess_json,
    check,
    differences,
    load,
    of_body,
)
from weald.engines.triage.evaluating import (
    READINGS,
    CasesError,
    LabelsError,
    Reading,
    Run,
    read_coded,
    run,
)

from . import beside, measured, policies
from .content import FOLDER, current
from .drafting import changed

MOST_FAULTS = 20
"""The most faults of a file that are told at once."""

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


def triage_evaluate(
    path: Path,
    *,
    mapping: Reading | None = None,
    as_json: bool = False,
    differences: bool = False,
    calm: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Measure triage on a file of coded cases.

    `mapping` chooses one reading of labels (both without), `differences` lists the cases that differ, `calm` answers no to what
    a case does not speak of (the other way to read silence is told in short), `progress` hears how many of how many are done.
    """
    try:
        content, labels = current(), policies.labels()
        with path.open(encoding="utf-8-sig") as lines:
            cases = read_coded(content, lines, labels)
    except OSError as error:
        return 2, "", f"{path} cannot be read ({error.strerror}).\n"
    except UnicodeDecodeError:
        return 2, "", f"{path} is not UTF-8 text.\n"
    except CasesError as error:
        return 2, "", _faults(error.faults)
    except LabelsError as error:
        return 2, "", f"{error}\n"
    except ContentError as error:
        return 2, "", _broken(error)
    labelled = any(case.labelled for case in cases)
    if mapping and not labelled:
        return 2, "", "--mapping chooses how labels are read, and no case of this file has a label.\n"
    readings: tuple[Reading, ...] = (mapping,) if mapping else READINGS if labelled else ("strict",)
    runs: list[Run] = []
    others: list[Run] = []
    for number, case in enumerate(cases, 1):
        runs.append(run(content, case, calm=calm))
        others.append(run(content, case, calm=not calm))
        if progress:
            progress(number, len(cases))
    show = measured.as_json if as_json else measured.as_text
    basis = measured.Basis(
        content.release, policies.labels_digest(), labels.status, "no" if calm else "unsure"
    )
    return 0, show(runs, others, readings, basis, differences), ""


def content_check(folder: Path | None = None, problems: Sequence[str] = ()) -> Outcome:
    """Prove that the content is sound; the report is fit to be filed. `folder` takes the place of the content on duty, and
    `problems` are the only ones proven."""
    if folder and not (folder / "pathways").is_dir():
        return 2, "", f"{folder} is not a folder of content: it has no pathways/.\n"
    try:
        content = load(folder) if folder else current()
    except ContentError as error:
        return 1, "", _broken(error)
    known = content.problems.keys() | content.refused_problems
    for problem in problems:
        if problem not in known:
            return 2, "", f"“{problem}” is not a problem. Name any of: {', '.join(sorted(known))}.\n"
    report = check(content, problems, datetime.now(UTC).date())
    if not problems:
        found = (str(fault) for fault in beside.faults(folder or FOLDER, content))
        report = msgspec.structs.replace(report, shared=(*report.shared, *found))
    return (1 if report.problems else 0), report.text() + "\n", ""


def content_diff(
    old: Path | str, new: Path | str, stored: Callable[[str], str] | None = None, more: "More | None" = None
) -> Outcome:
    """What differs between two contents, and the combinations of answers whose decision changes. Each is a folder, `duty`
    (the content on duty), or the digest of a release, which `stored` looks up. `more` adds what else is to be said of them."""
    try:
        before, after = _named(str(old), stored), _named(str(new), stored)
    except NotContentError as error:
        return 2, "", f"{error}\n"
    except ContentError as error:
        return 2, "", _broken(error)
    refused = "".join(f"{reason}\n" for pathway in after.refused for reason in pathway.reasons)
    if before.release == after.release:
        return 0, f"Both hold the same content, release {after.release}.\n", refused
    lines = [
        f"{before.release} → {after.release}",
        "",
        "Entries and worked cases",
        *differences(before, after),
    ]
    lines += ["", "Decisions that change (proven, every combination)", *changed(before, after)]
    if more is not None:
        lines += ["", *more(before, after)]
    return 1, "\n".join(lines) + "\n", refused


type More = Callable[[Content, Content], Iterable[str]]


class NotContentError(Exception):
    """What was named is no content; the sentence says what can be named."""


def _named(name: str, stored: Callable[[str], str] | None) -> Content:
    if name == "duty":
        return current()
    if Path(name).is_dir():
        if not (Path(name) / "pathways").is_dir():
            raise NotContentError(f"{name} is not a folder of content: it has no pathways/.")
        return load(Path(name))
    if stored is None:
        raise NotContentError(f"There is no folder {name}. Name a folder, a release, or duty.")
    return of_body(stored(name))


def _faults(faults: Sequence[str]) -> str:
    """As many faults as fit on a screen."""
    lines = list(faults[:MOST_FAULTS])
    if len(faults) > MOST_FAULTS:
        lines.append(f"… and {len(faults) - MOST_FAULTS:,} more. Nothing was measured.")
    return "".join(f"{line}\n" for line in lines)


def _sentence(error: InputError) -> str:
    return f"{error.field}: {error.message}\n"


def _broken(error: ContentError) -> str:
    return "The content cannot be used:\n" + "".join(f"{fault}\n" for fault in error.faults)
