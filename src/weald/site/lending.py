"""What the processes of one program tell each other: how many of everybody's places each of them has taken.

Each process has a file of one byte, which all of them have in memory. Nobody waits for anybody: a number that is a moment
old lets one request more begin, or one less, and the next one sees the difference.
"""

import fcntl
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO


@contextmanager
def files(processes: int) -> Iterator[Path]:
    """A folder with a file for each of so many processes, until they have ended."""
    with TemporaryDirectory(prefix="weald-places-") as folder:
        for number in range(processes):
            (Path(folder) / str(number)).write_bytes(b"\0")
        yield Path(folder)


class Lent:
    """The numbers of all processes, of which one is ours for as long as we live; it is free again when we are killed."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError where as many processes as there are files have theirs already."""
        numbers = [path.open("r+b") for path in sorted(folder.iterdir())]
        self.processes = len(numbers)
        self._all = [mmap.mmap(file.fileno(), 1) for file in numbers]
        ours = next((number for number, file in zip(self._all, numbers, strict=True) if _claim(file)), None)
        if ours is None:
            raise OSError("Each process has its file already.")
        self._ours = ours
        self.tell(0)

    def tell(self, taken: int) -> None:
        """So many places are taken here."""
        self._ours[0] = taken

    def taken(self) -> int:
        """How many are taken in all processes."""
        return sum(number[0] for number in self._all)


def _claim(file: BinaryIO) -> bool:
    """Whether it was nobody's; then it is ours while any copy of its descriptor is open, as the one that `mmap` keeps."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
