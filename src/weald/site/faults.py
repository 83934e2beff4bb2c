"""Pages for what went wrong: calm, in plain words, and without a database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from weald.foundation.access.limits import TooOften
from weald.foundation.answers import fault
from weald.foundation.ui.kept import kept, may_be_sent_again

SENTENCES = {
    400: "This could not be read. Check what was sent.",
    403: "This is not allowed.",
    404: "There is nothing at this address.",
    410: "This form has run out of time. Load it again.",
    413: "This is too large. Send less.",
    429: "This was tried too often. Wait a little, then try again.",
    500: "This did not work because of a mistake of ours.",
    503: "The database does not answer. Try again in ten seconds.",
}


def _page(request: HttpRequest, status: int, sentence: str = "", keep: bool = False) -> HttpResponse:
    if request.path.startswith("/api/"):
        response = fault(status, sentence or SENTENCES[status])
    else:
        context = {
            "sentence": sentence,
            "again": keep and may_be_sent_again(request),
            "kept": kept(request) if keep else (),
            "demonstration": settings.DEMO,
        }
        html = render_to_string(f"errors/{status}.jinja", context, request if keep else None)
        response = HttpResponse(html, status=status)
    if status == 503:
        response["Retry-After"] = "10"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: something in the address or the form could not be read."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this role may not do this; the sentence says what to do."""
    return _page(request, 403, str(exception) if exception else "")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is at this address."""
    return _page(request, 404)


def expired_form(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """The form's token did not match: the page lay open for too long, or cookies are off. What was typed is kept."""
    return _page(request, 410, keep=True)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than any page takes."""
    return _page(request, 413)


def too_often(request: HttpRequest, exception: TooOften) -> HttpResponse:
    """429: tried too often; the page and a header say how long to wait."""
    response = _page(request, 429, str(exception))
    response["Retry-After"] = str(exception.seconds)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours."""
    return _page(request, 500)


def database_away(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer; what was typed stays on the page and can be sent again."""
    return _page(request, 503, keep=True)
