"""Who is served first while all places are taken, and that nobody is passed over for ever."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from weald.site.turns import DECIDING, EVERYBODY, ON_THE_LINE, Environ, InTurn, StartResponse, rank


class Door:
    """An application whose pages stay open until they are let go, one after the other, by the thread that serves them."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.ended: list[str] = []
        self.go_on = {"place 0": threading.Semaphore(0), "place 1": threading.Semaphore(0)}

    def __call__(self, environ: Environ, _start_response: StartResponse) -> "Page":
        self.began.append(environ["PATH_INFO"])
        self.go_on[threading.current_thread().name].acquire()
        return Page(self, environ["PATH_INFO"])


class Page:
    def __init__(self, door: Door, path: str) -> None:
        self.door, self.path = door, path

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"you asked ", self.path.encode())

    def close(self) -> None:
        self.door.ended.append(self.path)


def until(what: object) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + 30
    while not what():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.001)


@contextmanager
def full() -> Iterator[tuple[Door, dict[str, Future[list[bytes]]]]]:
    """Two places that are taken, and behind them three patients, a receptionist and two who decide, who came in this order."""
    door = Door()
    served = InTurn(door, places=2)
    asked: dict[str, Future[list[bytes]]] = {}
    with ThreadPoolExecutor(16) as browsers:
        for path in ("/p/A/", "/p/B/"):
            asked[path] = browsers.submit(served, {"PATH_INFO": path}, lambda *_: None)
            until(lambda: len(door.began) == len(asked))
        for path in ("/ask/1/", "/ask/2/", "/ask/3/", "/staff/reception", "/staff/queue", "/staff/alarms"):
            asked[path] = browsers.submit(served, {"PATH_INFO": path}, lambda *_: None)
            until(lambda: sum(map(len, served._lines)) == len(asked) - 2)
        try:
            yield door, asked
        finally:
            for semaphore in door.go_on.values():
                semaphore.release(100)


def test_who_decides_comes_before_reception_and_reception_before_who_asks() -> None:
    with full() as (door, _):
        for count in range(3, 9):
            door.go_on["place 1"].release()
            until(lambda count=count: len(door.began) == count)
        assert door.began[2:] == [
            "/staff/queue", "/staff/alarms", "/staff/reception", "/ask/1/", "/ask/2/", "/ask/3/",
        ]  # fmt: skip


def test_one_place_serves_whoever_has_waited_longest() -> None:
    with full() as (door, _):
        for count in range(3, 9):
            door.go_on["place 0"].release()
            until(lambda count=count: len(door.began) == count)
        assert door.began[2:] == [
            "/ask/1/", "/ask/2/", "/ask/3/", "/staff/reception", "/staff/queue", "/staff/alarms",
        ]  # fmt: skip


def test_everybody_gets_the_answer_to_what_they_asked_and_it_is_closed_before_they_have_it() -> None:
    with full() as (door, asked):
        for semaphore in door.go_on.values():
            semaphore.release(100)
        for path, answer in asked.items():
            assert answer.result(30) == [b"you asked " + path.encode()]
            assert path in door.ended


def test_a_fault_is_told_to_who_asked_and_the_place_serves_on() -> None:
    def application(environ: Environ, _start_response: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"] == "/broken":
            raise LookupError("no such thing")
        return [b"fine"]

    served = InTurn(application, places=1)
    for _ in range(3):
        with pytest.raises(LookupError, match="no such thing"):
            served({"PATH_INFO": "/broken"}, lambda *_: None)
        assert served({"PATH_INFO": "/"}, lambda *_: None) == [b"fine"]


def test_thousands_at_once_are_each_answered_once_in_no_more_threads_than_there_are_places() -> None:
    threads: set[str] = set()

    def application(environ: Environ, start_response: StartResponse) -> list[bytes]:
        threads.add(threading.current_thread().name)
        start_response(environ["PATH_INFO"])
        return [environ["PATH_INFO"].encode()]

    served = InTurn(application, places=3)
    paths = [f"{('/staff/queue', '/staff/enter', '/ask')[number % 3]}/{number}" for number in range(3000)]
    told: list[str] = []
    with ThreadPoolExecutor(64) as browsers:
        answers = list(browsers.map(lambda path: served({"PATH_INFO": path}, told.append), paths))
    assert answers == [[path.encode()] for path in paths]
    assert sorted(told) == sorted(paths)
    assert threads <= {"place 0", "place 1", "place 2"}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern)


def test_every_page_of_staff_comes_before_every_page_of_somebody_who_asks() -> None:
    ranks = {address: rank({"PATH_INFO": address}) for address in addresses(get_resolver().url_patterns)}
    assert {address for address, its in ranks.items() if its == EVERYBODY} == {
        address for address in ranks if not address.startswith(("/staff/", "/health/"))
    }
    on_the_line = {address for address, its in ranks.items() if its == ON_THE_LINE}
    assert {"/staff/reception", "/staff/enter", "/staff/enter/<uuid:id>"} <= on_the_line
    assert {ranks["/staff/queue"], ranks["/staff/alarms"], ranks["/health/ready"]} == {DECIDING}
