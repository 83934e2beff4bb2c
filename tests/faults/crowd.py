"""A crowd of patients who insist, somebody who kills processes, and what is compared afterwards, id by id."""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.faults.conftest import Served
from tests.faults.device import Answer, Device, draft_of, slots_on
from weald.foundation.database import launcher

PATIENCE = 90
"""Seconds for which somebody tries the same press again."""

TIMES = """
import django, sys; django.setup()
from datetime import datetime, time, timedelta
from uuid import uuid4
from django.utils import timezone
from weald.foundation.access import Actor, Basis, acting
from weald.services.appointments.actions import NewSession, publish_many
from weald.services.directory import queries
practice = queries.practice("DEMO001")
now = timezone.now()
start = datetime.combine(now.date() + timedelta(days=2), time(8), now.tzinfo)
with acting(Actor(Basis.SYSTEM, "a test")):
    publish_many(sessions=[NewSession(
        organisation=practice.id, professional=uuid4(), professional_name=f"Pat Test {number}", service="physiotherapist",
        premises=None, place="Test Surgery", kind="slot", mode="face_to_face", category="General Consultation Routine",
        setting="general_practice", starts_at=start, ends_at=start + timedelta(hours=10), slot_minutes=10, capacity=1,
    ) for number in range(int(sys.argv[1]))], now=now)
"""


@dataclass
class Insisting(Device):
    """A phone whose owner presses again until there is an answer. `broken` are answers that nobody should ever get."""

    broken: list[str] = field(default_factory=list)

    def _ask(self, request: urllib.request.Request) -> Answer:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = super()._ask(request)
            except (urllib.error.URLError, http.client.HTTPException, OSError) as fault:
                said = repr(fault)
            else:
                said = str(answer.status)
                if answer.status == 500:
                    self.broken.append(f"{request.get_method()} {request.full_url}")
                elif answer.status != 503:
                    return answer
            assert time.monotonic() < deadline, f"{request.full_url} → {said}"
            time.sleep(0.1)


