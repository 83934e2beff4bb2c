"""Somebody who walks through the pages: presses, chooses and writes what a person can see, and looks at every page."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, expect

AXE = Path(__file__).parents[2] / "build" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320
"""Pixels of the narrowest phone; also what 400% zoom makes of a desktop 1280 wide."""

LOOK = """() => ({
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    built: [...document.querySelectorAll("*")].map((one) => one.tagName + [...one.attributes].map(
        (each) => each.name + (["class", "role", "type", "autocomplete", "lang"].includes(each.name) ? each.value : "")
    )).join(),
})"""
"""What is asked of every page, in one question. `built` is its elements in order, with what they are, and without the words
and names in it."""
_fits: set[str] = set()
_sound: set[str] = set()

BORN = date(1984, 5, 6)


class Walker:
    """A browser in somebody's hands. Whatever the page complains of in its console is kept and fails the test."""

    def __init__(self, context: BrowserContext, base: str, scripts: bool) -> None:
        self.page = context.new_page()
        self.base, self.scripts = base, scripts
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    def _hear(self, message: Any) -> None:
        # A refused form answers 4xx with its page, and the browser reports that as an error of loading.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    # What a person does

    def opens(self, address: str) -> None:
        """Types an address."""
        self.page.goto(address)

    def presses(self, name: str | re.Pattern[str]) -> None:
        """Presses a button."""
        self.page.get_by_role("button", name=name, exact=isinstance(name, str)).click()

    def follows(self, name: str | re.Pattern[str]) -> None:
        """Follows a link; one that lies under More in the bar after opening that, as they would."""
        link = self.page.get_by_role("link", name=name, exact=isinstance(name, str))
        more = self.page.locator(".staff-more")
        under = more.get_by_role("link", name=name, exact=isinstance(name, str), include_hidden=True)
        link.or_(under).first.wait_for(state="attached")
        if not link.count():
            more.get_by_text("More").click()
        link.click()

    def chooses(self, label: str | re.Pattern[str]) -> None:
        """Ticks or chooses an answer by its words."""
        self.page.get_by_label(label, exact=isinstance(label, str)).check()

    def writes(self, label: str, text: str) -> None:
        """Writes into a box."""
        self.page.get_by_label(label).fill(text)

    def is_born(self, born: date) -> None:
        """Fills in the three boxes of a date of birth."""
        for part, number in (("Day", born.day), ("Month", born.month), ("Year", born.year)):
            self.page.get_by_label(part, exact=True).fill(str(number))

    def goes_back(self) -> None:
        """Follows the page's own way back."""
        self.follows("Back")

    def uses_back_button(self) -> None:
        """Presses the browser's own back button, on a page that has come whole: Chromium refuses it while it swaps one
        page for another."""
        self.page.wait_for_load_state()
        self.page.go_back()

    def uses_forward_button(self) -> None:
        """Presses the browser's own forward button."""
        self.page.wait_for_load_state()
        self.page.go_forward()

    def settles(self) -> None:
        """Waits until a page answers to keys that decide: before that they were meant for another."""
        self.page.locator("html[data-ready]").wait_for()

    # What a person sees

    def sees(self, heading: str | re.Pattern[str]) -> None:
        """Stands on the page with this heading, and the page is sound."""
        expect(self.page.locator("h1")).to_have_text(heading)
        self.looks()

    def reads(self, *words: str) -> None:
        """Finds these words on the page."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)

    def does_not_read(self, *words: str) -> None:
        """Does not find any of these words."""
        for each in words:
            expect(self.page.locator("body")).not_to_contain_text(each)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def place(self) -> str:
        """The address without host and question mark."""
        return urlsplit(self.page.url).path

    @property
    def reference(self) -> str:
        """The spoken reference that the page shows."""
        found = re.search(r"\b[0-9A-Z]{4} [0-9A-Z]{4}\b", self.page.locator("main").inner_text())
        assert found, "no reference on the page"
        return found[0]

    @property
    def private_link(self) -> str:
        """The private link that the page shows."""
        return self.page.locator(".weald-link a").inner_text().removeprefix(self.base)

    def line(self, key: str) -> str:
        """What stands beside a word in a list of answers."""
        return self._row(key).locator("dd").first.inner_text().strip()

    def changes(self, key: str) -> None:
        """Follows the link that changes one line of a list of answers."""
        self._row(key).get_by_role("link").click()

    def _row(self, key: str) -> Locator:
        return self.page.locator(".nhsuk-summary-list__row", has=self.page.get_by_text(key, exact=True))

    # What makes a page sound

    def looks(self) -> None:
        """One heading, a title, nothing wider than a narrow phone, and nothing that axe finds wrong.

        A page that is built like one that was found good at this width is not made narrow, nor examined, again: each
        takes a good part of a second.
        """
        page = self.page
        seen = page.evaluate(LOOK)
        assert seen["headings"] == 1, page.url
        assert seen["title"].strip(" –"), page.url
        built = f"{page.viewport_size}{seen['title']}{seen['built']}"
        assert self._too_wide(built, seen["wide"]) <= 0, f"{page.url} is too wide for a phone of {NARROW} px"
        if self.scripts:
            assert self._violations(built) == [], page.url

    def _too_wide(self, built: str, wide: int) -> int:
        """How many pixels a narrow phone would have to scroll sideways."""
        usual = self.page.viewport_size
        assert usual
        if usual["width"] <= NARROW or built in _fits:
            return wide
        self.page.set_viewport_size(usual | {"width": NARROW})
        narrow: int = self.page.evaluate(LOOK)["wide"]
        self.page.set_viewport_size(usual)
        if narrow <= 0:
            _fits.add(built)
        return narrow

    def _violations(self, built: str) -> list[str]:
        """What axe finds wrong, as rule and element. The page's own security policy stays in force: the browser's
        debugger is not subject to it."""
        if built in _sound:
            return []
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        if not found:
            _sound.add(built)
        return [
            f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]
