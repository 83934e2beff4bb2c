"""What staff read at a glance: ages, waits, and by when an answer is due."""

from datetime import UTC, date, datetime, timedelta

import pytest

from weald.services.people.names import name_text
from weald.services.requests.presenters.staff.words import due_words, short, short_age

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # a Friday, 3pm in London


@pytest.mark.parametrize(
    ("level", "ahead", "words"),
    [
        ("now", timedelta(days=3), "at once"),
        ("now", -timedelta(hours=1), "at once"),
        ("today", -timedelta(minutes=25), "overdue 25 min"),
        ("today", -timedelta(seconds=59), "due now"),
        ("today", timedelta(seconds=59), "due now"),
        ("today", timedelta(minutes=48), "due in 48 min"),
        ("today", timedelta(hours=3, minutes=30), "due 6:30pm"),
        ("soon", timedelta(days=1), "due tomorrow 3pm"),
        ("soon", timedelta(days=3), "due Mon 3pm"),
        ("routine", timedelta(days=13), "due 3 Dec"),
    ],
)
def test_by_when_an_answer_is_due(level: str, ahead: timedelta, words: str) -> None:
    assert due_words(level, NOW + ahead, NOW) == words


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2026, 11, 20), "0 d"),
        (date(2026, 10, 24), "27 d"),
        (date(2026, 10, 1), "7 wk"),
        (date(2025, 1, 21), "21 mo"),
        (date(1984, 11, 21), "41"),
        (date(2027, 1, 1), ""),
        (None, ""),
    ],
)
def test_an_age_is_said_in_the_unit_that_matters(born: date | None, words: str) -> None:
    assert short_age(born, NOW.date()) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (190, "3 h 10"), (2880, "2 days")]
)
def test_a_wait_is_short(minutes: int, words: str) -> None:
    assert short(timedelta(minutes=minutes)) == words


def test_names_read_as_in_a_record() -> None:
    assert name_text("Amara", "Reed") == "REED, Amara"
    assert name_text("", "") == "No name given"
