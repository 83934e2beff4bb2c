"""Entries that were begun and not sent, in words: with the reader, and with colleagues whose caller may ring again."""

from datetime import datetime
from typing import NamedTuple

from weald.foundation.ui.wording import phone_text, when
from weald.services.people.names import name_text
from weald.services.requests.queries.entries import Unsent

HAND_KEYS = "abcefghjk"
"""A key for each entry of the reader, which hands it to a clinician; no letter of `SEARCH_KEYS` is among them."""


class Left(NamedTuple):
    """An entry that was not sent: whose it is, what they said before the line went, and where to call back. `hand` is the key
    that hands it to a clinician; without one nobody was found for it, and there would be nobody to call. `instead` is the
    colleague with whom it lies; empty where it is the reader's."""

    href: str
    text: str
    words: str
    phone: str
    key: str
    hand: str
    instead: str = ""


MOST_OF_WORDS = 160
"""Letters of what they said that stand on the list: enough to see whom to call back first."""


def unsent_lines(rows: tuple[Unsent, ...], now: datetime) -> tuple[Left, ...]:
    """Entries of the reader that wait to be finished, each with a key."""
    return tuple(
        _left(one, now)._replace(key=str(at), hand=HAND_KEYS[at - 1] if one.family_name else "")
        for at, one in enumerate(rows, 1)
    )


def lines_of_colleagues(rows: tuple[Unsent, ...], now: datetime) -> tuple[Left, ...]:
    """Entries of colleagues, with which the reader can go on instead of them."""
    return tuple(_left(one, now)._replace(instead=str(one.holder)) for one in rows)


def _left(one: Unsent, now: datetime) -> Left:
    name = name_text(one.given_name, one.family_name) if one.family_name else "Nobody found yet"
    by = f" by {one.begun_by}" if one.begun_by else ""
    with_whom = f", now with {one.held_by}" if one.held_by != one.begun_by else ""
    words = f"{one.words[:MOST_OF_WORDS].rstrip()} …" if len(one.words) > MOST_OF_WORDS else one.words
    return Left(
        f"/staff/enter/{one.draft}", f"{name}, begun {when(one.begun_at, now)}{by}{with_whom}", words, phone_text(one.phone), "", ""
    )  # fmt: skip
