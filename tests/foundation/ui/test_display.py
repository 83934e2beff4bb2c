"""What somebody chose of size, colours, easy read and language: kept by a cookie, and nothing left for the next reader."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from weald.foundation.ui import display, language
from weald.foundation.ui.display import COLOURS, COOKIE, SIZES, Display


def test_the_choice_is_kept_and_every_page_has_it() -> None:
    browser = Client()
    plain = browser.get("/help").content.decode()
    assert 'class="size-normal"' in plain
    assert 'media="(prefers-color-scheme: dark)"' in plain
    answer = browser.post(
        "/display", {"size": "larger", "colours": "strong", "easy": "yes", "language": "en", "back": "/help"}
    )
    assert (answer.status_code, answer["Location"]) == (303, "/display?saved=1&back=/help")
    cookie = browser.cookies[COOKIE]
    assert cookie.value == "larger.strong.easy.en"
    assert cookie["httponly"]
    page = browser.get("/help").content.decode()
    assert 'class="size-larger"' in page
    assert page.count('media="all"') == 2
    assert 'href="/help">Go back' in browser.get("/display?saved=1&back=/help").content.decode()


def test_the_next_reader_of_the_same_process_has_their_own() -> None:
    one, other = Client(), Client()
    one.cookies[COOKIE] = "larger.dark.full.ar-XB"
    assert 'dir="rtl"' in one.get("/help").content.decode()
    page = other.get("/help").content.decode()
    assert 'lang="en" dir="ltr" class="size-normal"' in page


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_it_leads_back_to_our_own_pages_only(back: str) -> None:
    answer = Client().post("/display", {"size": "large", "back": back})
    assert answer["Location"] == "/display?saved=1&back=/"


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://testserver/help?q=1", 'href="/help">Go back to where you were'),
        ("http://testserver/r/secret-token/", 'href="/">Go to the first page'),
        ("https://elsewhere.example/help", 'href="/">Go to the first page'),
        ("http://testserver//elsewhere.example", 'href="/">Go to the first page'),
    ],
)
def test_it_leads_back_to_the_page_that_led_to_it(came: str, back: str) -> None:
    page = Client().get("/display", headers={"Referer": came}).content.decode()
    assert back in page
    assert "secret-token" not in page


@given(st.text(max_size=60))
def test_any_cookie_can_be_read(cookie: str) -> None:
    found = Display.read(cookie)
    assert found.size in SIZES
    assert found.colours in COLOURS
    assert Display.read(found.cookie) == found


def test_trial_languages_are_for_the_demonstration() -> None:
    display.show("normal.auto.full.en-XA", trial=False)
    assert language.current().code == "en"
    display.show("normal.auto.full.en-XA", trial=True)
    assert language._("Continue") == "Cöñtîñûé"
    assert language._("Book with %(name)s") == "Böök wîth %(name)s"
    display.show("", trial=True)
    assert language._("Continue") == "Continue"


def test_the_quick_exit_forgets_what_was_filled_in_and_shows_the_weather() -> None:
    browser = Client()
    browser.cookies[COOKIE] = "large.dark.full.en"
    browser.cookies["weald_device"] = "a-form"
    browser.cookies["weald_staff"] = "somebody at work"
    answer = browser.get("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer["Location"].startswith("https://www.bbc.co.uk/weather")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert answer.cookies["weald_device"]["max-age"] == 0
    assert set(answer.cookies) == {"weald_device"}


def test_another_site_cannot_press_the_quick_exit() -> None:
    browser = Client()
    browser.cookies["weald_device"] = "a-form"
    answer = browser.get("/leave", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer["Location"] == "/leaving"
    assert not answer.cookies
