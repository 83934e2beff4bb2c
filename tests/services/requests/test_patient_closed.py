"""At night: what stands at the top of a page when nobody reads."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.services.requests.conftest import Clock
from tests.services.requests.patient import begin, go, where

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
