"""Who is served first while all places are taken, and that nobody is passed over for ever."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver

from weald.site import lending
from weald.site.turns import (
    DECIDING,
    EVERYBODY,
    MOST_OF_A_FORM,
    ON_THE_LINE,
    Environ,
    InTurn,
    StartResponse,
    rank,
)


class Door:
    """An application whose pages stay open until they are let go, by their address; then their place is for somebody else."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.ended: list[str] = []
        self.go_on: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(0))

    def __call__(self, environ: Environ, _start_response: StartResponse) -> "Page":
        self.began.append(environ["PATH_INFO"])
        self.go_on[environ["PATH_INFO"]].acquire()
        return Page(self, environ["PATH_INFO"])

    def served_after(self, path: str, count: int) -> list[str]:
        """Let this page go, then the one that took its place, and so on: those who were served at that place."""
        served: list[str] = []
        while len(served) < count:
            began = len(self.began)
            self.go_on[path].release()
            until(lambda began=began: len(self.began) == began + 1)
            path = self.began[-1]
            served.append(path)
        return served


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


@pytest.fixture
def places() -> Iterator[Path]:
    """Where two processes tell each other what they have taken."""
    with lending.files(2) as folder:
        yield folder


@contextmanager
def full() -> Iterator[tuple[Door, dict[str, Future[list[bytes]]]]]:
    """The one place of everybody, taken, and behind it three patients, a receptionist and two who decide, in this order."""
    door = Door()
    served = InTurn(door, places=1, kept=0)
    asked: dict[str, Future[list[bytes]]] = {}
    with ThreadPoolExecutor(16) as browsers:
        asked["/p/A/"] = browsers.submit(served, {"PATH_INFO": "/p/A/"}, lambda *_: None)
        until(lambda: door.began)
        for path in ("/ask/1/", "/ask/2/", "/ask/3/", "/staff/reception", "/staff/queue", "/staff/alarms"):
            asked[path] = browsers.submit(served, {"PATH_INFO": path}, lambda *_: None)
            until(lambda: sum(map(len, served._turns._lines)) == len(asked) - 1)
        try:
            yield door, asked
        finally:
            for path in asked:
                door.go_on[path].release(100)


def test_every_second_turn_is_by_rank_and_every_other_of_whoever_has_waited_longest() -> None:
    with full() as (door, _):
        assert door.served_after("/p/A/", 6) == [
            "/staff/queue", "/ask/1/", "/staff/alarms", "/ask/2/", "/staff/reception", "/ask/3/",
        ]  # fmt: skip


def test_who_decides_has_places_that_nobody_else_is_given() -> None:
    door = Door()
    served = InTurn(door, places=1, kept=1)
    with ThreadPoolExecutor(16) as browsers:
        answers = [
            browsers.submit(served, {"PATH_INFO": path}, lambda *_: None)
            for path in ("/p/A/", "/p/A/", "/staff/reception")
        ]
        until(lambda: sum(map(len, served._turns._lines)) == 2)
        assert door.began == ["/p/A/"]
        try:
            for number in range(3):  # at once, and again when it comes back
                answers.append(browsers.submit(served, {"PATH_INFO": "/staff/queue"}, lambda *_: None))
                until(lambda number=number: len(door.began) == number + 2)
                door.go_on["/staff/queue"].release()
                answers[-1].result(30)
            assert door.began == ["/p/A/", *["/staff/queue"] * 3]
        finally:
            for path in ("/p/A/", "/staff/reception"):
                door.go_on[path].release(100)
        for answer in answers:
            answer.result(30)


def test_who_decides_takes_any_free_place_when_the_kept_ones_are_taken() -> None:
    door = Door()
    served = InTurn(door, places=1, kept=1)
    with ThreadPoolExecutor(16) as browsers:
        for path in ("/staff/queue", "/staff/alarms"):
            browsers.submit(served, {"PATH_INFO": path}, lambda *_: None)
            until(lambda path=path: door.began[-1:] == [path])
        patient = browsers.submit(served, {"PATH_INFO": "/ask/1/"}, lambda *_: None)
        until(lambda: sum(map(len, served._turns._lines)) == 1)
        try:
            door.go_on["/staff/queue"].release()  # the kept place, free again, is not for a patient
            until(lambda: door.ended == ["/staff/queue"])
            assert not patient.done()
            door.go_on["/staff/alarms"].release()
            until(lambda: door.began[-1] == "/ask/1/")
        finally:
            for path in ("/staff/queue", "/staff/alarms", "/ask/1/"):
                door.go_on[path].release(100)


def test_nobody_waits_for_a_photo_but_whoever_sends_another_one() -> None:
    door = Door()
    served = InTurn(door, places=1, kept=0)
    large = str(MOST_OF_A_FORM + 1)
    with ThreadPoolExecutor(16) as browsers:
        photos = [
            browsers.submit(
                served, {"PATH_INFO": "/ask/1/messages", "CONTENT_LENGTH": large}, lambda *_: None
            )
            for _ in range(2)
        ]
        until(lambda: sum(map(len, served._turns._lines)) == 1)
        try:
            for _ in range(3):
                answer = browsers.submit(
                    served, {"PATH_INFO": "/ask/2/", "CONTENT_LENGTH": str(MOST_OF_A_FORM)}, lambda *_: None
                )
                until(lambda: door.began[-1] == "/ask/2/")
                door.go_on["/ask/2/"].release()
                answer.result(30)
            assert door.began == ["/ask/1/messages", *["/ask/2/"] * 3]
            taken = browsers.submit(served, {"PATH_INFO": "/ask/2/"}, lambda *_: None)
            until(lambda: len(door.began) == 5)
            door.go_on[
                "/ask/1/messages"
            ].release()  # the next photo has its place, while the other one is taken
            until(lambda: door.began[5:] == ["/ask/1/messages"])
            assert not taken.done()
        finally:
            for path in ("/ask/1/messages", "/ask/2/"):
                door.go_on[path].release(100)
        for photo in photos:
            photo.result(30)


