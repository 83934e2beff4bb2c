"""A device that other people use too: what it was told goes when its user does.

Whoever says so on the first page gets a token that says it with every page: its cookies end with the browser, the form
is thrown away after half an hour without an answer, and one button, on every page, makes the device forget at once.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DEVICE = "weald_device"
DEVICE_LIFE = timedelta(days=30)
MARK = "shared."
"""What the token of a shared device begins with."""
BY_SHARED_DEVICE = timedelta(minutes=30)
"""For how long after sending a shared device opens the request."""


def is_shared(request: HttpRequest) -> bool:
    """Whether the form in this browser was begun as on a shared device."""
    return request.COOKIES.get(DEVICE, "").startswith(MARK)


def device_token(request: HttpRequest, *, shared: bool) -> str:
    """The token of this device. A shared one gets another for each form: who comes next cannot open the one before."""
    kept = request.COOKIES.get(DEVICE, "")
    if shared:
        return MARK + secrets.token_urlsafe(32)
    return kept if kept and not is_shared(request) else secrets.token_urlsafe(32)


def keep_device(response: HttpResponse, token: str) -> None:
    """Keep the token in a cookie; on a shared device until the browser is closed."""
    response.set_cookie(
        DEVICE, token, max_age=None if token.startswith(MARK) else DEVICE_LIFE, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def only_while_open(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """On a shared device no cookie outlives the browser."""
    if is_shared(request):
        for cookie in response.cookies.values():
            cookie["max-age"] = cookie["expires"] = ""
    return response


def forget_all(response: HttpResponse, *paths: str) -> HttpResponse:
    """Make the browser forget what it has of us: cookies, pages that it kept, whatever it stored."""
    for cookie in (DEVICE, settings.CSRF_COOKIE_NAME):
        response.delete_cookie(cookie, samesite="Lax")
    for path in paths:
        response.delete_cookie("weald_link", path=path, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Cache-Control"] = "no-store"
    return response
