"""The program as a person meets it: a small made-up county, built and served."""

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

WEALD = (sys.executable, "-m", "weald.site.command")
COUNTY = (
    "import django; django.setup(); from weald.site import wiring; wiring.connect();"
    "from weald.demo import commands; commands.build(people=600, seed=1, practices=26, neighbourhoods=13)"
)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fill(environ: Mapping[str, str]) -> None:
    """Make the tables of the database that `environ` names, and a county of 26 practices in them."""
    for step in ([*WEALD, "migrate"], [sys.executable, "-c", COUNTY]):
        done = subprocess.run(step, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def serve(environ: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """`weald serve` on PORT of `environ`; what it says goes to `log`."""
    with log.open("wb") as written:
        return subprocess.Popen(
            [*WEALD, "serve"],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )


def answers(url: str) -> bool:
    """Whether the address answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
