"""A load generator that keeps to a clock: everybody begins when they would, whether or not the program keeps up.

One thread in a process of its own; everybody keeps a connection of their own, as their browser does. A time is counted from the
moment at which somebody pressed, so that waiting for this generator counts as well.
"""

import heapq
import selectors
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bench import load


class Step(NamedTuple):
    """One request of a visit: the page it counts for, its bytes, and how many seconds somebody thinks before it."""

    page: str
    request: bytes
    pause: float


class Answer(NamedTuple):
    """What came back."""

    status: int
    head: bytes
    body: bytes


Visit = Generator[Step, Answer, None]


@dataclass
class Replayed:
    """What was seen: seconds by page, how often which page gave which status, what the visits themselves wrote down, the
    visits that broke off and why, and the processor time of the generator."""

    seconds: float = 0.0
    generator_cpu_s: float = 0.0
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    told: list[tuple[str, ...]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def replay(port: int, begin: Callable[..., Visit], arrivals: Iterable[tuple[float, Any]]) -> Replayed:
    """Begin `begin(argument, tell)` for each of the (second, argument) when its time comes, and see each visit to its end.

    `begin` is a function of a module: it travels to another process. `tell(*words)` writes down what somebody was promised.
    """
    return load._apart(_replay, port, begin, list(arrivals))


class _Browser:
    """Somebody's visit, and the connection that their browser keeps meanwhile."""

    def __init__(self, visit: Visit, port: int, watch: selectors.BaseSelector) -> None:
        self.visit, self.port, self.watch = visit, port, watch
        self.socket: socket.socket | None = None
        self.data = b""
        self.page, self.due, self.asks = "", 0.0, False

    def ask(self, step: Step, due: float) -> None:
        """Press, at the moment `due` or as soon after it as this generator could."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.watch.register(self.socket, selectors.EVENT_READ, self)
        self.page, self.due, self.asks = step.page, due, True
        self.socket.sendall(step.request)

    def leave(self) -> None:
        """The connection is closed, by whichever side."""
        if self.socket is not None:
            self.watch.unregister(self.socket)
            self.socket.close()
            self.socket = None

    def receive(self) -> Answer | None:
        """The answer, as soon as all of it is there."""
        assert self.socket is not None
        more = self.socket.recv(262144)
        if not more:
            raise ConnectionError("The server closed the connection.")
        self.data += more
        end = self.data.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.data[: end + 4]
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 : lower.index(b"\r\n", at)]) if at >= 0 else 0
        if len(self.data) < end + 4 + length:
            return None
        answer = Answer(int(head[9:12]), head, self.data[end + 4 : end + 4 + length])
        self.data = self.data[end + 4 + length :]
        self.asks = False
        return answer


def _replay(port: int, begin: Callable[..., Visit], arrivals: list[tuple[float, Any]]) -> Replayed:
    seen, watch = Replayed(), selectors.DefaultSelector()
    number = 0
    started, cpu = time.perf_counter(), time.process_time()
    coming = [(started + second, argument) for second, argument in sorted(arrivals, key=lambda one: one[0])][
        ::-1
    ]
    waiting: list[tuple[float, int, _Browser, Step]] = []
    busy = 0

    def push(browser: _Browser, answer: Answer | None, now: float) -> None:
        nonlocal number
        try:
            step = next(browser.visit) if answer is None else browser.visit.send(answer)
        except StopIteration:
            browser.leave()
            return
        except Exception as fault:  # one visit that breaks off is counted; the others go on
            seen.broken.append(repr(fault)[:200])
            browser.leave()
            return
        number += 1
        heapq.heappush(waiting, (now + step.pause, number, browser, step))

    while coming or waiting or busy:
        now = time.perf_counter()
        while coming and coming[-1][0] <= now:
            due, argument = coming.pop()
            push(_Browser(begin(argument, lambda *words: seen.told.append(words)), port, watch), None, due)
        while waiting and waiting[0][0] <= now:
            due, _, browser, step = heapq.heappop(waiting)
            browser.ask(step, due)
            busy += 1
        soonest = min([one[0] for one in waiting[:1]] + [one[0] for one in coming[-1:]], default=now + 1)
        for key, _ in watch.select(max(0.0, soonest - time.perf_counter())):
            browser = key.data
            if not browser.asks:
                # The server closes a connection that was idle for long, as it does to a browser.
                browser.leave()
                continue
            answer = browser.receive()
            if answer is None:
                continue
            now = time.perf_counter()
            seen.latencies[browser.page].append(now - browser.due)
            seen.statuses[browser.page, answer.status] += 1
            busy -= 1
            push(browser, answer, now)
    seen.seconds = time.perf_counter() - started
    seen.generator_cpu_s = time.process_time() - cpu
    seen.latencies, seen.statuses = dict(seen.latencies), dict(seen.statuses)
    return seen
