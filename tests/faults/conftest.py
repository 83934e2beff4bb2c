"""`weald serve` with a database of its own, which a test may take away."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults.device import Device
from tests.journeys import program
from weald.foundation.database import launcher, place


@dataclass
class Served:
    """A running program, its database, and the ways to hurt them."""

    url: str
    environ: dict[str, str]
    process: subprocess.Popen[bytes]
    dies_once: Path
    log: Path
    clock: Path

    @contextmanager
    def clock_put(self, seconds: float) -> Iterator[None]:
        """The program's clock is so many seconds before (or behind) for as long as the block lasts, then steps back."""
        before = self.clock.read_text() if self.clock.exists() else "0"
        try:
            self._say(str(seconds))
            yield
        finally:
            self._say(before)

    def _say(self, seconds: str) -> None:
        part = self.clock.with_suffix(".part")
        part.write_text(seconds)
        part.rename(self.clock)

    def mistakes(self) -> list[str]:
        """What the program's own log calls an error, pages that said that the database is away excepted."""
        return [
            line
            for line in self.log.read_text(errors="replace").splitlines()
            if '"level": "error"' in line and '"status": 503' not in line
        ]

    def device(self) -> Device:
        """A new phone."""
        return Device(self.url)

    def count(self, statement: str, *values: object) -> Any:
        """One number from the database, past row security."""
        with psycopg.connect(launcher.urls(self.environ).admin, autocommit=True) as admin:
            row = admin.execute(statement, values).fetchone()  # type: ignore[call-overload]
        return row[0]

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """Kill the database, and let nobody start it again for as long as the block lasts."""
        lock = os.open(place.find(self.environ).lock, os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            pid = int((launcher.data_folder(self.environ) / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGKILL)
            self.becomes(
                lambda: not program.answers(f"{self.url}/health/ready"), "the database is still there"
            )
            yield
        finally:
            os.close(lock)
        self.becomes(lambda: program.answers(f"{self.url}/health/ready"), "the database did not come back")

    @contextmanager
    def frozen_database(self) -> Iterator[None]:
        """Every process of the database stands still for as long as the block lasts."""
        folder = launcher.data_folder(self.environ)
        postmaster = int((folder / "postmaster.pid").read_text().splitlines()[0])
        stopped = [postmaster, *_children(postmaster)]
        try:
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    def becomes(self, ready: Callable[[], bool], what: str) -> None:
        """Waits, two minutes at most."""
        deadline = time.monotonic() + 120
        while not ready():
            assert time.monotonic() < deadline, what
            time.sleep(0.1)


def _children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """A small county, served by two web processes on an embedded database in a folder of its own."""
    folder = Path("/tmp") / f"weald-faults-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    port = program.free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environ.pop("WEALD_DATABASE_ROLE", None)
    dies_once = folder / "dies-once"
    environ |= {
        "DJANGO_SETTINGS_MODULE": "weald.site.settings",
        "PORT": str(port),
        "PYTHONPATH": os.pathsep.join(
            [str(Path(__file__).with_name("death")), os.environ.get("PYTHONPATH", "")]
        ),
        "WEALD_CLOCK": str(folder / "clock"),
        "WEALD_DATA": str(folder),
        "WEALD_DIES_ONCE": str(dies_once),
        "WEALD_WORKERS": "2",
    }
    launcher.keep(environ)
    try:
        program.fill(environ)
        log = folder / "server.log"
        process = program.serve(environ, log)
        running = Served(f"http://127.0.0.1:{port}", environ, process, dies_once, log, folder / "clock")
        try:
            running.becomes(
                lambda: program.answers(f"{running.url}/health/ready"), "weald serve did not answer"
            )
            yield running
        finally:
            process.terminate()
            process.wait(timeout=60)
    finally:
        launcher.stop(environ)
        shutil.rmtree(place.find(environ).sockets, ignore_errors=True)
        shutil.rmtree(folder)
