"""A phone without scripts, spoken to by HTTP alone: it keeps cookies, fills in the form of a page, and posts it."""

import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import UUID

WAIT = 60
ABOUT = {
    "given_name": "Ada",
    "family_name": "Test",
    "contact_by": "sms",
    "phone": "07700 900982",
    "asked_before": "no",
}


@dataclass
class Answer:
    """A page that came, after any redirects."""

    status: int
    url: str
    text: str

    @property
    def place(self) -> str:
        """The address without its host."""
        return urlsplit(self.url).path

    @property
    def words(self) -> str:
        """The words of the page."""
        main = self.text.partition("<main")[2].partition("</main>")[0]
        return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))

    def form(self) -> tuple[str, list[tuple[str, str]]]:
        """Where the page's form goes, and its hidden fields."""
        [(action, inner)] = re.findall(
            r'<form method="post"(?: action="([^"]*)")?[^>]*>(.*?)</form>', self.text, re.S
        )
        hidden = [
            (unescape(name), unescape(value))
            for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', inner)
            for name, value in re.findall(r'name="([^"]*)"[^>]*value="([^"]*)"', tag)
        ]
        return urljoin(self.url, unescape(action) or self.url), hidden


@dataclass
class Device:
    """One phone."""

    base: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        # Without HTTPS, for which `build_opener` would read the system's certificates anew, 20 ms of work.
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.HTTPHandler(),
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.HTTPRedirectHandler(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.HTTPDefaultErrorHandler(),
        ):
            self._opener.add_handler(handler)

    def get(self, address: str) -> Answer:
        """Loads a page."""
        return self._ask(urllib.request.Request(urljoin(self.base, address)))

    def press(self, page: Answer, /, **typed: Any) -> Answer:
        """Fills in the form of a page and presses its button."""
        address, hidden = page.form()
        return self.post(address, [*hidden, *typed.items()])

    def post(self, address: str, fields: list[tuple[str, Any]]) -> Answer:
        """Posts fields, as a browser does from a page of ours."""
        body = urlencode(fields, doseq=True).encode()
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": self.base}
        return self._ask(urllib.request.Request(urljoin(self.base, address), body, headers))

    def like(self) -> "Device":
        """The same phone a second time, with the same cookies: its other tab."""
        other = Device(self.base)
        for cookie in self.cookies:
            other.cookies.set_cookie(cookie)
        return other

    def forgets(self, name: str) -> None:
        """Loses one cookie."""
        for cookie in [one for one in self.cookies if one.name == name]:
            self.cookies.clear(cookie.domain, cookie.path, cookie.name)

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=WAIT) as answer:
                return Answer(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.url or request.full_url, answer.read().decode())

    # The journey

    def to_words(self, code: str = "DEMO001") -> Answer:
        """As far as the page that asks for their own words."""
        page = self.press(self.get(f"/p/{code}/"))
        page = self.press(page, signs="none")
        born = {"born-day": "6", "born-month": "5", "born-year": "1984"}
        page = self.press(page, for_whom="me", sex="female", **born)
        return self.press(page, kind="clinical")

    def to_check(self, code: str = "DEMO001") -> Answer:
        """As far as the page before sending: back pain that has lasted."""
        page = self.press(self.to_words(code), words="My back hurts")
        page = self.press(page, problem="low_back_pain")
        while "/question/" in page.place:
            values = re.findall(r'name="answer" type="radio" value="([^"]+)"', page.text)
            least = "no" if "no" in values else "two_to_six_weeks" if values else ""
            page = self.press(page, answer=least) if values else self.press(page, signs="none")
        page = self.press(page, **ABOUT)
        assert page.place.endswith("/check"), page.words
        return page

    def to_offers(self) -> Answer:
        """As far as the times to choose from."""
        return self.press(self.to_check())


def draft_of(page: Answer) -> UUID:
    """The id of the form, which is that of its request."""
    return UUID(page.place.split("/")[2])


def slots_on(page: Answer) -> list[str]:
    """The times that a page offers."""
    return re.findall(r'name="slot" type="radio" value="([^"]+)"', page.text)
