"""Booking: listing a day, booking over HTTP with few and many clients, beside what the database alone can do, and contention."""

import json
import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import given, load
from bench.load import Client
from bench.patient import form
from bench.served import Served

CLIENTS, MANY_CLIENTS = 8, 64
CONTENDERS, CONTESTED = 64, 160

RAW = """\\set slot random(1, 6000)
begin;
update bench_slot set taken = taken + 1 where id = :slot and taken < 1000000;
insert into bench_appointment (slot, at) values (:slot, now());
insert into bench_audit (who, at) values ('bench', now());
commit;
"""


def measure(program: Served) -> Iterator[dict[str, object]]:
    """One run: list; book with 8 clients, the raw transaction beside it, and with 64; 64 clients at the same 160 slots."""
    practice = given.practice()
    listed = listing(program, practice)
    yield listed
    yield {"name": "slots_list_cpu_ms", "value": listed["cpu_ms"], "unit": "ms", "clients": CLIENTS}
    count = 8000 if os.environ.get("FULL") else 4000
    few = booking(program, practice.id, count, CLIENTS)
    raw = raw_transactions()
    yield from told(few)
    yield {
        "name": "booking_share_of_database", "value": round(float(str(few["value"])) / raw, 3), "unit": "share",
        "raw_per_s": round(raw), "clients": CLIENTS,
    }  # fmt: skip
    yield from told(booking(program, practice.id, count, MANY_CLIENTS))
    yield from contention(program, practice.id)


def told(booked: dict[str, object]) -> Iterator[dict[str, object]]:
    """The three measurements of one run of booking."""
    yield booked
    clients = booked["clients"]
    yield {"name": "booking_cpu_ms", "value": booked["cpu_ms"], "unit": "ms", "clients": clients}
    yield {"name": "booking_p99_ms", "value": booked["p99_ms"], "unit": "ms", "clients": clients}


def listing(program: Served, practice: Any) -> dict[str, object]:
    """The free slots of one general practitioner's day."""
    day = _next_day(practice.id)
    request = load.get(f"/api/slots?organisation={practice.ods_code}&service=gp&on={day}")
    _, _, body = Client(program.port).send(request)
    load.replay(program.port, CLIENTS, [request] * CLIENTS, 1)
    before = program.cpu_s()
    outcome = load.replay(program.port, CLIENTS, [request] * CLIENTS, 10 if os.environ.get("FULL") else 3)
    spent = program.cpu_s() - before
    return {
        "name": "slots_list_http_per_s", "value": round(outcome.per_s), "unit": "requests/s", "clients": CLIENTS,
        "cpu_ms": round(spent / outcome.count * 1000, 2), "p99_ms": round(outcome.percentile_ms(0.99), 1),
        "slots": len(json.loads(body)["slots"]), "statuses": outcome.statuses,
    }  # fmt: skip


def _next_day(practice: UUID) -> str:
    from weald.foundation.access import query

    with given.acting():
        [(day,)] = query(
            "select min(starts_at)::date from appointments_slot where organisation = %s and service = 'gp' and kind = 'slot'"
            " and taken < capacity and starts_at > now() + interval '1 day'",
            [practice],
        )
    return str(day)


