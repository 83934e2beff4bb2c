"""Trust: what row security costs the booking and the queue, what an audit row costs, how fast the sealed audit is verified."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import psycopg

from bench import given
from bench.served import Served
from weald.foundation.access import Actor, Basis

ROUNDS = 5
"""Row security on and off in turn, so that whatever else the machine does falls on both alike; the median counts."""

WAITING = 200
"""Requests in the queue besides those of the demonstration: a bad Monday at a large practice."""

TIMES, WARM = 140, 20
"""After a switch plans are made anew, and the server settles on one after some runs: these are not counted."""
ROWS = 1_000_000

FILL = """
insert into access_auditrow (name, basis, identity, party, verb, subjects, why)
select 'Dr Amara Reed', 'staff', gen_random_uuid(), gen_random_uuid(), 'requests.read',
    jsonb_build_array(uuidv7()::text, uuidv7()::text), '' from generate_series(1, %s)
"""


def measure(program: Served) -> Iterator[dict[str, object]]:
    """One run on a database of its own, without the web server."""
    given.ready()
    yield audit_write()
    practice = given.practice()
    given.requests(practice.id, WAITING)
    yield ratio("queue", _queue(practice.id))
    yield ratio("booking", _booking(practice.id))


def verify(program: Served) -> Iterator[dict[str, object]]:
    """A million rows of the audit."""
    given.ready()
    yield audit_verify()


def _who(practice: UUID) -> Actor:
    return Actor(
        Basis.STAFF,
        "Dr Bench",
        identity=uuid4(),
        party=practice,
        roles=frozenset({"clinician"}),
        channel="staff",
    )


def _queue(practice: UUID) -> Callable[[], Iterator[None]]:
    """Reading the practice's queue, as its page does."""
    from django.utils import timezone

    from weald.foundation.access import acting
    from weald.services.requests.queries.queue import queue

    who = _who(practice)

    def read() -> Iterator[None]:
        for _ in range(TIMES):
            with acting(who):
                queue(kind="clinical", show="all", text="", now=timezone.now())
            yield

    return read


def _booking(practice: UUID) -> Callable[[], Iterator[None]]:
    """Booking a time for a request, as the front door does: each request and each time once."""
    from django.utils import timezone

    from weald.foundation.access import acting
    from weald.services.requests.actions import booking

    who = _who(practice)

    def book() -> Iterator[None]:
        sent, free = given.requests(practice, TIMES), given.slots(practice, TIMES)
        for one, slot in zip(sent, free, strict=True):
            with acting(who):
                booking.book(request=one.id, slot=slot, key=str(one.id), now=timezone.now())
            yield

    return book


def ratio(what: str, work: Callable[[], Iterator[None]]) -> dict[str, object]:
    """The same statements by the same role, with the policies in force and without them, in processor time of this process and
    of the server's process behind its connection: what else the machine does falls on neither."""
    each: dict[bool, list[float]] = {True: [], False: []}
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        tables = [
            name
            for (name,) in admin.execute(
                "select relname from pg_class where relrowsecurity and relkind = 'r'"
            )
        ]
        try:
            for turn in range(ROUNDS * 2):
                on = turn % 2 == 0
                _switch(admin, tables, on)
                steps = work()
                for _ in range(WARM):
                    next(steps)
                before, count = _cpu_ms(), 0
                for _ in steps:
                    count += 1
                each[on].append((_cpu_ms() - before) / count)
        finally:
            _switch(admin, tables, True)
    on_ms, off_ms = median(each[True]), median(each[False])
    return {
        "name": "row_security_ratio", "value": round(on_ms / off_ms, 3), "unit": "ratio", "of": what,
        "with_cpu_ms": round(on_ms, 3), "without_cpu_ms": round(off_ms, 3), "clients": 1,
    }  # fmt: skip


def _cpu_ms() -> float:
    """Processor milliseconds of this process and of the backend that serves it."""
    from django.db import connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    server = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e6
    return server + time.process_time() * 1000


def _switch(admin: psycopg.Connection, tables: list[str], on: bool) -> None:
    for table in tables:
        admin.execute(f"alter table {table} {'enable' if on else 'disable'} row level security")


def audit_write() -> dict[str, object]:
    """One row of the audit inside a transaction that is open already, as every page writes it: the quickest round."""
    from weald.foundation.access import acting, record

    count, each = 2000, list[float]()
    subjects = [uuid4() for _ in range(10)]
    for _ in range(ROUNDS):
        with acting(_who(uuid4())):
            started = time.perf_counter()
            for _ in range(count):
                record("requests.read", subjects)
            each.append((time.perf_counter() - started) / count * 1000)
    return {"name": "audit_write_ms", "value": round(min(each), 4), "unit": "ms", "clients": 1}


def audit_verify() -> dict[str, object]:
    """A million rows, sealed and then verified by the command."""
    from django.utils import timezone

    from weald.foundation.access import sealing

    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute(FILL, [ROWS])
        admin.execute("vacuum analyze access_auditrow")
        admin.execute("checkpoint")
    started = time.perf_counter()
    sealed = sealing.seal(timezone.now())
    sealing_s = time.perf_counter() - started
    started = time.perf_counter()
    report = sealing.verify()
    seconds = time.perf_counter() - started
    command = [sys.executable, "-m", "weald.site.command", "audit", "verify", "--json"]
    started = time.perf_counter()
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert report.sound, report.problems
    assert told["sound"]
    return {
        "name": "audit_verify_rows_per_s", "value": round(report.rows / seconds), "unit": "rows/s", "rows": report.rows,
        "command_s": round(time.perf_counter() - started, 1), "seal_rows_per_s": round(sealed / sealing_s),
        "unsealed": report.unsealed.rows,
    }  # fmt: skip
