"""`weald score`: clinical scores of cases that come as CSV on standard input. Starts neither Django nor a database."""

import argparse
import csv
import io
import sys
from collections.abc import Iterable
from typing import TextIO

from weald.engines.scores import INSTRUMENTS, Instrument, Result

LIST = "list"
ADDED = ("score", "band")


class ScoreError(Exception):
    """The name or the cases cannot be used; the sentence says why, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command, with what it takes."""
    command = commands.add_parser(
        "score",
        help="clinical scores of cases, as CSV on standard input",
        description="Read cases as CSV with a heading line on standard input, one case a line, and write them with the"
        " columns score and band. Where an instrument adds nothing up, score is the band."
        " 'weald score list' names every score and its columns.",
        epilog="Example: weald score crb65 < cases.csv",
    )
    command.add_argument("name", metavar="NAME", help="the name of a score; 'list' for all of them")
    command.set_defaults(handler=lambda given: _run(given.name, sys.stdin, sys.stdout))


def _run(name: str, cases: TextIO, out: TextIO) -> int:
    out.write(listed() if name == LIST else scored(_known(name), cases))
    return 0


def listed() -> str:
    """Every score with its columns and what may stand in them."""
    lines: list[str] = []
    for instrument in INSTRUMENTS.values():
        lines.append(f"{instrument.name}  {instrument.title}")
        for each in instrument.inputs:
            lines.append(f"    {each.name}: {each.says}{'' if each.needed else ' (may be left out)'}")
    return "\n".join(lines) + "\n"


def scored(instrument: Instrument, cases: Iterable[str]) -> str:
    """The cases as CSV with a score each. Raises ScoreError, and then nothing has been written."""
    reader = csv.DictReader(cases, strict=True)
    try:
        columns = [name.removeprefix("\ufeff").strip() for name in reader.fieldnames or ()]
        reader.fieldnames = columns
        _refuse_columns(instrument, columns)
        rows = [_row(instrument, reader.line_num, case) for case in reader]
    except (csv.Error, UnicodeDecodeError) as fault:
        raise ScoreError(f"The cases are not CSV in UTF-8 (line {reader.line_num}: {fault}).") from None
    written = io.StringIO()
    writer = csv.DictWriter(written, [*columns, *ADDED], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _known(name: str) -> Instrument:
    try:
        return INSTRUMENTS[name]
    except KeyError:
        raise ScoreError(f"There is no score '{name}'. Known are: {', '.join(INSTRUMENTS)}.") from None


def _refuse_columns(instrument: Instrument, columns: list[str]) -> None:
    needed = [each.name for each in instrument.inputs if each.needed]
    if not columns:
        raise ScoreError(
            f"No cases came on standard input. Give CSV with a heading line; {instrument.name} needs: {', '.join(needed)}."
        )
    missing = [name for name in needed if name not in columns]
    if missing:
        raise ScoreError(
            f"Columns are missing: {', '.join(missing)}. 'weald score {LIST}' says what may stand in them."
        )
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise ScoreError(f"Columns stand there twice: {', '.join(twice)}. Keep one of each.")
    taken = [name for name in ADDED if name in columns]
    if taken:
        raise ScoreError(f"Columns have the name of an answer: {', '.join(taken)}. Rename them.")


def _row(instrument: Instrument, line: int, case: dict[str, str | None]) -> dict[str, object]:
    if None in case or None in case.values():
        raise ScoreError(f"Line {line} does not have as many cells as the heading line.")
    try:
        result = instrument.of({name: text or "" for name, text in case.items()})
    except ValueError as fault:
        raise ScoreError(f"Line {line}: {fault}") from None
    return {**case, "score": _points(result), "band": result.band}


def _points(result: Result) -> object:
    return result.band if result.points is None else result.points
