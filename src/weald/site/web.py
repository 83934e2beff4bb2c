"""The web server: granian, with one process for each core and a few threads in each."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from weald.site import children

APPLICATION = "weald.site.wsgi:application"

THREADS = 4
"""Requests that one process answers at a time. More of them only contend for the interpreter: with eight, a question page
cost 1.8 ms of processor time under eight clients, with four 1.4 ms."""

MOST_WORKERS = 16
"""Times THREADS this stays below PostgreSQL's max_connections, with room for background work and people."""


def workers(environ: Mapping[str, str]) -> int:
    """How many processes serve: WEALD_WORKERS, else the cores that this process may use."""
    stated = environ.get("WEALD_WORKERS", "")
    if stated.isdecimal() and int(stated) > 0:
        return int(stated)
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


PLANS = "-c plan_cache_mode=force_generic_plan"
"""Statements of pages are planned once for each connection. With row security in it a plan takes longer to make than to
carry out: a request's page cost PostgreSQL 5.1 ms of processor time when plans were made for each value, and 3.6 then."""


def run(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are finished first."""
    os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {PLANS}".strip()
    Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers(os.environ),
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=10,
    ).serve(target_loader=_load, wrap_loader=False)


def _load() -> Callable[..., Any]:
    """The application, in a process of its own that ends when the one that started it is killed."""
    # Granian listens to signals only once the application is there; one that comes earlier would be lost.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if parent := multiprocessing.parent_process():
        children.die_with(parent.pid or 0, signal.SIGKILL)
    from weald.site import wsgi

    application: Callable[..., Any] = wsgi.application
    return application
