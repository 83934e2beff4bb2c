"""From which page somebody reports: its pattern, never its address, which may name a person or hold a secret token."""

from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve


class Origin(NamedTuple):
    """The pattern of a page of ours, and the practice whose public page it is (its ODS code), where it is one."""

    pattern: str = ""
    practice: str = ""


def origin(request: HttpRequest) -> Origin:
    """Where the reader came from; nothing where that was not a page of ours."""
    came = urlsplit(request.META.get("HTTP_REFERER", "")[:2000])
    if came.netloc and came.netloc != request.get_host():
        return Origin()
    try:
        match = resolve(came.path or "/-")
    except Resolver404:
        return Origin()
    return Origin(match.route, str(match.kwargs.get("ods", "")) if match.route.startswith("p/") else "")


def known(pattern: str) -> str:
    """The pattern, where it is one of ours: a form sends it back, and could send anything."""
    return pattern if pattern in _patterns() else ""


@cache
def _patterns() -> frozenset[str]:
    def walk(patterns: list[Any], before: str) -> list[str]:
        found: list[str] = []
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                found += walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                found.append(route)
        return found

    return frozenset(walk(get_resolver().url_patterns, ""))
