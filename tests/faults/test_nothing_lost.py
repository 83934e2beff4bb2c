"""Processes are killed at random while people send, book, move and write: what was acknowledged is there, once.

OPERATIONS says how many operations: 80 unless it is set.
"""

import os
import random
import subprocess
import sys

import pytest

from tests.faults.conftest import Served
from tests.faults.crowd import Crowd, all_went_out, compare, killing

pytestmark = pytest.mark.slow

OPERATIONS = int(os.environ.get("OPERATIONS", "80"))
SEED = int(os.environ.get("SEED", "1"))


def test_whatever_is_killed_nothing_acknowledged_is_lost_and_nothing_happens_twice(served: Served) -> None:
    crowd = Crowd(served, OPERATIONS, people=4, seed=SEED)
    with killing(crowd, random.Random(SEED)) as killed:
        journal = crowd.run()
    assert journal.operations >= OPERATIONS
    assert len(set(killed)) == 5, killed
    compare(served, journal)
    all_went_out(served)
    # A page may fail, but never by a mistake of ours: it says that the database is away, and can be sent again.
    assert journal.broken == [], served.mistakes()
    verified = subprocess.run(
        [sys.executable, "-m", "weald.site.command", "audit", "verify"],
        env=served.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr
