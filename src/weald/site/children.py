"""Processes that belong to another: they end when it ends, even when it was killed, and are started again when they die."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

PATIENCE = 20.0
"""Seconds that a child has to finish the work in hand before it is killed."""

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0

PARENT = "WEALD_PARENT"
"""The environment variable by which a child knows who started it."""

GIVE_UP = 2
"""The exit code of a child that was set up wrongly: starting it again would not help."""


def die_with(parent: int, number: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux for this signal when the process `parent`, which started this one, goes: nobody is left holding the port."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, number)
    if os.getppid() != parent:
        raise SystemExit(f"The process {parent}, which started this one, has gone.")


def die_with_supervisor() -> None:
    """Where this process is a Child, end with the one that watches over it; where a person started it, do nothing."""
    if parent := os.environ.get(PARENT):
        die_with(int(parent))


class Child:
    """One program that is kept running: `name` as it is called in a sentence, `command` with its arguments."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = command
        self._pause = FIRST_PAUSE
        self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        # A group of its own: Ctrl-C reaches the parent alone, which then ends its children in order.
        self._process = subprocess.Popen(  # noqa: S603  our own command
            self._command,
            env={**os.environ, PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            process_group=0,
        )
        self._again_at: float | None = None

    def watch(self) -> int | None:
        """Start it again if it died, after a pause that grows while it keeps dying; its exit code where that is no use."""
        code = self._process.poll()
        if code is None:
            return None
        if code == GIVE_UP:
            return code
        now = time.monotonic()
        if self._again_at is None:
            if now - self._started > LONGEST_PAUSE:
                self._pause = FIRST_PAUSE
            self._again_at = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            print(f"The {self.name} ended ({code}) and is started again.", file=sys.stderr)
        elif now >= self._again_at:
            self._start()
        return None

    def ask_to_end(self) -> None:
        """SIGTERM, if it still runs."""
        if self._process.poll() is None:
            self._process.terminate()

    def wait_for_end(self, deadline: float) -> None:
        """Wait until the monotonic time `deadline`; then kill it with whatever it started."""
        try:
            self._process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
