"""What a browser sends is taken from its line before its turn comes: over a bad line a form may need a minute, and a photo
several. Whoever waits for it holds no place (turns.py), no connection to the database, and nobody up."""

import threading
from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO

from weald.site.turns import MOST_OF_A_FORM, Application, Environ, StartResponse, length

MOST_SENT = 64 * 1024 * 1024
"""Bytes: as many files as a message may have, each as large as it may be, with room to spare. The rest of what is larger is dropped
as it comes; what was kept is still too large for its page, which says so."""

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

    def _answer(self, left: int, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        line, kept = environ["wsgi.input"], BytesIO()
        while left and (piece := line.read(min(left, PIECE))):
            left -= len(piece)
            kept.write(piece[: MOST_SENT - kept.tell()])
        if left:
            start_response(f"{HTTPStatus.BAD_REQUEST} Bad Request", [])
            return []
        environ |= {"wsgi.input": kept, "CONTENT_LENGTH": str(kept.tell())}
        kept.seek(0)
        return self._application(environ, start_response)
