"""The web server: granian, with one process more than there are cores."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from weald.site import children, lending

APPLICATION = "weald.site.wsgi:application"

WAITING = 4000
"""Requests that all processes hold together: a few are answered, the rest wait for their turn (turns.py), each in a thread that
does nothing meanwhile. Whoever comes beyond them waits in the web server, in the order of coming."""

CONNECTIONS = 8192
"""Browsers that one process listens to at a time, most of them idle. Granian would take 1,024 for all processes together: so
many phones that keep a connection shut everybody else out for half a minute."""

OTHER_FILES = 256
"""What a process may have open besides connections of browsers."""

MOST_WORKERS = 17
"""Times the places of a process this stays below PostgreSQL's max_connections, with room for background work and people."""


def workers(environ: Mapping[str, str]) -> int:
    """How many processes serve: WEALD_WORKERS, else one more than the cores that this process may use, so that none of these
    stands still while a request waits for the database."""
    stated = environ.get("WEALD_WORKERS", "")
    if stated.isdecimal() and int(stated) > 0:
        return int(stated)
    return min(len(os.sched_getaffinity(0)) + 1, MOST_WORKERS)


PLANS = "-c plan_cache_mode=force_generic_plan"
"""Statements of pages are planned once for each connection. With row security in it a plan takes longer to make than to
carry out: a request's page cost PostgreSQL 5.1 ms of processor time when plans were made for each value, and 3.6 then."""


def run(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are finished first."""
    os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {PLANS}".strip()
    processes = workers(os.environ)
    with lending.files(processes) as places:
        _serve(host, port, processes, places)


def _serve(host: str, port: int, processes: int, places: Path) -> None:
    Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=WAITING // processes,
        blocking_threads_idle_timeout=60,
        backlog=4096,
        backpressure=_connections(),
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=10,
    ).serve(target_loader=partial(_load, places), wrap_loader=False)


def _connections() -> int:
    """How many connections a process may hold, after it was allowed as many files as the machine lets it have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(CONNECTIONS, soft - OTHER_FILES)


def _load(places: Path) -> Callable[..., Any]:
    """The application, in a process of its own that ends when the one that started it is killed."""
    # Granian listens to signals only once the application is there; one that comes earlier would be lost.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if parent := multiprocessing.parent_process():
        children.die_with(parent.pid or 0, signal.SIGKILL)
    from weald.site import wsgi

    with suppress(
        OSError
    ):  # while one process more than there should be is about to end: it does with its own place
        wsgi.in_turn.share(lending.Lent(places))
    application: Callable[..., Any] = wsgi.application
    return application
