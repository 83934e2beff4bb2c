"""Every component in Chromium: no axe violation, nothing wider than a small phone, nothing asked of another host."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.foundation.ui.conftest import HOST, answer
from tests.foundation.ui.gallery import PAGES

pytestmark = pytest.mark.journey
AXE = Path(__file__).parents[3] / "build" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(tab: Page, *only: str) -> list[str]:
    """What axe finds wrong, as rule and element; `only` names the rules, or else all are tried."""
    # Evaluated by the browser's debugger, which the page's security policy does not concern.
    tab.evaluate(AXE.read_text())
    found = tab.evaluate("rules => axe.run(document, {runOnly: rules})", only or RULES)["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


# 320 px is also what 400% zoom makes of a desktop; the plain pages are the same at any width.
SIZES = [(name, 320) for name in PAGES] + [(name, 1280) for name in PAGES if "/" not in name]


@pytest.mark.parametrize(("name", "width"), SIZES)
def test_no_accessibility_violation_and_nothing_to_scroll_sideways(
    gallery: Page, name: str, width: int
) -> None:
    gallery.set_viewport_size({"width": width, "height": 800})
    gallery.goto(f"/{name}")
    assert gallery.locator("h1").count() == 1
    wide = gallery.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    assert violations(gallery) == []


@pytest.mark.parametrize("look", [("dark",), ("dark", "strong")], ids="-".join)
@pytest.mark.parametrize("name", PAGES)
def test_every_word_can_be_read_in_the_dark_and_in_strong_contrast(
    gallery: Page, name: str, look: tuple[str, ...]
) -> None:
    gallery.goto(f"/{name}")
    for sheet in look:
        gallery.add_style_tag(url=f"/static/weald/{sheet}.css")
    assert violations(gallery, "color-contrast") == []


PALE = """() => [...document.querySelectorAll("body *")].filter((one) => {
    const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!words || !one.checkVisibility() || one.closest(".nhsuk-u-visually-hidden")) return false;
    const [red, green, blue] = getComputedStyle(one).color.match(/[0-9.]+/g).map(Number);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140;
}).map((one) => one.outerHTML.slice(0, 120))"""
"""Words whose colour cannot be read on white: browsers print no backgrounds unless somebody asks them to."""


@pytest.mark.parametrize("name", PAGES)
def test_every_word_that_is_printed_can_be_read_on_white_paper(gallery: Page, name: str) -> None:
    gallery.emulate_media(media="print")
    gallery.goto(f"/{name}")
    assert gallery.evaluate(PALE) == []


def test_the_checker_would_find_something(gallery: Page) -> None:
    gallery.goto("/question")
    gallery.evaluate("document.querySelector('legend').remove(); document.documentElement.lang = ''")
    assert {line.split(":")[0] for line in violations(gallery)} >= {"html-has-lang"}


def test_an_error_in_the_summary_leads_to_its_field(gallery: Page) -> None:
    gallery.goto("/form-wrong")
    expect(gallery.locator(".nhsuk-error-summary")).to_be_focused()
    for link in gallery.locator(".nhsuk-error-summary a").all():
        anchor = link.get_attribute("href")
        assert anchor
        assert gallery.locator(anchor).count() == 1, anchor
    gallery.get_by_role("link", name="Date of birth must be a real date").click()
    expect(gallery.locator("#born-day")).to_be_focused()
    described = gallery.locator("#email").get_attribute("aria-describedby")
    assert described == "email-error"
    expect(gallery).to_have_title("Error: Your details – Weald")


def test_none_of_these_clears_the_signs_and_a_sign_clears_it(gallery: Page) -> None:
    gallery.goto("/question")
    gallery.get_by_label("You are short of breath").check()
    gallery.get_by_label("No, none of these").check()
    expect(gallery.get_by_label("You are short of breath")).not_to_be_checked()
    gallery.get_by_label("I’m not sure").check()
    expect(gallery.get_by_label("No, none of these")).not_to_be_checked()
    gallery.get_by_label("You are short of breath").check()
    expect(gallery.get_by_label("I’m not sure")).not_to_be_checked()


def test_the_characters_left_are_counted_as_the_server_counts(gallery: Page) -> None:
    gallery.goto("/form")
    expect(gallery.locator(".weald-count")).to_have_text("You can write up to 500 characters")
    gallery.get_by_label("What is wrong?").fill("😀" * 499)
    expect(gallery.locator(".weald-count")).to_have_text("You have 1 character left")
    gallery.get_by_label("What is wrong?").fill("x" * 502)
    expect(gallery.locator(".weald-count")).to_have_text("You have 2 characters too many")


def test_keys_work_unless_somebody_types_or_switched_them_off(gallery: Page) -> None:
    gallery.goto("/queue")
    gallery.keyboard.press("1")
    assert gallery.url.endswith("#r")
    gallery.keyboard.press("?")
    switch = gallery.get_by_label("Single keys work")
    expect(switch).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(switch).to_be_hidden()
    gallery.keyboard.press("/")
    box = gallery.get_by_label("Find a person")
    expect(box).to_be_focused()
    gallery.keyboard.press("?")
    expect(box).to_have_value("?")
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("?")
    switch.uncheck()
    gallery.reload()
    gallery.keyboard.press("?")
    expect(switch).to_be_hidden()


def test_a_page_is_complete_without_scripts(browser: Browser) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.context.route(f"{HOST}/**", answer)
    tab.goto(f"{HOST}/form")
    expect(tab.get_by_text("You can write up to 500 characters")).to_be_visible()
    expect(tab.get_by_role("button", name="Continue")).to_be_visible()
    tab.goto(f"{HOST}/queue")
    tab.locator("summary").click()
    expect(tab.get_by_text("Take the request")).to_be_visible()
    tab.context.close()
