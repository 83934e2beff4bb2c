"""A patient, a practice, and the time of day."""

from datetime import datetime

import pytest
from django.test import Client

from tests import given


class Clock:
    """The time that every patient page sees; set `now` to move it."""

    now: datetime = given.NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Monday morning, three minutes after eight, until a test says otherwise."""
    from django.utils import timezone

    set_ = Clock()
    monkeypatch.setattr(timezone, "now", lambda: set_.now)
    return set_


@pytest.fixture
def patient(clock: Clock) -> Client:
    """A browser without scripts, and without cookies yet."""
    return Client()


@pytest.fixture
def code(db: None) -> str:
    """A practice on self-service."""
    given.practice("Z00001")
    return "Z00001"
