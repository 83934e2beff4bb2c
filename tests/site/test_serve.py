"""`weald serve` keeps serving while its parts are killed, and leaves nothing behind when it is told to end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from weald.foundation.database import launcher, place

pytestmark = pytest.mark.slow


@dataclass
class Program:
    """A running `weald serve` with a database of its own."""

    process: subprocess.Popen[bytes]
    environ: dict[str, str]
    port: int

    def status(self, path: str) -> int:
        """The HTTP status of a page; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=15) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            return 0

    def becomes(self, path: str, status: int) -> bool:
        """Whether the page comes to answer with this status within half a minute."""
        deadline = time.monotonic() + 90
        while self.status(path) != status:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def family(self, word: str) -> set[int]:
        """The living processes below the program whose command line has this word."""
        below, found = {self.process.pid}, set()
        processes = [
            (pid, parent)
            for pid in map(int, filter(str.isdecimal, os.listdir("/proc")))
            if (parent := _parent(pid))
        ]
        for _generation in range(3):
            below |= {pid for pid, parent in processes if parent in below}
        for pid in below:
            try:
                if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.add(pid)
            except OSError:
                continue
        return found - {self.process.pid}


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


@pytest.fixture(scope="module")
def environ() -> Iterator[dict[str, str]]:
    """A folder for the database, which the first program fills and the next one finds."""
    folder = Path("/tmp") / f"weald-serve-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environ |= {"WEALD_DATA": str(folder), "WEALD_WORKERS": "2"}
    environ.pop("WEALD_DATABASE_ROLE", None)
    yield environ
    launcher.stop(environ)
    shutil.rmtree(place.find(environ).sockets, ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def program(environ: dict[str, str]) -> Iterator[Program]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "weald.site.command", "serve", "--port", str(port)],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    running = Program(process, environ, port)
    try:
        assert running.becomes("/health/ready", 200)
        yield running
    finally:
        process.kill()
        process.wait()


def test_it_serves_on_while_its_parts_are_killed(program: Program) -> None:
    family = program.family("web")
    [web] = [pid for pid in family if _parent(pid) == program.process.pid]
    worker = next(pid for pid in family if _parent(pid) == web)
    os.kill(worker, signal.SIGKILL)
    assert program.becomes("/health/ready", 200)

    os.kill(web, signal.SIGKILL)
    deadline = time.monotonic() + 90
    while web in program.family("web") or not program.family("web"):
        assert time.monotonic() < deadline, "the web server was not started again"
        time.sleep(0.1)
    assert program.becomes("/health/ready", 200)

    lock = launcher.data_folder(program.environ) / "postmaster.pid"
    old = lock.read_text().splitlines()[0]
    os.kill(int(old), signal.SIGKILL)
    deadline = time.monotonic() + 90
    while not lock.exists() or lock.read_text().splitlines()[:1] in ([], [old]):
        assert time.monotonic() < deadline, "the database was not started again"
        time.sleep(0.1)
    assert program.becomes("/health/ready", 200)


def test_phones_that_only_keep_their_connection_shut_nobody_out(program: Program) -> None:
    """Where only a thousand were listened to, the next one waited until the first were given up, half a minute later."""
    ask = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    phones = []
    try:
        for _ in range(1500):
            phone = socket.create_connection(("127.0.0.1", program.port), timeout=15)
            phone.sendall(ask)
            phones.append(phone)
        assert program.status("/health/live") == 200
        assert all(b" 200 " in phone.recv(4096) for phone in phones)
    finally:
        for phone in phones:
            phone.close()


def test_it_says_where_it_is_and_ends_in_order(program: Program) -> None:
    assert program.process.stdout is not None
    assert f"http://127.0.0.1:{program.port}".encode() in program.process.stdout.readline()
    program.process.send_signal(signal.SIGTERM)
    assert program.process.wait(timeout=60) == 0
    assert program.status("/health/live") == 0
    assert not launcher.running(program.environ)


def test_killed_outright_it_leaves_the_port_free(program: Program) -> None:
    program.process.kill()
    program.process.wait()
    assert program.becomes("/health/live", 0)
