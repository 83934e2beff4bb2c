"""Chromium over the gallery: no server; every page and static file is handed over with the product's own policy."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.foundation.ui.gallery import UI, page

HOST = "http://gallery.test"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def answer(route: Route) -> None:
    """One answer of the gallery: a page, or a file of the product."""
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        file = UI / path.lstrip("/")
        route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix[1:]])
    else:
        route.fulfill(
            body=page(path.strip("/")),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        )


@pytest.fixture
def gallery(browser: Browser) -> Iterator[Page]:
    """A tab that has the gallery behind it; asking any other host fails the test, and so does any complaint."""
    complaints: list[str] = []

    def refuse(route: Route) -> None:
        complaints.append(f"asked another host: {route.request.url}")
        route.abort()

    context = browser.new_context(base_url=HOST, viewport={"width": 375, "height": 800})
    context.route("**/*", refuse)
    context.route(f"{HOST}/**", answer)
    tab = context.new_page()
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert not complaints, complaints
