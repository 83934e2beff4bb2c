"""Text files that a command reads, under a bar for whoever waits at a terminal."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weald.foundation.progress import bar
from weald.foundation.refusal import Refused

EVERY = 2_000
"""Lines after which the bar moves."""
LOST = "\ufffd"
"""What stands for each byte that is not UTF-8."""


@contextmanager
def lines_of(path: Path, *, sound: bool) -> Iterator[Iterator[str]]:
    """The lines of a file in UTF-8. Where `sound` is asked for, a line that is not is refused; else what was lost of it shows as
    `LOST`.

    Raises Refused where the file cannot be read, or is no text; a fault is told by the number of its line, never by its words.
    """
    try:
        size = path.stat().st_size
        raw = path.open("rb")
    except OSError as fault:
        raise Refused(f"The file {path} cannot be read ({fault.strerror}). Check its name.") from fault
    with raw, bar(f"Reading {path.name}", bytes_=True) as tell:
        if raw.peek(2).startswith(b"PK"):
            raise Refused(
                f"{path.name} is an archive or a spreadsheet, and no text."
                " Unpack it, or save it as CSV in UTF-8, and give that file."
            )

        def lines() -> Iterator[str]:
            for number, line in enumerate(
                io.TextIOWrapper(raw, "utf-8-sig", errors="replace", newline=""), 1
            ):
                if number % EVERY == 0:
                    tell(raw.tell(), size)
                if sound and LOST in line:
                    raise Refused(f"Line {number}: this is not text in UTF-8. Save the file as CSV in UTF-8.")
                yield line

        yield lines()