def test_an_idle_place_of_another_process_is_taken_here_until_it_is_used_there(places: Path) -> None:
    doors = Door(), Door()
    here, there = (InTurn(door, places=1, kept=0) for door in doors)
    for one in (here, there):
        one.share(lending.Lent(places))
    with ThreadPoolExecutor(16) as browsers:
        try:
            for number in range(4):
                browsers.submit(here, {"PATH_INFO": f"/ask/{number}/"}, lambda *_: None)
                until(lambda number=number: len(doors[0].began) + _waiting(here) == number + 1)
            assert doors[0].began == ["/ask/0/", "/ask/1/"]  # its own place, and that of the other
            browsers.submit(there, {"PATH_INFO": "/p/A/"}, lambda *_: None)
            until(lambda: doors[1].began)  # which has it at once all the same

            doors[0].go_on["/ask/0/"].release()
            until(lambda: doors[0].ended == ["/ask/0/"])
            assert _waiting(here) == 2  # nobody is called: three had begun at two places
            doors[0].go_on["/ask/1/"].release()
            until(lambda: doors[0].began[2:] == ["/ask/2/"])
            assert _waiting(here) == 1

            doors[1].go_on["/p/A/"].release()
            until(lambda: doors[1].ended)
            doors[0].go_on["/ask/2/"].release()
            until(lambda: doors[0].began[3:] == ["/ask/3/"])
            browsers.submit(here, {"PATH_INFO": "/p/B/"}, lambda *_: None)
            until(lambda: doors[0].began[4:] == ["/p/B/"])  # there is an idle one again
        finally:
            for door in doors:
                for path in (*(f"/ask/{number}/" for number in range(4)), "/p/A/", "/p/B/"):
                    door.go_on[path].release(100)


def test_two_who_wait_are_called_together_when_another_process_has_become_idle(places: Path) -> None:
    door, other = Door(), lending.Lent(places)
    served = InTurn(door, places=1, kept=0)
    served.share(lending.Lent(places))
    other.tell(1)
    with ThreadPoolExecutor(16) as browsers:
        try:
            for number in range(3):
                browsers.submit(served, {"PATH_INFO": f"/ask/{number}/"}, lambda *_: None)
                until(lambda number=number: len(door.began) + _waiting(served) == number + 1)
            assert door.began == ["/ask/0/"]
            other.tell(0)
            door.go_on["/ask/0/"].release()
            until(lambda: sorted(door.began[1:]) == ["/ask/1/", "/ask/2/"])
        finally:
            for number in range(3):
                door.go_on[f"/ask/{number}/"].release(100)


def _waiting(served: InTurn) -> int:
    return sum(map(len, served._turns._lines))


def test_everybody_gets_the_answer_to_what_they_asked_and_it_is_closed_before_they_have_it() -> None:
    with full() as (door, asked):
        for path in asked:
            door.go_on[path].release(100)
        for path, answer in asked.items():
            assert answer.result(30) == [b"you asked " + path.encode()]
            assert path in door.ended


def test_a_fault_is_told_to_who_asked_and_the_place_serves_on() -> None:
    def application(environ: Environ, _start_response: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"] == "/broken":
            raise LookupError("no such thing")
        return [b"fine"]

    served = InTurn(application, places=1, kept=0)
    for _ in range(3):
        with pytest.raises(LookupError, match="no such thing"):
            served({"PATH_INFO": "/broken"}, lambda *_: None)
        assert served({"PATH_INFO": "/"}, lambda *_: None) == [b"fine"]


def test_thousands_at_once_are_each_answered_once_and_never_more_at_a_time_than_there_are_places() -> None:
    lock = threading.Lock()
    inside, most = Counter[str](), Counter[str]()

    def application(environ: Environ, start_response: StartResponse) -> list[bytes]:
        who = "who decides" if environ["PATH_INFO"].startswith("/staff/queue") else "others"
        with lock:
            inside[who] += 1
            most["others"] = max(most["others"], inside["others"])
            most["all"] = max(most["all"], inside.total())
        time.sleep(0.0005)
        start_response(environ["PATH_INFO"])
        with lock:
            inside[who] -= 1
        return [environ["PATH_INFO"].encode()]

    served = InTurn(application, places=3, kept=2)
    paths = [f"{('/staff/queue', '/staff/enter', '/ask')[number % 3]}/{number}" for number in range(3000)]
    told: list[str] = []
    with ThreadPoolExecutor(64) as browsers:
        answers = list(browsers.map(lambda path: served({"PATH_INFO": path}, told.append), paths))
    assert answers == [[path.encode()] for path in paths]
    assert sorted(told) == sorted(paths)
    assert most == {"others": 3, "all": 5}


def test_a_place_keeps_its_connection_for_whoever_comes_next() -> None:
    spoke: list[object] = []

    def application(_environ: Environ, _start_response: StartResponse) -> list[bytes]:
        spoke.append(connections["default"])
        return []

    served = InTurn(application, places=1, kept=0)
    with ThreadPoolExecutor(4) as browsers:
        list(browsers.map(lambda _: served({"PATH_INFO": "/"}, lambda *_: None), range(40)))
    assert len(set(map(id, spoke))) == 1
    assert spoke[0] is not connections["default"]


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
