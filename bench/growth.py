"""What a search and a booking cost as slots grow: a hundred times as many rows may cost half as much again, no more."""

import os
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import psycopg

from bench import given
from bench.served import Served

FEW = 10_000
MANY, MOST = 1_000_000, 10_000_000
ROUNDS, EACH, WARM = 24, 10, 60

# Sessions of other organisations and of other days: a county's history and its months ahead. Sixty slots each, nine in ten
# taken in the past and one in three ahead. Keys are not looked up for each row: these are consistent by being made so.
FILL = """
with held as (
    insert into appointments_session (id, organisation, professional, professional_name, service, place, kind, mode, category,
        setting, starts_at, ends_at, slot_minutes, capacity)
    select uuidv7(), ('00000000-0000-4000-8000-' || lpad((n %% 200)::text, 12, '0'))::uuid, gen_random_uuid(), 'Dr Growth',
        (array['gp', 'gp', 'nurse', 'clinical_pharmacist'])[1 + n %% 4], 'Growth Surgery', 'slot',
        (array['face_to_face', 'phone'])[1 + n %% 2], 'General Consultation Routine', 'general_practice',
        date_trunc('day', now()) + interval '8 hours' + interval '1 day' * (n / 200 %% 400 - 300),
        date_trunc('day', now()) + interval '18 hours' + interval '1 day' * (n / 200 %% 400 - 300), 10, 1
    from generate_series(1, %(sessions)s) n
    returning *
)
insert into appointments_slot (id, session_id, organisation, professional, professional_name, service, place, kind, mode,
    category, starts_at, ends_at, capacity, taken)
select uuidv7(), h.id, h.organisation, h.professional, h.professional_name, h.service, h.place, h.kind, h.mode, h.category,
    h.starts_at + interval '10 minutes' * k, h.starts_at + interval '10 minutes' * (k + 1), 1,
    case when random() < case when h.starts_at < now() then 0.9 else 0.33 end then 1 else 0 end
from held h, generate_series(0, 59) k
"""


# What nobody has booked goes, so that the county begins small.
CLEAR = """
delete from appointments_slot where id not in (
    select slot_id from appointments_appointment union select slot_id from appointments_hold
    union select second_slot_id from appointments_appointment where second_slot_id is not null
    union select second_slot_id from appointments_hold where second_slot_id is not null)
"""


def measure(program: Served) -> Iterator[dict[str, object]]:
    """Processor time of this process and of the server's process behind it, for one search and one booking, with ten
    thousand slots in the county and with a million (FULL=1: ten million). It clears the times of the demonstration first."""
    given.ready()
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(CLEAR)
    practice = given.practice().id
    before, few = _costs(practice, FEW, ahead=3)
    after, many = _costs(practice, MOST if os.environ.get("FULL") else MANY, ahead=4)
    for what in ("search", "booking"):
        yield {
            "name": f"growth_{what}_ratio", "value": round(after[what] / before[what], 2), "unit": "ratio",
            "slots": [few, many], "cpu_ms": [round(before[what], 2), round(after[what], 2)],
        }  # fmt: skip


def _costs(practice: UUID, slots: int, ahead: int) -> tuple[dict[str, float], int]:
    """Milliseconds of a search and of a booking, on a day so many days `ahead`, once there are so many slots; and how many there
    are."""
    from django.db import connection
    from django.utils import timezone

    from weald.foundation.access import query
    from weald.services.requests.actions import at_once
    from weald.services.requests.queries.offers import offers
    from weald.services.requests.views.patient.holding import holder

    total = _grow(slots)
    sent = given.requests(practice, WARM + ROUNDS * EACH)
    free = given.slots(practice, WARM + ROUNDS * EACH, ahead=ahead)
    connection.close()  # plans are made for the tables as they are now
    pairs, spent = zip(sent, free, strict=True), {"search": list[float](), "booking": list[float]()}

    def search() -> None:
        with given.acting():
            offers(sent[-1].id, timezone.now())

    def book() -> None:
        one, slot = next(pairs)
        now = timezone.now()
        device = at_once.Device(_hash(one.device), now - timedelta(hours=2))
        made = at_once.book(
            who=holder(one.id), device=device, request=one.id, slot=slot, key=str(one.id), now=now
        )
        assert made, "a free slot was refused"

    for _ in range(WARM):
        search()
        book()
    with given.acting():
        [(backend,)] = query("select pg_backend_pid()")
    # In turn, a few of each, so that whatever else the machine does falls on both alike; the median counts.
    for _ in range(ROUNDS):
        for what, verb in (("search", search), ("booking", book)):
            began = time.process_time() + _server_s(backend)
            for _ in range(EACH):
                verb()
            spent[what].append((time.process_time() + _server_s(backend) - began) / EACH * 1000)
    return {what: statistics.median(times) for what, times in spent.items()}, total


def _grow(slots: int) -> int:
    """Fill up to so many slots; returns how many there are."""
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        count = "select count(*) from appointments_slot"
        there = admin.execute(count).fetchone()
        assert there
        if (sessions := (slots - there[0]) // 60) > 0:
            admin.execute(FILL, {"sessions": sessions})
        admin.execute("vacuum analyze appointments_slot, appointments_session")
        there = admin.execute(count).fetchone()
        assert there
        return int(there[0])


def _hash(token: str) -> bytes:
    from weald.foundation.access.tokens import hash_of

    return hash_of(token)


def _server_s(pid: int) -> float:
    """Processor seconds that one process has used, by the kernel's own clock."""
    with open(f"/proc/{pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9
