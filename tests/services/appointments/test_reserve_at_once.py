"""What is kept for today while many clients cut, extend, publish, state a share and book at the same moment: never less and never
more than the practice's rule says, and never given to somebody who can wait."""

import threading
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from tests import given
from weald.foundation.access import Actor, acting, query
from weald.services.appointments import actions
from weald.services.appointments.actions import SlotTaken, reserve, sessions
from weald.services.appointments.actions.alone import here_alone
from weald.services.appointments.actions.publishing import NewSession, publish_many
from weald.services.appointments.actions.sessions import StillBooked

pytestmark = pytest.mark.usefixtures("committed_db")

SHARE = 40
START = given.NOW + timedelta(hours=1)
MINUTES = timedelta(minutes=10)


class Day:
    """One day of a practice that keeps `SHARE` per cent of it, with `many` professionals of 12 times each."""

    def __init__(self, many: int) -> None:
        self.practice = given.practice()
        self.manager: Actor = given.staff(self.practice, "practice_manager")
        with acting(given.SYSTEM):
            query(
                "insert into appointments_reserve (organisation, share, released_minutes) values (%s, %s, 10)",
                [self.practice, SHARE],
            )
            for _ in range(many):
                given.slots(self.practice, 12)
        self.sessions = [row[0] for row in self.rows("select id from appointments_session order by id")]

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with acting(given.SYSTEM):
            return query(sql, list(values))

    def asked(self, count: int) -> list[UUID]:
        with acting(given.SYSTEM):
            return given.requests(self.practice, count)

    def book(self, slot: UUID, request: UUID, *, urgent: bool) -> None:
        actions.book(
            slot=slot, request=request, responsible=self.practice, person=None, key=str(uuid4()), now=given.NOW,
            urgent=urgent,
        )  # fmt: skip

    def one(self, *, kept: bool) -> UUID:
        """A free slot of the first session that is kept, or is not."""
        [(found,)] = self.rows(
            "select id from appointments_slot where session_id = %s and taken < capacity and (kept_until is not null) = %s"
            " order by starts_at limit 1",
            self.sessions[0],
            kept,
        )
        return found  # type: ignore[no-any-return]

    def keeps_its_share(self) -> None:
        """As many free times are kept as the share of the day that there is now, less those that were given."""
        [(times, free, kept, given_)] = self.rows(
            "select count(*), count(*) filter (where taken < capacity),"
            " count(*) filter (where taken < capacity and kept_until is not null),"
            " count(*) filter (where taken >= capacity and kept_until is not null)"
            " from appointments_slot where organisation = %s and capacity > 0",
            self.practice,
        )
        share = (times * SHARE + 50) // 100
        assert kept == min(max(share - given_, 0), free), (
            f"{kept} of {free} free times are kept; the share of {times} is {share}, and {given_} were given"
        )

    # What managers do.

    def cut(self, session: UUID, since: int, until: int) -> None:
        sessions.clear(
            session=session, since=START + since * MINUTES, until=START + until * MINUTES, now=given.NOW
        )

    def extend(self, session: UUID, until: int) -> None:
        sessions.extend(session=session, until=START + until * MINUTES, now=given.NOW)

    def publish(self, count: int) -> None:
        here = here_alone()
        new = NewSession(
            organisation=here, professional=uuid4(), professional_name="Dr Tom Okafor", service="gp", premises=None,
            place="Hop Lane Surgery", kind="slot", mode="face_to_face", category="General Consultation Acute",
            setting="general_practice", starts_at=START, ends_at=START + count * MINUTES, slot_minutes=10,
        )  # fmt: skip
        publish_many(sessions=[new], now=given.NOW)

    def state(self, share: int = SHARE) -> None:
        reserve.state(share=share, released_minutes=10, now=given.NOW)


CHANGES: dict[str, Callable[[Day], None]] = {
    "cut": lambda day: day.cut(day.sessions[1], 8, 12),
    "extend": lambda day: day.extend(day.sessions[1], 18),
    "publish": lambda day: day.publish(10),
    "state": lambda day: day.state(),
}


def in_background(who: Actor, work: Callable[[], None], outcome: list[object]) -> threading.Thread:
    """A client with a connection of its own."""

    def run() -> None:
        try:
            with acting(who):
                work()
            outcome.append("done")
        except BaseException as fault:
            outcome.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until_they_wait(*threads: threading.Thread) -> None:
    """Until each of these clients waits for a lock, or has come to an end."""
    waiting = (
        "select count(distinct pid) from pg_locks where not granted and pid in (select pid from pg_locks"
        " where database = (select oid from pg_database where datname = current_database()))"
    )
    while query(waiting)[0][0] < sum(thread.is_alive() for thread in threads):
        threading.Event().wait(0.02)


@pytest.mark.parametrize("change", CHANGES)
def test_a_kept_time_that_is_given_while_the_day_is_spread_anew_is_counted(change: str) -> None:
    """Somebody is being given a kept time while a manager changes the day: who spreads it anew waits, and counts it."""
    day, outcome = Day(2), list[object]()
    slot, [request] = day.one(kept=True), day.asked(1)
    with acting(given.SYSTEM):
        day.book(slot, request, urgent=True)
        thread = in_background(day.manager, lambda: CHANGES[change](day), outcome)
        until_they_wait(thread)
    thread.join()
    assert outcome == ["done"]
    day.keeps_its_share()


