"""What is free for whoever needs double time or a building without steps, against a plain reference."""

from datetime import timedelta
from itertools import pairwise
from random import Random
from uuid import UUID, uuid4

import pytest

from tests import given
from weald.foundation.access import acting, query
from weald.services.appointments import queries
from weald.services.directory.models import Premises

pytestmark = pytest.mark.django_db

UNTIL = given.NOW + timedelta(days=1)


def premises(practice: UUID, *, step_free: bool) -> UUID:
    site = uuid4()
    Premises.objects.create(id=site, organisation_id=practice, name="A house", step_free=step_free)
    return site


@pytest.mark.parametrize("seed", range(4))
def test_double_time_is_every_free_slot_with_a_free_one_right_after_it(seed: int) -> None:
    random, practice = Random(seed), given.practice()
    sessions = []
    with acting(given.SYSTEM):
        for _ in range(5):
            made = given.slots(practice, 12)
            gone = [slot for slot in made if random.random() < 0.4]
            query("update appointments_slot set taken = 1 where id = any(%s)", [gone])
            sessions.append([(slot, slot not in gone) for slot in made])
        pairs = {
            (one, other)
            for session in sessions
            for (one, is_free), (other, also_free) in pairwise(session)
            if is_free and also_free
        }
        listed = queries.free_slots([practice], ["gp"], given.NOW, UNTIL, double=True)
        assert {(one.slot, one.second) for one in listed} == pairs
        assert {one.ends_at - one.starts_at for one in listed} == {timedelta(minutes=20)}


def test_open_lists_are_as_they_are() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [slot] = given.slots(practice, capacity=3, kind="duty_list")
        [free] = queries.free_slots([practice], ["gp"], given.NOW, UNTIL, double=True)
        assert (free.slot, free.second, free.room) == (slot, None, 3)


def test_without_steps_is_only_what_is_known_to_have_none() -> None:
    practice = given.practice()
    with acting(given.SYSTEM):
        [level] = given.slots(practice, premises=premises(practice, step_free=True))
        given.slots(practice, premises=premises(practice, step_free=False))
        given.slots(practice, premises=None)
        [phone] = given.slots(practice, premises=None, mode="phone")
        [home] = given.slots(practice, premises=None, kind="home_visit")
        found = queries.free_slots([practice], ["gp"], given.NOW, UNTIL, step_free=True)
        assert {one.slot for one in found} == {level, phone, home}
        assert {one.slot for one in found if one.step_free} == {level}
