"""The environment is strict, its files exist, and what was typed is kept only for our own pages."""

import gzip
import re
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import jinja2
import pytest
from django.test import RequestFactory
from whitenoise import WhiteNoise

from tests.foundation.ui.gallery import ENVIRONMENT, PAGES, UI, page
from weald.foundation.ui.environment import forms, static
from weald.foundation.ui.kept import kept
from weald.foundation.ui.presenters import FOOTER
from weald.foundation.ui.views import about

ROOT = Path(__file__).parents[3]


def test_a_name_that_was_not_given_stops_the_page() -> None:
    with pytest.raises(jinja2.UndefinedError):
        ENVIRONMENT.from_string("{{ practise }}").render()


def test_text_is_escaped() -> None:
    assert ENVIRONMENT.from_string("{{ text }}").render(text="<b>") == "&lt;b&gt;"


def test_all_forms_of_a_page_carry_one_token_and_a_page_without_a_form_makes_none() -> None:
    def rendered(text: str) -> tuple[str, bool]:
        request = RequestFactory().get("/")
        page = ENVIRONMENT.from_string(text).render(forms(request))
        return page, bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))

    page, cookie = rendered("{{ csrf_input }} {{ csrf_input }}")
    one, two = re.findall(r'<input type="hidden" name="csrfmiddlewaretoken" value="(\w{64})">', page)
    assert one == two
    assert cookie
    assert rendered("no form") == ("no form", False)
    assert rendered("{{ csrf_input }}") != rendered("{{ csrf_input }}")


@pytest.mark.parametrize("name", PAGES)
def test_every_file_of_a_page_exists_and_is_asked_for_by_its_digest(name: str) -> None:
    html = page(name)
    for address in re.findall(r'(?:src|href)="(/static/[^"]*)"', html):
        path, _, digest = address.partition("?v=")
        assert (UI / path.lstrip("/")).is_file(), path
        assert len(digest) == 10


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_an_inline_script_or_style_or_asks_another_host(name: str) -> None:
    html = page(name)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", html)
    assert not re.search(r'(?:src|action)="(?:https?:)?//', html)


@pytest.mark.parametrize("name", PAGES)
def test_a_safety_event_can_be_reported_from_every_page_and_from_those_of_errors(name: str) -> None:
    assert re.search(r'<a [^>]*href="/report"', page(name))


@pytest.mark.parametrize("topic", ["help", "privacy", "accessibility"])
def test_the_pages_of_the_footer_need_nothing_but_themselves(topic: str) -> None:
    response = about(RequestFactory().get(f"/{topic}"), topic)
    assert response.status_code == 200
    assert f">{topic.capitalize()}</h1>" in response.content.decode()
    assert f"/{topic}" in {link.href for link in FOOTER}


def test_the_styles_of_the_design_system_travel_packed_to_whoever_takes_them_so() -> None:
    whole = (UI / "static/nhsuk/nhsuk.css").read_bytes()
    served = WhiteNoise(None)
    served.add_files(str(UI / "static"), prefix="static/")

    def got(takes: str) -> tuple[dict[str, str], bytes]:
        asks = {"PATH_INFO": "/static/nhsuk/nhsuk.css", "HTTP_ACCEPT_ENCODING": takes}
        setup_testing_defaults(asks)
        told: dict[str, str] = {}
        return told, b"".join(served(asks, lambda _status, headers: told.update(headers)))

    told, sent = got("gzip, deflate")
    assert told["Content-Encoding"] == "gzip"
    assert gzip.decompress(sent) == whole
    assert len(sent) < 40_000, "the first page of somebody far from a mast"
    assert got("identity")[1] == whole


def test_a_file_that_is_not_there_keeps_its_plain_address() -> None:
    assert static("weald/none.css") == "/static/weald/none.css"


def test_no_stylesheet_asks_another_host() -> None:
    for sheet in (UI / "static").glob("**/*.css"):
        for address in re.findall(r"url\(([^)]*)\)", sheet.read_text()):
            assert address.startswith(("data:", "images/", "'data:", '"data:')), address
            if address.startswith("images/"):
                assert (sheet.parent / address).is_file(), address


def test_the_lock_of_the_styles_names_no_host() -> None:
    assert "://" not in re.sub(r'"(?:url|funding)": "[^"]*"', "", (ROOT / "package-lock.json").read_text())


@pytest.mark.parametrize(
    ("headers", "comes_back"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://elsewhere.example"}, False),
        ({"Referer": "http://testserver/form"}, True),
        ({}, False),
    ],
)
def test_what_was_typed_is_kept_only_when_it_came_from_our_own_page(
    headers: dict[str, str], comes_back: bool
) -> None:
    data = {"words": "My throat hurts", "sign": ["a", "b"], "csrfmiddlewaretoken": "x", "password": "y"}
    request = RequestFactory().post("/ask", data, headers=headers)
    expected = (("words", "My throat hurts"), ("sign", "a"), ("sign", "b"))
    assert kept(request) == (expected if comes_back else ())


def test_nothing_is_kept_of_a_page_that_was_only_looked_at() -> None:
    assert kept(RequestFactory().get("/ask", {"words": "x"}, headers={"Sec-Fetch-Site": "same-origin"})) == ()


@pytest.mark.parametrize("fault", [name for name in PAGES if name.startswith("errors/")])
def test_a_page_about_a_fault_says_when_to_call_999_as_every_other_page(fault: str) -> None:
    said = "For example: heart attack, stroke, trouble breathing, heavy bleeding, a fit, or cannot be woken. <strong"
    assert "Call 999 now if a life is in danger" in page(fault)
    assert said in page(fault)
    assert said in page("pages/help")


def test_what_was_kept_is_sent_again_by_the_page() -> None:
    assert '<input type="hidden" name="words" value="My throat hurts">' in page("errors/503")
