"""At night: what stands at the top of a page when nobody reads."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.services.requests.conftest import Clock
from tests.services.requests.patient import begin, go, to_check, where

pytestmark = pytest.mark.django_db


def test_nothing_stands_above_999(patient: Client, code: str, clock: Clock) -> None:
    clock.now -= timedelta(hours=6)
    draft = begin(patient, code)
    assert "We are closed now" in patient.get(f"{draft}danger").content.decode()
    page = go(patient, f"{draft}danger", signs="danger_chest_pain")
    assert where(page) == f"{draft}emergency"
    html = page.content.decode()
    assert "We are closed now" not in html
    assert "111" not in html.partition("Do not wait. Call 999")[0].partition("<body")[2]
    assert "can read this from 8am today. Do not wait for them." in html


def test_the_first_page_says_999_then_when_somebody_reads_then_how_to_ask(
    patient: Client, code: str, clock: Clock
) -> None:
    clock.now -= timedelta(hours=6)
    html = patient.get(f"/p/{code}/").content.decode().partition("<body")[2]
    order = [
        'href="tel:999"',
        "Closed now",
        "Ask for help</button>",
        "https://111.nhs.uk/",
        "shared device</button>",
    ]
    assert [html.index(one) for one in order] == sorted(html.index(one) for one in order)
    assert 'href="tel:111"' in html


def test_at_night_every_number_to_turn_to_can_be_pressed(patient: Client, code: str, clock: Clock) -> None:
    clock.now -= timedelta(hours=6)
    html = patient.get(f"{begin(patient, code)}danger").content.decode()
    band = html.partition("We are closed now")[2].partition("</p>")[0]
    assert 'href="https://111.nhs.uk/"' in band
    assert 'href="tel:111"' in band
    assert 'href="tel:999"' in band


def test_what_should_not_wait_until_morning_says_so_with_a_number_to_press(
    patient: Client, code: str, clock: Clock
) -> None:
    clock.now -= timedelta(hours=6)
    draft = to_check(patient, code, "sore_throat")
    html = go(patient, f"{draft}send").content.decode()
    card = html.partition("Call 999 if it becomes an emergency")[2].partition("</ul>")[0]
    assert 'href="tel:999"' in card
