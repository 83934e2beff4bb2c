"""The search for times to choose from: a list made of what it finds is the list made of every free time there is."""

from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import given
from weald.engines import matching
from weald.foundation.access import acting, query
from weald.services.appointments import queries, search
from weald.services.appointments.search import Behind, Search
from weald.services.library import policies

pytestmark = pytest.mark.django_db

POLICY = policies.matching()
UNTIL = given.NOW + timedelta(days=14)
MODES = ("face_to_face", "phone", "video")


def neighbourhood(random: Random) -> tuple[dict[UUID, str], UUID]:
    """Five organisations with two weeks of sessions, partly taken, partly kept; and one professional of theirs."""
    doors = {given.practice(): door for door in ("own", "hub", "agreement", "agreement", "agreement")}
    known = uuid4()
    for organisation in doors:
        for day in random.sample(range(14), 9):
            for turn in range(2):
                starts = given.NOW + timedelta(days=day, hours=turn * 5, minutes=random.randrange(6) * 10)
                given.slots(
                    organisation, 12, service=random.choice(["gp", "nurse", "physiotherapist"]), starts_at=starts,
                    ends_at=starts + timedelta(hours=2), mode=random.choice(MODES),
                    professional=known if turn == 0 and random.random() < 0.2 and organisation == next(iter(doors)) else uuid4(),
                )  # fmt: skip
    query(
        "update appointments_slot set taken = (random() < 0.4)::int, clinic = case when random() < 0.1 then 'flu' else '' end,"
        " kept_until = case when random() < 0.3 then starts_at - interval '30 minutes' end"
    )
    return doors, known


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("level", ["today", "soon", "routine"])
@pytest.mark.parametrize("double", [False, True])
def test_what_is_found_gives_the_same_short_list_as_everything(seed: int, level: str, double: bool) -> None:
    random = Random(seed)
    with acting(given.SYSTEM):
        doors, known = neighbourhood(random)
        crowded = [row[0] for row in query("select id from appointments_session order by random() limit 8")]
        query("update appointments_session set crowded_at = %s where id = any(%s)", [given.NOW, crowded])
        skilled = {
            row[0]: frozenset({"first_contact"})
            for row in query("select distinct professional from appointments_session order by 1 limit 20")
        }
        own = next(one for one, door in doors.items() if door == "own")
        wanted = matching.Need(
            level=level, service=random.choice(["nurse", "gp", "physiotherapist"]), due_at=given.NOW + timedelta(days=3), own=own,
            neighbourhood=frozenset(one for one, door in doors.items() if door == "hub"),
            agreements=frozenset(one for one, door in doors.items() if door == "agreement"),
            last_professional=known, needs=frozenset({"longer_slot"} if double else ()),
        )  # fmt: skip
        services = matching.services_for(wanted.service, POLICY)
        urgent = level == "today"
        since, until = matching.window(wanted, POLICY, given.NOW)
        found = search.find(
            Search(
                places=[Behind(one, service, door) for one, door in doors.items() for service in services],
                modes=wanted.usable, kinds=("slot",), since=since, until=until, each=POLICY.shown.of_a_kind,
                in_all=POLICY.shown.in_all, urgent=urgent, double=double, known=known,
                skilled={"physiotherapist": list(skilled)},
            ),
            given.NOW,
        )  # fmt: skip
        within = {
            row[0]: row[1] in crowded
            for row in query("select id, session_id from appointments_slot where clinic = ''")
        }
        everything = [
            matching.FreeSlot(*(getattr(one, name) for name in one.__slots__[:-1]), within[one.slot])
            for one in queries.free_slots(
                doors, services, since, until, 10**6, now=given.NOW, urgent=urgent, double=double
            )
        ]

        def listed(times: list[matching.FreeSlot]) -> tuple[list[tuple[float, bool]], tuple[str, ...], bool]:
            ranked = matching.offers(wanted, times, POLICY, given.NOW, skilled)
            opened = matching.opened(ranked, wanted, POLICY, given.NOW)
            short = matching.shortlist(opened.offers, POLICY)
            return [(one.cost, one.late) for one in short], opened.doors, opened.full

        assert listed(found) == listed(everything)
        assert len({one.slot for one in found}) == len(found) <= len(everything)


def test_the_number_of_queries_is_one_however_many_places_and_days() -> None:
    with acting(given.SYSTEM):
        doors, known = neighbourhood(Random(1))
        for days, places in ((1, list(doors)[:1]), (14, list(doors))):
            wanted = Search(
                places=[Behind(one, "gp", doors[one]) for one in places], modes=MODES, kinds=("slot",), since=given.NOW,
                until=given.NOW + timedelta(days=days), each=3, in_all=12, known=known,
            )  # fmt: skip
            with CaptureQueriesContext(connection) as said:
                search.find(wanted, given.NOW)
            assert len(said) == 1


def test_a_taken_time_is_gone_at_once_and_a_freed_one_is_back() -> None:
    practice = given.practice()
    wanted = Search(
        places=[Behind(practice, "gp", "own")], modes=MODES, kinds=("slot",), since=given.NOW, until=UNTIL, each=3,
        in_all=12,
    )  # fmt: skip
    with acting(given.SYSTEM):
        [slot] = given.slots(practice)
        for taken, there in ((0, [slot]), (1, []), (0, [slot])):
            query("update appointments_slot set taken = %s where id = %s", [taken, slot])
            assert [one.slot for one in search.find(wanted, given.NOW)] == there
