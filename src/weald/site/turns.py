"""Who is served first when more people press at one moment than the machine can answer.

A process answers a few requests at a time. What comes while all its places are taken waits here, not in the queue of the web
server, which knows only who came first: on a Monday at eight thousands of phones would stand before the one screen on which
somebody decides about all of them.
"""

import threading
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from weald.site.lending import Lent

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PLACES = 1
"""Requests of everybody that one process answers at a time. While one waits for the database another process has the processor
(web.py has one more of them than there are cores); two in one process contend for its interpreter, which costs a booking a tenth
more processor time. One more is answered here while another process has nothing to do (lending.py): browsers choose their
process by chance, and two thirds of them may have chosen the same."""

KEPT = 2
"""Places besides, for those who decide alone: their pages begin at once and share the machine with few."""

DECIDING, ON_THE_LINE, EVERYBODY, WITH_FILES = RANKS = range(4)
"""Who is served first: those who work through what has been asked, on whose screens all others wait, and whatever watches over
the program, which would take it for dead; then Reception, with somebody on the line or at the desk; then whoever asks by
themselves, by day and by night. Whoever sends files has a place of their own: to look at a photo, and for a virus in it, takes as
long as hundreds of pages."""

MOST_OF_A_FORM = 128 * 1024
"""Bytes; whatever is larger is a file."""

_BEGINNINGS = (
    (("/staff/reception", "/staff/enter"), ON_THE_LINE),
    (("/staff/", "/health/"), DECIDING),
)


def length(environ: Environ) -> int:
    """How many bytes are sent with a request."""
    return int(environ.get("CONTENT_LENGTH") or 0)


def rank(environ: Environ) -> int:
    """The rank of a request, by its address and its length alone: nothing is looked up for somebody who waits."""
    if length(environ) > MOST_OF_A_FORM:
        return WITH_FILES
    path: str = environ["PATH_INFO"]
    return next((rank for beginnings, rank in _BEGINNINGS if path.startswith(beginnings)), EVERYBODY)


@dataclass(eq=False)
class Place:
    """A place to be answered, with a connection to the database of its own."""

    serves: tuple[int, ...] = (DECIDING, ON_THE_LINE, EVERYBODY)
    connection: BaseDatabaseWrapper | None = None

    def enter(self) -> None:
        """The thread that is served here speaks over this connection."""
        if self.connection is None:
            self.connection = connections.create_connection(DEFAULT_DB_ALIAS)
            self.connection.inc_thread_sharing()  # one thread after the other, never two at once
        connections[DEFAULT_DB_ALIAS] = self.connection

    def leave(self) -> None:
        """The connection stays here for the next thread."""
        del connections[DEFAULT_DB_ALIAS]


@dataclass(eq=False)
class _Waiting:
    number: int
    called: threading.Lock = field(default_factory=threading.Lock)
    place: Place | None = None


class Turns:
    """Places for those who are answered, and a line for each rank of those who wait."""

    def __init__(self, places: int = PLACES, kept: int = KEPT) -> None:
        self._lock = threading.Lock()
        # Who decides takes a kept place where one is free, and leaves the others to everybody.
        self._free = [
            *(Place(serves=(DECIDING,)) for _ in range(kept)), Place(serves=(WITH_FILES,)), *(Place() for _ in range(places)),
        ]  # fmt: skip
        self._own = places
        self._taken = 0
        self._lent: Lent | None = None
        self._longest = False
        self._lines: tuple[deque[_Waiting], ...] = tuple(deque() for _ in RANKS)
        self._numbers = count()

    def share(self, lent: Lent) -> None:
        """From now on a place of everybody that stands idle in another process may be taken here."""
        with self._lock:
            self._lent = lent
            self._free.append(Place())
            lent.tell(self._taken)

    def take(self, rank: int) -> Place:
        """A place, as soon as one is free and this rank's turn has come."""
        with self._lock:
            for place in self._free:
                if rank in place.serves and self._is_to_be_had(place):
                    self._hand_out(place)
                    return place
            waiting = _Waiting(next(self._numbers))
            waiting.called.acquire()
            self._lines[rank].append(waiting)
        waiting.called.acquire()
        assert waiting.place is not None
        return waiting.place

    def give(self, place: Place) -> None:
        """The place is free, and whoever is next takes it. Of the turns of everybody's places every second is of the first rank
        that waits, and every other of whoever has waited longest: so patients are slowed down by staff, and never stopped."""
        with self._lock:
            insort(self._free, place, key=lambda place: len(place.serves))
            if EVERYBODY in place.serves:
                self._count(-1)
            if any(self._lines):
                self._call()

    def _call(self) -> None:
        """Each free place goes to whoever is next for it."""
        for place in tuple(self._free):
            lines = [line for rank in place.serves if (line := self._lines[rank])]
            if not lines or not self._is_to_be_had(place):
                continue
            line = lines[0]
            if EVERYBODY in place.serves:
                if self._longest:
                    line = min(lines, key=lambda line: line[0].number)
                self._longest = not self._longest
            self._hand_out(place)
            waiting = line.popleft()
            waiting.place = place
            waiting.called.release()

    def _is_to_be_had(self, place: Place) -> bool:
        """Of everybody's places a process has its own, and one more while another process does not use what it has."""
        return (
            EVERYBODY not in place.serves
            or self._taken < self._own
            or (self._lent is not None and self._lent.taken() < self._own * self._lent.processes)
        )

    def _hand_out(self, place: Place) -> None:
        self._free.remove(place)
        if EVERYBODY in place.serves:
            self._count(1)

    def _count(self, change: int) -> None:
        self._taken += change
        if self._lent is not None:
            self._lent.tell(self._taken)


class InTurn:
    """An application that is called when it is somebody's turn. Its whole answer is made within that turn, so that the
    connection is at rest when the next one takes it."""

    def __init__(self, application: Application, places: int = PLACES, kept: int = KEPT) -> None:
        self._application = application
        self._turns = Turns(places, kept)

    def share(self, lent: Lent) -> None:
        """Idle places of other processes may be taken here, and ours there."""
        self._turns.share(lent)

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        place = self._turns.take(rank(environ))
        try:
            place.enter()
            try:
                return [self._answer(environ, start_response)]
            finally:
                place.leave()
        finally:
            self._turns.give(place)

    def _answer(self, environ: Environ, start_response: StartResponse) -> bytes:
        answer = self._application(environ, start_response)
        try:
            return b"".join(answer)
        finally:
            if end := getattr(answer, "close", None):
                end()
