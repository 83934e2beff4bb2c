"""What is sent arrives whole before anybody's turn, or not at all."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from weald.foundation import ui
from weald.services.messages.uploads import MOST_BYTES
from weald.services.requests.presenters.patient.conversation import MOST_FILES
from weald.site.arriving import FILES_AT_A_TIME, MOST_SENT, Arrived
from weald.site.turns import MOST_OF_A_FORM, Environ, StartResponse

LATE = 30
"""Seconds after which a thread that should have gone on has failed."""


class Page:
    """An application that keeps what reached it."""

    def __init__(self) -> None:
        self.read: list[bytes] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.read.append(environ["wsgi.input"].read())
        assert environ["CONTENT_LENGTH"] == str(len(self.read[-1]))
        start_response("200 OK", [])
        return [b"thank you"]


class Line:
    """A browser's line: pieces that come one after the other, and then no more."""

    def __init__(self, pieces: Iterable[bytes], wait: Callable[[], object] = lambda: None) -> None:
        self.pieces, self.wait = iter(pieces), wait
        self.rest = b""

    def read(self, most: int) -> bytes:
        self.wait()
        piece = self.rest or next(self.pieces, b"")
        self.rest = piece[most:]
        return piece[:most]


def send(application: Arrived, line: object, length: int) -> tuple[str, bytes]:
    """The status and the body that a browser gets that says it sends so many bytes."""
    told: list[str] = []
    environ = {"wsgi.input": line, "CONTENT_LENGTH": str(length)}
    answer = application(environ, lambda status, _headers: told.append(status))
    return told[0], b"".join(answer)


@given(st.lists(st.binary(min_size=1, max_size=200), min_size=1), st.integers(0, 300))
@settings(deadline=None)
def test_a_form_reaches_its_page_whole_or_not_at_all(pieces: list[bytes], missing: int) -> None:
    page, sent = Page(), b"".join(pieces)
    answered = send(Arrived(page), Line(pieces), len(sent) + missing)
    if missing:
        assert (answered, page.read) == (("400 Bad Request", b""), [])
    else:
        assert (answered, page.read) == (("200 OK", b"thank you"), [sent])


def test_nobody_waits_for_whoever_only_reads() -> None:
    def application(environ: Environ, _start_response: StartResponse) -> list[bytes]:
        return [environ["PATH_INFO"].encode()]

    for nothing in ({}, {"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "0"}):
        assert Arrived(application)({"PATH_INFO": "/p/A/", **nothing}, lambda *_: None) == [b"/p/A/"]


@pytest.mark.django_db  # after a page Django asks the connection, if this thread has one
def test_what_is_larger_than_any_page_takes_is_not_kept_and_a_page_says_so() -> None:
    application = Arrived(WSGIHandler())
    piece, count = b"x" * (1024 * 1024), MOST_SENT // (1024 * 1024) + 1
    asked = RequestFactory().post("/p/A/start").environ | {"CONTENT_LENGTH": str(count * len(piece))}
    for path, says in (
        ("/ask/1/messages", b"That is too large to send"),
        ("/api/triage", b"This is too large. Send less."),
    ):
        line, told = Line(piece for _ in range(count)), []
        answer = application(
            asked | {"PATH_INFO": path, "wsgi.input": line}, lambda status, _, told=told: told.append(status)
        )
        assert says in b"".join(answer)
        assert told == ["413 Request Entity Too Large"]
        assert line.read(1) == b"", "it was not read to its end"


def test_the_page_about_what_is_too_large_says_what_a_message_takes() -> None:
    says = (Path(ui.__file__).parent / "templates/errors/413.jinja").read_text()
    assert f"at most {MOST_FILES} photos or files, each of at most {MOST_BYTES // 1024**2} megabytes" in says
    assert MOST_FILES * MOST_BYTES < MOST_SENT


def test_what_is_as_large_as_can_be_arrives() -> None:
    page, piece = Page(), b"x" * (1024 * 1024)
    count = MOST_SENT // len(piece)
    assert send(Arrived(page), Line(piece for _ in range(count)), MOST_SENT)[0] == "200 OK"
    assert [len(read) for read in page.read] == [MOST_SENT]


@contextmanager
def running(*waits: Callable[[], object]) -> Iterator[list[threading.Thread]]:
    threads = [threading.Thread(target=wait) for wait in waits]
    for thread in threads:
        thread.start()
    yield threads
    for thread in threads:
        thread.join(LATE)
        assert not thread.is_alive()


def test_a_form_comes_in_while_files_wait_for_their_lines_and_few_files_are_kept_at_a_time() -> None:
    page = Page()
    arrived = Arrived(page)
    comes, begun = threading.Event(), threading.Semaphore(0)
    length = MOST_OF_A_FORM + 1

    def file() -> None:
        def wait() -> None:
            begun.release()
            assert comes.wait(LATE)

        assert send(arrived, Line([b"f" * length], wait), length)[0] == "200 OK"

    with running(*[file] * (FILES_AT_A_TIME + 3)):
        for _ in range(FILES_AT_A_TIME):
            assert begun.acquire(timeout=LATE)
        assert not begun.acquire(timeout=0.1)  # the others do not even begin
        assert send(arrived, BytesIO(b"words"), 5) == ("200 OK", b"thank you")
        assert page.read == [b"words"]
        comes.set()
    assert sorted(map(len, page.read)) == [5] + [length] * (FILES_AT_A_TIME + 3)
