"""Keeping what somebody typed when a page cannot take it now, so that one press sends it again."""

from urllib.parse import urlsplit

from django.http import HttpRequest

# Never sent back in a page: the token of the form is renewed, a password is not ours to show.
_NOT_KEPT = frozenset(("csrfmiddlewaretoken", "password", "again", "code"))


def kept(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """What was posted, as name and value, for the hidden fields of the page that offers to try again.

    Only for a form that came from our own pages: another site must not be able to have its own values sent on."""
    if not may_be_sent_again(request):
        return ()
    return tuple(
        (name, value) for name, values in request.POST.lists() if name not in _NOT_KEPT for value in values
    )


def may_be_sent_again(request: HttpRequest) -> bool:
    """Whether this was a form of our own pages, be it with nothing but its button."""
    return request.method == "POST" and _from_us(request)


def _from_us(request: HttpRequest) -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()
