"""The whole program on a database of its own, and a meter of the processor time that it and PostgreSQL use."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from weald.foundation.database import launcher, preparation

NAME = "weald_bench"
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """A running program: its port, its environment, and the processes whose time is counted."""

    port: int
    environ: dict[str, str]
    roots: tuple[int, ...]

    def cpu_s(self) -> float:
        """Processor seconds used so far by weald and PostgreSQL, with all their processes."""
        parents: dict[int, int] = {}
        times: dict[int, int] = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                parents[int(folder.name)] = int(fields[1])
                times[int(folder.name)] = sum(int(field) for field in fields[11:15])

        def ours(pid: int) -> bool:
            while pid > 1:
                if pid in self.roots:
                    return True
                pid = parents.get(pid, 0)
            return False

        return sum(ticks for pid, ticks in times.items() if ours(pid)) / TICK


@contextmanager
def served() -> Iterator[Served]:
    """Make the database anew, fill it with a small demonstration, and serve it; all is gone at the end."""
    server = launcher.start(os.environ)
    urls = launcher.elsewhere(server, NAME)
    with preparation.connect(server.role("admin")) as admin:
        preparation.drop_database(admin, NAME)
        preparation.make_database(admin, NAME)
        with preparation.connect(urls.role("admin")) as inside:
            preparation.furnish(inside)
        environ = os.environ | {
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
            "DATABASE_ADMIN_URL": urls.admin,
        }
        command = [sys.executable, "-m", "weald.site.command"]
        subprocess.run([*command, "migrate"], env=environ, check=True)
        subprocess.run(
            [*command, "demo", "--no-serve", "--people", "2000"],
            env=environ,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        os.environ |= environ
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        program = subprocess.Popen(
            [*command, "serve", "--port", str(port)],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(port)
            data = launcher.data_folder({**environ, "DATABASE_URL": ""})
            postmaster = int((data / "postmaster.pid").read_text().split()[0])
            yield Served(port, environ, (program.pid, postmaster))
        finally:
            program.terminate()
            program.wait(timeout=60)
            preparation.drop_database(admin, NAME)
    launcher.leave({key: value for key, value in os.environ.items() if not key.startswith("DATABASE_")})


def _wait(port: int) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The program did not become ready within three minutes.")
