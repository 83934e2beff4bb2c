"""Staff give a request a place on a full time: the person is told, the day list marks it, and cutting moves them too."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import given
from tests.services.requests.test_rota import HOUR, Rota
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.services.appointments import queries
from weald.services.requests.actions import booking, overbooking

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def here() -> Rota:
    return Rota()


def overbook(here: Rota, request: UUID, slot: UUID, why: str = "Cannot wait until tomorrow") -> None:
    with acting(here.ward.desk):
        overbooking.overbook(request=request, slot=slot, why=why, key=str(uuid4()), now=here.now)


def test_the_person_is_told_and_the_place_is_given_back(here: Rota) -> None:
    slot, third = here.slots(here.first)[3], here.ward.request(service="gp")
    overbook(here, third, slot)
    assert here.booked()[third] == slot
    assert here.ward.row(third).state == "booked"
    assert here.ward.story(third)[-1][0] == "booked"
    assert here.ward.notices().count("booked") == 3
    with acting(here.ward.desk):
        booking.cancel(request=third, now=here.now)
    with acting(given.SYSTEM):
        assert query("select taken, extra from appointments_slot where id = %s", [slot]) == [(1, 0)]


def test_what_was_booked_is_moved_to_the_full_time(here: Rota) -> None:
    own, full = here.slots(here.first)[3:5]
    overbook(here, here.asked[0], full)
    assert here.booked() == {here.asked[0]: full, here.asked[1]: full}
    assert here.ward.story(here.asked[0])[-1][0] == "moved"
    with acting(given.SYSTEM):
        assert query("select taken from appointments_slot where id = %s", [own]) == [(0,)]
    with pytest.raises(Refused, match="come free"):
        overbook(here, here.ward.request(service="gp"), own)


def test_a_refused_move_leaves_the_old_time(here: Rota) -> None:
    before = here.booked()
    with pytest.raises(Refused, match="Say why"):
        overbook(here, here.asked[0], here.slots(here.first)[4], why=" ")
    with pytest.raises(Refused):
        overbook(here, here.asked[0], here.slots(here.second)[0])
    assert here.booked() == before


def test_why_is_for_staff_alone(here: Rota) -> None:
    third = here.ward.request(service="gp")
    overbook(here, third, here.slots(here.first)[3], why="Their carer shouts at us")
    with acting(given.person(third)):
        row = queries.of_request(third)
        assert row
        assert row.overbooked_why == ""
    with acting(here.ward.desk):
        row = queries.of_request(third)
        assert row
        assert row.overbooked_why == "Their carer shouts at us"


def test_a_cut_moves_whoever_was_added_too(here: Rota) -> None:
    third = here.ward.request(service="gp")
    overbook(here, third, here.slots(here.first)[3])
    people = here.proposals(minutes=0)
    assert {one.person.request for one in people} == {*here.asked, third}
    moves = {one.person.request: one.proposed.slot for one in people if one.proposed}
    assert len(set(moves.values())) == 3
    assert here.cut(moves, minutes=0) == 3
    with acting(given.SYSTEM):
        assert query(
            "select count(*) from appointments_slot where session_id = %s and (capacity, taken, extra) <> (0, 0, 0)", [here.first]
        ) == [(0,)]  # fmt: skip


def test_the_pages_say_plainly_what_it_means_and_mark_it(here: Rota) -> None:
    third = here.ward.request(service="gp")
    browser: Any = here.ward.browser(here.ward.desk)
    place, day = f"/staff/request/{third}/overbook", here.start.date().isoformat()
    assert f"{place}?day={day}" in browser.get(f"/staff/request/{third}/times?day={day}").content.decode()
    page = browser.get(f"{place}?day={day}").content.decode()
    assert "These times are full" in page
    assert page.count("1 person for 1 place") == 2
    slot = str(here.slots(here.first)[3])
    nothing = browser.post(place, {"day": day, "slot": slot, "key": "k"})
    assert nothing.status_code == 422
    assert "Say why they are given a place" in nothing.content.decode()
    assert browser.post(place, {"day": day, "slot": str(uuid4()), "why": "x"}).status_code == 409
    done = browser.post(place, {"day": day, "slot": slot, "why": "Cannot wait", "key": "k"})
    assert done.status_code == 303
    opened = browser.get(f"/staff/request/{third}").content.decode()
    assert "Overbooked" in opened
    assert "Cannot wait" in opened
    assert "Overbooked" not in browser.get(f"/staff/request/{here.asked[0]}").content.decode()
    listed = browser.get(f"/staff/day?day={day}").content.decode()
    assert "Overbooked" in listed
    assert "Cannot wait" in listed
    assert "3 appointments" in listed
    empty = browser.get(f"/staff/day?day={(here.start + 96 * HOUR).date()}").content.decode()
    assert "Nobody is booked" in empty


def test_whoever_has_a_time_is_not_offered_it_as_a_full_one_and_is_told_that_they_are_moved(
    here: Rota,
) -> None:
    request, slot = here.asked[0], here.slots(here.first)[4]
    browser: Any = here.ward.browser(here.ward.desk)
    place, day = f"/staff/request/{request}/overbook", here.start.date().isoformat()
    page = browser.get(f"{place}?day={day}").content.decode()
    assert str(here.booked()[request]) not in page
    assert "They have a time: " in page
    assert "Move them to the full time" in page
    done = browser.post(place, {"day": day, "slot": str(slot), "why": "Cannot wait", "key": "k"})
    assert done["Location"].endswith("?done=moved")


def test_whoever_needs_double_time_is_added_to_two_times_that_follow_each_other_or_told_that_none_do(
    here: Rota,
) -> None:
    """The fourth and fifth of six times are full."""
    *_, third, fourth, fifth, last = here.slots(here.first)
    double = here.ward.request(service="gp", needs=["interpreter"])
    browser: Any = here.ward.browser(here.ward.desk)
    day = here.start.date().isoformat()
    page = browser.get(f"/staff/request/{double}/overbook?day={day}").content.decode()
    assert "two times that follow each other" in page
    # Each pair with a full one in it, and not the last time, which nothing follows.
    assert [str(slot) in page for slot in (third, fourth, fifth, last)] == [True, True, True, False]
    overbook(here, double, fourth)
    with acting(given.SYSTEM):
        assert query(
            "select slot_id, second_slot_id, ends_at - starts_at = interval '20 minutes' from appointments_appointment"
            " where request_id = %s",
            [double],
        ) == [(fourth, fifth, True)]
    assert counts(here) == [(0, 0), (0, 0), (0, 0), (2, 1), (2, 1), (0, 0)]
    with acting(here.ward.desk):
        booking.cancel(request=double, now=here.now)
    assert counts(here) == [(0, 0), (0, 0), (0, 0), (1, 0), (1, 0), (0, 0)]
    here.book(here.ward.request(service="gp"), last)
    with pytest.raises(Refused, match="no time follows that one"):
        overbook(here, double, last)
    with pytest.raises(Refused, match="come free"):
        overbook(here, double, here.slots(here.first)[0])
    assert double not in here.booked()


@pytest.mark.parametrize("first", ["double", "single"])
def test_a_free_time_beside_a_full_one_is_given_back_as_it_was(here: Rota, first: str) -> None:
    """Double time over a free and a full time, and somebody who is added to the free one after that, cancel in either order."""
    third, fourth = here.slots(here.first)[2:4]
    added = {
        "double": here.ward.request(service="gp", needs=["interpreter"]),
        "single": here.ward.request(service="gp"),
    }
    overbook(here, added["double"], third)
    assert counts(here)[2:4] == [(1, 0), (2, 1)]
    overbook(here, added["single"], third)
    assert counts(here)[2:4] == [(2, 1), (2, 1)]
    for request in (added.pop(first), *added.values()):
        with acting(here.ward.desk):
            booking.cancel(request=request, now=here.now)
    assert counts(here)[2:4] == [(0, 0), (1, 0)]
    here.book(here.ward.request(service="gp"), third)
    assert here.booked()[here.asked[0]] == fourth


def test_a_cut_withdraws_both_times_of_whoever_was_added_to_two(here: Rota) -> None:
    double = here.ward.request(service="gp", needs=["interpreter"])
    overbook(here, double, here.slots(here.first)[2])
    people = here.proposals(minutes=0)
    assert {one.person.request for one in people} == {*here.asked, double}
    moves = {one.person.request: one.proposed.slot for one in people if one.proposed}
    assert here.cut(moves, minutes=0) == 3
    with acting(given.SYSTEM):
        assert query(
            "select count(*) from appointments_slot where session_id = %s and (capacity, taken, extra) <> (0, 0, 0)", [here.first]
        ) == [(0,)]  # fmt: skip


def counts(here: Rota) -> list[tuple[int, int]]:
    """How many are on each time of the first session, and how many of them beyond its capacity."""
    with acting(given.SYSTEM):
        return query(  # type: ignore[return-value]
            "select taken, extra from appointments_slot where session_id = %s order by starts_at",
            [here.first],
        )
