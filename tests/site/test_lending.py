"""Processes that tell each other how many places they have taken."""

import subprocess
import sys
from pathlib import Path

import pytest

from weald.site import lending

CHILD = """
import sys
from pathlib import Path
from weald.site.lending import Lent
lent = Lent(Path(sys.argv[1]))
lent.tell(int(sys.argv[2]))
print(lent.taken(), flush=True)
sys.stdin.read()
"""


def child(folder: Path, taken: int) -> tuple[subprocess.Popen[str], int]:
    """A process that has taken so many, and what it saw of all."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(taken)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    return process, int(process.stdout.readline())


def test_each_process_sees_what_all_have_taken() -> None:
    with lending.files(3) as folder:
        ours = lending.Lent(folder)
        assert (ours.processes, ours.taken()) == (3, 0)
        ours.tell(1)
        process, seen = child(folder, 2)
        with process:
            assert seen == ours.taken() == 3
            ours.tell(0)
            assert ours.taken() == 2


def test_who_takes_the_place_of_a_killed_process_takes_over_its_number() -> None:
    with lending.files(2) as folder:
        ours = lending.Lent(folder)
        killed, _ = child(folder, 2)
        with killed:
            with pytest.raises(OSError, match="Each process has its file already"):
                lending.Lent(folder)
            killed.kill()
            killed.wait()
        assert ours.taken() == 2  # so less is lent until somebody serves there again
        after, seen = child(folder, 1)
        with after:
            assert seen == ours.taken() == 1


def test_the_files_are_gone_in_the_end() -> None:
    with lending.files(2) as folder:
        assert len(list(folder.iterdir())) == 2
    assert not folder.exists()
