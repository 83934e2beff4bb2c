"""Events: stored and handed on in the transaction of what they tell of, once for each happening."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from weald.foundation import events
from weald.foundation.events.models import Event as Stored

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Happened(events.Event):
    """A happening of this test."""

    what: str


@pytest.fixture
def heard() -> list[str]:
    """What a subscriber heard; one that fails on request."""
    told: list[str] = []

    def listen(event: Happened) -> None:
        told.append(event.what)
        if event.what == "fails":
            raise RuntimeError

    events.subscribe(Happened, listen)
    events.subscribe(Happened, listen)
    yield told  # type: ignore[misc]
    events._subscribers[Happened].remove(listen)


def test_an_event_is_heard_once_however_often_it_is_delivered(heard: list[str]) -> None:
    first, *again = [events.append(Happened(key="a", what="rain")) for _ in range(5)]
    assert (first, again, heard) == (True, [False] * 4, ["rain"])
    assert Stored.objects.get().body == {"key": "a", "what": "rain"}


def test_what_a_subscriber_refuses_did_not_happen(heard: list[str]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        events.append(Happened(key="a", what="fails"))
    assert not Stored.objects.exists()
