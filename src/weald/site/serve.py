"""`weald serve`: the database, the web server and background work, watched over until SIGTERM or SIGINT."""

import errno
import http.client
import os
import signal
import socket
import sys
import threading
import time
from types import FrameType

from weald.foundation.database import launcher
from weald.foundation.database.faults import SetupError
from weald.site.children import PATIENCE, Child

GLANCE = 0.5
"""Seconds between two looks at the children."""


def run(host: str, port: int) -> int:
    """Serve on host and port; returns the exit code. A child or an embedded database that dies is started again."""
    _refuse_a_taken_port(host, port)
    os.environ["PORT"] = str(port)  # the address that links in messages begin with
    end = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        end.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    weald = [sys.executable, "-m", "weald.site.command"]
    with launcher.using(os.environ):
        children = [
            Child("web server", [*weald, "web", "--host", host, "--port", str(port)]),
            Child("background work", [*weald, "work"]),
        ]
        try:
            return _watch(children, end, host, port)
        finally:
            for child in children:
                child.ask_to_end()
            deadline = time.monotonic() + PATIENCE
            for child in children:
                child.wait_for_end(deadline)


def _watch(children: list[Child], end: threading.Event, host: str, port: int) -> int:
    announced = False
    while not end.wait(GLANCE):
        for child in children:
            if code := child.watch():
                return code
        if not os.environ.get("DATABASE_URL") and not launcher.running(os.environ):
            try:
                launcher.start(os.environ)
            except SetupError as fault:
                print(fault, file=sys.stderr)
        if not announced and _answers(host, port):
            announced = True
            print(f"Weald is at http://{host}:{port}  (Ctrl-C stops it)", flush=True)
    return 0


def _refuse_a_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            other = (
                "Choose another port: PORT=8001, or --port 8001."
                if fault.errno in {errno.EADDRINUSE, errno.EACCES}
                else "Choose an address of this machine: WEALD_LISTEN=127.0.0.1, or --host 127.0.0.1."
            )
            raise SetupError(f"Weald cannot serve on {host}:{port} ({fault.strerror}). {other}") from fault


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=2)  # noqa: S104
    try:
        connection.request("GET", "/health/live", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
