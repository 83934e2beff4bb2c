"""A time that is kept for today is given to nobody who can wait, until it is released: the booking itself checks it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import given
from weald.foundation.access import acting, query
from weald.services.appointments import actions
from weald.services.appointments.actions import SlotTaken

pytestmark = pytest.mark.django_db


def keep(slots: list[object]) -> None:
    query(
        "update appointments_slot set kept_until = starts_at - interval '30 minutes' where id = any(%s)",
        [slots],
    )


def book(slot: object, practice: object, *, minutes: int = 0, **more: object) -> actions.Booked:
    [request] = given.requests(practice)  # type: ignore[arg-type]
    return actions.book(
        slot=slot,
        request=request,
        responsible=practice,
        person=None,
        key=str(uuid4()),
        now=given.NOW + timedelta(minutes=minutes),
        **more,
    )  # type: ignore[arg-type]


def test_whoever_can_wait_is_told_that_the_time_is_kept() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice)
        keep([slot])
        with pytest.raises(SlotTaken, match="kept for people who need help today"):
            book(slot, practice, minutes=29)
        assert query("select taken from appointments_slot where id = %s", [slot]) == [(0,)]


def test_whoever_needs_help_today_has_it_and_everybody_else_once_it_is_released() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        first, second = given.slots(practice, 2)
        keep([first, second])
        assert book(first, practice, urgent=True).new
        assert book(second, practice, minutes=40).new  # starts at 70 minutes, released 30 before


def test_double_time_never_reaches_into_a_kept_one() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        first, second = given.slots(practice, 2)
        keep([second])
        with pytest.raises(SlotTaken):
            book(first, practice, slots_needed=2)
        assert book(first, practice, slots_needed=2, urgent=True).new
