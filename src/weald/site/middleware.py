"""What surrounds every page: a calm answer to every fault, and one line in the log."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from weald.foundation.access import Forbidden
from weald.foundation.access.limits import TooOften
from weald.foundation.ui import display
from weald.site import faults
from weald.site.arriving import TOO_LARGE

logger = logging.getLogger("weald.page")
Handler = Callable[[HttpRequest], HttpResponse]


class Faults:
    """Turns what a view could not answer into a page that says what to do next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No address of ours holds a NUL, and the database cannot even be asked for one.
        if "\x00" in request.path_info:
            return faults.not_found(request)
        if TOO_LARGE in request.META:
            return faults.too_large(request)
        try:
            # Whatever watches over the program may ask for its health by a bare address.
            if not request.path_info.startswith("/health/"):
                request.get_host()
        except DisallowedHost:
            return faults.bad_request(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, OperationalError | InterfaceError):
            logger.warning("the database does not answer", exc_info=fault)
            return faults.database_away(request)
        if isinstance(fault, TooOften):
            _say("too many tries", request, 429)
            return faults.too_often(request, fault)
        if isinstance(fault, Forbidden):
            _say("not allowed", request, 403)
            return faults.forbidden(request, fault)
        return None


class Display:
    """The size of words, the colours and the language that this device asked for; nothing is left from the page before."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        display.show(request.COOKIES.get(display.COOKIE, ""), trial=settings.DEMO)
        return self.get_response(request)


def _say(what: str, request: HttpRequest, status: int) -> None:
    """One line for whoever watches over the program, without who it was or what they sent."""
    match = request.resolver_match
    extra = {"method": request.method, "route": match.route if match else "none", "status": status}
    logger.warning(what, extra=extra)


class Log:
    """The length of the answer, and one line in the log: method, route (never the path with its tokens), status, time."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        response = self.get_response(request)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        if response.status_code >= 500 or logger.isEnabledFor(logging.DEBUG):
            match = request.resolver_match
            logger.log(
                logging.ERROR if response.status_code >= 500 else logging.DEBUG,
                "page",
                extra={
                    "method": request.method,
                    "route": match.route if match else "none",
                    "status": response.status_code,
                    "ms": round((perf_counter() - started) * 1000, 1),
                },
            )
        return response
