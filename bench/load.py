"""A load generator: clients on kept connections, each sending the next request when the last is answered.

It runs in a process of its own, so that its work is not counted as the program's.
"""

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any


@dataclass
class Outcome:
    """What the clients saw: latencies in seconds, how often each status came, and what scripts noted."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    notes: list[Any] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Requests answered."""
        return len(self.latencies)

    @property
    def per_s(self) -> float:
        """Requests answered in a second."""
        return self.count / self.seconds

    def percentile_ms(self, share: float) -> float:
        """The latency that `share` of the requests stayed below, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


class Client:
    """One kept HTTP/1.1 connection with its cookies."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def send(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send one request; returns status, head and body of the answer."""
        self.socket.sendall(request)
        data = self.rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, data = data[: end + 4], data[end + 4 :]
        lower = head.lower()
        if (at := lower.find(b"content-length:")) >= 0:
            length = int(lower[at + 15 : lower.index(b"\r\n", at)])
            while len(data) < length:
                data += self._more()
            body, self.rest = data[:length], data[length:]
        elif b"transfer-encoding: chunked" in lower:
            body = b""
            while True:
                while (line := data.find(b"\r\n")) < 0:
                    data += self._more()
                size = int(data[:line], 16)
                while len(data) < line + 2 + size + 2:
                    data += self._more()
                body += data[line + 2 : line + 2 + size]
                data = data[line + 4 + size :]
                if size == 0:
                    break
            self.rest = data
        else:
            body, self.rest = b"", data
        return int(head[9:12]), head, body

    def _more(self) -> bytes:
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("The server closed the connection.")
        return received


def get(path: str, cookies: str = "") -> bytes:
    """The bytes of a GET."""
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n".encode()


def post(path: str, body: bytes, cookies: str = "", kind: str = "application/x-www-form-urlencoded") -> bytes:
    """The bytes of a POST."""
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def replay(port: int, clients: int, requests: list[bytes], seconds: float | None = None) -> Outcome:
    """Share the requests among the clients; with `seconds`, over and over until the time is up."""
    return _apart(_replay, port, clients, requests, seconds)


def walk(port: int, clients: int, script: Callable[..., Any], arguments: list[Any]) -> Outcome:
    """Let each client run `script(client, argument)`, a whole journey, for its share of the arguments.

    `script` is a function of a module (it travels to another process) and returns the last status, or that and a note.
    """
    return _apart(_walk, port, clients, script, arguments)


def _apart[Seen](target: Callable[..., Seen], *arguments: Any) -> Seen:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_report, args=(theirs, target, arguments), daemon=True)
    process.start()
    theirs.close()
    outcome = ours.recv()
    process.join()
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome  # type: ignore[no-any-return]


def _report(pipe: Any, target: Callable[..., Outcome], arguments: tuple[Any, ...]) -> None:
    try:
        pipe.send(target(*arguments))
    except BaseException as fault:
        pipe.send(fault)


def _status(client: Client, request: bytes) -> int:
    return client.send(request)[0]


def _replay(port: int, clients: int, requests: list[bytes], seconds: float | None) -> Outcome:
    until = time.perf_counter() + seconds if seconds else None

    def steps(number: int, client: Client) -> Iterator[Callable[[], int]]:
        mine = requests[number::clients]
        while True:
            for request in mine:
                if until and time.perf_counter() > until:
                    return
                yield partial(_status, client, request)
            if not until:
                return

    return _run(port, clients, steps)


def _walk(port: int, clients: int, script: Callable[..., Any], arguments: list[Any]) -> Outcome:
    def steps(number: int, client: Client) -> Iterable[Callable[[], Any]]:
        for argument in arguments[number::clients]:
            yield partial(script, client, argument)

    return _run(port, clients, steps)


def _run(port: int, clients: int, steps: Callable[[int, Client], Iterable[Callable[[], Any]]]) -> Outcome:
    outcome, guard, faults = Outcome(), threading.Lock(), []

    def work(number: int) -> None:
        latencies: list[float] = []
        statuses: dict[int, int] = {}
        notes: list[Any] = []
        try:
            client = Client(port)
            for step in steps(number, client):
                started = time.perf_counter()
                status = step()
                latencies.append(time.perf_counter() - started)
                if isinstance(status, tuple):
                    status, note = status
                    notes.append(note)
                statuses[status] = statuses.get(status, 0) + 1
        except BaseException as fault:
            faults.append(fault)
        with guard:
            outcome.latencies.extend(latencies)
            outcome.notes.extend(notes)
            for status, count in statuses.items():
                outcome.statuses[status] = outcome.statuses.get(status, 0) + count

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - started
    if faults:
        raise faults[0]
    return outcome