def booking(program: Served, practice: UUID, count: int, clients: int) -> dict[str, object]:
    """Each request books a slot of its own through the form that patients use."""
    sent = given.requests(practice, count)
    free = given.slots(practice, count)
    bodies = [
        form(f"/ask/{one.id}/book", {"slot": str(slot), "key": "bench"}, one.device)
        for one, slot in zip(sent, free, strict=True)
    ]
    load.replay(program.port, clients, bodies[: count // 8])
    before = program.cpu_s()
    outcome = load.replay(program.port, clients, bodies[count // 8 :])
    spent = program.cpu_s() - before
    return {
        "name": "booking_http_per_s", "value": round(outcome.per_s), "unit": "bookings/s", "clients": clients,
        "cpu_ms": round(spent / outcome.count * 1000, 2), "p50_ms": round(outcome.percentile_ms(0.5), 1),
        "p99_ms": round(outcome.percentile_ms(0.99), 1), "statuses": outcome.statuses,
    }  # fmt: skip


def raw_transactions() -> float:
    """Transactions a second that PostgreSQL alone does: update, two inserts, commit; by pgbench with as many clients."""
    from weald.foundation.database import binaries, preparation

    owner = os.environ["DATABASE_OWNER_URL"]
    with preparation.connect(owner) as connection:
        connection.execute("drop table if exists bench_slot, bench_appointment, bench_audit")
        connection.execute("create table bench_slot (id int primary key, taken int not null)")
        connection.execute("insert into bench_slot select i, 0 from generate_series(1, 6000) i")
        connection.execute(
            "create table bench_appointment (id bigserial primary key, slot int, at timestamptz)"
        )
        connection.execute("create table bench_audit (id bigserial primary key, who text, at timestamptz)")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "raw.sql"
        script.write_text(RAW)
        seconds = "10" if os.environ.get("FULL") else "5"
        done = subprocess.run(
            [binaries.find(os.environ).program("pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2",
             "-T", seconds, "-f", str(script), owner],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


type Tries = list[tuple[str, bool, float, float]]
"""Slot, whether it was won, and when the attempt began and ended."""


def contend(client: Client, argument: tuple[list[str], list[tuple[str, str]]]) -> tuple[int, Tries]:
    """Try every slot in turn; a request that has won gives way to the next one, and whoever has won with all stops."""
    slots, mine = argument
    mine = list(mine)
    status, tries = 0, []
    for slot in slots:
        request, device = mine[-1]
        began = time.monotonic()
        status, _, _ = client.send(form(f"/ask/{request}/book", {"slot": slot, "key": "bench"}, device))
        tries.append((slot, status == 303, began, time.monotonic()))
        if status == 303:
            mine.pop()
            if not mine:
                break
        elif status != 409:
            raise AssertionError(f"a contested booking answered {status}")
    return status, tries


def refused_though_free(tries: Tries) -> int:
    """Attempts that were refused before anybody who won the slot had begun to ask for it, or where nobody won it."""
    won = {slot: began for slot, winner, began, _ in tries if winner}
    return sum(1 for slot, winner, _, ended in tries if not winner and ended < won.get(slot, float("inf")))


def contention(program: Served, practice: UUID) -> Iterator[dict[str, object]]:
    """Sixty-four clients, each trying all of 160 slots: 10,240 attempts. What the database holds afterwards is counted."""
    from weald.foundation.access import query

    each = 16
    sent = given.requests(practice, CONTENDERS * each)
    slots = [str(slot) for slot in given.slots(practice, CONTESTED)]
    # All begin at the same few slots, so that they meet.
    arguments = [
        (
            slots[n % 4 :] + slots[: n % 4],
            [(str(one.id), one.device) for one in sent[each * n : each * (n + 1)]],
        )
        for n in range(CONTENDERS)
    ]
    before = program.cpu_s()
    outcome = load.walk(program.port, CONTENDERS, contend, arguments)
    spent = program.cpu_s() - before
    tries: Tries = [one for note in outcome.notes for one in note]
    with given.acting():
        rows = query(
            "select slot_id::text, count(*) from appointments_appointment where slot_id::text = any(%s)"
            " and state <> 'cancelled' group by 1",
            [slots],
        )
    held = Counter(dict(rows))
    facts = {
        "clients": CONTENDERS, "slots": CONTESTED, "attempts": len(tries), "seconds": round(outcome.seconds, 1),
        "cpu_s": round(spent, 1),
    }  # fmt: skip
    yield {
        "name": "contention_double_booked", "value": sum(n - 1 for n in held.values() if n > 1), "unit": "bookings", **facts,
    }  # fmt: skip
    yield {
        "name": "contention_free_refused",
        "value": refused_though_free(tries),
        "unit": "attempts",
        **facts,
    }
