"""The page of the demonstration that shows what a phone would show."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

NIGHT = "links to book and times that came free are here from 8am on"


@pytest.mark.parametrize(("hour", "waits"), [(22, True), (3, True), (8, False), (20, False)])
def test_at_night_it_says_what_leaves_in_the_morning(
    monkeypatch: pytest.MonkeyPatch, hour: int, waits: bool
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, hour, tzinfo=UTC))
    page = Client().get("/demo/messages").content.decode()
    assert "Nothing leaves this computer." in page
    assert (NIGHT in page) is waits
