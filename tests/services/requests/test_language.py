"""Every text of the patients' pages comes through the catalogue: shown in accented English, none is left without accents."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.services.requests.patient import ABOUT, answer_all, go, to_words
from weald.foundation.ui.display import COOKIE
from weald.foundation.ui.language import accented
from weald.services.library import content

pytestmark = pytest.mark.django_db

NAMES = (
    "Weald",
    "Hop Lane Surgery",
    "A&E",
    "NHS",
    "Ada",
    "Test",
    "GP",
    "PDF",
    "Dr Amara Reed",
    "my back hurts",
)
"""What has no translation: names, and the person's own words."""


@pytest.fixture
def elsewhere(patient: Client) -> Client:
    """A browser set to accented English."""
    patient.cookies[COOKIE] = "normal.auto.full.en-XA"
    return patient


def unsaid(html: str) -> list[str]:
    """The texts of a page that did not come through the catalogue, without those of the clinical content, whose languages
    are in files of their own, and without names."""
    body = re.sub(r"<(script|style|svg|head)\b.*?</\1>", "", html.partition("<body")[2], flags=re.DOTALL)
    told = content.current().body.replace('\\"', '"')
    texts = [unescape(one) for one in re.findall(r">([^<>]+)<", body)]
    texts += [unescape(one) for one in re.findall(r'aria-label="([^"]+)"', body)]
    plain = []
    for one in texts:
        words = " ".join(one.split())
        for name in NAMES:
            words = words.replace(name, "")
        if (
            not words.startswith("http")
            and re.search(r"[a-z]{3}", words)
            and accented(words) != words
            and not _clinical(words, told)
        ):
            plain.append(words)
    return plain


def _clinical(words: str, told: str) -> bool:
    """Whether these are words of the content, which the pages show as they are (with a capital, at the beginning)."""
    parts = [part for part in words.split(": ") if accented(part) != part and re.search(r"[a-z]{3}", part)]
    return all(
        part in told or part[:1].lower() + part[1:] in told for part in parts if part.isascii() or "’" in part
    )


def test_from_the_front_page_to_the_decision(elsewhere: Client, code: str) -> None:
    seen = [elsewhere.get(address) for address in ("/", f"/p/{code}/", "/display", "/leaving", "/r/new")]
    draft = to_words(elsewhere, code)
    for step in ("danger", "who", "kind", "words"):
        seen.append(elsewhere.get(f"{draft}{step}"))
    seen.append(go(elsewhere, f"{draft}words", words="my back hurts"))
    seen.append(go(elsewhere, f"{draft}problem", problem="low_back_pain"))
    answer_all(elsewhere, draft)
    seen.append(elsewhere.get(f"{draft}about-you"))
    seen.append(go(elsewhere, f"{draft}about-you"))
    seen.append(go(elsewhere, f"{draft}about-you", **ABOUT))
    seen.append(go(elsewhere, f"{draft}send"))
    for step in ("close", "message", "no-time", "messages"):
        seen.append(elsewhere.get(f"{draft}{step}"))
    left = {page.request["PATH_INFO"]: found for page in seen if (found := unsaid(page.content.decode()))}
    assert not left, "\n".join(f"{a}: {b}" for a, bs in left.items() for b in bs)


def test_the_small_words_of_forms_come_through_the_catalogue_too(elsewhere: Client, code: str) -> None:
    draft = to_words(elsewhere, code)
    question = elsewhere.get(f"{draft}danger").content.decode()
    assert f'__divider">{accented("or")}</div>' in question
    go(elsewhere, f"{draft}words", words="my back hurts")
    go(elsewhere, f"{draft}problem", problem="low_back_pain")
    answer_all(elsewhere, draft)
    checked = go(elsewhere, f"{draft}about-you", **ABOUT).content.decode()
    assert f">{accented('Change')}<span" in checked
