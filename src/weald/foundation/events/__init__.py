"""Typed events: stored and handed to their subscribers in the transaction of what they tell of.

A lower room appends; `site/wiring.py` subscribes the rooms above. A subscriber that fails undoes the whole.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from msgspec import to_builtins
from orjson import dumps


@dataclass(frozen=True)
class Event:
    """What happened: subclasses are frozen dataclasses of identifiers. `key` tells one happening from the next."""

    key: str


_subscribers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe[E: Event](kind: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` with every event of this kind; a handler subscribed twice is called once."""
    if handler not in _subscribers[kind]:
        _subscribers[kind].append(handler)


def append(event: Event) -> bool:
    """Store the event and hand it on, in the caller's transaction; False when its key was stored before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into events_event (kind, key, body) values (%s, %s, %s) on conflict (key) do nothing returning 1",
            [
                type(event).__name__,
                f"{type(event).__name__}:{event.key}",
                dumps(to_builtins(event, str_keys=True)).decode(),
            ],
        )
        if cursor.fetchone() is None:
            return False
        for handler in _subscribers[type(event)]:
            handler(event)
    return True