@pytest.mark.parametrize("change", CHANGES)
def test_a_kept_time_that_is_given_back_while_the_day_is_spread_anew_is_counted(change: str) -> None:
    day, outcome = Day(2), list[object]()
    slot, [request] = day.one(kept=True), day.asked(1)
    with acting(given.SYSTEM):
        day.book(slot, request, urgent=True)
    [(appointment,)] = day.rows("select id from appointments_appointment")
    with acting(given.SYSTEM):
        actions.cancel(appointment=appointment, now=given.NOW)
        thread = in_background(day.manager, lambda: CHANGES[change](day), outcome)
        until_they_wait(thread)
    thread.join()
    assert outcome == ["done"]
    day.keeps_its_share()


def test_who_waits_for_a_time_that_is_being_kept_does_not_get_it() -> None:
    day, outcome = Day(1), list[object]()
    slot, [request] = day.one(kept=False), day.asked(1)
    with acting(day.manager):
        day.state(100)
        thread = in_background(given.SYSTEM, lambda: day.book(slot, request, urgent=False), outcome)
        until_they_wait(thread)
    thread.join()
    assert isinstance(outcome[0], SlotTaken), outcome
    assert day.rows("select taken from appointments_slot where id = %s", slot) == [(0,)]


def test_who_cuts_and_who_books_double_time_across_the_cut_do_not_wait_in_a_circle() -> None:
    """Both lock the times in the order of the day: whoever comes second is refused, and nothing is half done."""
    day, booked, cut = Day(1), list[object](), list[object]()
    [request] = day.asked(1)
    before, after = (
        row[0] for row in day.rows("select id from appointments_slot order by starts_at offset 10 limit 2")
    )

    def doubles() -> None:
        actions.book(
            slot=before, request=request, responsible=day.practice, person=None, key="double", now=given.NOW,
            urgent=True, slots_needed=2,
        )  # fmt: skip

    with acting(given.SYSTEM):
        query("select 1 from appointments_slot where id = %s for update", [before])
        one = in_background(given.SYSTEM, doubles, booked)
        until_they_wait(one)
        other = in_background(day.manager, lambda: day.cut(day.sessions[0], 11, 12), cut)
        until_they_wait(one, other)
    one.join()
    other.join()
    assert booked == ["done"], booked
    assert isinstance(cut[0], StillBooked), cut
    assert (
        day.rows("select taken, capacity from appointments_slot where id = any(%s)", [before, after])
        == [(1, 1)] * 2
    )
    day.keeps_its_share()


BOOKERS, TURNS = 12, 25


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_managers_and_bookers_all_at_once(seed: int) -> None:
    """Four managers change the day in every way while twelve clients book it, half of them for people who can wait."""
    day = Day(8)
    asking, faults, chance = day.asked(BOOKERS * TURNS), list[BaseException](), Random(seed)
    slots = [
        row[0]
        for row in day.rows(
            "select id from appointments_slot where starts_at < %s order by id", START + 11 * MINUTES
        )
    ]
    begin = threading.Barrier(BOOKERS + len(CHANGES))
    done = dict.fromkeys(CHANGES, 0)

    def books(number: int) -> None:
        mine = Random(seed * 100 + number)
        for request in asking[number * TURNS : (number + 1) * TURNS]:
            try:
                with acting(given.SYSTEM):
                    day.book(mine.choice(slots), request, urgent=number % 2 == 0)
            except SlotTaken:
                pass

    def manages(change: str) -> None:
        mine = Random(f"{change}{seed}")
        for turn in range(6):
            try:
                with acting(day.manager):
                    if change == "cut":
                        first = (
                            11 if turn % 2 else mine.randrange(11)
                        )  # the last time of a session nobody books
                        day.cut(day.sessions[turn], first, first + 1)
                    elif change == "extend":
                        day.extend(day.sessions[6 + turn % 2], 13 + turn)
                    elif change == "publish":
                        day.publish(3)
                    else:
                        day.state()
                done[change] += 1
            except StillBooked:
                pass

    def client(work: Callable[[Any], None], what: object) -> None:
        begin.wait()
        try:
            work(what)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client, args=(books, number)) for number in range(BOOKERS)]
    threads += [threading.Thread(target=client, args=(manages, change)) for change in CHANGES]
    chance.shuffle(threads)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert all(done.values()), "a kind of change never came about: the test has lost its sense"
    day.keeps_its_share()
    urgent = {
        str(request)
        for number in range(0, BOOKERS, 2)
        for request in asking[number * TURNS : (number + 1) * TURNS]
    }
    kept = day.rows(
        "select a.request_id from appointments_appointment a join appointments_slot s on s.id = a.slot_id"
        " where s.kept_until is not null"
    )
    assert kept, "no kept time was given: the test has lost its sense"
    assert {str(row[0]) for row in kept} <= urgent
    assert day.rows(
        "select count(*) from appointments_appointment a join appointments_slot s on s.id = a.slot_id where s.capacity = 0"
    ) == [(0,)]
