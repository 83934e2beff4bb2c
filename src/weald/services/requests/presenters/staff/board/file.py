"""The figures of the dashboard as a file with comma-separated values: every line says what it is, of when and of whom."""

import csv
from datetime import datetime
from io import StringIO

from weald.foundation.ui.wording import wall
from weald.services.directory.queries import Practice
from weald.services.requests.presenters.staff.board.words import (
    NAMES,
    measure_words,
    result_words,
    value_words,
)
from weald.services.requests.queries.measures.board import Board

COLUMNS = (
    "practice", "ods_code", "from", "to", "read_at", "measure", "name", "by", "value", "counted", "met", "not_met",
    "left_out", "median_minutes", "nine_in_ten_minutes", "means",
)  # fmt: skip
NOTE = "Small numbers are not hidden in this file: it is for the practice itself, and not for publication."


def written(practice: Practice, board: Board, now: datetime) -> str:
    """The file's text, with its note in the last line."""
    waits = {(one.measure, one.level): one for one in board.waits}
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    for (measure, dimension, value), one in sorted(board.tallies.items()):
        wait = waits.get((measure, value)) if dimension in {"", "level"} else None
        lines.writerow(
            (
                safe(practice.name), practice.ods_code, board.since.isoformat(), board.until.isoformat(),
                wall(now).isoformat(timespec="minutes"), measure, measure_words(measure), NAMES.get(dimension, "All"),
                value_words(dimension, value), one.met + one.missed, one.met, one.missed, one.left_out,
                wait.median if wait else "", wait.most if wait else "", f"met: {result_words(measure, 'met')}",
            )
        )  # fmt: skip
    lines.writerow((NOTE,))
    return out.getvalue()


def name(practice: Practice, board: Board) -> str:
    """What the file is called."""
    return f"promises-{practice.ods_code}-{board.since.isoformat()}-to-{board.until.isoformat()}.csv"


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
