"""What a browser sends is taken from its line before its turn comes: over a bad line a form may need a minute, and a photo
several. Whoever waits for it holds no place (turns.py), no connection to the database, and nobody up."""

import threading
from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO

from weald.site.turns import MOST_OF_A_FORM, Application, Environ, StartResponse, length

MOST_SENT = 64 * 1024 * 1024
"""Bytes: as many files as a message may have, each as large as it may be, with room to spare. More than that is read, so that its
browser listens to the answer, and not kept."""

TOO_LARGE = "weald.too_large"
"""Stands in a request of which nothing was kept."""

FILES_AT_A_TIME = 4
"""Larger ones that a process takes in, and keeps in memory until they are answered; others wait for them, and forms do not."""

PIECE = 64 * 1024


class Arrived:
    """An application that is called once all of its request is here. What breaks off on its way never reaches it: half a form
    could say something else than the whole."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._files = threading.BoundedSemaphore(FILES_AT_A_TIME)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        sent = length(environ)
        if not sent:
            return self._application(environ, start_response)
        if sent <= MOST_OF_A_FORM:
            return self._answer(sent, environ, start_response)
        with self._files:
            return self._answer(sent, environ, start_response)

    def _answer(self, sent: int, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        line, kept, left = environ["wsgi.input"], BytesIO(), sent
        while left and (piece := line.read(min(left, PIECE))):
            left -= len(piece)
            if sent <= MOST_SENT:
                kept.write(piece)
        if left:
            start_response(f"{HTTPStatus.BAD_REQUEST} Bad Request", [])
            return []
        kept.seek(0)
        environ["wsgi.input"] = kept
        if sent > MOST_SENT:
            environ |= {"CONTENT_LENGTH": "0", TOO_LARGE: True}
        return self._application(environ, start_response)
