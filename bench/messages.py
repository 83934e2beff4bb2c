"""Messages: what it costs to send one, in processor time of weald and PostgreSQL together."""

import os
from collections.abc import Iterator
from uuid import UUID

from bench import given, load
from bench.patient import form
from bench.served import Served

CLIENTS = 8
BODY = "Thank you. It is a little better since Tuesday, but I still wake up at night. Is it all right to go to work?"


def measure(program: Served, practice: UUID) -> Iterator[dict[str, object]]:
    """People write, each on a request of their own, through the form that they use; every message is another one."""
    count = 4000 if os.environ.get("FULL") else 1600
    sent = given.requests(practice, count)
    bodies = [
        form(f"/ask/{one.id}/messages", {"body": BODY, "key": f"bench {one.id}"}, one.device) for one in sent
    ]
    load.replay(program.port, CLIENTS, bodies[: count // 8])
    before = program.cpu_s()
    outcome = load.replay(program.port, CLIENTS, bodies[count // 8 :])
    spent = program.cpu_s() - before
    yield {
        "name": "message_send_cpu_ms", "value": round(spent / outcome.count * 1000, 2), "unit": "ms", "clients": CLIENTS,
        "per_s": round(outcome.per_s), "p50_ms": round(outcome.percentile_ms(0.5), 1),
        "p99_ms": round(outcome.percentile_ms(0.99), 1), "statuses": outcome.statuses, "stored": _stored(sent),
    }  # fmt: skip


def _stored(sent: list[given.Sent]) -> int:
    """How many of these messages the database holds."""
    from weald.foundation.access import query

    with given.acting():
        [(count,)] = query(
            "select count(*) from messages_message where request_id = any(%s)", [[one.id for one in sent]]
        )
    return int(count)