@dataclass
class Journal:
    """What was acknowledged to people: their own notes, kept apart from the program."""

    requests: list[UUID] = field(default_factory=list)
    booked: dict[UUID, str] = field(default_factory=dict)
    messages: list[tuple[UUID, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def operations(self) -> int:
        """How many sendings, bookings, moves and messages there were."""
        return len(self.requests) + len(self.booked) + self.moves + len(self.messages)

    moves: int = 0


class Crowd:
    """Patients at one practice who send, book, move and write, in threads of their own."""

    def __init__(self, served: Served, operations: int, people: int = 4, seed: int = 1) -> None:
        self.served, self.operations, self.people, self.seed = served, operations, people, seed
        self.journal = Journal()
        self._guard = threading.Lock()
        self.faults: list[BaseException] = []
        subprocess.run(
            [sys.executable, "-c", TIMES, str(max(4, self.operations // 60))],
            env=self.served.environ,
            check=True,
        )

    def run(self) -> Journal:
        """Until so many operations were acknowledged."""
        threads = [threading.Thread(target=self._person, args=(number,)) for number in range(self.people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.faults:
            raise self.faults[0]
        return self.journal

    def _enough(self) -> bool:
        return bool(self.faults) or self.journal.operations >= self.operations

    def _person(self, number: int) -> None:
        chance = random.Random(f"{self.seed} {number}")
        try:
            while not self._enough():
                self._episode(chance)
        except BaseException as fault:
            self.faults.append(fault)

    def _episode(self, chance: random.Random) -> None:
        """One person: asks, books, perhaps moves, and writes."""
        phone = Insisting(self.served.url)
        offers = phone.to_offers()
        assert "You need help within 14 days" in offers.words, offers.words
        request = draft_of(offers)
        self._note(lambda journal: journal.requests.append(request))
        self._write(phone, request)
        times = slots_on(offers)
        if times:
            self._book(phone, request, offers, chance, times)
        for _ in range(chance.randint(0, 2)):
            self._write(phone, request)
        with self._guard:
            self.journal.broken += phone.broken

    def _book(
        self, phone: Device, request: UUID, offers: Answer, chance: random.Random, times: list[str]
    ) -> None:
        slot = chance.choice(times)
        if not self._pressed(phone, offers, request, slot):
            return
        page = phone.get(f"/ask/{request}/move")
        others = [one for one in slots_on(page) if one != slot]
        if (
            chance.random() < 0.5
            and others
            and self._pressed(phone, page, request, chance.choice(others), move="1")
        ):
            with self._guard:
                self.journal.moves += 1

    def _pressed(self, phone: Device, page: Answer, request: UUID, slot: str, **more: str) -> bool:
        """Whether the time was given; somebody else may have it first."""
        _, hidden = form_with(page, 'name="slot"')
        keep = [(name, value) for name, value in hidden if name not in more]
        answer = phone.post(f"/ask/{request}/book", [*keep, ("slot", slot), *more.items()])
        if not any(
            done in answer.words for done in ("Your appointment is booked", "Your appointment is changed")
        ):
            assert answer.status in (409, 422), f"{answer.status} {answer.words}"
            return False
        self._note(lambda journal: journal.booked.__setitem__(request, slot))
        return True

    def _write(self, phone: Device, request: UUID) -> None:
        page = phone.get(f"/ask/{request}/messages")
        _, hidden = form_with(page, 'name="body"')
        body = f"I would like to add: {uuid4()}"
        answer = phone.post(f"/ask/{request}/messages", [*hidden, ("body", body)])
        assert answer.status == 200, answer.words
        assert body in answer.words, answer.words
        self._note(lambda journal: journal.messages.append((request, body)))

    def _note(self, write: Callable[[Journal], Any]) -> None:
        with self._guard:
            write(self.journal)


def form_with(page: Answer, field_: str) -> tuple[str, list[tuple[str, str]]]:
    """The form of a page that has this field: where it goes, and its hidden fields."""
    before, found, after = page.text.partition(field_)
    assert found, f"{page.url}: {page.words}"
    start = before.rindex("<form")
    text = page.text[start : len(before) + len(found) + after.index("</form>") + len("</form>")]
    return Answer(page.status, page.url, text).form()


@contextmanager
def killing(crowd: Crowd, chance: random.Random, every: tuple[int, int] = (10, 18)) -> Iterator[list[str]]:
    """Kill a process of the program or its database for as long as the block lasts, each time after some more operations
    were acknowledged: so there is always something to lose, and always somebody who gets through. Tells which."""
    done, killed = threading.Event(), []
    order = [
        "one of the web workers",
        "background work",
        "a backend of the database",
        "the database",
        "the web server",
    ]

    def work() -> None:
        target = 1
        while not done.wait(0.05):
            if crowd.journal.operations < target:
                continue
            what = order[len(killed) % len(order)] if len(killed) < len(order) else chance.choice(order)
            victims = list(_victims(crowd.served, what))
            if victims:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(victims), signal.SIGKILL)
                    killed.append(what)
                    target = crowd.journal.operations + chance.randint(*every)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield killed
    finally:
        done.set()
        thread.join()


def _victims(served: Served, what: str) -> Iterator[int]:
    if what in {"the database", "a backend of the database"}:
        try:
            postmaster = int(
                (launcher.data_folder(served.environ) / "postmaster.pid").read_text().splitlines()[0]
            )
        except (OSError, ValueError, IndexError):
            return
        if what == "the database":
            yield postmaster
        else:
            yield from (pid for pid in _children(postmaster) if b"weald_app" in _line(pid))
        return
    for pid in _children(served.process.pid):
        words = _line(pid).split(b"\0")
        if what == "background work" and b"work" in words:
            yield pid
        if b"web" in words:
            if what == "the web server":
                yield pid
            elif what == "one of the web workers":
                yield from (child for child in _children(pid) if b"\0web\0" in _line(child))


def _children(parent: int) -> list[int]:
    try:
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []


def _line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def compare(served: Served, journal: Journal) -> None:
    """Everything that was acknowledged is there; nothing is there twice, and nothing that nobody asked for."""
    requests = journal.requests
    assert len(set(requests)) == len(requests)
    with psycopg.connect(launcher.urls(served.environ).admin, autocommit=True) as admin:

        def pairs(statement: str) -> dict[Any, Any]:
            return dict(admin.execute(statement, {"ids": requests}).fetchall())  # type: ignore[call-overload]

        once = dict.fromkeys(requests, 1)
        assert pairs("select id, count(*) from requests_request where id = any(%(ids)s) group by 1") == once
        assert (
            pairs(
                "select request_id, count(*) from requests_decision where request_id = any(%(ids)s) group by 1"
            )
            == once
        )
        assert pairs(
            "select request_id, count(*) from messages_notification where request_id = any(%(ids)s)"
            " and template = 'request_received' group by 1"
        ) == once  # fmt: skip
        assert pairs(
            "select (s.one)::uuid, count(*) from access_auditrow, jsonb_array_elements_text(subjects) s(one)"
            " where verb = 'requests.submit' and (s.one)::uuid = any(%(ids)s) group by 1"
        ) == once  # fmt: skip
        booked = "select request_id, array_agg(slot_id::text) from appointments_appointment"
        assert pairs(f"{booked} where request_id = any(%(ids)s) and state = 'booked' group by 1") == {
            request: [slot] for request, slot in journal.booked.items()
        }
        written = admin.execute(
            "select request_id, body from messages_message where request_id = any(%s) and sender = 'person'",
            [requests],
        ).fetchall()
        assert sorted(written) == sorted(journal.messages)
        # A place is taken by an appointment, of which some take two, or held for somebody who waits.
        assert not admin.execute(
            "with place as (select unnest(array[slot_id, second_slot_id]) as slot from appointments_appointment"
            " where state <> 'cancelled' union all select unnest(array[slot_id, second_slot_id]) from appointments_hold"
            " where state = 'held') select s.id from appointments_slot s left join place on place.slot = s.id"
            " group by s.id having s.taken <> count(place.slot) or s.taken > s.capacity + s.extra"
        ).fetchall()


def all_went_out(served: Served) -> None:
    """What waits in the outbox goes out, each message in a file of its own, and no file is of a message that was not sent."""
    # What is offered at night is told in the morning.
    waiting = (
        "select count(*) from messages_notification where sent_at is null and failed_at is null and withdrawn_at is null"
        " and (tries > 0 or not_before < made_at + interval '1 minute')"
    )
    served.becomes(lambda: served.count(waiting) == 0, "the outbox is not empty")
    folder = launcher.data_folder(served.environ).parent / "messages"
    with psycopg.connect(launcher.urls(served.environ).admin, autocommit=True) as admin:
        sent = [
            row[0]
            for row in admin.execute(
                "select supplier_id from messages_notification where sent_at is not null"
            )
        ]
    assert sorted(sent) == sorted(path.stem for path in folder.glob("*.json"))
    assert len(set(sent)) == len(sent)
