"""Workers serve for as long as they like, and their memory does not grow without end.

MINUTES says for how long the program is used: half of one unless it is set. What it reads and remembers comes in the first third; what
it gains after that, per worker, must stay small. Nothing is timed: a slower machine does less in the same minutes.
"""

import os
import re
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Served, _children
from tests.faults.crowd import Crowd

pytestmark = pytest.mark.slow

MINUTES = float(os.environ.get("MINUTES", "0.3"))
ROUND = 40
"""Operations between two looks at the memory."""
MOST_MB = 32
"""What a worker may gain once it is warm: the fullest that what is remembered (bounded, everywhere) can still become."""


def test_the_memory_of_a_worker_stays_bounded(served: Served) -> None:
    workers = _workers(served)
    assert len(workers) == 2
    started, sizes, rounds = time.monotonic(), [], 0
    while not sizes or time.monotonic() - started < MINUTES * 60:
        rounds += 1
        journal = Crowd(served, ROUND, people=4, seed=rounds).run()
        assert journal.broken == [], served.mistakes()
        sizes.append(max(_resident_mb(pid) for pid in workers))
    assert _workers(served) == workers, "a worker was started anew, and its memory with it"
    warm = sizes[len(sizes) // 3]
    told = f"{rounds * ROUND} operations, MB: {', '.join(f'{size:.0f}' for size in sizes[:: max(1, len(sizes) // 12)])}"
    print(told)
    assert sizes[-1] - warm <= MOST_MB, told


def _workers(served: Served) -> list[int]:
    """The web processes of the program."""
    [web] = [
        pid
        for pid in _children(served.process.pid)
        if b"\0web\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    return sorted(pid for pid in _children(web) if _resident_mb(pid) > 60)


def _resident_mb(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
