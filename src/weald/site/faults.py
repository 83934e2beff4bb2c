"""Pages for what went wrong: calm, in plain words, and without a database."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string


def _page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"field": None, "message": sentence or "This did not work."}}, status=status)
    html = render_to_string(f"errors/{status}.jinja", {"sentence": sentence})
    response = HttpResponse(html, status=status)
    if status == 503:
        response["Retry-After"] = "10"
    return response


def bad_request(request: HttpRequest, _fault: Exception | None = None) -> HttpResponse:
    """400: something in the address or the form could not be read."""
    return _page(request, 400)


def forbidden(request: HttpRequest, fault: Exception | None = None) -> HttpResponse:
    """403: this role may not do this; the sentence says what to do."""
    return _page(request, 403, str(fault) if fault else "")


def not_found(request: HttpRequest, _fault: Exception | None = None) -> HttpResponse:
    """404: nothing is at this address."""
    return _page(request, 404)


def expired_form(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """403 of the form's token: the page lay open for too long, or cookies are off."""
    return _page(request, 410)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours."""
    return _page(request, 500)


def database_away(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer; what was typed stays in the browser and can be sent again."""
    return _page(request, 503)
