"""What differs between two contents: entry by entry, and in the outcome of the worked cases of both."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from .assessing import assess
from .cases import Case, read_cases, spoken
from .content import Content
from .documents import ContentError, Fault, read, shown
from .model import InputError


def differences(old: Content, new: Content, only: Collection[str] = ()) -> list[str]:
    """A sentence for each entry that was added, removed or changed, then for each worked case that now comes out otherwise.
    `only` names the problems whose cases are tried."""
    entries = list(_differ(json.loads(old.body), json.loads(new.body), ""))
    return entries + list(_cases(old, new, only))


def _differ(old: Any, new: Any, path: str) -> Iterator[str]:
    if old == new:
        return
    if _is_list_of_rules(old) and _is_list_of_rules(new):
        before, after = _by_name(old), _by_name(new)
        kept = [name for name in before if name in after]
        if kept != [name for name in after if name in before]:
            yield f"{path}: the order of its entries changed"
        old, new = before, after
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            place = f"{path} / {key}" if path else key
            if key not in new:
                yield f"{place}: removed"
            elif key not in old:
                yield f"{place}: added"
            else:
                yield from _differ(old[key], new[key], place)
    else:
        yield f"{path}: “{shown(old)}” became “{shown(new)}”"


def _is_list_of_rules(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and "rule" in item for item in value)
    )


def _by_name(rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {rule["rule"]: rule for rule in rules}


def _cases(old: Content, new: Content, only: Collection[str]) -> Iterator[str]:
    for problem in old.problems:
        if problem not in new.problems or (only and problem not in only):
            continue
        cases = {case.name: case for content in (old, new) for case in _read(content, problem)}
        for case in cases.values():
            before, after = _outcome(old, case), _outcome(new, case)
            if before != after:
                yield f"case {problem}, “{case.name}”: {before} became {after}"


def _read(content: Content, problem: str) -> tuple[Case, ...]:
    faults: list[Fault] = []
    if content.folder is None:
        return ()
    try:
        return read_cases(
            read(content.folder / "pathways" / f"{problem}.cases.yaml", content.folder), problem, faults
        )
    except ContentError:
        return ()


def _outcome(content: Content, case: Case) -> str:
    try:
        result = assess(content, case.request)
    except InputError as error:
        return f"refused ({error.message})"
    return spoken(result)
